"""hosting's telemetry: what every connected miner reported, with the day's rhythm, noise, outages and curtailment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil, sin, tau
from random import Random

from stores.seed.moments import REACH
from stores.seed.recipe import Row
from stores.seed.recipes.curtailment import standstills
from stores.seed.recipes.hosting import RECIPES
from stores.seed.world import World

LOST = 0.02
"""Share of samples that never arrive, because a miner or its whole site is cut off."""

BROKEN_SENSOR = 0.004
"""Share of values that a sample lacks."""

SENSORS = ("hashrate", "temperature", "power_consumption", "fan_speed")
STANDBY_WATTS = 25.0
OLD_SAMPLES = 10
"""Samples older than the retention, for each of the first miners."""


class Reporter:
    """One miner as its telemetry shows it."""

    __slots__ = ("drift", "hashrate", "miner", "phase", "power", "site", "still", "stopped")

    def __init__(self, row: Row, model: Row, still: Sequence[tuple[datetime, datetime]], random: Random) -> None:
        self.miner: int = row["id"]
        self.site: int = row["site_id"]
        self.hashrate = float(model["hashrate"]) * random.uniform(0.95, 1.01)
        self.power = float(model["power_consumption"]) * random.uniform(0.98, 1.03)
        self.phase = random.random() * 4
        self.drift = random.uniform(-4, 6)
        self.still = still
        self.stopped: float | None = None if row["status"] in {"active", "curtailed"} else random.uniform(0.5, 0.95)

    def sample(self, at: datetime, ambient: float, noise: Sequence[float], random: Random) -> Row:
        """What the miner reports at a time, in air of `ambient` degrees Celsius."""
        one, two, three = noise[random.getrandbits(10)], noise[random.getrandbits(10)], noise[random.getrandbits(10)]
        if any(start <= at < end for start, end in self.still):
            return self._row(at, (0, round(ambient + 3 + one, 1), round(STANDBY_WATTS + two, 1), 0), random)
        hot = max(0.0, ambient - 24) * 0.006
        hashrate = self.hashrate * (1 - hot + 0.012 * one)
        temperature = 46 + 0.9 * ambient + self.drift + 1.2 * two
        power = self.power * (1 + hot / 2 + 0.008 * three)
        fan = min(7_200.0, 3_000 + 75 * max(0.0, temperature - 50) + 60 * one)
        return self._row(at, (round(hashrate, 2), round(temperature, 1), round(power, 1), round(fan)), random)

    def _row(self, at: datetime, readings: Sequence[float], random: Random) -> Row:
        row: Row = dict(zip(SENSORS, readings, strict=True))
        if random.random() < len(SENSORS) * BROKEN_SENSOR:
            row[random.choice(SENSORS)] = None
        return {"miner_id": self.miner, **row, "recorded_at": at}


def reporters(world: World, random: Random) -> list[Reporter]:
    """The miners that are connected."""
    models = list(world.rows("hosting.miner_models"))
    still = standstills(world)
    return [
        Reporter(row, models[row["miner_model_id"] - 1], still.get(row["id"], ()), random)
        for row in world.rows("hosting.hosting_miners")
        if row["cgminer_enabled"]
    ]


def ambient_at(site: int, at: datetime, weather: float) -> float:
    """Temperature of the air at a site in degrees Celsius: warmest in the afternoon, by its longitude."""
    hour = at.hour + at.minute / 60
    return 17 + 3 * (site % 4) + weather + 6 * sin(tau * (hour - 15 + site % 5) / 24)


def ticks(world: World, connected: Sequence[Reporter]) -> list[datetime]:
    """The times of collection, oldest first, enough for the rows that the scale says."""
    interval = world.scale.telemetry_interval
    reporting = sum(each.stopped or 1 for each in connected) * (1 - LOST)
    count = ceil(world.expected("hosting.miner_telemetry") / reporting) + 1
    last = world.now - (world.now - datetime.min.replace(tzinfo=world.now.tzinfo)) % interval
    return [last - interval * back for back in range(count - 1, -1, -1)]


@RECIPES.table("hosting.miner_telemetry", streamed=True)
def telemetry(world: World, random: Random) -> Iterator[Row]:
    """The samples in the order of their time; miners that are offline or under maintenance stopped some time ago."""
    connected = reporters(world, random)
    noise = [random.gauss(0, 1) for _ in range(1_024)]
    yield from _old_samples(connected[:3], world, noise, random)
    times = ticks(world, connected)
    outages = _outages(sorted({each.site for each in connected}), len(times), random)
    weather = 0.0
    for number, at in enumerate(times):
        weather = 0.98 * weather + 0.3 * random.gauss(0, 1)
        part = number / len(times)
        ambient = {site: ambient_at(site, at, weather) for site in outages}
        for each in connected:
            cut_off = number in outages[each.site] or random.random() < LOST / 2
            if not cut_off and (each.stopped is None or part < each.stopped):
                yield each.sample(at, ambient[each.site], noise, random)


def _outages(sites: Sequence[int], count: int, random: Random) -> dict[int, range]:
    """For each site, the ticks at which all its miners were cut off: once, for a hundredth of the time."""
    length = count // 100
    starts = {site: random.randrange(1 + count // 2) for site in sites}
    return {site: range(start, start + length) for site, start in starts.items()}


def _old_samples(first: Sequence[Reporter], world: World, noise: Sequence[float], random: Random) -> Iterator[Row]:
    oldest = world.now - REACH + timedelta(days=1)
    for number in range(OLD_SAMPLES):
        for each in first:
            at = oldest + timedelta(days=2 * number)
            yield each.sample(at, ambient_at(each.site, at, 0), noise, random)
