"""Events: what happened to a row, with the row as it is and as it was, and what that is to who keeps a part of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from resolvers.live.judge import Judges
from stores.feed import Change, Operation, Position
from stores.query import KeyValue
from stores.store import Row

IsAfter = Callable[[Position, Position], bool]
"""Whether the first position comes after the other."""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """What happened to one row between two looks at its store.

    `operation` is the first of what happened to it, None if another event of the row, before this one, tells that.
    `inserted` says whether it has become a new row just here. `row` is the row as it is now, None if it is gone;
    `before` as it was before each change that is told, but for inserts; None if its store has not kept that. They hold
    what filters speak of, with the rows that they lead to.

    Where somebody wants to know, `newest` says whether it is the newest row of its subject as it comes, and `previous`
    is the one that was it before.
    """

    key: KeyValue
    operation: Operation | None
    position: Position
    inserted: bool
    row: Row | None
    before: Sequence[Row] | None = ()
    newest: bool = False
    previous: Row | None = None

    @property
    def rows(self) -> Iterator[Row]:
        """All of them that there are."""
        return (row for row in (self.row, self.previous, *(self.before or ())) if row is not None)

    @property
    def last(self) -> Row | None:
        """The row as it is or, of one that is gone, as it was."""
        return self.row or (self.before[-1] if self.before else None)


class Seen(NamedTuple):
    """An event as somebody sees it who keeps the rows of which a filter holds: `operation` is what to do with them."""

    event: Event
    operation: Operation


class Merged(NamedTuple):
    """All changes of a row at the place of one of them; see `Event`."""

    change: Change
    operation: Operation | None
    inserted: bool
    before: Sequence[Row] | None


def coalesced(changes: Sequence[Change]) -> list[Merged]:
    """What happened to each row at the first of its changes, and that it is new at its last insert.

    Somebody may go on after any of them. Later than the first, what happened would be judged by a part of it; earlier
    than the last insert, that would be told again.

    The order says nothing of what two transactions did to one row: that of PostgreSQL's feed is the one in which they
    first wrote anything. So it is the row that says what has become of it, and what it was before any of its changes
    may be what somebody knows.
    """
    of_row: dict[KeyValue, list[Change]] = defaultdict(list)
    for change in changes:
        of_row[change.key].append(change)
    last_inserts = {change.key: change for change in changes if change.operation is Operation.INSERT}
    merged: list[Merged] = []
    for change in changes:
        inserted = change is last_inserts.get(change.key)
        if change is of_row[change.key][0]:
            merged.append(Merged(change, change.operation, inserted, _before(of_row[change.key])))
        elif inserted:
            merged.append(Merged(change, None, inserted, ()))
    return merged


def _before(of_row: Sequence[Change]) -> Sequence[Row] | None:
    """A row as it was before each of its changes, but for inserts; None if that is not known of all."""
    before = [each.before for each in of_row if each.operation is not Operation.INSERT]
    known = [row for row in before if row is not None]
    return known if len(known) == len(before) else None


def parted(changes: Sequence[Change], borders: Sequence[Position], is_after: IsAfter) -> Iterator[list[Change]]:
    """Changes in parts that end at borders: to who begins there, what happened before is no part of what comes."""

    def passed(change: Change) -> int:
        return sum(is_after(change.position, border) for border in borders)

    return (list(part) for _, part in groupby(changes, passed))


def seen_as_stream(event: Event, holds: Judges | None) -> Operation | None:
    """What an event is to who wants new rows of which a filter holds: an insert, or nothing."""
    if not event.inserted or event.row is None or not (holds is None or holds.now(event.row)):
        return None
    return Operation.INSERT


def seen_as_change(event: Event, holds: Judges | None) -> Operation | None:
    """What an event is to who keeps the rows of which a filter holds.

    An update by which it begins to hold brings a row, one by which it ends to hold takes it away. Where the store has
    not kept what was before, or not what the row led to then, a row that does not belong is taken away if it may have
    belonged, which does no harm if it was not there.
    """
    if event.operation is None:
        return None
    if event.row is None or not (holds is None or holds.now(event.row)):
        may_have = event.before is None or any(holds is None or holds.once(row) for row in event.before)
        return Operation.DELETE if may_have else None
    was = event.before is None or any(holds is None or holds.now(row) for row in event.before)
    return Operation.INSERT if event.operation is Operation.INSERT or not was else Operation.UPDATE


def seen_as_alert(event: Event, holds: Judges | None) -> Operation | None:
    """What a new row is to who wants to know when a filter begins to hold of its subject (an insert), or ends to.

    It is nothing if it comes after a newer one.
    """
    if not event.newest or event.row is None or holds is None:
        return None
    now, then = holds.now(event.row), event.previous is not None and holds.now(event.previous)
    if now == then:
        return None
    return Operation.INSERT if now else Operation.DELETE
