"""Any aggregate of any rows is what plain Python makes of them, over both stores."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from stores.aggregate import Aggregate, Bucket, Figures, Function, GroupOrder, Having, Measure, Unit, type_of
from stores.catalogue import Column, Entity, ValueType
from stores.embedded.servers import Endpoints
from stores.filter import Compare, Operator
from stores.query import Keys
from tests.resolvers.aggregated import GROUP, NEXT, Aggregated, Row, opened
from tests.resolvers.plain_aggregates import figures_of


@pytest.fixture(params=["postgres", "mongo"], scope="module")
async def bench(request: pytest.FixtureRequest, endpoints: Endpoints) -> AsyncIterator[Aggregated]:
    async for bench in opened(request.param, endpoints):
        yield bench


def alike(found: Figures, expected: Figures, kinds: Sequence[ValueType]) -> bool:
    """Whether figures are the same; of inexact numbers, nearly."""
    if (found.key, found.groups, found.count) != (expected.key, expected.groups, expected.count):
        return False
    for one, other, kind in zip(found.measures, expected.measures, kinds, strict=True):
        if one is None or other is None:
            if one is not other:
                return False
        elif kind is ValueType.FLOAT:
            if not (isinstance(one, float) and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)):
                return False
        elif (Decimal(one) if kind is ValueType.DECIMAL else one) != other:
            return False
    return True


MEASURABLE = ("shelf", "number", "big", "price", "real", "word", "flag", "moment")
MEASURED = {
    ValueType.TEXT: (Function.COUNT_DISTINCT, Function.MIN, Function.MAX),
    ValueType.DATETIME: (Function.COUNT_DISTINCT, Function.MIN, Function.MAX),
    ValueType.BOOLEAN: (Function.COUNT_DISTINCT,),
}
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
TURNS = [
    datetime(1999, 12, 31, 23, 59, 59, 999000, UTC),
    datetime(2000, 1, 1, tzinfo=UTC),
    datetime(2025, 3, 30, 0, 30, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2025, 11, 2, 5, 30, tzinfo=UTC),
    datetime(1969, 12, 31, 12, tzinfo=UTC),
]
numbers = st.none() | st.integers(-3, 3)
decimals = st.none() | st.sampled_from(["0.1", "0.2", "1", "1.0", "-2.50", "12345678901234567890.01", "NaN"]).map(
    Decimal
)
moments = st.sampled_from(TURNS) | st.integers(-(10**9), 10**9).map(lambda at: TURNS[1] + timedelta(seconds=at))
things = st.lists(
    st.fixed_dictionaries(
        {
            "shelf": st.integers(0, 2),
            "parent": st.none() | st.integers(0, 4),
            "number": numbers,
            "big": st.none() | st.sampled_from([0, 1, 2**53, 2**53 + 1, -(2**62), 2**63 - 1]),
            "price": decimals,
            "real": st.none() | st.sampled_from([0.25, 0.5, 1.0, -2.75, math.nan, math.inf]),
            "word": st.none() | st.sampled_from(["", "a", "B", "b", "é", "zz"]),
            "flag": st.none() | st.booleans(),
            "moment": st.none() | moments,
        }
    ),
    max_size=12,
)
groups = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 3),
            "word": st.none() | st.sampled_from(["a", "b"]),
            "number": st.none() | st.integers(0, 4),
        }
    ),
    max_size=4,
    unique_by=lambda group: group["id"],
)
buckets = st.builds(
    Bucket, st.sampled_from(list(Unit)), st.sampled_from([1, 2, 5, 7]), st.sampled_from(ZONES)
) | st.builds(Bucket, st.just(Unit.SECOND), st.sampled_from([60, 3600, 86_400, 100_000]))


@st.composite
def queries(draw: st.DrawFn, bench: Aggregated) -> Aggregate:
    """An aggregate of things."""
    chosen = draw(st.lists(st.sampled_from(MEASURABLE), max_size=4))
    measures = tuple(draw(measure(bench.thing.columns[name])) for name in chosen)
    own = st.sampled_from(["shelf", "number", "big", "word", "flag", "moment"]).map(bench.by)
    led = st.sampled_from([(GROUP,), (GROUP, NEXT)]).map(lambda path: bench.by("word", path=path))
    timed = buckets.map(lambda bucket: bench.by("moment", bucket))
    groups = tuple(draw(st.lists(own | led | timed, max_size=2)))
    # Equal deviations of different values may come out a little different.
    exact = [at for at, each in enumerate(measures) if each.function not in (Function.STDDEV, Function.PERCENTILE)]
    positions = st.sampled_from([None, *exact])
    order = st.builds(GroupOrder, st.booleans(), measure=positions)
    if groups:
        order |= st.builds(GroupOrder, st.booleans(), group=st.integers(0, len(groups) - 1))
    limit = draw(st.none() | st.integers(1, 3))
    return Aggregate(
        bench.thing,
        measures,
        draw(st.none() | st.just(Compare("number", Operator.LESS, 2))),
        groups,
        tuple(draw(st.lists(positions.flatmap(lambda at: having(bench.thing, measures, at)), max_size=1))),
        tuple(draw(st.lists(order, max_size=2))),
        limit,
        draw(st.none() | st.just(Keys(("shelf",), ((0,), (1,), (7,))))),
        0 if limit is None else draw(st.integers(0, 2)),
    )


def measure(column: Column) -> st.SearchStrategy[Measure]:
    functions = st.sampled_from(MEASURED.get(column.type, tuple(Function)))
    fractions = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])
    return st.builds(
        lambda function, fraction: Measure(
            function, column.name, fraction if function is Function.PERCENTILE else None
        ),
        functions,
        fractions,
    )


def having(entity: Entity, measures: Sequence[Measure], at: int | None) -> st.SearchStrategy[Having]:
    kind = ValueType.BIG_INTEGER if at is None else type_in(entity, measures[at])
    values: Mapping[ValueType, Sequence[Any]] = {
        ValueType.DECIMAL: ["0.3", "-2.5"],
        ValueType.FLOAT: [0.4321, -1.2345],
        ValueType.TEXT: ["a", "b"],
        ValueType.DATETIME: [TURNS[1]],
    }
    return st.builds(Having, st.just(at), st.sampled_from(list(Operator)), st.sampled_from(values.get(kind, [1, 2])))


def type_in(entity: Entity, measure: Measure) -> ValueType:
    return type_of(measure.function, entity.columns[measure.column])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(things=things, groups=groups, data=st.data())
async def test_figures_are_those_of_plain_python(
    bench: Aggregated, things: list[Row], groups: list[Row], data: st.DataObject
) -> None:
    """Any measures by any groups, with a condition, an order and a limit, of all rows or of each key."""
    query = data.draw(queries(bench))
    await bench.fill(things, groups)
    rows = [{**row, "id": at} for at, row in enumerate(things)]
    expected = figures_of(query, {"Thing": rows, "Group": groups})
    found = await bench.figures(query)
    kinds = [type_in(bench.thing, measure) for measure in query.measures]
    for key in [()] if query.keys is None else query.keys.values:
        pairs = [[figures for figures in each if figures.key == key] for each in (found, expected)]
        assert len(pairs[0]) == len(pairs[1]), pairs
        assert all(alike(one, other, kinds) for one, other in zip(*pairs, strict=True)), pairs
    assert len(found) == len(expected)
