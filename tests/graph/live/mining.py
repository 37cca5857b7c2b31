"""Two sites with a miner each, and what miners measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.graph.live.conftest import Live

SITES = """INSERT INTO hosting.hosting_sites (id, name, location, capacity_mw)
    VALUES (1, 'North', 'X', 1), (2, 'South', 'Y', 2)"""
MODELS = """INSERT INTO hosting.miner_models (id, name, manufacturer, hashrate, power_consumption, efficiency)
    VALUES (1, 'S19', 'B', 100, 3000, 30)"""
MINERS = """INSERT INTO hosting.hosting_miners (id, serial_number, miner_model_id, site_id, status)
    VALUES (1, 'a', 1, 1, 'active'), (2, 'b', 1, 2, 'active')"""
SAMPLE = """INSERT INTO hosting.miner_telemetry
    (miner_id, hashrate, temperature, power_consumption, fan_speed, recorded_at)
    VALUES ($1, $2::text::numeric, $3::text::numeric, 3000, 4000, now())"""


async def mine(live: Live) -> None:
    """Put them there."""
    for statement in (SITES, MODELS, MINERS):
        await live.execute(statement)


async def measure(live: Live, *samples: tuple[int, str, str]) -> None:
    """Insert telemetry: miner, hashrate, temperature."""
    await live.postgres.executemany(SAMPLE, [(miner, hashrate, heat) for miner, hashrate, heat in samples])


def rates(told: dict[str, Any]) -> list[str]:
    """The hashrates that a result tells of."""
    return [node["hashrate"] for node in told["nodes"]]
