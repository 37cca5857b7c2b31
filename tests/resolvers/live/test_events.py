"""What several changes of a row are together, to whoever goes on after any of them."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import Any

import pytest

from resolvers.live.event import Event, coalesced, parted, seen_as_change, seen_as_stream
from resolvers.live.judge import Judges
from stores.feed import Change, Operation

INSERT, UPDATE, DELETE = Operation.INSERT, Operation.UPDATE, Operation.DELETE

State = int | None
"""A row's value; None where there is no row."""


def change(number: int, before: State, after: State, key: str = "a") -> Change:
    """The change of a row from one value to another."""
    operation = INSERT if before is None else DELETE if after is None else UPDATE
    return Change("Thing", operation, (key,), (number,), None if before is None else {"value": before})


def is_after(position: Any, other: Any) -> bool:
    """Positions count up."""
    return bool(position > other)


def events(changes: list[Change], now: State) -> list[Event]:
    """The events that changes of one row are, which has a value now."""
    row = None if now is None else {"value": now}
    return [
        Event(each.change.key, each.operation, each.change.position, each.inserted, row, each.before)
        for each in coalesced(changes)
    ]


def is_odd(row: Any) -> bool:
    """The filter."""
    return bool(row["value"] % 2)


HOLDS = Judges(is_odd, is_odd)


HISTORIES: list[list[State]] = [
    [None, 1],
    [None, 1, 2],
    [None, 2, 1, 3],
    [None, 1, None],
    [None, 1, None, 3],
    [1, 2],
    [1, 2, 4],
    [1, 2, 3, 4],
    [2, 1, 4],
    [1, None, 1],
    [1, None, 2, None],
    [2, None],
]


@pytest.mark.parametrize("history", HISTORIES)
def test_a_copy_is_right_wherever_somebody_goes_on_and_in_whatever_order_changes_come(history: list[State]) -> None:
    """A client knows the row as it was at first; it goes on after each event that it was told of, in turn."""
    changes = [change(number, *states) for number, states in enumerate(pairwise(history))]
    for order in permutations(changes):
        told = [
            Change(each.entity, each.operation, each.key, (number,), each.before) for number, each in enumerate(order)
        ]
        for cut in range(len(told) + 1):
            knows = history[0] is not None and is_odd({"value": history[0]})
            first = [event for event in events(told, history[-1]) if not is_after(event.position, (cut - 1,))]
            for event in [*first, *events(told[cut:], history[-1])]:
                operation = seen_as_change(event, HOLDS)
                knows = knows if operation is None else operation is not DELETE
            assert knows == (history[-1] is not None and is_odd({"value": history[-1]}))


@pytest.mark.parametrize("cut", range(4))
def test_a_new_row_that_changes_is_told_once_as_new_wherever_somebody_goes_on(cut: int) -> None:
    """Another row is told in between: who goes on after that has been told of the first one, or will be."""
    changes = [change(1, None, 1), change(2, None, 3, "b"), change(3, 1, 5)]

    def keys(some: list[Change], last: int) -> list[Any]:
        found = [event for event in events(some, 5) if seen_as_stream(event, None)]
        return [event.key for event in found if not is_after(event.position, (last,))]

    assert keys(changes, cut) + keys(changes[cut:], 9) == [("a",), ("b",)]


def test_what_was_not_kept_may_have_belonged() -> None:
    unknown = Change("Thing", UPDATE, ("a",), (1,), None)
    (event,) = events([unknown], 2)
    assert seen_as_change(event, HOLDS) is DELETE


def test_changes_are_parted_where_somebody_begins() -> None:
    changes = [change(number, 1, 2) for number in range(1, 6)]
    parts = parted(changes, [(2,), (4,), (9,)], is_after)
    assert [[each.position[0] for each in part] for part in parts] == [[1, 2], [3, 4], [5]]
    assert list(parted([], [(2,)], is_after)) == []
