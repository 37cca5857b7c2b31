"""The MongoDB store's lists, pages, counts and look-ups, compared with Python's own sorting of the same documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from bson import ObjectId
from hypothesis import given, settings, strategies as st

from stores.filter import Compare, Filter, Operator
from stores.keyset import beyond, total_order
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.catalogue import derive
from stores.mongo.compile import compile_count, compile_select
from stores.mongo.driver import Driver
from stores.mongo.store import MongoStore
from stores.mongo.values import BsonValue
from stores.order import Order
from stores.query import Count, Keys, Select
from stores.store import Row
from tests.stores.samples import NOON, SAMPLE, Samples

EQUAL, LESS = Operator.EQUAL, Operator.LESS
MOST = 12
SCALARS = ("group", "number", "moment", "flag")
PANTHEON = derive()


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
    samples: Samples, documents: list[dict[str, Any]], order: list[Order], size: int
) -> None:
    """For every order, placement of nulls and page size: pages add up to the whole list, also read backwards."""
    store = samples.store
    await samples.fill(documents)
    total = total_order(SAMPLE, order)
    whole = list(await store.select(Select(SAMPLE, tuple(SAMPLE.columns), order=total)))
    assert await walk(store, total, size) == whole
    assert await walk(store, [part.reversed() for part in total], size) == whole[::-1]
    if all(part.column != "anything" for part in total):
        assert whole == in_order(whole, total)


@pytest.mark.parametrize(("descending", "nulls_first"), list(product((False, True), repeat=2)))
async def test_nulls_stand_where_the_order_places_them(samples: Samples, descending: bool, nulls_first: bool) -> None:
    """Null and missing alike, with ties, in all four placements."""
    values: list[dict[str, Any]] = [{"Number": 1.0}, {"Number": None}, {}, {"Number": 2.0}, {"Number": 1.0}]
    await samples.fill([{"_id": number, **value} for number, value in enumerate(values)])
    order = (Order("number", descending, nulls_first), Order("id"))
    rows = await samples.store.select(Select(SAMPLE, ("id", "number"), order=order))
    assert rows == in_order(sorted(rows, key=lambda row: int(row["id"])), order)


async def test_a_page_is_right_when_rows_came_and_went_meanwhile(samples: Samples) -> None:
    """The row of the cursor is gone, one came before it and one after: nothing else moves."""
    await samples.fill([{"_id": number, "Number": float(number)} for number in (10, 20, 30, 40)])
    order = (Order("number"), Order("id"))
    await samples.driver.command({"delete": "samples", "deletes": [{"q": {"_id": 20}, "limit": 1}]})
    await samples.driver.insert("samples", [{"_id": 15, "Number": 15.0}, {"_id": 25, "Number": 25.0}])
    where = beyond(SAMPLE, order, [20.0, 20])
    rows = await samples.store.select(Select(SAMPLE, ("id",), where, order, 2))
    assert [row["id"] for row in rows] == [25, 30]


async def test_a_page_for_each_key_gives_every_parent_its_own_rows(samples: Samples) -> None:
    """Each parent gets its own first rows, in order, and only those that pass the filter."""
    documents = [{"_id": n, "Group": "abc"[n % 3], "Number": float(-n), "Flag": n % 2 == 0} for n in range(30)]
    await samples.fill(documents)
    keys = Keys(("group",), (("b",), ("a",), ("nobody",)))
    order = (Order("number"), Order("id"))
    where = Compare("flag", EQUAL, True)
    rows = await samples.store.select(Select(SAMPLE, ("id", "group", "number"), where, order, 2, keys))
    by_group = {group: [row["id"] for row in rows if row["group"] == group] for group in "abc"}
    assert by_group == {"a": [24, 18], "b": [28, 22], "c": []}


async def test_a_page_for_each_key_can_begin_beyond_a_cursor(samples: Samples) -> None:
    await samples.fill([{"_id": n, "Group": "ab"[n % 2], "Number": float(n)} for n in range(12)])
    order = (Order("number", descending=True), Order("id"))
    query = Select(
        SAMPLE, ("id", "group"), beyond(SAMPLE, order, [8.0, 8]), order, 2, Keys(("group",), (("a",), ("b",)))
    )
    assert sorted(row["id"] for row in await samples.store.select(query)) == [4, 5, 6, 7]


async def test_rows_by_key_without_limit(samples: Samples) -> None:
    await samples.fill([{"_id": n, "Group": "abc"[n % 3]} for n in range(6)])
    query = Select(SAMPLE, ("id", "group"), order=(Order("id"),), keys=Keys(("group",), (("a",), ("c",))))
    assert await samples.store.select(query) == [{"id": n, "group": "abc"[n % 3]} for n in (0, 2, 3, 5)]


@pytest.mark.parametrize("limit", [None, 1])
async def test_the_columns_of_a_composite_key_belong_together(samples: Samples, limit: int | None) -> None:
    values = [("a", 1.0), ("a", 2.0), ("b", 1.0), ("b", 2.0)]
    await samples.fill([{"_id": n, "Group": group, "Number": number} for n, (group, number) in enumerate(values)])
    keys = Keys(("group", "number"), (("a", 2.0), ("b", 1.0)))
    query = Select(SAMPLE, ("id", "group", "number"), order=(Order("id"),), limit=limit, keys=keys)
    assert [row["id"] for row in await samples.store.select(query)] == [1, 2]
    assert await samples.store.count(Count(SAMPLE, keys=keys)) == {("a", 2.0): 1, ("b", 1.0): 1}


async def test_counts_in_all_and_for_each_key(samples: Samples) -> None:
    """A key without rows has no entry; without rows at all the count is 0."""
    await samples.fill([{"_id": n, "Group": "ab"[n > 3], "Number": float(n)} for n in range(10)])
    keys = Keys(("group",), (("a",), ("b",), ("nobody",)))
    assert await samples.store.count(Count(SAMPLE)) == {(): 10}
    assert await samples.store.count(Count(SAMPLE, keys=keys)) == {("a",): 4, ("b",): 6}
    assert await samples.store.count(Count(SAMPLE, Compare("number", LESS, 2), keys)) == {("a",): 2}
    assert await samples.store.count(Count(SAMPLE, Compare("number", LESS, -2))) == {(): 0}


async def test_only_the_columns_asked_for_are_fetched(samples: Samples) -> None:
    """A nested document that is taken whole and its members are asked for at once, without a path collision."""
    await samples.fill([{"_id": ObjectId("a" * 24), "Agent": "H4ND", "Metadata": {"CredentialId": "ann"}}], "EV3NT")
    query = Select(PANTHEON["Event"], ("metadata", "credential_id", "jackpot_id"))
    pipeline = compile_select(query, {})
    assert await samples.driver.aggregate(pipeline.source, pipeline.stages) == [{"Metadata": {"CredentialId": "ann"}}]
    expected = {"metadata": BsonValue({"CredentialId": "ann"}), "credential_id": "ann", "jackpot_id": None}
    assert await samples.store.select(query) == [expected]


async def test_a_view_is_read_like_a_collection(samples: Samples) -> None:
    """By list, by page for each key, and by counts."""
    await Bootstrap(samples.driver).up()
    events = [
        {"_id": ObjectId(), "Action": ("SIGN4L", "L0GIN")[n % 2], "Metadata": {"CredentialId": "ab"[n > 3]}}
        for n in range(8)
    ]
    await samples.fill(events, "EV3NT")
    store, signal = samples.store, PANTHEON["Signal"]
    keys = Keys(("credential_id",), (("a",), ("b",)))
    page = await store.select(Select(signal, ("id", "credential_id"), order=(Order("id"),), limit=2, keys=keys))
    assert [row["id"] for row in page] == [str(event["_id"]) for event in events[::2]]
    assert await store.count(Count(signal)) == {(): 4}
    assert await store.count(Count(signal, keys=keys)) == {("a",): 2, ("b",): 2}
    assert await samples.ids(None, signal) == [str(event["_id"]) for event in events[::2]]


@pytest.mark.parametrize("limit", [None, 1])
async def test_a_reference_that_holds_several_values_is_found_by_none_of_them(
    samples: Samples, limit: int | None
) -> None:
    """Nor one that holds a document, nor one within an array; and none takes the place of a row on its key's page."""
    groups: list[Any] = [["a", "b"], ["b"], {"a": 1}, [], [["a"]], "a", "b"]
    await samples.fill([{"_id": n, "Group": group, "Number": 1.0} for n, group in enumerate(groups)])
    for columns, values in ((("group",), ("a",)), (("group", "number"), ("a", 1.0))):
        keys = Keys(columns, (values, ("b", *values[1:])))
        query = Select(SAMPLE, ("id", *columns), order=(Order("id"),), limit=limit, keys=keys)
        assert [row["id"] for row in await samples.store.select(query)] == [5, 6]
        assert await samples.store.count(Count(SAMPLE, keys=keys)) == dict.fromkeys(keys.values, 1)


