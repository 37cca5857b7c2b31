"""The promise on statements: how many there are depends on the operation alone, never on the data."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from stores.embedded.servers import EmbeddedServers
from stores.seed.scale import Scale
from tests.graph.conftest import Graph, filled, open_graph

WIDE = Scale(
    name="wide",
    default=20,
    telemetry_interval=timedelta(hours=12),
    rows={
        **dict.fromkeys(("fire22.agents", "fire22.users", "hosting.hosting_sites", "hosting.curtailment_plans"), 1_000),
        **dict.fromkeys(("hosting.crm_leads", "hosting.market_analytics", "kingpin.users"), 1_000),
        **dict.fromkeys(("kingpin.lottery_draws", "crash.bot_vm_registration", "H0U53"), 1_000),
        **dict.fromkeys(("fire22.customers", "fire22.activities", "hosting.hosting_miners"), 2_000),
        **dict.fromkeys(("crash.session_logs", "CRED3N7IAL", "G4ME"), 2_000),
        **dict.fromkeys(("fire22.wagers", "fire22.transactions", "hosting.miner_telemetry"), 4_000),
        **dict.fromkeys(("kingpin.user_inventory", "kingpin.lottery_tickets", "crash.crash_game_rounds"), 4_000),
        **dict.fromkeys(("JACKP0T", "EV3NT"), 4_000),
    },
)

CHAINS = {
    "agents": "customers { nodes { wagers { totalCount nodes { transactions { nodes { amount } } } } } }",
    "users": "activities { nodes { action } } customer { name } credential { balance }",
    "sites": "miners { nodes { model { name } telemetry(orderBy: [{recordedAt: DESC}]) { nodes { hashrate } } } }",
    "curtailmentPlans": "planMiners { nodes { shutdownOrder miner { serialNumber } } } site { name }",
    "leads": "deals { nodes { invoices { nodes { amount } } activities { nodes { type } } } }",
    "marketSnapshots": "indicators { nodes { rsi } }",
    "players": "inventory { nodes { item { name } } } credential { username }",
    "factions": "territories { nodes { name } }",
    "lotteryDraws": "tickets { nodes { player { username } } }",
    "bots": """sessions { nodes { rounds { nodes {
        multipliers { nodes { multiplier } } signals { nodes { signalType } } outcomes { nodes { outcome } }
    } } } }""",
    "houses": """credentials { nodes { jackpots(orderBy: [{timestamp: DESC}]) { nodes { events { nodes { action } } } }
        user { email } players { nodes { level } } } } games { nodes { game crashRounds(first: 1) { totalCount } } }""",
}


@pytest.fixture(scope="module")
async def wide(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """The graph over data with a thousand rows at the root of every chain."""
    with EmbeddedServers(tmp_path_factory.mktemp("wide")) as servers:
        endpoints = await filled(servers, WIDE, now=datetime.now(UTC))
        await found_factions(endpoints.postgres_url)
        async with open_graph(endpoints, cost_limit=10**9) as graph:
            yield graph


async def found_factions(url: str) -> None:
    """The sample data knows a handful of factions by name; here is a thousand, with two territories each."""
    connection = await asyncpg.connect(url)
    await connection.execute("INSERT INTO kingpin.factions (name) SELECT 'Gang ' || n FROM generate_series(1, 1000) n")
    await connection.execute("""
        INSERT INTO kingpin.territories (name, district, faction_id)
        SELECT factions.name || side, 'harbor', factions.id FROM kingpin.factions, unnest(ARRAY[' East', ' West']) side
    """)
    await connection.close()


@pytest.mark.parametrize("level_by_level", [True, False])
@pytest.mark.parametrize("root", CHAINS)
async def test_ten_and_a_thousand_parents_cost_the_same_statements(
    wide: Graph, root: str, level_by_level: bool
) -> None:
    """One for each field whose rows are asked for; fewer where a store answers several levels at once.

    Global ids are made in Python, so that with them every level is read by itself.
    """
    query = f"query ($n: Int!) {{ {root}(first: $n) {{ nodes {{ {CHAINS[root]} }} }} }}"
    if level_by_level:
        query = query.replace("nodes {", f"nodes {{ {'n' * 64}: __typename")
    asked: list[list[tuple[str, str]]] = []
    for parents in (10, 1_000):
        data = await wide.data(query, n=parents)
        assert len(data[root]["nodes"]) == parents
        asked.append(sorted((each["store"], each["entity"]) for each in wide.statements))
        assert all(each["rows"] for each in wide.statements), "every level of the chain was reached"
    assert asked[0] == asked[1]
    expected = fields_with_statements(CHAINS[root])
    assert len(asked[0]) == expected if level_by_level else 1 <= len(asked[0]) <= expected


def fields_with_statements(selection: str) -> int:
    """One statement for the root, one for each relation below it, one more where a total is asked for."""
    opened = selection.count("{") - selection.count("nodes {") - selection.count("orderBy: [{")
    return 1 + opened + selection.count("totalCount") - selection.count("{ totalCount }")
