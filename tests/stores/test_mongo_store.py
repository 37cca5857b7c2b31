"""What the MongoDB store answers, compared with Python's own sorting and filtering of the same documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import orjson
import pytest
from bson import Binary, DatetimeMS, Decimal128, ObjectId, Regex
from hypothesis import given, settings, strategies as st
from pydantic import Field

from stores.catalogue import Entity
from stores.embedded.servers import Endpoints
from stores.errors import BadInput
from stores.keyset import beyond, total_order
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.catalogue import derive
from stores.mongo.compile import compile_select
from stores.mongo.driver import Driver
from stores.mongo.models.base import Document
from stores.mongo.store import MongoOptions, MongoStore, connect
from stores.mongo.values import BsonValue, reader
from stores.query import And, Compare, Count, Filter, IsNull, Keys, Operator, Or, Order, Select
from stores.store import Row

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
EQUAL, GREATER, LESS = Operator.EQUAL, Operator.GREATER, Operator.LESS


class Sample(Document):
    """A document with a column of every kind."""

    __collection__ = "samples"

    id: int = Field(alias="_id", description="Key.")
    group: str | None = Field(None, alias="Group", description="Parent.")
    number: float | None = Field(None, alias="Number", description="Number.")
    moment: datetime | None = Field(None, alias="Moment", description="Moment.")
    flag: bool | None = Field(None, alias="Flag", description="Flag.")
    anything: dict[str, Any] | None = Field(None, alias="Anything", description="Open.")
    reference: ObjectId | None = Field(None, alias="Reference", description="Reference.")


SAMPLE = derive([Sample], "test")["Sample"]
MOST = 12
SCALARS = ("group", "number", "moment", "flag")
PANTHEON = derive()


@pytest.fixture(scope="module")
async def database(endpoints: Endpoints) -> AsyncIterator[tuple[MongoStore, Driver]]:
    """One database for this module, whose tests each write the documents they need."""
    options = MongoOptions(endpoints.mongo_url, database="test_store")
    driver, store = connect(options), MongoStore(options)
    await driver.command({"createIndexes": "samples", "indexes": [{"key": {"Group": 1}, "name": "group"}]})
    yield store, driver
    await driver.command({"dropDatabase": 1})
    await driver.close()
    await store.close()


@pytest.fixture
def store(database: tuple[MongoStore, Driver]) -> MongoStore:
    return database[0]


@pytest.fixture
def driver(database: tuple[MongoStore, Driver]) -> Driver:
    return database[1]


async def fill(driver: Driver, documents: Sequence[Mapping[str, Any]], collection: str = "samples") -> None:
    """Replace the documents of a collection."""
    await driver.command({"delete": collection, "deletes": [{"q": {}, "limit": 0}]})
    if documents:
        await driver.insert(collection, [dict(document) for document in documents])


async def ids(store: MongoStore, where: Filter | None, entity: Entity = SAMPLE) -> list[Any]:
    rows = await store.select(Select(entity, ("id",), where=where, order=(Order("id"),)))
    return [row["id"] for row in rows]


def in_order(rows: Iterable[Row], order: Sequence[Order]) -> list[Row]:
    """The rows as SQL would order them, by stable sorts from the last column to the first."""
    done = list(rows)
    for part in reversed(order):
        present = [row for row in done if row[part.column] is not None]
        absent = [row for row in done if row[part.column] is None]
        present.sort(key=lambda row: row[part.column], reverse=part.descending)
        done = [*absent, *present] if part.nulls_first else [*present, *absent]
    return done


def position(value: Any) -> Any:
    """A row's value as a cursor holds it."""
    return value.exact if isinstance(value, BsonValue) else value


