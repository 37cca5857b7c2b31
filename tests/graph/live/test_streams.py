"""Streams of new rows and of changes: what is told, to whom, from where, and at what cost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest

from app.operation_request import OperationRequest
from resolvers.live import subscriber
from resolvers.live.stream_cursor import decode_position, encode_position
from stores.errors import BadCursor, BadInput, CursorExpired, Lagged, Stopping
from stores.postgres.maintenance import maintain
from stores.postgres.partitions import ensure_partitions
from tests.graph.live.conftest import Live, gateway_over
from tests.graph.live.mining import SAMPLE, measure, rates

STREAM = """subscription ($where: TelemetrySampleFilter, $after: String, $batch: Int) {
    samples: telemetrySampleStream(where: $where, after: $after, batch: $batch) {
        cursor nodes { hashrate miner { serialNumber site { name } } } } }"""


pytestmark = pytest.mark.usefixtures("miners")


async def test_new_rows_are_told_with_what_they_lead_to(live: Live) -> None:
    async with live.listening(STREAM) as listener:
        await measure(live, (1, "100", "60"), (2, "101", "61"))
        await listener.until(lambda told: sum(map(len, map(rates, told))) == 2)
        nodes = [node for each in listener.told for node in each["data"]["samples"]["nodes"]]
    assert nodes == [
        {"hashrate": "100", "miner": {"serialNumber": "a", "site": {"name": "North"}}},
        {"hashrate": "101", "miner": {"serialNumber": "b", "site": {"name": "South"}}},
    ]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"minerId": {"eq": 2}}, ["2"]),
        ({"miner": {"siteId": {"in": [1]}}}, ["1", "3"]),
        ({"miner": {"site": {"name": {"startsWith": "S"}}}}, ["2"]),
        ({"temperature": {"gt": "85"}}, ["3"]),
        ({"not": {"temperature": {"gt": "85"}}}, ["1", "2"]),
        (None, ["1", "2", "3"]),
    ],
)
async def test_a_filter_holds_of_what_is_told(live: Live, where: dict[str, Any] | None, expected: list[str]) -> None:
    async with live.listening(STREAM, where=where) as listener:
        await measure(live, (1, "1", "60"), (2, "2", "85"), (1, "3", "85.5"))
        await listener.until(lambda told: sum(map(len, map(rates, told))) == len(expected))
        assert [rate for each in listener.told for rate in rates(each["data"]["samples"])] == expected


async def test_named_streams_are_of_the_rows_they_name(live: Live) -> None:
    query = "subscription { siteTelemetry(siteIds: [2]) { nodes { hashrate } } }"
    async with live.listening(query) as listener:
        await measure(live, (1, "1", "60"), (2, "2", "60"))
        assert rates(await listener.data()) == ["2"]


async def test_a_cursor_goes_on_where_it_was_without_loss_or_repeat(live: Live) -> None:
    async with live.listening(STREAM) as listener:
        await measure(live, (1, "1", "60"))
        cursor = (await listener.data())["cursor"]
    await measure(live, (1, "2", "60"), (2, "3", "60"))
    async with live.listening(STREAM, after=cursor, batch=1) as listener:
        assert [rates(await listener.data()) for _ in range(2)] == [["2"], ["3"]]
        await measure(live, (1, "4", "60"))
        assert rates(await listener.data()) == ["4"]


async def test_the_first_result_has_a_cursor_from_which_nothing_is_missed(live: Live) -> None:
    async with live.listening(STREAM) as listener:
        (first,) = listener.told
    assert first["data"]["samples"]["nodes"] == []
    await measure(live, (1, "1", "60"))
    async with gateway_over(live.endpoints) as another:
        request = OperationRequest(STREAM, variables={"after": first["data"]["samples"]["cursor"]})
        results = another.subscribe(request)
        await anext(results)
        assert b'"hashrate":"1"' in await anext(results)
        await results.aclose()


async def test_a_cursor_of_a_place_where_the_store_has_never_been_is_refused(live: Live) -> None:
    """Whether somebody is told of what comes, or nobody is: after a crash that lost writes, a cursor may be so."""
    async with live.listening(STREAM) as listener:
        cursor = listener.told[0]["data"]["samples"]["cursor"]
        origin, transaction, _ = decode_position("postgres", cursor)
        ahead = encode_position("postgres", (origin, transaction + 10**6, 1))
        async with live.listening(STREAM, after=ahead) as another:
            with pytest.raises(CursorExpired):
                await another.next()
    async with live.listening(STREAM, after=ahead) as alone:
        with pytest.raises(CursorExpired):
            await alone.next()


async def test_rows_whose_time_is_over_go_without_ending_streams(live: Live) -> None:
    """Live queries look again; streams are told of no row by itself."""
    await ensure_partitions(live.postgres, date(2020, 1, 1), date(2020, 1, 1))
    await live.execute(SAMPLE.replace("now()", "'2020-01-15'"), 1, "1", "60")
    await measure(live, (1, "2", "60"))
    kept = "subscription { liveTelemetrySamples { list { totalCount } } }"
    async with (
        live.listening("subscription { telemetrySampleChanges { changes { operation } } }") as changes,
        live.listening(kept) as listener,
    ):
        assert listener.told[0]["data"]["liveTelemetrySamples"]["list"]["totalCount"] == 2
        actions = await maintain(live.endpoints.postgres_url, now=datetime.now(UTC))
        assert [each.rows for each in actions if each.kind == "drop partition"] == [1]
        assert (await listener.data())["list"]["totalCount"] == 1
        await measure(live, (1, "3", "60"))
        assert [each["operation"] for each in (await changes.data())["changes"]] == ["INSERT"]


CHANGES = """subscription ($where: AgentFilter) { agentChanges(where: $where) {
    changes { operation nodeId node { name status } } } }"""


async def test_changes_are_told_as_who_keeps_the_rows_of_a_filter_needs_them(live: Live) -> None:
    """A row that begins to belong is an insert, one that ends to belong a delete, whatever was done to it."""
    agents = "INSERT INTO fire22.agents (id, name, code, status) VALUES"
    steps: list[tuple[str, tuple[str, str] | None]] = [
        (f"{agents} ('a', 'Ann', '1', 'active')", ("INSERT", "Ann")),
        (f"{agents} ('b', 'Bob', '2', 'inactive')", None),
        ("UPDATE fire22.agents SET name = 'Anna' WHERE id = 'a'", ("UPDATE", "Anna")),
        ("UPDATE fire22.agents SET status = 'active' WHERE id = 'b'", ("INSERT", "Bob")),
        ("UPDATE fire22.agents SET status = 'suspended' WHERE id = 'a'", ("DELETE", "Anna")),
        ("UPDATE fire22.agents SET name = 'Anne' WHERE id = 'a'", None),
        ("DELETE FROM fire22.agents WHERE id = 'b'", ("DELETE", "Bob")),
    ]
    async with live.listening(CHANGES, where={"status": {"eq": "ACTIVE"}}) as listener:
        for statement, told in steps:
            await live.execute(statement)
            if told is not None:
                ((change),) = (await listener.data())["changes"]
                assert (change["operation"], change["node"]["name"]) == told


async def test_a_row_that_is_gone_is_taken_away_though_nobody_knows_what_it_was(live: Live) -> None:
    """Logs in MongoDB keep no documents as they were: a filter may have held, by whatever it finds its rows."""
    query = """subscription ($where: JackpotFilter) { jackpotChanges(where: $where) {
        changes { operation nodeId node { mini } } } }"""
    async with (
        live.listening(query, where={"credentialId": {"eq": "gus"}}) as found_by_value,
        live.listening(query, where={"credentialId": {"startsWith": "gus"}}) as judged,
    ):
        document = {"CredentialId": "gus", "Mini": 1.0, "Timestamp": datetime.now(UTC)}
        key = (await live.mongo["JACKP0T"].insert_one(document)).inserted_id
        new = [await each.data() for each in (found_by_value, judged)]
        await live.mongo["JACKP0T"].delete_one({"_id": key})
        gone = [await each.data() for each in (judged, found_by_value)]
    assert [change["operation"] for told in (*new, *gone) for change in told["changes"]] == [
        *("INSERT", "INSERT"),
        *("DELETE", "DELETE"),
    ]
    assert len({change["nodeId"] for told in (*new, *gone) for change in told["changes"]}) == 1


async def test_statements_do_not_depend_on_the_number_of_subscribers(live: Live) -> None:
    feed = live.gateway._hub._followed["postgres"].feed
    async with AsyncExitStack() as stack:
        listeners = [
            await stack.enter_async_context(live.listening(STREAM, where={"minerId": {"in": [1, 1000 + number]}}))
            for number in range(50)
        ]
        before = feed.statements  # type: ignore[attr-defined]
        await measure(live, (1, "1", "60"))
        for listener in listeners:
            assert rates(await listener.data()) == ["1"]
        assert feed.statements - before <= 3  # type: ignore[attr-defined]


async def collect(results: AsyncIterator[bytes], told: list[bytes]) -> None:
    """Hear all there is."""
    async for result in results:
        told.append(result)  # noqa: PERF401  (what came before an error counts)


async def test_a_client_that_lags_is_told_and_loses_nothing(live: Live) -> None:
    async with gateway_over(live.endpoints, event_limit=10) as gateway:
        results = gateway.subscribe(OperationRequest(STREAM, variables={"batch": 1}))
        await anext(results)
        await measure(live, *[(1, str(number), "60") for number in range(1, 41)])
        told: list[bytes] = []
        with pytest.raises(Lagged) as lagged:
            await collect(results, told)
        assert len(told) == 10
        assert lagged.value.cursor is not None
        again = gateway.subscribe(OperationRequest(STREAM, variables={"batch": 1, "after": lagged.value.cursor}))
        await anext(again)
        while b'"hashrate":"40"' not in (told[-1]):
            told.append(await anext(again))
        await again.aclose()
    rates_told = [node["hashrate"] for result in told for node in orjson.loads(result)["data"]["samples"]["nodes"]]
    assert rates_told == [str(number) for number in range(1, 41)]


async def test_a_hub_that_stops_tells_where_to_go_on(live: Live) -> None:
    async with gateway_over(live.endpoints) as gateway:
        results = gateway.subscribe(OperationRequest(STREAM))
        await anext(results)
        gateway.stop_subscriptions()
        with pytest.raises(Stopping) as stopping:
            await anext(results)
        assert stopping.value.cursor is not None
        with pytest.raises(Stopping):
            await anext(gateway.subscribe(OperationRequest(STREAM)))


@pytest.mark.parametrize(
    ("variables", "error"),
    [
        ({"after": "x"}, BadCursor),
        ({"batch": 0}, BadInput),
        ({"batch": 1001}, BadInput),
        ({"where": {"miner": {"telemetry": {"some": {"id": {"eq": 1}}}}}}, BadInput),
    ],
)
async def test_what_cannot_be_subscribed_to_is_refused(
    live: Live, variables: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await anext(live.gateway.subscribe(OperationRequest(STREAM, variables=variables)))


async def test_jackpots_of_a_house_are_told_with_the_tiers_that_moved(live: Live) -> None:
    query = 'subscription { houseJackpots(houses: ["Kirin"]) { nodes { grand moves { tier before now reset } } } }'
    for name, house in (("ann", "Kirin"), ("bob", "Orion")):
        await live.mongo["CRED3N7IAL"].insert_one({"_id": name, "Password": "x", "House": house})
    told = []
    async with live.listening(query) as listener:
        for minute, (who, grand, mini) in enumerate((("ann", 5.0, 1.0), ("bob", 9.0, 1.0), ("ann", 2.5, 1.0))):
            moment = datetime(2026, 1, 1, 0, minute, tzinfo=UTC)
            sample = {"CredentialId": who, "Grand": grand, "Mini": mini, "Timestamp": moment}
            await live.mongo["JACKP0T"].insert_one(sample)
            if who == "ann":
                told += (await listener.data())["nodes"]
    assert told == [
        {"grand": 5.0, "moves": []},
        {"grand": 2.5, "moves": [{"tier": "GRAND", "before": 5.0, "now": 2.5, "reset": True}]},
    ]


@pytest.mark.parametrize(
    "query",
    [
        "subscription ($n: Int!) { SELECTED }",
        "subscription ($n: Int!) { ... on Subscription { SELECTED } }",
        "subscription ($n: Int!) { ...Part } fragment Part on Subscription { SELECTED }",
    ],
)
async def test_who_selects_with_other_values_gets_what_they_say(live: Live, query: str) -> None:
    """They have sent the same document."""
    selected = "agentStream { nodes { customers(first: $n) { nodes { id } } } }"
    document = query.replace("SELECTED", selected)
    async with live.listening(document, n=1) as one, live.listening(document, n=2) as two:
        async with live.postgres.transaction():
            await live.execute("INSERT INTO fire22.agents (id, name, code) VALUES ('a', 'Ann', '1')")
            customers = "INSERT INTO fire22.customers (id, agent_id, name, email) VALUES"
            await live.execute(f"{customers} ('b', 'a', 'B', 'b'), ('c', 'a', 'C', 'c')")
        told = [(await each.data())["nodes"][0]["customers"]["nodes"] for each in (one, two)]
    assert told == [[{"id": "b"}], [{"id": "b"}, {"id": "c"}]]


async def test_a_quiet_stream_tells_from_time_to_time_where_it_is(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else its cursor would expire though nothing has happened that concerns it."""
    monkeypatch.setattr(subscriber, "QUIET", 0.05)
    async with live.listening(STREAM, where={"minerId": {"eq": 2}}) as listener:
        (first,) = listener.told
        await measure(live, (1, "1", "60"))
        quiet = await listener.data()
        assert quiet["nodes"] == []
        assert quiet["cursor"] != first["data"]["samples"]["cursor"]
        monkeypatch.setattr(subscriber, "QUIET", 60.0)
        await measure(live, (2, "2", "60"))
        await listener.until(lambda told: sum(map(len, map(rates, told))) == 1)
    async with live.listening(STREAM, where={"minerId": {"eq": 2}}, after=quiet["cursor"]) as again:
        assert rates(await again.data()) == ["2"]
