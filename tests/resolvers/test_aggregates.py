"""Aggregates mean the same over both stores: figures that were worked out by hand."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from stores.aggregate import Bucket, Figures, Function, GroupOrder, Having, Measure, Unit
from stores.embedded.servers import Endpoints
from stores.filter import Operator
from stores.query import Keys
from tests.resolvers.aggregated import GROUP, NEXT, Aggregated, Row, opened


@pytest.fixture(params=["postgres", "mongo"], scope="module")
async def bench(request: pytest.FixtureRequest, endpoints: Endpoints) -> AsyncIterator[Aggregated]:
    async for bench in opened(request.param, endpoints):
        yield bench


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def values(column: str, *given: Any) -> list[Row]:
    """A row for each value."""
    return [{column: value} for value in given]


@pytest.mark.parametrize(
    ("given", "fraction", "expected"),
    [
        ((7,), 0.9, 7.0),
        ((1, 2), 0.5, 1.5),
        ((2, 1), 0.25, 1.25),
        ((30, 10, 20), 0.0, 10.0),
        ((30, 10, 20), 0.25, 15.0),
        ((30, 10, 20), 0.5, 20.0),
        ((30, 10, 20), 0.9, 28.0),
        ((30, 10, 20), 1.0, 30.0),
        ((None, 10, None, 20), 0.5, 15.0),
        ((), 0.5, None),
    ],
)
async def test_a_percentile_lies_between_two_values_in_proportion(
    bench: Aggregated, given: Sequence[int | None], fraction: float, expected: float | None
) -> None:
    await bench.fill(values("number", *given))
    found = await bench.measure(Function.PERCENTILE, "number", fraction=fraction)
    assert found == (None if expected is None else pytest.approx(expected))


async def test_a_deviation_is_that_of_a_sample_and_takes_two_values(bench: Aggregated) -> None:
    await bench.fill(values("number", 5, None))
    assert await bench.measure(Function.STDDEV, "number") is None
    await bench.fill(values("number", 2, 4, 4, 4, 5, 5, 7, 9))
    assert await bench.measure(Function.STDDEV, "number") == pytest.approx(math.sqrt(32 / 7))


async def test_sums_are_exact_where_floats_are_not(bench: Aggregated) -> None:
    """Tenths, the first integer that a float cannot hold, and a sum beyond 64 bits."""
    await bench.fill(values("price", *[Decimal("0.1")] * 10))
    assert await bench.measure(Function.SUM, "price") == "1.0"
    await bench.fill(values("price", Decimal("12345678901234567890.01"), Decimal("0.02")))
    assert await bench.measure(Function.SUM, "price") == "12345678901234567890.03"
    await bench.fill(values("price", Decimal("12.50"), Decimal(-2)))
    assert await bench.measure(Function.SUM, "price") == "10.50"
    await bench.fill(values("big", 2**53, 1))
    assert await bench.measure(Function.SUM, "big") == 2**53 + 1
    await bench.fill(values("big", 2**63 - 1, 2**63 - 1))
    assert await bench.measure(Function.SUM, "big") == 2**64 - 2
    await bench.fill(values("number", 2**31 - 1, 2**31 - 1))
    assert await bench.measure(Function.SUM, "number") == 2**32 - 2


async def test_of_no_rows_there_is_one_group_without_groups_and_none_with_them(bench: Aggregated) -> None:
    await bench.fill([])
    measures = [Measure(function, "number", 0.5) for function in Function]
    nothing = Figures((), (), 0, tuple(0 if function is Function.COUNT_DISTINCT else None for function in Function))
    assert await bench.ask(*measures) == [nothing]
    assert await bench.ask(*measures, having=(Having(None, Operator.EQUAL, 0),), limit=1) == [nothing]
    assert await bench.ask(*measures, having=(Having(None, Operator.GREATER, 0),)) == []
    assert await bench.ask(*measures, groups=(bench.by("word"),)) == []
    assert await bench.ask(*measures, keys=Keys(("shelf",), ((1,),))) == []


async def test_of_nulls_there_is_a_group_that_has_no_measures(bench: Aggregated) -> None:
    """It comes last, upwards and downwards."""
    await bench.fill([{"word": "a", "number": 1}, {"word": None}, {"word": "b"}, {"word": None}])
    total = Measure(Function.SUM, "number")
    a, b, null = Figures((), ("a",), 1, (1,)), Figures((), ("b",), 1, (None,)), Figures((), (None,), 2, (None,))
    assert await bench.ask(total, groups=(bench.by("word"),)) == [a, b, null]
    downwards = (GroupOrder(descending=True, group=0),)
    assert await bench.ask(total, groups=(bench.by("word"),), order=downwards) == [b, a, null]


@pytest.mark.parametrize("descending", [False, True])
async def test_groups_whose_measure_is_null_come_last(bench: Aggregated, descending: bool) -> None:
    """Those that are equal come by what makes them, upwards."""
    rows = [("a", 2), ("b", None), ("c", 1), ("d", 2), ("e", None), (None, 1)]
    await bench.fill([{"word": word, "number": number} for word, number in rows])
    order = (GroupOrder(descending, measure=0),)
    found = await bench.ask(Measure(Function.AVG, "number"), groups=(bench.by("word"),), order=order)
    words = ["a", "d", "c", None, "b", "e"] if descending else ["c", None, "a", "d", "b", "e"]
    assert [figures.groups for figures in found] == [(word,) for word in words]


async def test_having_keeps_groups_by_their_measures_and_their_size(bench: Aggregated) -> None:
    """A measure that is NULL is in no relation to any value."""
    rows = [("a", "0.1"), ("a", "0.2"), ("b", "0.3"), ("c", "0.29"), ("d", None)]
    await bench.fill([{"word": word, "price": price and Decimal(price)} for word, price in rows])
    groups, total = (bench.by("word"),), Measure(Function.SUM, "price")

    async def kept(*having: Having) -> list[Any]:
        return [figures.groups[0] for figures in await bench.ask(total, groups=groups, having=having)]

    assert await kept(Having(0, Operator.EQUAL, "0.30")) == ["a", "b"]
    assert await kept(Having(0, Operator.LESS, "0.3")) == ["c"]
    assert await kept(Having(None, Operator.GREATER, 1)) == ["a"]
    assert await kept(Having(0, Operator.GREATER_OR_EQUAL, "0.3"), Having(None, Operator.EQUAL, 1)) == ["b"]


async def test_a_limit_and_an_offset_are_each_keys_own(bench: Aggregated) -> None:
    """One statement for all keys, and none takes groups from another's."""
    rows = [(0, "a"), (0, "b"), (0, "b"), (0, "c"), (1, "c"), (2, "x"), (1, "d"), (1, "d"), (1, None)]
    await bench.fill([{"shelf": shelf, "word": word} for shelf, word in rows])
    keys, order = Keys(("shelf",), ((0,), (1,), (7,))), (GroupOrder(descending=True),)
    asked = {"groups": (bench.by("word"),), "keys": keys, "order": order}
    first = await bench.ask(**asked, limit=2)
    assert [(each.groups[0], each.count) for each in first if each.key == (0,)] == [("b", 2), ("a", 1)]
    assert [(each.groups[0], each.count) for each in first if each.key == (1,)] == [("d", 2), ("c", 1)]
    rest = await bench.ask(**asked, limit=2, offset=2)
    assert {(each.key, each.groups[0]) for each in rest} == {((0,), "c"), ((1,), None)}
    assert (len(first), len(rest)) == (4, 2)