async def walk(store: MongoStore, order: Sequence[Order], size: int) -> list[Row]:
    """All rows, by pages that each begin beyond the last row of the one before."""
    rows: list[Row] = []
    where: Filter | None = None
    columns = tuple(SAMPLE.columns)
    while page := await store.select(Select(SAMPLE, columns, where, tuple(order), size)):
        rows += page
        assert len(rows) <= MOST, "the pages go round in circles"
        where = beyond(SAMPLE, order, [position(page[-1][part.column]) for part in order])
    return rows


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "b", NOON, ObjectId("6" * 24)]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
documents = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "Group": st.sampled_from([None, "a", "b", "B"]),
            "Number": st.sampled_from([None, -1.5, 0.0, 2.0]),
            "Moment": st.sampled_from([None, NOON, NOON + timedelta(milliseconds=1)]),
            "Flag": st.sampled_from([None, True, False]),
            "Anything": json_values,
        },
    ),
    max_size=MOST,
).map(lambda values: [{"_id": number, **value} for number, value in enumerate(values)])
orders = st.lists(
    st.builds(Order, st.sampled_from((*SCALARS, "anything", "id")), st.booleans(), st.booleans()), max_size=3
)


@settings(max_examples=40, deadline=None)
@given(documents=documents, order=orders, size=st.integers(1, 5))
async def test_pages_hold_every_row_once_and_in_order_in_both_directions(
    database: tuple[MongoStore, Driver], documents: list[dict[str, Any]], order: list[Order], size: int
) -> None:
    """For every order, placement of nulls and page size: pages add up to the whole list, also read backwards."""
    store, driver = database
    await fill(driver, documents)
    total = total_order(SAMPLE, order)
    whole = list(await store.select(Select(SAMPLE, tuple(SAMPLE.columns), order=total)))
    assert await walk(store, total, size) == whole
    assert await walk(store, [part.reversed() for part in total], size) == whole[::-1]
    if all(part.column != "anything" for part in total):
        assert whole == in_order(whole, total)


@pytest.mark.parametrize(("descending", "nulls_first"), list(product((False, True), repeat=2)))
async def test_nulls_stand_where_the_order_places_them(
    store: MongoStore, driver: Driver, descending: bool, nulls_first: bool
) -> None:
    """Null and missing alike, with ties, in all four placements."""
    values: list[dict[str, Any]] = [{"Number": 1.0}, {"Number": None}, {}, {"Number": 2.0}, {"Number": 1.0}]
    await fill(driver, [{"_id": number, **value} for number, value in enumerate(values)])
    order = (Order("number", descending, nulls_first), Order("id"))
    rows = await store.select(Select(SAMPLE, ("id", "number"), order=order))
    assert rows == in_order(sorted(rows, key=lambda row: int(row["id"])), order)


async def test_a_page_is_right_when_rows_came_and_went_meanwhile(store: MongoStore, driver: Driver) -> None:
    """The row of the cursor is gone, one came before it and one after: nothing else moves."""
    await fill(driver, [{"_id": number, "Number": float(number)} for number in (10, 20, 30, 40)])
    order = (Order("number"), Order("id"))
    await driver.command({"delete": "samples", "deletes": [{"q": {"_id": 20}, "limit": 1}]})
    await driver.insert("samples", [{"_id": 15, "Number": 15.0}, {"_id": 25, "Number": 25.0}])
    where = beyond(SAMPLE, order, [20.0, 20])
    rows = await store.select(Select(SAMPLE, ("id",), where, order, 2))
    assert [row["id"] for row in rows] == [25, 30]


async def test_a_page_for_each_key_gives_every_parent_its_own_rows(store: MongoStore, driver: Driver) -> None:
    """Each parent gets its own first rows, in order, and only those that pass the filter."""
    documents = [{"_id": n, "Group": "abc"[n % 3], "Number": float(-n), "Flag": n % 2 == 0} for n in range(30)]
    await fill(driver, documents)
    keys = Keys(("group",), (("b",), ("a",), ("nobody",)))
    order = (Order("number"), Order("id"))
    where = Compare("flag", EQUAL, True)
    rows = await store.select(Select(SAMPLE, ("id", "group", "number"), where, order, 2, keys))
    by_group = {group: [row["id"] for row in rows if row["group"] == group] for group in "abc"}
    assert by_group == {"a": [24, 18], "b": [28, 22], "c": []}


