"""Windows of time, from a moment until before another one, as clients ask for them."""

from __future__ import annotations

from datetime import UTC, datetime

from stores.errors import BadInput

FIRST, LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between which moments a window may lie: a bucket of a hundred years must have a start."""


def require_window(start: datetime | None, end: datetime | None) -> None:
    """Raise BadInput unless a window, open where None is said, lies in the years that buckets have."""
    if start is not None and end is not None and start >= end:
        raise BadInput("`from` must be before `to`")
    if not all(FIRST <= moment <= LAST for moment in (start, end) if moment is not None):
        raise BadInput(f"`from` and `to` must lie in the years {FIRST.year} to {LAST.year - 1}")
