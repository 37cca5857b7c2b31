"""Groups by ranges of a number mean the same over both stores: which range a value falls into, worked out by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from stores.aggregate import Aggregate, Function, GroupBy, Measure
from stores.embedded.servers import Endpoints
from stores.postgres.aggregates import aggregate_shape
from stores.query import Keys
from stores.shape import Shape
from tests.resolvers.aggregated import Aggregated, opened
from tests.resolvers.filtered import entity_in


@pytest.fixture(params=["postgres", "mongo"], scope="module")
async def bench(request: pytest.FixtureRequest, endpoints: Endpoints) -> AsyncIterator[Aggregated]:
    async for bench in opened(request.param, endpoints):
        yield bench


def edges(*numbers: str) -> tuple[Decimal, ...]:
    """Edges of ranges."""
    return tuple(map(Decimal, numbers))


async def ranges(bench: Aggregated, column: str, of: tuple[Decimal, ...]) -> dict[Any, int]:
    """How many values there are in each range."""
    found = await bench.ask(groups=(replace(bench.by(column), edges=of),))
    return {figures.groups[0]: figures.count for figures in found}


@pytest.mark.parametrize(
    ("column", "values", "of", "expected"),
    [
        ("number", (-5, 0, 1, 9, 10, 11), edges("0", "10"), {0: 1, 1: 3, 2: 2}),
        ("big", (2**62, 2**62 + 1), edges(str(2**62 + 1)), {0: 1, 1: 1}),
        ("price", edges("1.19", "1.2", "1.20", "1.21"), edges("1.2"), {0: 1, 1: 3}),
        ("real", (1.1, 1.5, 2.0), edges("1.5", "2"), {0: 1, 1: 1, 2: 1}),
        ("number", (None, 3, None), edges("1"), {1: 1, None: 2}),
        ("number", (), edges("1", "2"), {}),
        ("number", (1, 2, 3), edges("100"), {0: 3}),
    ],
    ids=["integers", "large integers", "decimals", "floats", "nulls", "nothing", "all below"],
)
async def test_a_value_is_in_the_range_whose_lower_edge_it_has_reached(
    bench: Aggregated, column: str, values: Any, of: tuple[Decimal, ...], expected: dict[Any, int]
) -> None:
    await bench.fill([{column: value} for value in values])
    assert await ranges(bench, column, of) == expected


def test_edges_are_values_of_a_statement_and_no_part_of_its_shape() -> None:
    entity = entity_in("postgres", "Thing")

    def shape(*of: str) -> Shape:
        return aggregate_shape(Aggregate(entity, groups=(GroupBy(entity.columns["price"], edges=edges(*of)),)))

    assert shape("1") == shape("2", "3.5")
    assert shape("1") != shape()


async def test_one_statement_serves_ranges_with_other_edges(bench: Aggregated) -> None:
    await bench.fill([{"number": number} for number in range(10)])
    assert await ranges(bench, "number", edges("2", "5")) == {0: 2, 1: 3, 2: 5}
    assert await ranges(bench, "number", edges("9")) == {0: 9, 1: 1}
    assert await ranges(bench, "number", edges("1", "2", "3")) == {0: 1, 1: 1, 2: 1, 3: 7}


async def test_ranges_stand_beside_other_groups_keys_and_measures_in_order(bench: Aggregated) -> None:
    rows = [(1, "a", 1), (1, "a", 5), (1, "b", 7), (2, "a", 6), (2, None, 6), (3, "a", 1)]
    await bench.fill([{"shelf": shelf, "word": word, "number": number} for shelf, word, number in rows])
    found = await bench.ask(
        Measure(Function.SUM, "number"),
        groups=(bench.by("word"), replace(bench.by("number"), edges=edges("5"))),
        keys=Keys(("shelf",), ((1,), (2,))),
    )
    by_key = {key: [each for each in found if each.key == (key,)] for key in (1, 2)}
    assert [(each.groups, each.count, each.measures) for each in by_key[1]] == [
        (("a", 0), 1, (1,)),
        (("a", 1), 1, (5,)),
        (("b", 1), 1, (7,)),
    ]
    assert [(each.groups, each.measures) for each in by_key[2]] == [(("a", 1), (6,)), ((None, 1), (6,))]


async def test_a_double_is_in_the_range_of_the_decimal_that_clients_see(endpoints: Endpoints) -> None:
    async for bench in opened("mongo", endpoints):
        # 1.2 as a double is a little less than 1.2.
        await bench.fill([{"price": 1.2}, {"price": 1.19}])
        assert await ranges(bench, "price", edges("1.2")) == {0: 1, 1: 1}
