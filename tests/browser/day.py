"""A day of the installation: what the pages are to show of it, whatever the hour is at which the tests run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import pi, sin

from tests.browser.rows import Rows, Sample

EVERY = timedelta(minutes=10)
SAMPLES = 145
"""So many of each miner make 24 hours."""

CURTAILED = range(100, 118)
"""The samples of three hours in which some miners stood still."""

DRIFT = Decimal("1.125")
"""Power of a miner that drifts, by what it is rated for."""

WAGERS = ("25.00", "180.50", "1250.00", "75.25", "990.10")

MINERS = """SELECT miner.id, model.hashrate, model.power_consumption
    FROM hosting.hosting_miners miner JOIN hosting.miner_models model ON model.id = miner.miner_model_id
    WHERE miner.status = 'active' ORDER BY miner.id"""


async def fill_day(rows: Rows) -> None:
    """Put a day of telemetry of all active miners up to now in place of what there is, and add some wagers of today."""
    now = datetime.now(UTC)
    await rows.postgres.execute("TRUNCATE hosting.miner_telemetry")
    for number, (miner, hashrate, power) in enumerate(await rows.postgres.fetch(MINERS)):
        await rows.telemetry(list(day_of(miner, number, hashrate, power, now)))
    for amount in WAGERS:
        await rows.wager(Decimal(amount))


def day_of(miner: int, number: int, hashrate: Decimal, power: Decimal, now: datetime) -> Iterator[Sample]:
    """Weaker in the heat, each in its own measure; every third was curtailed for a while, every fourth drifts."""
    for step in range(SAMPLES):
        heat = sin(pi * step / SAMPLES) + sin(step * (number + 3) / 2) / 8
        load = Decimal(0 if number % 3 == 1 and step in CURTAILED else 1 - heat / 10)
        yield Sample(
            miner,
            round(hashrate * load, 2),
            round(power * load * (DRIFT if number % 4 == 3 else 1), 1),
            round(Decimal(58 + 14 * heat + number % 5), 1),
            now - EVERY * (SAMPLES - 1 - step),
        )
