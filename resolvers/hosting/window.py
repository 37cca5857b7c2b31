"""The window of time that an analysis looks at, where a client says both its ends, one of them or none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from resolvers.windows import FIRST, require_window
from stores.errors import BadInput


class Window(NamedTuple):
    """From `start`, included, until before `end`."""

    start: datetime
    end: datetime


def window_of(start: datetime | None, end: datetime | None, *, usual: timedelta, longest: timedelta) -> Window:
    """The window between these moments: it ends now, and is as long as usual, where nothing is said.

    Raises BadInput for a window that is empty or longer than the longest one.
    """
    until = datetime.now(UTC) if end is None else end
    require_window(None, until)
    # Before the first of all windows there is no moment to start at.
    since = max(until, FIRST + usual) - usual if start is None else start
    require_window(since, until)
    if until - since > longest:
        raise BadInput(f"`from` and `to` may be {longest.days} days apart at most")
    return Window(since, until)
