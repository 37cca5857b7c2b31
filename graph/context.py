"""What every resolver of one request can reach, as `info.context`."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from resolvers.loaders import Session


@dataclass(slots=True)
class Context:
    """One request: its session with the stores, the most bytes that its answer may have, estimated, and the most rows.

    `batches` are for graphql-core's executor: how each place is resolved.
    """

    session: Session
    answer_limit: float = math.inf
    cost_limit: float = math.inf
    batches: dict[Hashable, Callable[..., Any]] = field(default_factory=dict)
