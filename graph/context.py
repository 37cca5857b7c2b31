"""What every resolver of one request can reach, as `info.context`."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from resolvers.live.tally import Feed
from resolvers.loaders import Session


@dataclass(slots=True)
class Context:
    """One request: its session with the stores, the most bytes that its answer may have, estimated, and the most rows.

    `feeds` tells who is subscribed in this process. `batches` are for graphql-core's executor: how each place is
    resolved.
    """

    session: Session
    answer_limit: float = math.inf
    cost_limit: float = math.inf
    feeds: Callable[[], Sequence[Feed]] = tuple
    batches: dict[Hashable, Callable[..., Any]] = field(default_factory=dict)


Contexts = Callable[[], AbstractAsyncContextManager[Context]]
"""Opens a context, to be closed when what it is for ends."""
