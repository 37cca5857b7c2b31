"""A measure may take the buckets that moments fall into in the place of the moments, over both stores."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from stores.aggregate import Bucket, Function, Having, Measure, Unit
from stores.embedded.servers import Endpoints
from stores.filter import Operator
from tests.resolvers.aggregated import Aggregated, opened

DAY, BERLIN_DAY, HALF_HOUR = Bucket(Unit.DAY), Bucket(Unit.DAY, zone="Europe/Berlin"), Bucket(Unit.SECOND, 1_800)


@pytest.fixture(params=["postgres", "mongo"], scope="module")
async def bench(request: pytest.FixtureRequest, endpoints: Endpoints) -> AsyncIterator[Aggregated]:
    async for bench in opened(request.param, endpoints):
        yield bench


def distinct(bucket: Bucket | None) -> Measure:
    """In how many buckets there are moments; without buckets, how many moments."""
    return Measure(Function.COUNT_DISTINCT, "moment", bucket=bucket)


def things(word: str, *moments: str) -> list[dict[str, Any]]:
    return [{"word": word, "moment": datetime.fromisoformat(moment).replace(tzinfo=UTC)} for moment in moments]


ROWS = [
    # Two half hours of one day. In Berlin it is the next day from 23:00 on.
    *things("a", "2026-01-10T22:30", "2026-01-10T22:59:59", "2026-01-10T22:30", "2026-01-10T23:00"),
    *things("b", "2026-01-10T00:00", "2026-01-11T00:00"),
    {"word": "b", "moment": None},
    {"word": "c", "moment": None},
]


async def test_moments_of_one_bucket_are_counted_once_and_nulls_never(bench: Aggregated) -> None:
    """Each measure has buckets of its own, beside others as after them."""
    await bench.fill(ROWS)
    measures = [distinct(bucket) for bucket in (None, HALF_HOUR, DAY, BERLIN_DAY)]
    found = await bench.ask(*measures, groups=(bench.by("word"),))
    assert [figures.measures for figures in found] == [(3, 2, 1, 2), (2, 2, 2, 2), (0, 0, 0, 0)]
    for measure, of_a in zip(measures, found[0].measures, strict=True):
        assert (await bench.ask(measure, groups=(bench.by("word"),)))[0].measures == (of_a,)


async def test_the_first_and_the_last_bucket_are_moments(bench: Aggregated) -> None:
    await bench.fill(ROWS)
    functions = (Function.MIN, Function.MAX)
    (found,) = await bench.ask(*(Measure(function, "moment", bucket=BERLIN_DAY) for function in functions))
    # Berlin's days start at 23:00 of the day before in UTC.
    assert found.measures == (datetime(2026, 1, 9, 23, tzinfo=UTC), datetime(2026, 1, 10, 23, tzinfo=UTC))


async def test_groups_are_kept_by_their_number_of_buckets(bench: Aggregated) -> None:
    await bench.fill(ROWS)
    having = (Having(0, Operator.GREATER_OR_EQUAL, 2),)
    found = await bench.ask(distinct(DAY), groups=(bench.by("word"),), having=having)
    assert [figures.groups for figures in found] == [("b",)]
