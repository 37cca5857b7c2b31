"""Lists: what counts as one, items that are awaited, and errors in their places."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from itertools import product
from typing import Any

import pytest

from tests.graph.execution.both import both, later, places, schema_of

ITEM_TYPES = ("[Int]", "[Int]!", "[Int!]", "[Int!]!")


async def _stream(*items: Any) -> AsyncIterator[Any]:
    for item in items:
        if isinstance(item, ValueError):
            raise item
        yield item


def _generator(*items: Any) -> Any:
    yield from items


LISTS: dict[str, Callable[[], Any]] = {
    "list": lambda: [1, 2],
    "tuple": lambda: (1, 2),
    "set": lambda: {1},
    "dictionary": lambda: {1: "a"},
    "range": lambda: range(3),
    "generator": lambda: _generator(1, None, 3),
    "generator that fails": lambda: (5 // (2 - number) for number in range(4)),
    "text": lambda: "12",
    "number": lambda: 5,
    "awaited items": lambda: [later(1), 2, later(3)],
    "awaited null": lambda: [later(1), later(None)],
    "awaited error": lambda: [1, later(ValueError("no")), later(3)],
    "awaited exception as a value": lambda: [later([ValueError("no")][0]), 1],
    "awaited items of a generator": lambda: _generator(later(1), later(2)),
    "awaited items of a tuple": lambda: (later(1), later(2)),
    "awaited list": lambda: later([1, None]),
    "awaited list of awaited": lambda: later([later(1), later(None)]),
    "asynchronous": lambda: _stream(1, 2),
    "asynchronous with null": lambda: _stream(1, None),
    "asynchronous with an error": lambda: _stream(1, ValueError("no")),
    "asynchronous with awaited items": lambda: _stream(later(1), later(None)),
    "asynchronous with an exception as a value": lambda: _stream(1, KeyError("value")),
    "awaited asynchronous": lambda: later(_stream(1, 2)),
}


@pytest.mark.parametrize(("type_", "name"), list(product(ITEM_TYPES, LISTS)))
async def test_every_kind_of_list(type_: str, name: str) -> None:
    schema = schema_of(f"type Query {{ list: {type_}  other: Int }}", {"Query.list": lambda *_: LISTS[name]()})
    await both(schema, "{ list other }", {"other": 1})


NESTED: dict[str, Callable[[], Any]] = {
    "plain": lambda: [[1], [2, None]],
    "awaited lists": lambda: [later([1]), later([None])],
    "awaited items": lambda: [[later(1), 2], [later(None)]],
    "awaited error deep down": lambda: [[later(1)], [later(ValueError("no"))]],
    "generators": lambda: [_generator(1, 2), _generator(None)],
    "asynchronous lists": lambda: [_stream(1), _stream(None)],
    "asynchronous lists of awaited": lambda: [_stream(later(1)), _stream(later(2))],
    "no lists": lambda: [1, [2]],
}


@pytest.mark.parametrize(("type_", "name"), list(product(("[[Int]]", "[[Int!]!]!", "[[Int!]]"), NESTED)))
async def test_lists_of_lists(type_: str, name: str) -> None:
    schema = schema_of(f"type Query {{ list: {type_}  other: Int }}", {"Query.list": lambda *_: NESTED[name]()})
    await both(schema, "{ list other }", {"other": 1})


async def test_what_is_no_list_is_an_error_that_names_the_field() -> None:
    answer = await both(schema_of("type Query { list: [Int] }"), "{ list }", {"list": 5})
    assert places(answer) == [("Expected Iterable, but did not find one for field 'Query.list'.", ["list"])]


async def test_errors_of_items_stand_at_their_indices() -> None:
    answer = await both(schema_of("type Query { list: [Int] }"), "{ list }", {"list": [1, ValueError("no"), "x", 4]})
    assert answer["data"] == {"list": [1, None, None, 4]}
    assert [path for _, path in places(answer)] == [["list", 1], ["list", 2]]


async def test_fields_of_objects_in_lists_are_waited_for_together() -> None:
    schema = schema_of(
        "type Query { boxes: [Box] } type Box { id: Int  double: Int  boxes: [Box!] }",
        {
            "Box.double": lambda box, _: later(2 * box["id"]),
            "Box.boxes": lambda box, _: later([{"id": 10 + box["id"]}]),
        },
    )
    root = {"boxes": [{"id": 1}, None, {"id": 2}]}
    answer = await both(schema, "{ boxes { double boxes { id double } } }", root)
    assert answer["data"]["boxes"] == [
        {"double": 2, "boxes": [{"id": 11, "double": 22}]},
        None,
        {"double": 4, "boxes": [{"id": 12, "double": 24}]},
    ]


async def test_one_object_several_times_in_a_list_is_resolved_each_time() -> None:
    calls: list[int] = []

    def value(*_: Any) -> int:
        calls.append(1)
        return 5

    schema = schema_of("type Query { boxes: [Box] } type Box { value: Int }", {"Box.value": value})
    box = {"id": 1}
    answer = await both(schema, "{ boxes { value } }", {"boxes": [box, box, box]})
    assert answer["data"] == {"boxes": [{"value": 5}] * 3}
    assert len(calls) == 6
