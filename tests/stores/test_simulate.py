"""The simulation: what it writes is what pollers would write, at its rate, on top of what is there, over outages."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from stores.catalogue import Entity
from stores.embedded.servers import EmbeddedServers, Endpoints
from stores.errors import BadInput
from stores.mongo import catalogue as mongo_catalogue
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.store import MongoOptions, MongoStore, connect
from stores.postgres import catalogue as postgres_catalogue, migrations
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Select
from stores.seed import SCALES, seed
from stores.seed.recipes.pantheon import TIERS
from stores.simulate import Simulation
from stores.simulate.pace import Pace
from stores.store import Store, shown
from tests.stores.seeded import Seeded, empty_stores

STEPS = 300
RATE = 60.0
SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
async def stores(endpoints: Endpoints) -> AsyncIterator[Seeded]:
    """Sample data that ends now, and what a simulation has added in five minutes from then on."""
    async with empty_stores(endpoints, "simulated", datetime.now(UTC)) as stores:
        await stores.fill("tiny")
        yield stores


@pytest.fixture(scope="module")
async def written(stores: Seeded) -> Counter[str]:
    """The rows that it says it has written, by kind."""
    simulation = simulation_of(stores, seed=1)
    rows: Counter[str] = Counter()
    await simulation.start(stores.now)
    for number in range(1, STEPS + 1):
        step = await simulation.step(stores.now + number * SECOND)
        assert not step.lost
        rows.update(step.rows)
    await simulation.close()
    return rows


def simulation_of(stores: Seeded, seed: int, rate: float = RATE) -> Simulation:
    return Simulation(
        stores.postgres_url, stores.mongo_url, rate=rate, random=Random(seed), mongo_database=stores.mongo_database
    )


async def test_the_rate_is_kept_and_every_kind_has_its_part(stores: Seeded, written: Counter[str]) -> None:
    assert sum(written.values()) == pytest.approx(RATE * STEPS, rel=0.05)
    assert set(written) == {"telemetry", "wagers", "plans", "jackpots", "events"}
    assert min(written.values()) > 20
    assert await stores.value(NEW["telemetry"], stores.now) == written["telemetry"]
    assert await documents(stores, "JACKP0T") == written["jackpots"]


NEW = {
    "telemetry": "SELECT count(*) FROM hosting.miner_telemetry WHERE recorded_at > $1",
    "hot": "SELECT count(*) FROM hosting.miner_telemetry WHERE recorded_at > $1 AND temperature > 85",
    "placed": "SELECT count(*) FROM fire22.wagers WHERE created_at > $1",
}


async def documents(stores: Seeded, collection: str, **condition: Any) -> int:
    """Those of the simulation."""
    wanted = {"Timestamp": {"$gt": stores.now}, **condition}
    return len(await stores.mongo.aggregate(collection, [{"$match": wanted}, {"$project": {"_id": 1}}]))


ENTITIES = [
    entity
    for entity in (*postgres_catalogue.derive().values(), *mongo_catalogue.derive().values())
    if entity.name
    in {"TelemetrySample", "Wager", "CurtailmentPlan", "PlanMiner", "Miner", "MinerOperation", "Site", "Jackpot"}
    | {"Event", "Signal", "Credential"}
]


@pytest.mark.parametrize("entity", ENTITIES, ids=str)
async def test_every_row_is_one_that_clients_can_see(stores: Seeded, written: Counter[str], entity: Entity) -> None:
    store: Store = (
        PostgresStore(PostgresOptions(stores.postgres_url))
        if entity.store == "postgres"
        else MongoStore(MongoOptions(stores.mongo_url, stores.mongo_database))
    )
    rows = await store.select(Select(entity, tuple(entity.columns)))
    await store.close()
    assert rows
    for column in entity.columns.values():
        show = shown(column)
        for row in rows:
            show(row[column.name])


async def test_miners_get_hot_now_and_then_and_cool_again(stores: Seeded, written: Counter[str]) -> None:
    hot = await stores.value(NEW["hot"], stores.now)
    assert 0 < hot < written["telemetry"] / 20
    still_hot = """
        SELECT count(*) FROM (
            SELECT DISTINCT ON (miner_id) temperature FROM hosting.miner_telemetry ORDER BY miner_id, recorded_at DESC
        ) newest WHERE temperature > 85
    """
    assert await stores.value(still_hot) <= 2


async def test_only_miners_that_report_do_and_a_curtailed_one_stands_still(
    stores: Seeded, written: Counter[str]
) -> None:
    silent = """
        SELECT count(*) FROM hosting.miner_telemetry t JOIN hosting.hosting_miners m ON m.id = t.miner_id
        WHERE t.recorded_at > $1 AND NOT (m.cgminer_enabled AND m.status IN ('active', 'curtailed'))
    """
    assert await stores.value(silent, stores.now) == 0
    still = "SELECT count(*) FROM hosting.miner_telemetry WHERE recorded_at > $1 AND hashrate = 0 AND fan_speed = 0"
    assert await stores.value(still, stores.now) > 0


async def test_plans_go_through_their_whole_life(stores: Seeded, written: Counter[str]) -> None:
    """What is over stood still for its time, and its miners are active again; what is being executed holds its own."""
    over = "SELECT count(*) FROM hosting.curtailment_plans WHERE created_at >= $1 AND status = 'executed'"
    assert await stores.value(over, stores.now) >= 4
    odd = """
        SELECT count(*) FROM hosting.curtailment_plans WHERE created_at >= $1 AND status IN ('executing', 'executed')
        AND (executed_at < scheduled_time OR miners_affected = 0 OR power_reduced > target_power_reduction)
    """
    assert await stores.value(odd, stores.now) == 0
    held = """
        SELECT count(*) FROM hosting.hosting_miners m WHERE m.status = 'curtailed' AND NOT EXISTS (
            SELECT FROM hosting.curtailment_plan_miners pm JOIN hosting.curtailment_plans p ON p.id = pm.plan_id
            WHERE pm.miner_id = m.id AND p.status = 'executing')
    """
    assert await stores.value(held) == 0
    for operation in ("shutdown", "start"):
        noted = "SELECT count(*) FROM hosting.miner_operation_log WHERE timestamp > $1 AND operation = $2"
        assert await stores.value(noted, stores.now, operation) >= 4
    wrong = """
        SELECT count(*) FROM hosting.hosting_sites s WHERE s.active_miners <>
        (SELECT count(*) FROM hosting.hosting_miners m WHERE m.site_id = s.id AND m.status = 'active')
    """
    assert await stores.value(wrong) == 0


async def test_wagers_are_settled_a_little_later_in_one_of_the_ways_there_are(
    stores: Seeded, written: Counter[str]
) -> None:
    placed = await stores.value(NEW["placed"], stores.now)
    assert 0 < placed < written["wagers"]
    odd = """
        SELECT count(*) FROM fire22.wagers WHERE created_at > $1 AND (
            (status = 'pending') <> (settled_at IS NULL) OR (status = 'pending') <> (result IS NULL)
            OR settled_at < created_at OR updated_at > $1 + interval '301 s')
    """
    assert await stores.value(odd, stores.now) == 0
    for result in ("win", "loss", "push", "void"):
        ended = "SELECT count(*) FROM fire22.wagers WHERE created_at > $1 AND result = $2"
        assert await stores.value(ended, stores.now, result) > 0


async def test_jackpots_climb_and_fall_back_when_they_are_won_and_the_log_tells(
    stores: Seeded, written: Counter[str]
) -> None:
    stages: list[dict[str, Any]] = [
        {"$match": {"Timestamp": {"$gt": stores.now}}},
        {"$sort": {"CredentialId": 1, "Timestamp": 1}},
    ]
    samples = await stores.mongo.aggregate("JACKP0T", stages)
    falls: Counter[str] = Counter()
    for before, after in pairwise(samples):
        if before["CredentialId"] == after["CredentialId"]:
            for tier, (start, _, _) in TIERS.items():
                if after[tier] < before[tier]:
                    falls[tier] += 1
                    assert start <= after[tier] <= start * 1.01
    assert falls["Mini"] > falls["Grand"]
    assert await documents(stores, "EV3NT", Action="JACKPOT_RESET") == pytest.approx(sum(falls.values()), abs=12)
    assert await documents(stores, "EV3NT", Action="SIGN4L") > 0


async def test_a_restart_goes_on_with_what_is_there(stores: Seeded, written: Counter[str]) -> None:
    """The numbers of wagers, the readings of miners, the open plans, the values of jackpots."""
    newest = "SELECT max(id) FROM fire22.wagers"
    last = await stores.value(newest)
    begun = stores.now + STEPS * SECOND
    simulation = simulation_of(stores, seed=2)
    await simulation.start(begun)
    another = simulation_of(stores, seed=3)
    with pytest.raises(BadInput, match="another simulation"):
        await another.start(begun)
    await another.close()
    for number in range(1, 120):
        assert not (await simulation.step(begun + number * SECOND)).lost
    await simulation.close()
    assert await stores.value(newest) > last
    jumps = """
        SELECT count(*) FROM (
            SELECT temperature - lag(temperature) OVER (PARTITION BY miner_id ORDER BY recorded_at) AS jump, recorded_at
            FROM hosting.miner_telemetry WHERE recorded_at > $1
        ) samples WHERE abs(jump) > 45
    """
    assert await stores.value(jumps, stores.now) == 0
    left = """
        SELECT count(*) FROM hosting.curtailment_plans
        WHERE created_at BETWEEN $1 AND $2 AND status NOT IN ('executed', 'cancelled')
    """
    assert await stores.value(left, stores.now, begun) == 0


async def test_the_same_seed_on_the_same_rows_writes_the_same(endpoints: Endpoints) -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    seen = []
    for _ in range(2):
        async with empty_stores(endpoints, "repeated", now) as stores:
            await stores.fill("tiny")
            simulation = simulation_of(stores, seed=5)
            await simulation.start(now)
            for number in range(1, 30):
                await simulation.step(now + number * SECOND)
            await simulation.close()
            samples = "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM hosting.miner_telemetry t"
            wagers = "SELECT md5(string_agg(w::text, ',' ORDER BY id)) FROM fire22.wagers w"
            jackpots = await stores.mongo.aggregate("JACKP0T", [{"$sort": {"_id": 1}}])
            seen.append((await stores.value(samples), await stores.value(wagers), jackpots))
    assert seen[0] == seen[1]


async def test_databases_without_rows_are_refused_with_what_to_do(endpoints: Endpoints) -> None:
    async with empty_stores(endpoints, "unseeded", datetime.now(UTC)) as stores:
        simulation = simulation_of(stores, seed=1)
        with pytest.raises(BadInput, match="`polygraph seed`"):
            await simulation.start(stores.now)
        await simulation.close()


def test_a_rate_is_kept_over_uneven_steps_and_a_long_pause_is_not_made_up_for() -> None:
    pace = Pace(10.0, {"a": 0.25, "b": 0.75})
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert pace.due(now) == {"a": 0, "b": 0}
    rows: Counter[str] = Counter()
    random = Random(1)
    for _ in range(100):
        now += timedelta(milliseconds=random.randint(100, 1_900))
        rows.update(pace.due(now))
    seconds = (now - datetime(2026, 3, 1, tzinfo=UTC)).total_seconds()
    assert rows["a"] == pytest.approx(2.5 * seconds, abs=1)
    assert rows["b"] == pytest.approx(7.5 * seconds, abs=1)
    now += timedelta(hours=1)
    assert sum(pace.due(now).values()) <= 50
    assert sum(pace.due(now - timedelta(hours=1)).values()) <= 1


@pytest.fixture(scope="module")
def own_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServers]:
    """Seeded servers that the test stops."""
    folder: Path = tmp_path_factory.mktemp("simulated")
    with EmbeddedServers(folder) as servers:
        asyncio.run(fill(servers))
        yield servers


async def fill(servers: EmbeddedServers) -> None:
    await migrations.upgrade(servers.postgres.url)
    driver = connect(MongoOptions(servers.mongo.url))
    await Bootstrap(driver).up()
    await driver.close()
    await seed(servers.postgres.url, servers.mongo.url, scale=SCALES["tiny"], seed=1, now=datetime.now(UTC))


@pytest.mark.parametrize("name", ["postgres", "mongo"])
async def test_an_outage_of_one_store_is_told_and_the_other_goes_on(own_servers: EmbeddedServers, name: str) -> None:
    """After it both are written into again."""
    kinds = {"postgres": {"telemetry", "wagers", "plans"}, "mongo": {"jackpots", "events"}}
    server = getattr(own_servers, name)
    now = datetime.now(UTC)
    simulation = Simulation(
        own_servers.postgres.url, own_servers.mongo.url, rate=50, random=Random(f"an outage of {name}")
    )
    await simulation.start(now)
    assert set((await simulation.step(now + SECOND)).rows) == kinds["postgres"] | kinds["mongo"]
    await asyncio.to_thread(server.stop)
    step = await simulation.step(now + 2 * SECOND)
    assert set(step.lost) == {name}
    assert set(step.rows) == (kinds["postgres"] | kinds["mongo"]) - kinds[name]
    await asyncio.to_thread(server.start)
    rows = await healed(simulation, now + 3 * SECOND)
    assert rows == kinds["postgres"] | kinds["mongo"]
    await simulation.close()


async def healed(simulation: Simulation, now: datetime) -> set[str]:
    """The kinds of the first step that reaches both stores again."""
    async with asyncio.timeout(20):
        while True:
            now += SECOND
            step = await simulation.step(now)
            if not step.lost:
                return set(step.rows)
            await asyncio.sleep(0.1)