async def test_a_page_for_each_key_can_begin_beyond_a_cursor(store: MongoStore, driver: Driver) -> None:
    await fill(driver, [{"_id": n, "Group": "ab"[n % 2], "Number": float(n)} for n in range(12)])
    order = (Order("number", descending=True), Order("id"))
    query = Select(
        SAMPLE, ("id", "group"), beyond(SAMPLE, order, [8.0, 8]), order, 2, Keys(("group",), (("a",), ("b",)))
    )
    assert sorted(row["id"] for row in await store.select(query)) == [4, 5, 6, 7]


async def test_rows_by_key_without_limit(store: MongoStore, driver: Driver) -> None:
    await fill(driver, [{"_id": n, "Group": "abc"[n % 3]} for n in range(6)])
    query = Select(SAMPLE, ("id", "group"), order=(Order("id"),), keys=Keys(("group",), (("a",), ("c",))))
    assert await store.select(query) == [{"id": n, "group": "abc"[n % 3]} for n in (0, 2, 3, 5)]


@pytest.mark.parametrize("limit", [None, 1])
async def test_the_columns_of_a_composite_key_belong_together(
    store: MongoStore, driver: Driver, limit: int | None
) -> None:
    values = [("a", 1.0), ("a", 2.0), ("b", 1.0), ("b", 2.0)]
    await fill(driver, [{"_id": n, "Group": group, "Number": number} for n, (group, number) in enumerate(values)])
    keys = Keys(("group", "number"), (("a", 2.0), ("b", 1.0)))
    query = Select(SAMPLE, ("id", "group", "number"), order=(Order("id"),), limit=limit, keys=keys)
    assert [row["id"] for row in await store.select(query)] == [1, 2]
    assert await store.count(Count(SAMPLE, keys=keys)) == {("a", 2.0): 1, ("b", 1.0): 1}


async def test_counts_in_all_and_for_each_key(store: MongoStore, driver: Driver) -> None:
    """A key without rows has no entry; without rows at all the count is 0."""
    await fill(driver, [{"_id": n, "Group": "ab"[n > 3], "Number": float(n)} for n in range(10)])
    keys = Keys(("group",), (("a",), ("b",), ("nobody",)))
    assert await store.count(Count(SAMPLE)) == {(): 10}
    assert await store.count(Count(SAMPLE, keys=keys)) == {("a",): 4, ("b",): 6}
    assert await store.count(Count(SAMPLE, Compare("number", LESS, 2), keys)) == {("a",): 2}
    assert await store.count(Count(SAMPLE, Compare("number", LESS, -2))) == {(): 0}


FILTERS: list[tuple[Filter, list[int]]] = [
    (And(()), [0, 1, 2, 3, 4]),
    (Or(()), []),
    (Compare("number", EQUAL, 2), [1]),
    (Compare("number", LESS, 2), [0]),
    (Compare("number", Operator.LESS_OR_EQUAL, 2), [0, 1]),
    (Compare("number", GREATER, 1), [1, 4]),
    (Compare("number", Operator.GREATER_OR_EQUAL, 1), [0, 1, 4]),
    (IsNull("number"), [2, 3]),
    (IsNull("number", negated=True), [0, 1, 4]),
    (IsNull("anything"), [0, 3]),
    (IsNull("anything", negated=True), [1, 2, 4]),
    (And((Compare("number", GREATER, 1), Compare("flag", EQUAL, True))), [1]),
    (Or((Compare("number", EQUAL, 1), IsNull("number"))), [0, 2, 3]),
    (Or((And(()), Compare("number", EQUAL, 1))), [0, 1, 2, 3, 4]),
    (And((Or(()), Compare("number", EQUAL, 1))), []),
    (Compare("anything", EQUAL, "[null]"), [4]),
    (Compare("anything", GREATER, '{"a": 1}'), [2, 4]),
]


