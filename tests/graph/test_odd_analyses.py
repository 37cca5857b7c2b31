"""Odd values, no numbers and moments without end, spoil what is computed of their own rows alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from resolvers.analyses import ANALYSES
from resolvers.analysis import Source, analysis
from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.store import Row
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph

ROWS = """
INSERT INTO hosting.hosting_sites (id, name, location, capacity_mw) VALUES (1, 'A', 'X', 'NaN'), (2, 'B', 'X', 5);
INSERT INTO hosting.miner_models (id, name, manufacturer, hashrate, power_consumption, efficiency)
    VALUES (1, 'S19', 'B', 100, 3000, 30);
INSERT INTO hosting.hosting_miners (id, serial_number, miner_model_id, site_id, status)
    VALUES (1, 'a', 1, 1, 'active'), (2, 'b', 1, 2, 'active');
INSERT INTO hosting.miner_telemetry (miner_id, hashrate, temperature, power_consumption, fan_speed, recorded_at)
    VALUES (1, 'NaN', 60, 'NaN', 1, now() - interval '1 minute'), (2, 100, 60, 3000, 1, now() - interval '1 minute');
INSERT INTO hosting.curtailment_plans (id, site_id, plan_type, target_power_reduction, power_reduced, status,
        scheduled_time, executed_at, recovery_time)
    VALUES (1, 1, 'manual', 'NaN', 1, 'executed', now(), now(), 'infinity'),
           (2, 2, 'manual', 2, 1, 'executed', now(), now(), now() + interval '1 hour');
INSERT INTO kingpin.users (id, username) VALUES (1, 'ann'), (2, 'bob');
INSERT INTO kingpin.leaderboard_snapshots (user_id, period_type, period_start, period_end, donations_usd)
    VALUES (1, 'daily', '2026-01-01', '2026-01-02', 'NaN'), (2, 'daily', '2026-01-01', '2026-01-02', 3);
"""


@pytest.fixture(scope="module")
async def odd(endpoints: Endpoints) -> AsyncIterator[Graph]:
    """The graph over these rows."""
    administrator = await asyncpg.connect(endpoints.postgres_url)
    await administrator.execute("CREATE DATABASE odd_analyses")
    url = urlunsplit(urlsplit(endpoints.postgres_url)._replace(path="/odd_analyses"))
    await migrations.upgrade(url)
    connection = await asyncpg.connect(url)
    await connection.execute(ROWS)
    await connection.close()
    store = PostgresStore(PostgresOptions(url))
    yield Graph(Gateway(build_schema(CATALOGUE, analyses=(*ANALYSES, half)), {"postgres": store}, Settings()))
    await store.close()
    await administrator.execute("DROP DATABASE odd_analyses WITH (FORCE)")
    await administrator.close()


@analysis("Site", reads=("name",))
async def half(source: Source, sites: Sequence[Row]) -> list[Annotated[str, "Any."]]:
    """Fails for one of the rows in a way that nobody foresaw."""
    return [{"B": "fine"}[site["name"]] for site in sites]


async def nodes(odd: Graph, query: str) -> tuple[list[Any], list[tuple[str, Any]]]:
    """The nodes of the only list of a query, and the codes and paths of its errors."""
    response = await odd.answer(query)
    ((found),) = response["data"].values()
    return found["nodes"], [(error["extensions"]["code"], error["path"]) for error in response["errors"]]


async def test_rows_beside_an_odd_one_have_their_figures(odd: Graph) -> None:
    query = """{ sites(orderBy: [{ id: ASC }]) { nodes {
        power { capacityMw utilisation } measuredEfficiency { measured } } } }"""
    found, errors = await nodes(odd, query)
    assert found[1] == {
        "power": {"capacityMw": "5", "utilisation": pytest.approx(0.0006)},
        "measuredEfficiency": {"measured": 30.0},
    }
    assert found[0]["measuredEfficiency"] == {"measured": None}
    assert {code for code, _ in errors} <= {"UNREPRESENTABLE_VALUE"}
    assert all(path[2] == 0 for _, path in errors)


async def test_a_plan_without_an_end_has_no_duration(odd: Graph) -> None:
    query = """{ curtailmentPlans(orderBy: [{ id: ASC }]) { nodes {
        effect { plannedMw ratio durationHours energyMwh } } } }"""
    found, errors = await nodes(odd, query)
    assert found[1]["effect"] == {"plannedMw": "2", "ratio": 0.5, "durationHours": 1.0, "energyMwh": 1.0}
    effect = found[0]["effect"] or {"durationHours": None, "energyMwh": None, "ratio": None}
    assert (effect["durationHours"], effect["energyMwh"], effect["ratio"]) == (None, None, None)
    assert {code for code, _ in errors} <= {"UNREPRESENTABLE_VALUE"}


async def test_who_reached_no_number_is_not_on_the_board(odd: Graph) -> None:
    query = """{ players(orderBy: [{ id: ASC }]) { nodes {
        standing(period: DAILY, measure: DONATIONS_USD, at: "2026-01-01", neighbours: 0) { rank value } } } }"""
    found, errors = await nodes(odd, query)
    assert found[1]["standing"] == {"rank": 1, "value": "3.00"}
    assert (found[0]["standing"] or {"value": None})["value"] is None
    assert errors == []


async def test_what_nobody_foresaw_is_the_error_of_its_own_row(odd: Graph) -> None:
    found, errors = await nodes(odd, "{ sites(orderBy: [{ id: ASC }]) { nodes { half } } }")
    assert found == [{"half": None}, {"half": "fine"}]
    assert errors == [("INTERNAL_ERROR", ["sites", "nodes", 0, "half"])]
