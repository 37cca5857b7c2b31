"""Aggregates of what only documents can hold: values of other types than their columns', arrays, views, open paths."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

import pytest
from bson import Code, Decimal128, Int64, MaxKey, ObjectId
from pydantic import Field

from stores.aggregate import Aggregate, Bucket, Figures, Function, GroupBy, Having, Measure, Unit
from stores.catalogue import Column, Entity
from stores.embedded.servers import Endpoints
from stores.filter import Compare, Operator
from stores.mongo.aggregates import compile_aggregate
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.catalogue import derive
from stores.mongo.driver import Driver
from stores.mongo.models.base import Document, Flattened, Nested
from stores.mongo.store import MongoOptions, MongoStore, connect
from stores.mongo.values import BsonValue
from stores.query import Keys
from tests.stores.samples import NOON

ID = ObjectId("6" * 24)
PANTHEON = derive()
ODD: list[Any] = [[1, 2], [], {"a": 1}, "1", True, NOON, ID, Code("1"), MaxKey(), math.nan, math.inf, None]
"""Values that are no finite numbers."""


class Size(Nested):
    """A nested document."""

    weight: float | None = Field(None, alias="Weight", description="Weight.")


class Parcel(Document):
    """A document with a column of every kind."""

    __collection__ = "parcels"

    id: int = Field(alias="_id", description="Key.")
    word: str | None = Field(None, alias="Word", description="Text.")
    number: int | None = Field(None, alias="Number", description="Integer.")
    price: Decimal | None = Field(None, alias="Price", description="Decimal.")
    real: float | None = Field(None, alias="Real", description="Float.")
    flag: bool | None = Field(None, alias="Flag", description="Boolean.")
    moment: datetime | None = Field(None, alias="Moment", description="Moment.")
    reference: ObjectId | None = Field(None, alias="Reference", description="Id.")
    anything: dict[str, Any] | None = Field(None, alias="Anything", description="Open.")
    size: Annotated[Size | None, Flattened()] = Field(None, alias="Size", description="Size.")


PARCEL = derive([Parcel], "test")["Parcel"]


@dataclass(frozen=True, slots=True)
class Parcels:
    """The database: each test writes the documents that it needs."""

    store: MongoStore
    driver: Driver

    async def fill(self, documents: Sequence[Mapping[str, Any]], collection: str = "parcels") -> None:
        """Replace the documents of a collection."""
        await self.driver.command({"delete": collection, "deletes": [{"q": {}, "limit": 0}]})
        await self.driver.insert(collection, [{"_id": key, **each} for key, each in enumerate(documents)])

    async def hold(self, field: str, *values: Any) -> None:
        """A document for each value."""
        await self.fill([{field: value} for value in values])

    async def measure(self, function: Function, column: str, *, fraction: float | None = None) -> Any:
        """One measure of all documents."""
        (figures,) = await self.store.aggregate(Aggregate(PARCEL, (Measure(function, column, fraction),)))
        return figures.measures[0]

    async def groups(self, column: Column, bucket: Bucket | None = None) -> list[tuple[Any, int]]:
        """The values by which there are groups, with their numbers of documents."""
        found = await self.store.aggregate(Aggregate(PARCEL, groups=(GroupBy(column, bucket=bucket),)))
        return [(figures.groups[0], figures.count) for figures in found]


@pytest.fixture(scope="module")
async def parcels(endpoints: Endpoints) -> AsyncIterator[Parcels]:
    """A database for this module."""
    options = MongoOptions(endpoints.mongo_url, database="mongo_aggregates")
    parcels = Parcels(MongoStore(options), connect(options))
    yield parcels
    await parcels.driver.command({"dropDatabase": 1})
    await parcels.driver.close()
    await parcels.store.close()


@pytest.mark.parametrize(
    ("field", "column", "total"), [("Number", "number", 6), ("Price", "price", "6"), ("Real", "real", 6.0)]
)
async def test_numbers_of_all_types_are_numbers_and_nothing_else_is(
    parcels: Parcels, field: str, column: str, total: Any
) -> None:
    await parcels.hold(field, 1, Int64(1), 1.0, Decimal128("3"), *ODD)
    expected = {
        Function.COUNT_DISTINCT: 2,
        Function.SUM: total,
        Function.AVG: 1.5,
        Function.STDDEV: 1.0,
        Function.PERCENTILE: 1.0,
    }
    for function, figure in expected.items():
        assert await parcels.measure(function, column, fraction=0.5) == figure
    assert [float(await parcels.measure(each, column)) for each in (Function.MIN, Function.MAX)] == [1.0, 3.0]


async def test_a_number_that_is_not_whole_is_no_integer(parcels: Parcels) -> None:
    await parcels.hold("Number", 1.5, Decimal128("2.5"), 2**70 * 1.0, Decimal128("1E+30"), 2**53 + 1, 2.0**53)
    assert await parcels.measure(Function.SUM, "number") == 2**54 + 1
    assert await parcels.measure(Function.COUNT_DISTINCT, "number") == 2


async def test_doubles_in_a_decimal_column_are_added_as_clients_see_them(parcels: Parcels) -> None:
    """Each as the decimal of its shortest digits, be they one or seventeen."""
    await parcels.hold("Price", *[0.1] * 10)
    assert await parcels.measure(Function.SUM, "price") == "1"
    await parcels.hold("Price", 0.1 + 0.2, 0.1, Decimal128("0.10"), 5)
    assert await parcels.measure(Function.SUM, "price") == "5.50000000000000004"
    await parcels.hold("Price", Decimal128("12.50"), 5)
    assert await parcels.measure(Function.SUM, "price") == "17.50"
    await parcels.hold("Price", 0.1, Decimal128("0.1"), Decimal128("0.10"), 0.1 + 0.2, 0.3)
    assert await parcels.measure(Function.COUNT_DISTINCT, "price") == 3


async def test_a_sum_of_doubles_can_be_compared_and_ordered_by(parcels: Parcels) -> None:
    await parcels.fill([{"Word": word, "Price": price} for word, price in (("a", 0.5), ("b", 0.1 + 0.2), ("b", 0.5))])
    query = Aggregate(PARCEL, (Measure(Function.SUM, "price"),), groups=(GroupBy(PARCEL.columns["word"]),))
    having = (Having(0, Operator.GREATER, "0.5"),)
    assert await parcels.store.aggregate(replace(query, having=having)) == [
        Figures((), ("b",), 2, ("0.80000000000000004",))
    ]


async def test_a_number_beyond_the_doubles_has_no_part_in_what_is_a_double(parcels: Parcels) -> None:
    await parcels.hold("Real", Decimal128("1E+400"), 1.0)
    assert await parcels.measure(Function.AVG, "real") == 1.0
    await parcels.hold("Price", Decimal128("1E+400"), Decimal128("1"))
    assert await parcels.measure(Function.PERCENTILE, "price", fraction=1.0) == 1.0
    assert await parcels.measure(Function.AVG, "price") is None


async def test_values_of_other_types_than_the_columns_have_no_part(parcels: Parcels) -> None:
    """An id and its digits are one value."""
    await parcels.fill(
        [
            {"Word": "b", "Flag": True, "Moment": NOON, "Reference": ID},
            {"Word": ID, "Flag": 1, "Moment": "2020", "Reference": str(ID)},
            {"Word": str(ID), "Flag": "true", "Moment": [NOON - timedelta(1)], "Reference": [ObjectId()]},
            {"Word": 5, "Flag": [False], "Moment": 0, "Reference": 5},
            {"Word": ["a"], "Flag": None, "Moment": {}, "Reference": None},
        ]
    )
    counts = {name: await parcels.measure(Function.COUNT_DISTINCT, name) for name in ("flag", "moment", "reference")}
    assert counts == {"flag": 1, "moment": 1, "reference": 1}
    assert await parcels.measure(Function.COUNT_DISTINCT, "word") == 2
    assert await parcels.measure(Function.MIN, "word") == str(ID)
    assert await parcels.measure(Function.MAX, "word") == "b"
    assert await parcels.measure(Function.MIN, "moment") == await parcels.measure(Function.MAX, "moment") == NOON


async def test_json_values_are_counted_whole(parcels: Parcels) -> None:
    await parcels.hold("Anything", [1], [1.0], 1, {"a": None}, {}, "x", None)
    assert await parcels.measure(Function.COUNT_DISTINCT, "anything") == 5


async def test_a_value_of_another_type_is_a_group_by_itself(parcels: Parcels) -> None:
    """As rows have it, and not among the NULLs; numbers of several types that are equal are one."""
    await parcels.hold("Number", 2, 2.0, Decimal128("2.0"), "2", [2], [2], None, 1.5)
    found = await parcels.groups(PARCEL.columns["number"])
    odd = [(BsonValue(1.5), 1), (2, 3), (BsonValue("2"), 1), (BsonValue([2]), 2), (None, 1)]
    assert found == odd


async def test_what_is_no_moment_falls_into_no_bucket(parcels: Parcels) -> None:
    await parcels.hold("Moment", NOON, "2026-03-01", [NOON], 5, None)
    midnight = NOON - timedelta(hours=12)
    assert await parcels.groups(PARCEL.columns["moment"], Bucket(Unit.DAY)) == [(midnight, 1), (None, 4)]


async def test_a_path_through_an_array_leads_to_no_value(parcels: Parcels) -> None:
    sizes: list[Any] = [{"Weight": 2.0}, [{"Weight": 4.0}], {"Weight": [8.0]}, {}, 5]
    await parcels.hold("Size", *sizes)
    assert await parcels.measure(Function.SUM, "weight") == 2.0
    groups = await parcels.groups(PARCEL.columns["weight"])
    assert groups == [(2.0, 1), (BsonValue([8.0]), 1), (None, 3)]


async def test_a_reference_leads_to_the_first_row_and_by_null_or_an_array_to_none(parcels: Parcels) -> None:
    """Jackpots by the platform of the house of their credential: two houses have one name, one has none."""
    houses = [("h2", "Blue", "OrionStars"), ("h1", "Blue", "FireKirin"), ("h3", None, "OrionStars")]
    await parcels.fill([{"_id": key, "Name": name, "Platform": platform} for key, name, platform in houses], "H0U53")
    await parcels.fill([{"_id": "ann", "House": "Blue"}, {"_id": "bob"}], "CRED3N7IAL")
    references: list[Any] = ["ann", "ann", "bob", "nobody", None, ["ann"], 5]
    await parcels.fill([{"_id": ObjectId(), "CredentialId": each} for each in references], "JACKP0T")
    jackpot, credential, house = (PANTHEON[name] for name in ("Jackpot", "Credential", "House"))
    path = ((jackpot.relations["credential"], credential), (credential.relations["house"], house))
    groups = (GroupBy(house.columns["platform"], path), GroupBy(credential.columns["username"], path[:1]))
    found = await parcels.store.aggregate(Aggregate(jackpot, groups=groups))
    assert [(each.groups, each.count) for each in found] == [
        (("FireKirin", "ann"), 2),
        ((None, "bob"), 1),
        ((None, None), 4),
    ]


async def test_a_view_is_aggregated_like_a_collection(parcels: Parcels) -> None:
    await Bootstrap(parcels.driver).up()
    actions = ["SIGN4L", "L0GIN", "SIGN4L", "SIGN4L"]
    await parcels.fill([{"_id": ObjectId(), "Action": each, "Agent": "H4ND"} for each in actions], "EV3NT")
    signal = PANTHEON["Signal"]
    found = await parcels.store.aggregate(Aggregate(signal, groups=(GroupBy(signal.columns["agent"]),)))
    assert found == [Figures((), ("H4ND",), 3, ())]


async def test_figures_by_key_come_by_an_index(parcels: Parcels) -> None:
    await Bootstrap(parcels.driver).up()
    event = PANTHEON["Event"]
    keys = Keys(("credential_id",), (("a",), ("b",)))
    groups = (GroupBy(event.columns["timestamp"], bucket=Bucket(Unit.DAY)),)
    where = Compare("action", Operator.EQUAL, "L0GIN")
    pipeline = compile_aggregate(Aggregate(event, where=where, groups=groups, keys=keys, limit=5), {})
    command: dict[str, Any] = {"aggregate": pipeline.source, "pipeline": pipeline.stages, "cursor": {}}
    answer = await parcels.driver.command({"explain": command, "verbosity": "queryPlanner"})
    assert answer["queryPlanner"]["winningPlan"]["inputStage"]["stage"] == "IXSCAN"


@pytest.mark.parametrize("name", PANTHEON)
async def test_every_column_of_the_models_can_be_measured_and_grouped_by(parcels: Parcels, name: str) -> None:
    """On collections that are not even there yet."""
    entity: Entity = replace(PANTHEON[name], source=f"absent_{name}")
    for column in entity.columns.values():
        measures = tuple(Measure(function, column.name, 0.5) for function in Function)
        (nothing,) = await parcels.store.aggregate(Aggregate(entity, measures))
        assert (nothing.count, set(nothing.measures)) == (0, {0, None})
        assert await parcels.store.aggregate(Aggregate(entity, groups=(GroupBy(column),), limit=1)) == []
