"""Arguments of live queries: those of the query, and how often it may be answered."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from app.operation_request import OperationRequest
from graph.schema import build_schema
from resolvers.analysis import Analysis, Source
from stores.errors import Misconfigured, UserError
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.live.conftest import Live
from tests.graph.live.followed import add

pytestmark = pytest.mark.usefixtures("no_agents")

PERIOD = 'from: "2026-03-01T00:00:00Z", to: "2026-03-11T00:00:00Z", every: DAY, timeZone: "UTC"'
DAYS = "start end totals { bets }"
CUSTOMER = "INSERT INTO fire22.customers (id, agent_id, name, email) VALUES ('c', 'a', 'C', 'c')"
WAGER = """INSERT INTO fire22.wagers (id, customer_id, agent_id, wager_number, amount, description, created_at)
    VALUES ($1, 'c', 'a', $1, 10, 'Lions', '2026-03-02T12:00:00Z')"""


async def test_an_argument_of_the_query_that_is_called_every_is_the_query_s(live: Live) -> None:
    """How often it may be answered has another name there."""
    graph, query = Graph(live.gateway), f"subscription {{ liveBetting({PERIOD}, answerEvery: 100) {{ {DAYS} }} }}"
    await add(live, "a")
    await live.execute(CUSTOMER)
    async with live.listening(query) as listener:
        for number in (1, 2):
            await live.execute(WAGER, str(number))
            line: Any
            (line,) = await listener.data()
            assert (line["start"], line["totals"]["bets"]) == ("2026-03-02T00:00:00Z", number)
        assert await graph.data(f"{{ betting({PERIOD}) {{ {DAYS} }} }}") == {"betting": [line]}


def test_a_live_query_takes_what_its_query_takes_and_one_argument_more(live: Live) -> None:
    schema = live.gateway.schema._schema
    assert schema.query_type
    assert schema.subscription_type
    live_fields = {name: each for name, each in schema.subscription_type.fields.items() if name.startswith("live")}
    queries = {f"live{name[0].upper()}{name[1:]}": each for name, each in schema.query_type.fields.items()}
    assert set(queries) - set(live_fields) == {"liveFeeds"}
    for name, field in live_fields.items():
        more = {argument: each for argument, each in field.args.items() if argument not in queries[name].args}
        assert {argument: str(each.type) for argument, each in field.args.items() if argument not in more} == {
            argument: str(each.type) for argument, each in queries[name].args.items()
        }
        assert [str(each.type) for each in more.values()] == ["Int"]
        assert all(f"`{argument}`" in str(field.description) for argument in more)


def test_two_arguments_of_one_name_are_refused_when_the_schema_is_made() -> None:
    async def counted(
        source: Source, *, every: Annotated[int, "One."] = 1, answer_every: Annotated[int, "Another."] = 1
    ) -> int:
        """How many there are."""
        return every + answer_every

    with pytest.raises(Misconfigured, match=r"Subscription\.liveCounted would have two arguments named answerEvery"):
        build_schema(CATALOGUE, analyses=(Analysis(counted),))


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('liveNode(nodeId: "zz") { nodeId }', "BAD_INPUT"),
        ('liveNode(nodeId: "zz", every: 100) { ... on Agent { name } }', "BAD_INPUT"),
        ('liveAgents(after: "zz") { rows { key } }', "BAD_CURSOR"),
        ("liveAgents(first: 5000) { rows { key } }", "BAD_INPUT"),
        ("named: liveAgents(first: 1, last: 1) { sequence }", "BAD_INPUT"),
        ("liveAgent { name }", "BAD_INPUT"),
        ('liveBetting(from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z") { start }', "BAD_INPUT"),
        ('liveMultiplierDistribution(edges: ["3", "2"]) { rounds }', "BAD_INPUT"),
    ],
)
async def test_what_can_never_be_answered_ends_at_once(live: Live, query: str, code: str) -> None:
    """Its arguments are wrong, whatever the stores hold."""
    with pytest.raises(UserError) as raised:
        await anext(live.gateway.subscribe(OperationRequest(f"subscription {{ {query} }}")))
    assert raised.value.code == code
    assert not live.gateway._queries._cohorts


CUSTOMERS = "node { customers(first: $n) { nodes { id } } }"


@pytest.mark.parametrize("field", ["liveAgents(every: 100) { rows { key %s } }", "agentChanges { changes { %s } }"])
async def test_a_variable_that_is_null_is_not_one_that_is_left_out(live: Live, field: str) -> None:
    """Null takes the place of the default: who says it does not have the results of who says nothing."""
    query = f"subscription ($n: Int = 1) {{ {field % CUSTOMERS} }}"
    await add(live, "a")
    for id_ in "cd":
        await live.execute(CUSTOMER.replace("'c'", f"'{id_}'"))
    async with live.listening(query) as defaulting, live.listening(query, n=None) as null:
        await live.execute("UPDATE fire22.agents SET name = 'Ann'")
        found = []
        for listener in (defaulting, null):
            if "Changes" in query:
                await listener.next()
            ((rows,),) = (value.values() for value in listener.told[-1]["data"].values())
            found.append(len(rows[0]["node"]["customers"]["nodes"]))
    assert found == [1, 2]


async def test_variables_that_the_operation_does_not_have_make_no_difference(live: Live) -> None:
    query = "subscription ($n: Int) { liveAgents(first: $n) { sequence } }"
    async with live.listening(query, n=1, m=2), live.listening(query, m=3, n=1), live.listening(query, n=1):
        assert len(live.gateway._queries._cohorts) == 1
        async with live.listening(query, n=2):
            assert len(live.gateway._queries._cohorts) == 2
