"""The load of live subscriptions, on little: what it measures is of no interest here; that all is delivered is."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import asyncpg
import pytest
from rich.console import Console

from stores.embedded.servers import Endpoints
from stores.postgres import migrations
from tests.benchmarks.live import load
from tests.benchmarks.live.__main__ import ROWS, table
from tests.benchmarks.live.load import MINERS, PREPARE, SITES, Offer, measured, wanted_by
from tests.benchmarks.live.results import LiveResults, Load
from tests.benchmarks.machine import this_machine
from tests.benchmarks.processes import Cores


@pytest.fixture
async def measured_load(
    empty_database: str, endpoints: Endpoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Load:
    """Some subscribers for a second."""
    await migrations.upgrade(empty_database)
    connection = await asyncpg.connect(empty_database)
    await connection.execute(PREPARE)
    await connection.close()
    monkeypatch.setattr(load, "QUIET", 0.1)
    offer = Offer(200, 1.0, Cores.shared_out(), tmp_path)
    return await measured(60, Endpoints(empty_database, endpoints.mongo_url), offer)


async def test_what_is_written_is_delivered_and_reported(measured_load: Load) -> None:
    """Of 200 rows each site has about ten; two sites are watched."""
    assert measured_load.deliveries > 0
    assert 0 < measured_load.latency_p50 <= measured_load.latency_p99 <= measured_load.latency_most
    assert measured_load.statements > 0
    results = LiveResults(
        date=datetime.now(UTC), machine=this_machine(), rows_per_second=200, seconds=1, loads=[measured_load]
    )
    assert LiveResults.model_validate_json(results.model_dump_json()) == results
    Console(width=200, file=(output := StringIO())).print(table(results))
    assert [title for title in ROWS if title not in output.getvalue()] == []


def test_most_want_a_miner_of_their_own_and_some_a_site() -> None:
    wanted = wanted_by(10_000)
    sites = [each.id for each in wanted if each.site]
    assert 250 <= len(sites) <= 350
    assert {*sites} == {*range(SITES)}
    assert len({each.id for each in wanted if not each.site}) == 10_000 - len(sites) <= MINERS