async def test_rows_are_grouped_by_rows_that_they_lead_to(bench: Aggregated) -> None:
    """A row that leads nowhere, by NULL or by the key of none, has NULL."""
    groups: list[Row] = [{"id": 1, "word": "one", "number": 2}, {"id": 2, "word": "two"}, {"id": 3, "number": 9}]
    await bench.fill(values("parent", 1, 2, 2, 3, 8, None), groups)
    first, second = bench.by("word", path=[GROUP]), bench.by("word", path=[GROUP, NEXT])
    found = await bench.ask(groups=(first,))
    assert [(each.groups, each.count) for each in found] == [(("one",), 1), (("two",), 2), ((None,), 3)]
    found = await bench.ask(groups=(second, first))
    assert [(each.groups, each.count) for each in found] == [(("two", "one"), 1), ((None, "two"), 2), ((None, None), 3)]


async def test_what_is_no_number_has_no_part(bench: Aggregated) -> None:
    """Not-a-number and infinity, of floats and of decimals."""
    floats, odd = (1.5, math.nan, math.inf, -math.inf, 2.5), ("1.5", "NaN", "2.5")
    await bench.fill(
        [{"real": real, "price": Decimal(price)} for real, price in zip(floats, [*odd, "NaN", "NaN"], strict=True)]
    )
    for column in ("real", "price"):
        for function, expected in [(Function.MIN, 1.5), (Function.MAX, 2.5), (Function.SUM, 4.0), (Function.AVG, 2.0)]:
            assert float(await bench.measure(function, column)) == expected
        assert await bench.measure(Function.COUNT_DISTINCT, column) == 2