@pytest.mark.parametrize("limit", [None, 1])
async def test_a_reference_along_a_path_through_an_array_is_not_found(samples: Samples, limit: int | None) -> None:
    inner: list[Any] = [[{"CredentialId": "ann"}], {"CredentialId": ["ann"]}, {"CredentialId": "ann"}]
    ids = [ObjectId() for _ in inner]
    await samples.fill([{"_id": key, "Metadata": each} for key, each in zip(ids, inner, strict=True)], "EV3NT")
    event, keys = PANTHEON["Event"], Keys(("credential_id",), (("ann",),))
    query = Select(event, ("id", "credential_id"), order=(Order("id"),), limit=limit, keys=keys)
    assert [row["id"] for row in await samples.store.select(query)] == [str(ids[2])]
    assert await samples.store.count(Count(event, keys=keys)) == {("ann",): 1}


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


async def test_rows_and_counts_by_key_come_by_an_index(mongo_driver: Driver) -> None:
    await Bootstrap(mongo_driver).up()
    keys = Keys(("credential_id",), (("a",), ("b",)))
    for pipeline in (
        compile_select(Select(PANTHEON["Event"], ("credential_id",), keys=keys), {}),
        compile_count(Count(PANTHEON["Event"], Compare("action", EQUAL, "L0GIN"), keys), {}),
    ):
        assert pipeline.source == "EV3NT"
        plan = await explained(mongo_driver, pipeline.source, pipeline.stages)
        assert plan["inputStage"]["stage"] == "IXSCAN"


@pytest.mark.parametrize("name", PANTHEON)
async def test_every_entity_of_the_models_can_be_selected_and_counted(samples: Samples, name: str) -> None:
    """With every column and every order, on collections that are not even there yet."""
    entity, store = replace(PANTHEON[name], source=f"absent_{name}"), samples.store
    for column in entity.columns:
        assert await store.select(Select(entity, tuple(entity.columns), order=(Order(column),), limit=1)) == []
    assert await store.count(Count(entity)) == {(): 0}
