"""Filters and values of the MongoDB store: what they mean, and that nothing that is stored or asked for breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from bson import Binary, DatetimeMS, Decimal128, Int64, ObjectId, Regex, Timestamp

from stores.catalogue import Column, ValueType
from stores.errors import BadInput, UnrepresentableValue
from stores.filter import And, Compare, Filter, IsNull, Operator, Or
from stores.mongo.values import BsonValue, reader
from stores.order import Order
from stores.query import Keys, Select
from stores.store import shown
from tests.stores.samples import NOON, SAMPLE, Samples

EQUAL, GREATER, LESS = Operator.EQUAL, Operator.GREATER, Operator.LESS

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
async def test_filters_mean_what_they_mean_in_sql(samples: Samples, where: Filter, expected: list[int]) -> None:
    """A comparison never holds for null or a missing field; null and missing are both null."""
    values: list[dict[str, Any]] = [
        {"Number": 1.0, "Flag": False, "Anything": None},
        {"Number": 2.0, "Flag": True, "Anything": {"a": 1}},
        {"Number": None, "Anything": {"a": 2}},
        {},
        {"Number": 3.0, "Anything": [None]},
    ]
    await samples.fill([{"_id": number, **value} for number, value in enumerate(values)])
    assert await samples.ids(where) == expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [(EQUAL, []), (LESS, [0, 1]), (Operator.LESS_OR_EQUAL, [0, 1]), (GREATER, [2]), (Operator.GREATER_OR_EQUAL, [2])],
)
async def test_a_moment_between_two_milliseconds_is_not_rounded(
    samples: Samples, operator: Operator, expected: list[int]
) -> None:
    """BSON keeps milliseconds; 0.5 ms after the second of three moments lies between it and the third."""
    await samples.fill([{"_id": n, "Moment": NOON + timedelta(milliseconds=n)} for n in range(3)])
    assert await samples.ids(Compare("moment", operator, NOON + timedelta(microseconds=1_500))) == expected


async def test_an_object_id_is_its_digits_in_rows_filters_and_keys(samples: Samples) -> None:
    first, second = ObjectId(), ObjectId()
    await samples.fill([{"_id": 0, "Reference": first}, {"_id": 1, "Reference": second}])
    assert await samples.ids(Compare("reference", EQUAL, str(second))) == [1]
    keys = Keys(("reference",), ((str(first),), ("no object id",), (str(second).upper() + "0",)))
    for limit in (None, 5):
        rows = await samples.store.select(Select(SAMPLE, ("id", "reference"), limit=limit, keys=keys))
        assert rows == [{"id": 0, "reference": str(first)}]


@pytest.mark.parametrize("limit", [None, 5])
async def test_keys_that_a_column_cannot_hold_find_nothing(samples: Samples, limit: int | None) -> None:
    await samples.fill([{"_id": 0, "Reference": None}, {"_id": 1}])
    keys = Keys(("reference",), (("no object id",),))
    assert await samples.store.select(Select(SAMPLE, ("id", "reference"), limit=limit, keys=keys)) == []


DEEP = 5_000


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reference", "xyz"),
        ("id", 2**63),
        ("group", "\ud800"),
        ("number", "many"),
        ("moment", datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5)))),
        ("anything", "no JSON"),
        ("anything", '{"$binary": {"base64": "aa"}}'),
        ("anything", '{"$code": "x", "$scope": 1}'),
        ("anything", '{"$date": {"$numberLong": 1000000000000000"}}'),
        ("anything", str(2**64)),
        ("anything", '"\\ud800"'),
        ("anything", '{"a\\u0000": 1}'),
        ("anything", "[" * DEEP + "]" * DEEP),
        ("anything", "[" * 101 + "]" * 101),
    ],
    ids=lambda value: ascii(value)[:40],
)
async def test_a_value_that_a_column_cannot_hold_is_bad_input(samples: Samples, column: str, value: Any) -> None:
    with pytest.raises(BadInput, match=column):
        await samples.ids(Compare(column, EQUAL, value))


EXACT = [
    2**63 - 1,
    1.0,
    "text",
    NOON,
    ObjectId("a" * 24),
    Decimal128("1.50"),
    Binary(bytes(16), 4),
    Regex("a", "i"),
    [[{"a": [None]}]],
]


@pytest.mark.parametrize("value", EXACT, ids=repr)
async def test_any_stored_value_is_found_again_by_its_exact_text(samples: Samples, value: Any) -> None:
    await samples.fill([{"_id": n, "Anything": each} for n, each in enumerate(EXACT)])
    text = BsonValue(value).exact
    assert await samples.ids(Compare("anything", EQUAL, text)) == [EXACT.index(value)]


async def test_values_of_any_type_in_any_column_can_be_written_as_json(samples: Samples) -> None:
    """A value of the wrong type is handed on for the graph to report, and does not spoil the list."""
    odd = [
        "text", 1, 2.5, True, None, NOON, ObjectId(), Decimal128("1.50"), Binary(b"\x00"),
        Regex("a"), {"a": [NOON]}, [1, {"b": ObjectId()}], float("inf"),
    ]  # fmt: skip
    names = ("Group", "Number", "Moment", "Flag", "Anything", "Reference")
    await samples.fill([{"_id": n, **dict.fromkeys(names, value)} for n, value in enumerate(odd)])
    rows = await samples.store.select(Select(SAMPLE, tuple(SAMPLE.columns), order=(Order("id"),)))
    assert len(orjson.loads(orjson.dumps(rows, lambda value: value.output, orjson.OPT_PASSTHROUGH_DATACLASS))) == len(
        odd
    )
    assert [row["number"] for row in rows][:3] == [BsonValue("text"), 1.0, 2.5]


NUMBER, DECIMAL, FLOAT = ValueType.BIG_INTEGER, ValueType.DECIMAL, ValueType.FLOAT
NAN, INFINITY = float("nan"), float("inf")

READ: list[tuple[ValueType, Any, Any]] = [
    (NUMBER, 5, 5),
    (NUMBER, Int64(2**62), 2**62),
    (NUMBER, 5.0, 5),
    (NUMBER, Decimal128("5"), 5),
    (NUMBER, Decimal128("5.00"), 5),
    (NUMBER, 5.5, None),
    (NUMBER, Decimal128("5.5"), None),
    (NUMBER, 2.0**63, None),
    (NUMBER, INFINITY, None),
    (NUMBER, NAN, None),
    (NUMBER, True, None),
    (NUMBER, "5", None),
    (ValueType.INTEGER, 5.0, 5),
    (ValueType.INTEGER, 2**31, None),
    (ValueType.INTEGER, 2.0**31, None),
    (ValueType.INTEGER, False, None),
    (FLOAT, 5, 5.0),
    (FLOAT, 2**53 + 1, 2.0**53),
    (FLOAT, Decimal128("0.1"), 0.1),
    (FLOAT, INFINITY, None),
    (FLOAT, NAN, None),
    (FLOAT, Decimal128("NaN"), None),
    (FLOAT, Decimal128("-Infinity"), None),
    (FLOAT, Decimal128("1E+400"), None),
    (FLOAT, True, None),
    (DECIMAL, Decimal128("1.50"), "1.50"),
    (DECIMAL, 5, "5"),
    (DECIMAL, 0.1, "0.1"),
    (DECIMAL, 1e22, "10000000000000000000000"),
    (DECIMAL, INFINITY, None),
    (DECIMAL, Decimal128("NaN"), None),
    (DECIMAL, True, None),
    (ValueType.BOOLEAN, True, True),
    (ValueType.BOOLEAN, 1, None),
    (ValueType.TEXT, "a", "a"),
    (ValueType.TEXT, ObjectId("a" * 24), "a" * 24),
    (ValueType.TEXT, 5, None),
    (ValueType.TEXT, ["a"], None),
    (ValueType.OBJECT_ID, ObjectId("a" * 24), "a" * 24),
    (ValueType.OBJECT_ID, "a", "a"),
    (ValueType.OBJECT_ID, 5, None),
    (ValueType.DATETIME, NOON, NOON),
    (ValueType.DATETIME, Timestamp(1, 1), None),
]
"""What is stored in a column of a type, and what clients see: None where it is an error."""


@pytest.mark.parametrize(("type_", "stored", "seen"), READ, ids=repr)
async def test_a_number_reads_as_any_type_that_can_hold_it_and_nothing_else_does(
    samples: Samples, type_: ValueType, stored: Any, seen: Any
) -> None:
    column = Column("number", "Number", type_, nullable=True, description="")
    entity = replace(SAMPLE, columns={**SAMPLE.columns, "number": column})
    await samples.fill([{"_id": 0, "Number": stored}, {"_id": 1}])
    rows = await samples.store.select(Select(entity, ("number",), order=(Order("id"),)))
    show = shown(column)
    assert show(rows[1]["number"]) is None
    if seen is None:
        with pytest.raises(UnrepresentableValue, match="number"):
            show(rows[0]["number"])
    else:
        value = show(rows[0]["number"])
        assert value == seen
        assert orjson.dumps(value) == orjson.dumps(seen)


def test_a_moment_outside_the_calendar_can_be_written_as_json() -> None:
    """BSON's dates reach 292 million years in either direction, Python's stop at the year 9999."""
    moment = reader(SAMPLE.columns["moment"])({"Moment": DatetimeMS(10**15)})
    assert isinstance(moment, BsonValue)
    assert orjson.loads(orjson.dumps(moment.output)) == {"$date": {"$numberLong": str(10**15)}}