@pytest.mark.parametrize(("where", "expected"), FILTERS, ids=str)
async def test_filters_mean_what_they_mean_in_sql(
    store: MongoStore, driver: Driver, where: Filter, expected: list[int]
) -> None:
    """A comparison never holds for null or a missing field; null and missing are both null."""
    values: list[dict[str, Any]] = [
        {"Number": 1.0, "Flag": False, "Anything": None},
        {"Number": 2.0, "Flag": True, "Anything": {"a": 1}},
        {"Number": None, "Anything": {"a": 2}},
        {},
        {"Number": 3.0, "Anything": [None]},
    ]
    await fill(driver, [{"_id": number, **value} for number, value in enumerate(values)])
    assert await ids(store, where) == expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [(EQUAL, []), (LESS, [0, 1]), (Operator.LESS_OR_EQUAL, [0, 1]), (GREATER, [2]), (Operator.GREATER_OR_EQUAL, [2])],
)
async def test_a_moment_between_two_milliseconds_is_not_rounded(
    store: MongoStore, driver: Driver, operator: Operator, expected: list[int]
) -> None:
    """BSON keeps milliseconds; 0.5 ms after the second of three moments lies between it and the third."""
    await fill(driver, [{"_id": n, "Moment": NOON + timedelta(milliseconds=n)} for n in range(3)])
    assert await ids(store, Compare("moment", operator, NOON + timedelta(microseconds=1_500))) == expected


async def test_an_object_id_is_its_digits_in_rows_filters_and_keys(store: MongoStore, driver: Driver) -> None:
    first, second = ObjectId(), ObjectId()
    await fill(driver, [{"_id": 0, "Reference": first}, {"_id": 1, "Reference": second}])
    assert await ids(store, Compare("reference", EQUAL, str(second))) == [1]
    keys = Keys(("reference",), ((str(first),), ("no object id",), (str(second).upper() + "0",)))
    for limit in (None, 5):
        rows = await store.select(Select(SAMPLE, ("id", "reference"), limit=limit, keys=keys))
        assert rows == [{"id": 0, "reference": str(first)}]


@pytest.mark.parametrize("limit", [None, 5])
async def test_keys_that_a_column_cannot_hold_find_nothing(
    store: MongoStore, driver: Driver, limit: int | None
) -> None:
    await fill(driver, [{"_id": 0, "Reference": None}, {"_id": 1}])
    keys = Keys(("reference",), (("no object id",),))
    assert await store.select(Select(SAMPLE, ("id", "reference"), limit=limit, keys=keys)) == []


@pytest.mark.parametrize(
    ("column", "value"), [("reference", "xyz"), ("id", 2**63), ("group", "\ud800"), ("number", "many")]
)
async def test_a_value_that_a_column_cannot_hold_is_bad_input(store: MongoStore, column: str, value: Any) -> None:
    with pytest.raises(BadInput, match=column):
        await ids(store, Compare(column, EQUAL, value))


async def test_values_of_any_type_in_any_column_can_be_written_as_json(store: MongoStore, driver: Driver) -> None:
    """A value of the wrong type is handed on for the graph to report, and does not spoil the list."""
    odd = [
        "text", 1, 2.5, True, None, NOON, ObjectId(), Decimal128("1.50"), Binary(b"\x00"),
        Regex("a"), {"a": [NOON]}, [1, {"b": ObjectId()}], float("inf"),
    ]  # fmt: skip
    names = ("Group", "Number", "Moment", "Flag", "Anything", "Reference")
    await fill(driver, [{"_id": n, **dict.fromkeys(names, value)} for n, value in enumerate(odd)])
    rows = await store.select(Select(SAMPLE, tuple(SAMPLE.columns), order=(Order("id"),)))
    assert len(orjson.loads(orjson.dumps(rows, lambda value: value.output, orjson.OPT_PASSTHROUGH_DATACLASS))) == len(
        odd
    )
    assert [row["number"] for row in rows][:3] == ["text", 1, 2.5]


