"""`aggregate` and `groups` of every entity and relation, against plain reads of the databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from statistics import fmean, stdev
from typing import Any

import pytest

from graph.aggregates import KINDS, columns_of
from stores.aggregate import Function
from stores.catalogue import Column, Entity, Relation, ValueType
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE, RELATIONS
from tests.graph.conftest import Graph
from tests.graph.reference import Reference, Row, expected_json

PARENTS = 20


def expected(function: Function, column: Column, rows: Sequence[Row]) -> Any:
    """What a function should make of a column, as the graph should write it."""
    values = [row[column.name] for row in rows if row[column.name] is not None]
    if function is Function.COUNT_DISTINCT:
        return len({told_apart(column, value) for value in values})
    if not values or (function is Function.STDDEV and len(values) == 1):
        return None
    match function:
        case Function.AVG:
            return pytest.approx(fmean(map(float, values)), rel=1e-9, abs=1e-12)
        case Function.STDDEV:
            return pytest.approx(stdev(map(float, values)), rel=1e-6, abs=1e-6)
        case Function.MIN | Function.MAX:
            return expected_json(column, (min if function is Function.MIN else max)(values))
        case _:
            return expected_sum(column, values)


def told_apart(column: Column, value: Any) -> Any:
    """A value as the graph should write it; numbers are the same with and without zeros at their end."""
    written = expected_json(column, value)
    return Decimal(written) if column.type is ValueType.DECIMAL and written is not None else written


def expected_sum(column: Column, values: Sequence[Any]) -> Any:
    """Sums are exact, but for those of floats."""
    if column.type is ValueType.FLOAT:
        return pytest.approx(sum(values), rel=1e-9, abs=1e-9)
    total = sum(map(Decimal, map(str, values)))
    return Same(total) if column.type is ValueType.DECIMAL else str(total)


class Same:
    """Equals every text of one number."""

    def __init__(self, number: Any) -> None:
        self._number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and Decimal(other) == self._number

    def __hash__(self) -> int:
        return hash(self._number)

    def __repr__(self) -> str:
        return str(self._number)


def selection(entity: Entity) -> str:
    """All figures of an entity."""
    parts = [
        f"{kind.name} {{ {' '.join(camel_case(column.name) for column in columns)} }}"
        for kind in KINDS
        if (columns := columns_of(entity, kind.function))
    ]
    return f"aggregate {{ count {' '.join(parts)} }}"


def figures(entity: Entity, rows: Sequence[Row]) -> dict[str, Any]:
    """What the figures should be."""
    return {"count": len(rows)} | {
        kind.name: {camel_case(column.name): expected(kind.function, column, rows) for column in columns}
        for kind in KINDS
        if (columns := columns_of(entity, kind.function))
    }


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
async def test_every_entity_is_summed_up(graph: Graph, reference: Reference, entity: Entity) -> None:
    name = camel_case(entity.plural)
    data = await graph.data(f"{{ {name} {{ {selection(entity)} }} }}")
    assert data[name]["aggregate"] == figures(entity, await reference.rows(entity))
    assert len(graph.statements) == 1


@pytest.mark.parametrize(
    ("entity", "relation"),
    [(entity, relation) for entity, relation in RELATIONS if relation.many],
    ids=[f"{entity.name}.{relation.name}" for entity, relation in RELATIONS if relation.many],
)
async def test_every_list_is_summed_up_for_each_parent_in_one_statement(
    graph: Graph, reference: Reference, entity: Entity, relation: Relation
) -> None:
    target, parents = CATALOGUE[relation.target], (await reference.rows(entity))[:PARENTS]
    name, field = camel_case(entity.plural), camel_case(relation.name)
    data = await graph.data(f"{{ {name}(first: {PARENTS}) {{ nodes {{ {field} {{ {selection(target)} }} }} }} }}")
    assert len(graph.statements) == 2
    for parent, node in zip(parents, data[name]["nodes"], strict=True):
        related = await reference.related(relation, parent)
        assert node[field]["aggregate"] == figures(target, related)


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
async def test_every_column_makes_groups(graph: Graph, reference: Reference, entity: Entity) -> None:
    rows, name = await reference.rows(entity), camel_case(entity.plural)
    for column in columns_of(entity, Function.COUNT_DISTINCT):
        field = camel_case(column.name)
        order = "orderBy: [{ function: COUNT, direction: DESC }]"
        arguments = f"by: [{{ column: {column.name.upper()} }}], first: 1000, {order}"
        data = await graph.data(f"{{ {name} {{ groups({arguments}) {{ key {{ {field} }} aggregate {{ count }} }} }} }}")
        groups = data[name]["groups"]
        counts = Counter(told_apart(column, row[column.name]) for row in rows)
        found = {number(column, group["key"][field]): group["aggregate"]["count"] for group in groups}
        assert len(found) == len(groups)
        assert found == counts if len(counts) < 1000 else len(found) == 1000
        assert [group["aggregate"]["count"] for group in groups] == sorted(found.values(), reverse=True)


def number(column: Column, written: Any) -> Any:
    """A value that the graph wrote, as `told_apart` has it."""
    return Decimal(written) if column.type is ValueType.DECIMAL and written is not None else written


async def test_a_filter_has_a_say_in_figures_and_groups(graph: Graph, reference: Reference) -> None:
    data = await graph.data(
        """{ wagers(where: { agent: { status: { eq: ACTIVE } }, status: { eq: SETTLED } }) { totalCount
            aggregate { count sum { amount } percentile(p: 0.5) { amount } }
            groups(by: [{ agent: { column: CODE } }, { column: RESULT }], first: 500) {
                key { agent { code } result } aggregate { count sum { amount } } } } }"""
    )
    wagers = data["wagers"]
    assert wagers["totalCount"] == wagers["aggregate"]["count"]
    assert sum(group["aggregate"]["count"] for group in wagers["groups"]) == wagers["totalCount"] > 0
    total = sum(Decimal(group["aggregate"]["sum"]["amount"]) for group in wagers["groups"])
    assert total == Decimal(wagers["aggregate"]["sum"]["amount"])
    agents = {row["code"] for row in await reference.rows(CATALOGUE["Agent"]) if row["status"] == "active"}
    assert {group["key"]["agent"]["code"] for group in wagers["groups"]} <= agents


async def test_groups_are_taken_in_pages_and_only_those_that_are_wanted(graph: Graph) -> None:
    query = """query ($first: Int, $offset: Int) { wagers { groups(by: [{ column: CUSTOMER_ID }],
        having: [{ function: COUNT, gt: "1" }, { function: SUM, column: AMOUNT, gte: "10" }],
        orderBy: [{ function: SUM, column: AMOUNT, direction: DESC }], first: $first, offset: $offset) {
            key { customerId } aggregate { count sum { amount } } } } }"""
    whole = (await graph.data(query, first=1000))["wagers"]["groups"]
    pages = [(await graph.data(query, first=3, offset=offset))["wagers"]["groups"] for offset in (0, 3)]
    assert pages == [whole[:3], whole[3:6]]
    sums = [Decimal(group["aggregate"]["sum"]["amount"]) for group in whole]
    assert sums == sorted(sums, reverse=True)
    assert all(group["aggregate"]["count"] > 1 for group in whole)
    assert min(sums) >= 10


async def test_percentiles_of_a_group_are_those_of_its_rows(graph: Graph) -> None:
    data = await graph.data(
        """{ sites(first: 3) { nodes { miners { nodes { cgminerPort status }
            groups(by: [{ column: STATUS }]) { key { status } aggregate { p0: percentile(p: 0) { cgminerPort }
                p1: percentile(p: 1) { cgminerPort } } } } } } }"""
    )
    met = 0
    for site in data["sites"]["nodes"]:
        for group in site["miners"]["groups"]:
            ports = [
                each["cgminerPort"] for each in site["miners"]["nodes"] if each["status"] == group["key"]["status"]
            ]
            if len(site["miners"]["nodes"]) < 20:
                met += 1
                assert group["aggregate"]["p0"]["cgminerPort"] == min(ports)
                assert group["aggregate"]["p1"]["cgminerPort"] == max(ports)
    assert met


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("by: []", "`by` takes 1 to 8 parts"),
        ("by: [{}]", "`by` takes either a `column`, or one relation with what is taken of the row it leads to"),
        (
            "by: [{ column: STATUS, agent: { column: CODE } }]",
            "`by` takes either a `column`, or one relation with what is taken of the row it leads to",
        ),
        ('by: [{ column: STATUS, every: "1d" }]', "`every` is for moments, and status is none"),
        (
            'by: [{ column: CREATED_AT, every: "yesterday" }]',
            "`every` must be a duration of one kind of unit, up to a hundred years, like 15m, 1h, 1d, 1w, 1mo, or"
            " ISO 8601's PT15M, P1D, P1M",
        ),
        (
            'by: [{ column: CREATED_AT, every: "1d", timeZone: "Mars" }]',
            "`Mars` is not a time zone of the IANA database, like Europe/Berlin",
        ),
        ("by: [{ column: STATUS }], first: -1", "`first` must be from 0 to 1000, not -1"),
        ("by: [{ column: STATUS }], offset: -1", "`offset` must be from 0 to 100000"),
        (
            'by: [{ column: STATUS }], having: [{ gt: "1" }]',
            "a figure is a `function` of a `column`, or COUNT without one",
        ),
        (
            'by: [{ column: STATUS }], having: [{ function: MAX, column: CREATED_AT, gt: "1" }]',
            "`having` compares numbers",
        ),
        ("by: [{ column: STATUS }], orderBy: [{ function: SUM, column: STATUS }]", "SUM makes nothing of status"),
        (
            "by: [{ column: STATUS }], orderBy: [{ column: RESULT }]",
            "`orderBy` of groups takes a `function`, or a `column` that is in `by`",
        ),
    ],
)
async def test_groups_that_cannot_be_are_refused(graph: Graph, arguments: str, message: str) -> None:
    query = f"{{ wagers {{ groups({arguments}) {{ aggregate {{ count }} }} }} }}"
    assert await graph.errors(query) == [("BAD_INPUT", message)]


@pytest.mark.parametrize("fraction", ["-0.1", "1.01"])
async def test_a_percentile_is_of_a_part(graph: Graph, fraction: str) -> None:
    query = f"{{ wagers {{ aggregate {{ percentile(p: {fraction}) {{ amount }} }} }} }}"
    assert await graph.errors(query) == [("BAD_INPUT", "`p` must be from 0 to 1")]