async def test_equal_decimals_are_one_value(bench: Aggregated) -> None:
    await bench.fill(values("price", Decimal("1.5"), Decimal("1.50"), Decimal(2)))
    assert await bench.measure(Function.COUNT_DISTINCT, "price") == 2
    found = await bench.ask(groups=(bench.by("price"),))
    assert [(Decimal(each.groups[0]), each.count) for each in found] == [(Decimal("1.5"), 2), (Decimal(2), 1)]


@pytest.mark.parametrize(
    ("bucket", "starts"),
    [
        # Midnight of New Year in Berlin is an hour before that in UTC.
        (
            Bucket(Unit.MONTH, zone="Europe/Berlin"),
            {
                "2024-12-31T22:59:59": "2024-11-30T23:00",
                "2024-12-31T23:00:00": "2024-12-31T23:00",
                "2025-01-01T00:00:00": "2024-12-31T23:00",
            },
        ),
        (
            Bucket(Unit.MONTH, 3, "America/New_York"),
            {"2025-01-01T04:59:59": "2024-10-01T04:00", "2025-01-01T05:00:00": "2025-01-01T05:00"},
        ),
        # New Year is a Wednesday: its week begins in the year before.
        (
            Bucket(Unit.WEEK, zone="Europe/Berlin"),
            {
                "2024-12-29T22:59:59": "2024-12-22T23:00",
                "2024-12-29T23:00:00": "2024-12-29T23:00",
                "2025-01-05T22:59:59": "2024-12-29T23:00",
            },
        ),
        # Before the first Monday of 2000, from which weeks are counted.
        (Bucket(Unit.WEEK, 2), {"2000-01-02T12:00:00": "1999-12-20T00:00", "2000-01-16T23:59:59": "2000-01-03T00:00"}),
        # The day has 23 hours.
        (
            Bucket(Unit.DAY, zone="Europe/Berlin"),
            {
                "2025-03-29T23:00:00": "2025-03-29T23:00",
                "2025-03-30T21:59:59": "2025-03-29T23:00",
                "2025-03-30T22:00:00": "2025-03-30T22:00",
            },
        ),
        # The day has 25 hours.
        (
            Bucket(Unit.DAY, zone="America/New_York"),
            {
                "2025-11-02T03:59:59": "2025-11-01T04:00",
                "2025-11-02T04:00:00": "2025-11-02T04:00",
                "2025-11-03T04:59:59": "2025-11-02T04:00",
                "2025-11-03T05:00:00": "2025-11-03T05:00",
            },
        ),
        # Midnight comes twice.
        (
            Bucket(Unit.DAY, zone="America/Havana"),
            {
                "2025-11-02T03:59:59": "2025-11-01T04:00",
                "2025-11-02T04:30:00": "2025-11-02T04:00",
                "2025-11-02T05:30:00": "2025-11-02T04:00",
            },
        ),
        # Midnight does not come: the day begins at one.
        (
            Bucket(Unit.DAY, zone="Africa/Cairo"),
            {"2025-04-24T21:59:59": "2025-04-23T22:00", "2025-04-24T22:00:00": "2025-04-24T22:00"},
        ),
        # The week has an hour less than others, and its Monday midnight another offset than the next one's.
        (
            Bucket(Unit.WEEK, zone="America/New_York"),
            {"2025-03-10T03:59:59": "2025-03-03T05:00", "2025-03-10T04:00:00": "2025-03-10T04:00"},
        ),
        # Six hours at a time, from midnight in UTC, whatever the clocks do.
        (
            Bucket(Unit.SECOND, 21_600),
            {"2025-03-30T00:59:59": "2025-03-30T00:00", "2025-03-30T06:00:00": "2025-03-30T06:00"},
        ),
        (Bucket(Unit.SECOND, 90), {"1999-12-31T23:59:59": "1999-12-31T23:58:30"}),
    ],
)
async def test_a_moment_falls_into_the_bucket_that_starts_before_it(
    bench: Aggregated, bucket: Bucket, starts: Mapping[str, str]
) -> None:
    await bench.fill(values("moment", *map(at, starts), None))
    found = await bench.ask(Measure(Function.MIN, "moment"), groups=(bench.by("moment", bucket),))
    expected: dict[datetime | None, int] = {at(start): 0 for start in starts.values()}
    for start in starts.values():
        expected[at(start)] += 1
    assert [(each.groups[0], each.count) for each in found] == [*sorted(expected.items()), (None, 1)]
    for moment, start in starts.items():
        assert any(each.groups[0] == at(start) and each.measures[0] <= at(moment) for each in found[:-1])