def test_a_moment_outside_the_calendar_can_be_written_as_json() -> None:
    """BSON's dates reach 292 million years in either direction, Python's stop at the year 9999."""
    moment = reader(SAMPLE.columns["moment"])({"Moment": DatetimeMS(10**15)})
    assert orjson.loads(orjson.dumps(moment)) == {"$date": {"$numberLong": str(10**15)}}


async def test_only_the_columns_asked_for_are_fetched(driver: Driver, store: MongoStore) -> None:
    """A nested document that is taken whole and its members are asked for at once, without a path collision."""
    await fill(driver, [{"_id": ObjectId("a" * 24), "Agent": "H4ND", "Metadata": {"CredentialId": "ann"}}], "EV3NT")
    query = Select(PANTHEON["Event"], ("metadata", "credential_id", "jackpot_id"))
    pipeline = compile_select(query, {})
    assert await driver.aggregate(pipeline.source, pipeline.stages) == [{"Metadata": {"CredentialId": "ann"}}]
    expected = {"metadata": BsonValue({"CredentialId": "ann"}), "credential_id": "ann", "jackpot_id": None}
    assert await store.select(query) == [expected]


async def test_a_view_is_read_like_a_collection(mongo_options: MongoOptions, mongo_driver: Driver) -> None:
    """By list, by page for each key, and by counts."""
    await Bootstrap(mongo_driver).up()
    events = [
        {"_id": ObjectId(), "Action": ("SIGN4L", "L0GIN")[n % 2], "Metadata": {"CredentialId": "ab"[n > 3]}}
        for n in range(8)
    ]
    await mongo_driver.insert("EV3NT", events)
    store, signal = MongoStore(mongo_options), PANTHEON["Signal"]
    keys = Keys(("credential_id",), (("a",), ("b",)))
    page = await store.select(Select(signal, ("id", "credential_id"), order=(Order("id"),), limit=2, keys=keys))
    assert [row["id"] for row in page] == [str(event["_id"]) for event in events[::2]]
    assert await store.count(Count(signal)) == {(): 4}
    assert await store.count(Count(signal, keys=keys)) == {("a",): 2, ("b",): 2}
    assert await ids(store, None, signal) == [str(event["_id"]) for event in events[::2]]
    await store.close()


async def explained(driver: Driver, collection: str, stages: list[dict[str, Any]]) -> dict[str, Any]:
    command = {"aggregate": collection, "pipeline": stages, "cursor": {}}
    answer = await driver.command({"explain": command, "verbosity": "queryPlanner"})
    plan: dict[str, Any] = answer["queryPlanner"]["winningPlan"]
    return plan


async def test_the_newest_rows_of_each_key_come_by_an_index(mongo_driver: Driver) -> None:
    """What `$lookup` runs for one key is a match and the sub-pipeline; its plan begins with an index scan."""
    await Bootstrap(mongo_driver).up()
    entity = PANTHEON["Jackpot"]
    order = total_order(entity, [Order("timestamp", descending=True)])
    query = Select(entity, ("credential_id",), order=order, limit=3, keys=Keys(("credential_id",), (("a",), ("b",))))
    documents, lookup, *_ = compile_select(query, {}).stages
    join = lookup["$lookup"]
    assert [document[join["localField"]] for document in documents["$documents"]] == ["a", "b"]
    match = {"$match": {join["foreignField"]: "a"}}
    plan = await explained(mongo_driver, join["from"], [match, *join["pipeline"]])
    assert plan["inputStage"]["stage"] == "IXSCAN"
    assert list(plan["inputStage"]["keyPattern"].items())[:2] == [("CredentialId", 1), ("Timestamp", -1)]


@pytest.mark.parametrize("name", PANTHEON)
async def test_every_entity_of_the_models_can_be_selected_and_counted(store: MongoStore, name: str) -> None:
    """With every column and every order, on collections that are not even there yet."""
    entity = replace(PANTHEON[name], source=f"absent_{name}")
    for column in entity.columns:
        assert await store.select(Select(entity, tuple(entity.columns), order=(Order(column),), limit=1)) == []
    assert await store.count(Count(entity)) == {(): 0}
