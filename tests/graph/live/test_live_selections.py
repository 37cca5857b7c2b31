"""Live lists as clients select them: under any names, by fragments and directives, each name with what is its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.operation_request import OperationRequest
from stores.aggregate import Aggregate
from stores.errors import BadInput, StoreUnavailable
from stores.query import Count, Select
from tests.graph.execution.failing_store import NONE, FailingStore, Failures
from tests.graph.live.conftest import Live, gateway_over
from tests.graph.live.followed import add
from tests.graph.live.mining import measure

pytestmark = pytest.mark.usefixtures("no_agents")

LIST = "liveAgents(first: 2, every: 100, orderBy: [{ id: DESC }])"


def live_list(selection: str, variables: str = "", fragments: str = "") -> str:
    """A subscription to a short list of agents."""
    return f"subscription {variables} {{ {LIST} {selection} }} {fragments}"


async def patches(live: Live, query: str, **variables: Any) -> list[dict[str, Any]]:
    """What is told of the agents a and b at first, and when b is gone."""
    await add(live, "a", "b")
    async with live.listening(query, **variables) as listener:
        await live.execute("DELETE FROM fire22.agents WHERE id = 'b'")
        await listener.data()
        return [each["data"]["liveAgents"] for each in listener.told]


TYPE_NAMES = "{ __typename name: __typename list { __typename } rows { __typename key node { __typename } } }"
WHOLE = """fragment Whole on AgentLive { __typename ... { name: __typename rows { ...Row } list { totalCount } } }
    fragment Row on AgentLiveRow { ... on AgentLiveRow { key __typename node { ... on Node { __typename } } } }"""


@pytest.mark.parametrize(("selection", "fragments"), [(TYPE_NAMES, ""), ("{ ...Whole }", WHOLE)])
async def test_the_name_of_a_type_is_told_in_every_patch(live: Live, selection: str, fragments: str) -> None:
    """It is never null; clients add it to each selection."""
    await add(live, "a")
    async with live.listening(live_list(selection, fragments=fragments)) as listener:
        await add(live, "b")
        patch = await listener.data()
    assert (patch["__typename"], patch["name"]) == ("AgentLive", "AgentLive")
    (row,) = patch["rows"]
    assert (row["__typename"], row["node"]["__typename"]) == ("AgentLiveRow", "Agent")


async def test_each_name_of_the_rows_has_its_own_selection(live: Live) -> None:
    """Of what is left, only where `after` is selected has anything changed."""
    query = live_list("{ a: rows { key } b: rows { k: key node { name } } b: rows { key: after } }")
    first, second = await patches(live, query)
    assert [list(row) for row in first["a"]] == [["key"]] * 2
    assert [list(row) for row in first["b"]] == [["k", "node", "key"]] * 2
    assert [(row["node"]["name"], row["key"]) for row in first["b"]] == [("b", None), ("a", first["a"][0]["key"])]
    assert second["a"] == []
    assert [(row["node"]["name"], row["key"]) for row in second["b"]] == [("a", None)]


async def test_a_row_that_differs_under_one_name_is_told_under_that_alone(live: Live) -> None:
    await add(live, "a", "b")
    query = live_list("{ a: rows { key } b: rows { key node { name } } }")
    async with live.listening(query) as listener:
        await live.execute("UPDATE fire22.agents SET name = 'Ann' WHERE id = 'a'")
        patch = await listener.data()
    assert (patch["a"], [row["node"]["name"] for row in patch["b"]]) == ([], ["Ann"])


async def test_every_other_field_can_have_two_names(live: Live) -> None:
    query = live_list(
        "{ s: sequence t: sequence w: whole x: whole g: gone h: gone l: list { totalCount } m: list { nodes { id } } }"
    )
    first, second = await patches(live, query)
    assert (first["s"], first["t"], first["w"], first["x"], first["g"], first["h"]) == (1, 1, True, True, [], [])
    assert (second["s"], second["t"], second["w"], second["x"]) == (2, 2, False, False)
    assert second["g"] == second["h"]
    assert len(second["g"]) == 1
    assert (second["l"], second["m"]) == ({"totalCount": 1}, {"nodes": [{"id": "a"}]})


async def test_what_is_gone_is_told_also_to_who_selects_no_rows(live: Live) -> None:
    (first, second), ids = await patches(live, live_list("{ gone }")), await node_ids(live)
    assert first == {"gone": []}
    assert len(second["gone"]) == 1
    assert second["gone"][0] not in ids


async def node_ids(live: Live) -> list[str]:
    """The keys of the rows that there are."""
    async with live.listening(live_list("{ rows { key } }")) as listener:
        return [row["key"] for row in listener.told[0]["data"]["liveAgents"]["rows"]]


@pytest.mark.parametrize(
    ("selection", "variables", "names"),
    [
        ("rows @skip(if: true) { key } sequence", "", ["sequence"]),
        ("rows @include(if: $no) { key } sequence", "($no: Boolean!)", ["sequence"]),
        ("...F @skip(if: $yes) sequence ...F @include(if: $no)", "($yes: Boolean = true, $no: Boolean!)", ["sequence"]),
        ("... @include(if: $no) { whole } rows { key @include(if: $no) k: key }", "($no: Boolean!)", ["rows"]),
        ("rows { key } gone @include(if: $no) ...F sequence", "($no: Boolean!)", ["rows", "whole", "sequence"]),
    ],
)
async def test_what_is_skipped_is_in_no_result(live: Live, selection: str, variables: str, names: list[str]) -> None:
    """GraphQL specification, section 6.3.2, CollectFields; names come in the order of the selection."""
    fragment = "fragment F on AgentLive { whole }" if "...F" in selection else ""
    query = live_list(f"{{ list {{ totalCount }} {selection} }}", variables, fragment)
    for patch in await patches(live, query, **({"no": False} if variables else {})):
        assert list(patch) == ["list", *names]
        assert all(len(row) == 1 for row in patch.get("rows", ()))


async def test_a_field_that_is_selected_in_several_places_is_one(live: Live) -> None:
    """Also where the whole subscription is put together from fragments."""
    query = (
        f"subscription {{ ...A ...B }} fragment A on Subscription {{ {LIST} {{ sequence rows {{ key }} }} }}"
        f" fragment B on Subscription {{ {LIST} {{ rows {{ node {{ name }} }} gone }} }}"
    )
    first, second = await patches(live, query)
    assert [row["node"]["name"] for row in first["rows"]] == ["b", "a"]
    assert (list(second), len(second["gone"])) == (["sequence", "rows", "gone"], 1)


async def test_a_stream_that_is_selected_in_several_places_is_one(live: Live) -> None:
    async with live.listening(
        "subscription { agentStream { nodes { id } } agentStream { nodes { name } } }"
    ) as listener:
        await add(live, "a")
        assert (await listener.data())["nodes"] == [{"id": "a", "name": "a"}]


@pytest.mark.parametrize(
    "selection",
    [
        "{ a: rows { key } b: rows { node { name } } }",
        "{ rows { key @skip(if: true) node { name } } }",
        "{ rows { key: after } }",
        "{ rows { key @include(if: $i) node { name } } }",
        "{ rows { ... @skip(if: true) { key } after } }",
    ],
)
async def test_rows_without_their_keys_are_refused(live: Live, selection: str) -> None:
    query = live_list(selection, "($i: Boolean = false)" if "$i" in selection else "")
    with pytest.raises(BadInput, match="select `key` of `rows`"):
        await anext(live.gateway.subscribe(OperationRequest(query)))


@pytest.mark.parametrize("selection", ["{ sequence rows @skip(if: true) { node { id } } }", "{ sequence }"])
async def test_rows_that_are_not_selected_need_no_keys(live: Live, selection: str) -> None:
    async with live.listening(live_list(selection)) as listener:
        assert listener.told == [{"data": {"liveAgents": {"sequence": 1}}}]


@pytest.mark.usefixtures("miners")
async def test_what_cannot_be_told_of_a_row_leaves_the_sequence_as_it_is(live: Live) -> None:
    """It grows from result to result, also while some have errors; those are told whole, and the first one after."""
    query = """subscription { liveTelemetrySamples(first: 2, every: 100, orderBy: [{ recordedAt: DESC }]) {
        number: sequence whole gone rows { key node { temperature } } list { totalCount } } }"""
    async with live.listening(query) as listener:
        for heat in ("50", "NaN", "60", "61", "62"):
            await measure(live, (1, "1", heat))
            await listener.next()
    told = [each["data"]["liveTelemetrySamples"] for each in listener.told]
    assert [each["number"] for each in told] == [1, 2, 3, 4, 5, 6]
    assert ["errors" in each for each in listener.told] == [False, False, True, True, False, False]
    assert [each["whole"] for each in told] == [True, False, True, True, True, False]
    assert [row["node"]["temperature"] for row in told[3]["rows"]] == ["60", None]
    assert [error["path"] for error in listener.told[3]["errors"]] == [
        ["liveTelemetrySamples", "rows", 1, "node", "temperature"]
    ]
    assert [each["gone"] for each in told[2:5]] == [[], [], []]
    assert [each["list"]["totalCount"] for each in told] == [0, 1, 2, 3, 4, 5]


class Away(Failures):
    """The store cannot be reached."""

    def befall(self, query: Select | Count | Aggregate) -> None:  # noqa: ARG002
        """See `Failures`."""
        raise StoreUnavailable("postgres cannot be reached")


async def test_an_outage_ends_nothing(live: Live) -> None:
    """It is told, and after it the whole list."""
    await add(live, "a")
    async with gateway_over(live.endpoints) as gateway:
        store = FailingStore(gateway.stores["postgres"])
        gateway.stores = {**gateway.stores, "postgres": store}
        async with replace(live, gateway=gateway).listening(live_list("{ sequence whole rows { key } }")) as listener:
            store.fail(Away(0, 0))
            await add(live, "b")
            away = await listener.next()
            store.fail(NONE)
            again = await listener.data()
    assert ([each["extensions"]["code"] for each in away["errors"]], away["data"]) == (
        ["STORE_UNAVAILABLE"],
        {"liveAgents": None},
    )
    assert (again["sequence"], again["whole"], len(again["rows"])) == (3, True, 2)


async def test_what_is_wrong_below_the_field_ends_nothing(live: Live) -> None:
    """The rest of the answer is of use, and the error comes with it."""
    query = live_list("{ sequence rows { key node { name customers(first: 5000) { totalCount } } } }")
    await add(live, "a")
    async with live.listening(query) as listener:
        assert [each["extensions"]["code"] for each in listener.told[0]["errors"]] == ["BAD_INPUT"]
        await add(live, "b")
        second = await listener.next()
    assert [row["node"]["name"] for row in second["data"]["liveAgents"]["rows"]] == ["b", "a"]
    assert second["data"]["liveAgents"]["sequence"] == 2
