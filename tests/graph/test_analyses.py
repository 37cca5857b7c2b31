"""How a function becomes a field: of the root or of rows, its arguments, its records, and the rows that these name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import pytest

from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from resolvers.analysis import Analysis, BigInteger, Leads, Source, Where, analysis, both
from stores.aggregate import Function, Measure
from stores.embedded.servers import Endpoints
from stores.errors import BadInput, Misconfigured
from stores.filter import Filter
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import KeyValue
from stores.store import Row
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.reference import Reference


class Sort(StrEnum):
    """Which end comes first."""

    MOST = "most"
    LEAST = "least"


@dataclass(frozen=True, slots=True)
class Stake:
    """What a customer has staked."""

    customer: Annotated[KeyValue, Leads("Customer"), "Who."]
    amount: Annotated[Decimal | None, "In US dollars."]
    wagers: Annotated[BigInteger, "How many."]
    sort: Annotated[Sort, "As asked."]
    day: Annotated[date, "Any."]


@analysis("Agent", reads=("id", "name"), rows=lambda most=10: most, priced_by=("most",))
async def stakes(
    source: Source,
    agents: Sequence[Row],
    *,
    most: Annotated[int, "So many."] = 10,
    sort: Annotated[Sort, "Which end."] = Sort.MOST,
    where: Annotated[Filter | None, Where("Wager"), "Of these."] = None,
) -> list[list[Stake]]:
    """The customers of an agent by what they have staked."""
    found = await source.figures(
        "Wager",
        [Measure(Function.SUM, "amount")],
        groups=["customer_id"],
        where=[where],
        by=("agent_id",),
        keys=[(agent["id"],) for agent in agents],
    )
    made = [
        [Stake(each.groups, Decimal(each.measures[0]), BigInteger(each.count), sort, date(2026, 1, 1)) for each in one]
        for one in found
    ]
    down = sort is Sort.MOST
    return [sorted(one, key=lambda stake: stake.amount or 0, reverse=down)[:most] for one in made]


@analysis("Agent", reads=("name",))
async def spelling(source: Source, agents: Sequence[Row]) -> list[str | Exception]:
    """How a name is written, of those that are short."""
    return [row["name"] if len(row["name"]) < 13 else BadInput("too long") for row in agents]


@analysis()
async def echo(
    source: Source,
    *,
    day: Annotated[date, "Must be given."],
    numbers: Annotated[list[int] | None, "May be given."] = None,
) -> list[str]:
    """What was asked."""
    return [day.isoformat(), *map(str, numbers or ())]


SORTED = """query ($sort: Sort, $where: WagerFilter) { agents(first: 5) { nodes { id
    stakes(sort: $sort, where: $where) { amount wagers sort day customer { id name agent { id } } } } } }"""


@pytest.fixture(params=["breadth-first", "standard"])
async def analysed(sample: Endpoints, request: pytest.FixtureRequest) -> AsyncIterator[Graph]:
    """The graph with these analyses, on either executor."""
    store = PostgresStore(PostgresOptions(sample.postgres_url))
    schema = build_schema(CATALOGUE, execution=request.param, analyses=(stakes, spelling, echo))
    yield Graph(Gateway(schema, {"postgres": store}, Settings()))
    await store.close()


async def expected(reference: Reference, agent: str, *, down: bool, status: str | None = None) -> list[Decimal]:
    """What the customers of an agent have staked with it, the first ten of them."""
    sums: dict[str, Decimal] = {}
    for row in await reference.rows(CATALOGUE["Wager"]):
        if row["agent_id"] == agent and status in (None, row["status"]):
            sums[row["customer_id"]] = sums.get(row["customer_id"], Decimal(0)) + row["amount"]
    return sorted(sums.values(), reverse=down)[:10]


async def test_a_field_of_rows_is_computed_for_all_of_them_at_once(analysed: Graph, reference: Reference) -> None:
    data = await analysed.data(SORTED)
    assert [(each["entity"], each["keys"]) for each in analysed.statements[:2]] == [("Agent", 0), ("Wager", 5)]
    assert len(analysed.statements) == 4
    for agent in data["agents"]["nodes"]:
        amounts = [Decimal(stake["amount"]) for stake in agent["stakes"]]
        assert amounts == await expected(reference, agent["id"], down=True)
        assert all(stake["wagers"].isdecimal() and stake["sort"] == "MOST" for stake in agent["stakes"])
        assert all(stake["customer"]["name"] for stake in agent["stakes"])


async def test_enums_and_filters_reach_the_function(analysed: Graph, reference: Reference) -> None:
    data = await analysed.data(SORTED, sort="LEAST", where={"status": {"eq": "SETTLED"}})
    for agent in data["agents"]["nodes"]:
        amounts = [Decimal(stake["amount"]) for stake in agent["stakes"]]
        assert amounts == await expected(reference, agent["id"], down=False, status="settled")
        assert all(stake["sort"] == "LEAST" and stake["day"] == "2026-01-01" for stake in agent["stakes"])


async def test_the_error_of_a_row_is_its_own(analysed: Graph, reference: Reference) -> None:
    names = [row["name"] for row in await reference.rows(CATALOGUE["Agent"])]
    assert len({len(name) < 13 for name in names}) == 2
    response = await analysed.answer("{ agents { nodes { spelling } } }")
    shown = [node["spelling"] for node in response["data"]["agents"]["nodes"]]
    assert shown == [name if len(name) < 13 else None for name in names]
    assert {error["message"] for error in response["errors"]} == {"too long"}


async def test_arguments_are_those_of_the_signature(analysed: Graph) -> None:
    assert await analysed.data('{ echo(day: "2026-02-03") }') == {"echo": ["2026-02-03"]}
    assert await analysed.data('{ echo(day: "2026-02-03", numbers: [2, 1]) }') == {"echo": ["2026-02-03", "2", "1"]}
    (error,) = await analysed.errors("{ echo }")
    assert error[0] == "GRAPHQL_VALIDATION_FAILED"


async def test_its_rows_are_its_part_in_the_cost(analysed: Graph) -> None:
    query = "query ($n: Int) { agents(first: 1000) { nodes { stakes(most: $n) { amount } } } }"
    assert (await analysed.answer(query, n=40))["errors"] == []
    (error,) = await analysed.errors(query, n=50)
    assert error[0] == "COST_LIMIT_EXCEEDED"
    assert "reduce `first` of `agents`" in error[1] or "`most`" in error[1]


def test_descriptions_come_from_the_function_and_its_records() -> None:
    schema = build_schema(CATALOGUE, analyses=(stakes, echo))._schema
    assert schema.query_type is not None
    field: Any = schema.type_map["Agent"]
    assert field.fields["stakes"].description == "The customers of an agent by what they have staked."
    assert field.fields["stakes"].args["most"].description == "So many. 10 if nothing is said."
    assert str(field.fields["stakes"].type) == "[Stake!]"
    assert str(schema.query_type.fields["echo"].args["day"].type) == "Date!"
    record: Any = schema.type_map["Stake"]
    assert record.description == "What a customer has staked."
    assert {name: str(field.type) for name, field in record.fields.items()} == {
        "customer": "Customer",
        "amount": "Decimal",
        "wagers": "BigInt!",
        "sort": "Sort!",
        "day": "Date!",
    }


def test_what_has_no_description_or_type_is_refused_when_the_schema_is_made() -> None:
    async def undescribed(source: Source, *, most: int = 1) -> int: ...  # type: ignore[empty-body]

    async def untyped(source: Source) -> complex: ...  # type: ignore[empty-body]

    async def name(source: Source, agents: Sequence[Row]) -> list[str]: ...  # type: ignore[empty-body]

    for made in (Analysis(undescribed), Analysis(untyped), Analysis(name, "Agent")):
        with pytest.raises(Misconfigured):
            build_schema(CATALOGUE, analyses=(made,))


def test_both_says_nothing_of_filters_that_are_not_there() -> None:
    assert both(None, None) is None
