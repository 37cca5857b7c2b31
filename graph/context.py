"""What every resolver of one request can reach, as `info.context`."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from resolvers.loaders import Session
from resolvers.pages import PageSizes


@dataclass(slots=True)
class Context:
    """One request: its session with the stores, the page sizes in force, and what its places turned out to need."""

    session: Session
    page_sizes: PageSizes = field(default_factory=PageSizes)
    places: dict[Hashable, Any] = field(default_factory=dict)
