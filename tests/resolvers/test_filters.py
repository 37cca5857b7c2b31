"""Filters mean the same over both stores: what a plain evaluation of them in Python says of the same rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from stores.catalogue import Entity
from stores.embedded.servers import Endpoints
from stores.errors import BadInput
from stores.filter import (
    Among,
    And,
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    Match,
    Matches,
    Not,
    Operator,
    Or,
    Related,
)
from stores.order import Order
from stores.query import Keys
from tests.resolvers.evaluation import Database, in_order
from tests.resolvers.filtered import RELATIONS, Filtered, on_mongo, on_postgres
from tests.resolvers.random_filters import NOON, databases, filters, said_of

EQUAL, LESS, GREATER = Operator.EQUAL, Operator.LESS, Operator.GREATER
LIKE, ILIKE = Match.LIKE, Match.LIKE_IN_ANY_CASE
SHELVES = (0, 1, 7)
ROUNDS = 60

on_real_servers = settings(
    max_examples=ROUNDS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=["postgres", "mongo"], scope="module")
async def filtered(request: pytest.FixtureRequest, endpoints: Endpoints) -> AsyncIterator[Filtered]:
    """The entities in either store."""
    opened = on_postgres(endpoints.postgres_url) if request.param == "postgres" else on_mongo(endpoints.mongo_url)
    async for each in opened:
        yield each


@on_real_servers
@given(database=databases, data=st.data())
async def test_what_is_said_of_one_column_holds_where_the_reference_says_so(
    filtered: Filtered, database: Database, data: st.DataObject
) -> None:
    """Each column by itself, several times."""
    await filtered.fill(database)
    for column in filtered.entities["Thing"].columns.values():
        stored = [row[column.name] for row in database["Thing"]]
        for where in data.draw(st.lists(said_of(column, stored), min_size=2, max_size=4), label=column.name):
            assert await filtered.ids("Thing", where) == [row["id"] for row in filtered.expected("Thing", where)]


@on_real_servers
@given(database=databases, data=st.data(), order=st.builds(Order, st.sampled_from(["word", "number"])))
async def test_the_rows_of_any_filter_are_those_that_the_reference_keeps(
    filtered: Filtered, database: Database, data: st.DataObject, order: Order
) -> None:
    """In lists of either entity, which may be in the order of a column that the filter speaks of; and in counts."""
    await filtered.fill(database)
    for name in [*filtered.entities] * 4:
        where = data.draw(filters(filtered.entities, name, database), label=name)
        kept = in_order(filtered.expected(name, where), (order, Order("id")))
        assert await filtered.ids(name, where, order) == [row["id"] for row in kept]
        assert await filtered.counts(name, where) == {(): len(kept)}


@on_real_servers
@given(database=databases, data=st.data(), size=st.integers(1, 3))
async def test_a_page_for_each_key_holds_the_first_rows_of_the_filter(
    filtered: Filtered, database: Database, data: st.DataObject, size: int
) -> None:
    await filtered.fill(database)
    where = data.draw(filters(filtered.entities, "Thing", database))
    rows = filtered.expected("Thing", where)
    kept = {shelf: [row["id"] for row in rows if row["shelf"] == shelf] for shelf in SHELVES}
    pages = await filtered.first_on_each_shelf(where, size, SHELVES)
    assert pages == {shelf: ids[:size] for shelf, ids in kept.items()}
    counts = await filtered.counts("Thing", where, Keys(("shelf",), tuple((shelf,) for shelf in SHELVES)))
    assert counts == {(shelf,): len(ids) for shelf, ids in kept.items() if ids}


def compare(column: str, value: Any, operator: Operator = EQUAL) -> Filter:
    """A comparison, by default for equality."""
    return Compare(column, operator, value)


def contains(value: Any, *path: str) -> Filter:
    """What `data` holds at a path contains this."""
    return JsonContains("data", path, value)


def at(value: Any, *path: str, operator: Operator = EQUAL) -> Filter:
    """What `data` holds at a path is this."""
    return JsonCompare("data", path, operator, value)


def exists(*path: str) -> Filter:
    """`data` holds something at a path."""
    return JsonExists("data", path)


EVERY: list[int] = [0, 1, 2, 3]
CASES: dict[str, tuple[list[Any], list[tuple[Filter, list[int]]]]] = {
    "word": (
        [None, "a", "Ab", "a%b"],
        [
            (compare("word", "a"), [1]),
            (Not(compare("word", "a")), [0, 2, 3]),
            (Not(Not(compare("word", "a"))), [1]),
            (compare("word", "a", LESS), [2]),
            (Not(compare("word", "a", LESS)), [0, 1, 3]),
            (IsNull("word"), [0]),
            (IsNull("word", negated=True), [1, 2, 3]),
            (Not(IsNull("word")), [1, 2, 3]),
            (And(()), EVERY),
            (Or(()), []),
            (Not(And(())), []),
            (Not(Or(())), EVERY),
            (And((compare("word", "", GREATER), compare("word", "A", GREATER), compare("word", "b", LESS))), [1, 2, 3]),
            (Among("word", ()), []),
            (Not(Among("word", ())), EVERY),
            (Among("word", ("a", "a", "x", "Ab")), [1, 2]),
            (Not(Among("word", ("a", "x"))), [0, 2, 3]),
            (Matches("word", LIKE, "%"), [1, 2, 3]),
            (Not(Matches("word", LIKE, "%")), [0]),
            (Matches("word", LIKE, ""), []),
            (Matches("word", LIKE, "a"), [1]),
            (Matches("word", LIKE, "a_"), []),
            (Matches("word", LIKE, "a_b"), [3]),
            (Matches("word", LIKE, "a%"), [1, 3]),
            (Matches("word", LIKE, "a\\%%"), [3]),
            (Matches("word", ILIKE, "A%"), [1, 2, 3]),
            (Matches("word", ILIKE, "aB"), [2]),
            (Matches("word", Match.STARTS_WITH, "a"), [1, 3]),
            (Matches("word", Match.STARTS_WITH, "a%"), [3]),
            (Matches("word", Match.STARTS_WITH, ""), [1, 2, 3]),
            (Matches("word", Match.ENDS_WITH, "b"), [2, 3]),
            (Matches("word", Match.CONTAINS, "%"), [3]),
            (Matches("word", Match.CONTAINS, "_"), []),
            (Matches("word", Match.CONTAINS, ""), [1, 2, 3]),
        ],
    ),
    "word with all that patterns and quotes are made of": (
        ["\\", "a\n", "\n", "'\"_.*($"],
        [
            (Matches("word", LIKE, "\\\\"), [0]),
            (Matches("word", LIKE, "\\a_"), [1]),
            (Matches("word", LIKE, "a"), []),
            (Matches("word", LIKE, "_"), [0, 2]),
            (Matches("word", LIKE, "%\n"), [1, 2]),
            (Matches("word", LIKE, "%a%_%"), [1]),
            (Matches("word", LIKE, "'\"\\_.*($"), [3]),
            (Matches("word", ILIKE, "_A%"), []),
            (Matches("word", ILIKE, "%A_"), [1]),
            (Matches("word", Match.STARTS_WITH, "\\"), [0]),
            (Matches("word", Match.ENDS_WITH, "\n"), [1, 2]),
            (Matches("word", Match.ENDS_WITH, "a"), []),
            (Matches("word", Match.CONTAINS, ".*("), [3]),
            (compare("word", "\\"), [0]),
        ],
    ),
    "word beyond the letters of ASCII": (
        ["\ud7ff", "\ud7ffa", "\U0010ffff", "\U0010ffffa"],
        [
            (Matches("word", Match.STARTS_WITH, "\ud7ff"), [0, 1]),
            (Matches("word", Match.STARTS_WITH, "\U0010ffff"), [2, 3]),
            (Matches("word", LIKE, "_"), [0, 2]),
            (compare("word", "\ud7ffa", GREATER), [2, 3]),
        ],
    ),
    "number": (
        [None, -1, 0, 2],
        [
            (compare("number", 0), [2]),
            (compare("number", 0, Operator.GREATER_OR_EQUAL), [2, 3]),
            (And((compare("number", -1, GREATER), compare("number", 2, LESS))), [2]),
            (And((compare("number", -1, GREATER), compare("number", 0, GREATER))), [3]),
            (And((compare("number", 0, GREATER), compare("number", -1, GREATER))), [3]),
            (Or((compare("number", -1, LESS), compare("number", 0, GREATER), IsNull("number"))), [0, 3]),
            (Among("number", (2, 2, 5, -1)), [1, 3]),
        ],
    ),
    "big": (
        [None, -(2**63), 2**53, 2**53 + 1],
        [(compare("big", 2**53), [2]), (compare("big", 2**53, GREATER), [3]), (compare("big", -(2**63)), [1])],
    ),
    "price": (
        [None, Decimal("0.10"), Decimal("0.1"), Decimal("-3.000000000000000001")],
        [
            (compare("price", Decimal("0.1")), [1, 2]),
            (compare("price", Decimal(-3), LESS), [3]),
            (Among("price", (Decimal("0.100"),)), [1, 2]),
        ],
    ),
    "real": (
        [None, float("inf"), -0.0, 0.1],
        [(compare("real", 0.0), [2]), (compare("real", 1e308, GREATER), [1]), (compare("real", 0.1), [3])],
    ),
    "flag": (
        [None, True, False, True],
        [(compare("flag", False), [2]), (Not(compare("flag", False)), [0, 1, 3]), (Among("flag", (True,)), [1, 3])],
    ),
    "moment": (
        [None, NOON, NOON + timedelta(milliseconds=1), NOON + timedelta(days=1)],
        [
            (compare("moment", NOON), [1]),
            (compare("moment", NOON + timedelta(microseconds=1)), []),
            (Not(compare("moment", NOON + timedelta(microseconds=1))), EVERY),
            (compare("moment", NOON + timedelta(microseconds=1), GREATER), [2, 3]),
            (compare("moment", NOON + timedelta(microseconds=1), LESS), [1]),
            (Among("moment", (NOON + timedelta(microseconds=1), NOON)), [1]),
        ],
    ),
    "data": (
        [None, {"a": None, "b": {"c": [1, "x"]}}, [1, [2], {"a": 1}, None], "1"],
        [
            (IsNull("data"), [0]),
            (exists(), [1, 2, 3]),
            (exists("a"), []),
            (Not(exists("a")), EVERY),
            (exists("b", "c", "1"), [1]),
            (exists("b", "c", "01"), [1]),
            (exists("b", "c", "2"), []),
            (exists("3"), []),
            (exists("99999999999999999999"), []),
            (exists("0" * 5000 + "2", "a"), [2]),
            (exists("\u00b2"), []),
            (at(1, "b", "c", "0"), [1]),
            (at(1.0, "0"), [2]),
            (at("1"), [3]),
            (at(1), []),
            (Not(at(1)), EVERY),
            (at("2", operator=LESS), [3]),
            (at(0, "b", operator=GREATER), []),
            (at("", "b", operator=GREATER), []),
            (contains({}), [1]),
            (contains([]), [2]),
            (contains({"b": {"c": ["x"]}}), [1]),
            (contains({"b": {"c": "x"}}), []),
            (contains({"b": {}}), [1]),
            (contains({"a": None}), [1]),
            (contains({"c": None}), []),
            (contains("x", "b", "c"), [1]),
            (contains(["x", 1, "x"], "b", "c"), [1]),
            (contains(["x", 2], "b", "c"), []),
            (contains(1), [2]),
            (contains(2), []),
            (contains([[2]]), [2]),
            (contains([2]), []),
            (contains([[], {}]), [2]),
            (contains([{"a": 1.0}, None]), [2]),
            (contains(None), [2]),
            (contains(None, "a"), [1]),
            (contains(None, "a", "b"), []),
            (contains(None, "3"), [2]),
            (contains(None, "9"), []),
            (contains("1"), [3]),
            (contains(["1"]), []),
        ],
    ),
    "data with truth and numbers": (
        [True, {"0": "member", "$a": 1, "a.b": 2, "": 3}, [True, [1]], 2**53 + 1],
        [
            (at(True), [0]),
            (at(True, operator=LESS), []),
            (at(1), []),
            (at(0, operator=GREATER), [3]),
            (at(float(2**53)), []),
            (at(float(2**53), operator=GREATER), [3]),
            (at("member", "0"), [1]),
            (at(True, "0"), [2]),
            (at(1, "$a"), [1]),
            (at(2, "a.b"), [1]),
            (at(2, "a", "b"), []),
            (at(3, ""), [1]),
            (contains({"$a": 1, "a.b": 2, "": 3}), [1]),
            (contains(1), []),
            (contains(True), [0, 2]),
            (contains([True]), [2]),
            (contains({"0": True}), []),
        ],
    ),
}
"""By the name of a column: the values that it has in rows 0, 1, …, and which rows filters keep."""


@pytest.mark.parametrize("name", CASES)
async def test_cases_written_by_hand(filtered: Filtered, name: str) -> None:
    """The reference is held to them as well."""
    values, cases = CASES[name]
    columns = filtered.entities["Thing"].columns
    empty = {"shelf": 0, "day": None, **dict.fromkeys((column for column in columns if column != "shelf"), None)}
    column = name.partition(" ")[0]
    await filtered.fill({"Thing": [{**empty, "id": number, column: value} for number, value in enumerate(values)]})
    for where, expected in cases:
        assert [row["id"] for row in filtered.expected("Thing", where)] == expected, where
        assert await filtered.ids("Thing", where) == expected, where


GROUP, NAMESAKES, PEERS = RELATIONS["Thing"]
THINGS, ALIKE = RELATIONS["Group"]


def related_cases(entities: dict[str, Entity]) -> list[tuple[str, Filter, list[int]]]:
    """Filters through relations, by the entity that they are said of, and the rows that they keep."""
    thing, group = entities["Thing"], entities["Group"]
    named_x = Related(GROUP, group, compare("word", "x"))
    of_shelf_1 = Related(THINGS, thing, compare("shelf", 1))
    return [
        ("Thing", Related(GROUP, group, None), [0, 1, 2]),
        ("Thing", Not(Related(GROUP, group, None)), [3, 4]),
        ("Thing", named_x, [0, 1]),
        ("Thing", Not(named_x), [2, 3, 4]),
        ("Thing", Related(GROUP, group, Not(compare("word", "x"))), [2]),
        ("Thing", Related(GROUP, group, IsNull("word")), [2]),
        ("Thing", Or((named_x, Related(NAMESAKES, group, None))), [0, 1, 4]),
        ("Thing", And((named_x, Related(NAMESAKES, group, None))), [0]),
        ("Thing", Related(PEERS, group, None), [0]),
        ("Thing", And((compare("shelf", 1), named_x)), [1]),
        ("Group", Related(THINGS, thing, None), [0, 1]),
        ("Group", of_shelf_1, [0]),
        ("Group", Not(of_shelf_1), [1, 2]),
        ("Group", Not(Related(THINGS, thing, Not(compare("shelf", 1)))), [2]),
        ("Group", Related(ALIKE, thing, None), [0]),
        ("Group", Related(THINGS, thing, Related(GROUP, group, And((compare("word", "x"), of_shelf_1)))), [0]),
    ]


async def test_cases_through_relations_written_by_hand(filtered: Filtered) -> None:
    """To one and to many, some, none and every, by keys of two columns, through several relations; null finds none."""
    things = [(0, 0, "x", 7), (1, 0, None, None), (0, 1, "z", 7), (0, 9, None, None), (0, None, "x", None)]
    groups = [("x", 7), (None, None), ("y", None)]
    rest = dict.fromkeys(("price", "real", "flag", "moment", "data", "day"), None)
    await filtered.fill(
        {
            "Thing": [
                {"id": number, "shelf": shelf, "parent": parent, "word": word, "number": peer, "big": peer, **rest}
                for number, (shelf, parent, word, peer) in enumerate(things)
            ],
            "Group": [{"id": number, "word": word, "number": peer} for number, (word, peer) in enumerate(groups)],
        }
    )
    for name, where, expected in related_cases(dict(filtered.entities)):
        assert [row["id"] for row in filtered.expected(name, where)] == expected, where
        assert await filtered.ids(name, where) == expected, where


BAD: list[Filter] = [
    compare("word", "\ud800"),
    Among("word", ("a", "\ud800")),
    Matches("word", Match.CONTAINS, "\ud800"),
    at("\ud800"),
    exists("\ud800"),
    contains({"a\0": 1}),
    compare("big", 2**63),
    Among("big", (2**63,)),
]


@pytest.mark.parametrize("where", BAD, ids=ascii)
async def test_what_no_row_could_say_is_bad_input(filtered: Filtered, where: Filter) -> None:
    """Also under `not`, and in a list that is empty."""
    await filtered.fill({"Thing": [], "Group": []})
    for each in (where, Not(where)):
        with pytest.raises(BadInput):
            await filtered.ids("Thing", each)
