"""hosting's market: the bitcoin price every quarter of an hour, and the indicators computed from it.

The conventions are the usual ones. An EMA starts as the mean of its first period. The relative strength index takes 14
changes and smooths as Wilder does. Bollinger bands are two standard deviations (of the whole population) around the
mean of 20 prices. What has too little history is NULL.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from statistics import fmean, pstdev

from stores.seed.recipe import Row
from stores.seed.recipes.hosting import RECIPES
from stores.seed.world import World

QUARTER = timedelta(minutes=15)
PER_DAY = 96
START_PRICE = 94_000.0
BLOCK_REWARD = Decimal("3.125")
"""Bitcoin for a block since April 2024."""

HASHES_PER_DIFFICULTY = 2**32
BLOCK_SECONDS = 600
RETARGET_DAYS = 14


@RECIPES.table("hosting.market_analytics")
def market_analytics(world: World, random: Random) -> Iterator[Row]:
    """A price that wanders; a difficulty that follows the network's hashrate every two weeks."""
    count = world.expected("hosting.market_analytics")
    last = world.now - (world.now - datetime.min.replace(tzinfo=world.now.tzinfo)) % QUARTER
    price, hashrate, volume = START_PRICE, 1_000.0, 3.5e10
    difficulty = _difficulty(hashrate)
    for number in range(count):
        price *= 1 + random.gauss(0, 0.0022) - 0.0002 * (price / START_PRICE - 1)
        hashrate *= 1 + random.gauss(0, 0.001) - 0.0005 * (hashrate / 1_000 - 1)
        volume *= 1 + random.gauss(0, 0.01) - 0.01 * (volume / 3.5e10 - 1)
        if number % (RETARGET_DAYS * PER_DAY) == 0:
            difficulty = _difficulty(hashrate)
        yield {
            "btc_price": _rounded(price),
            "network_hashrate": _rounded(hashrate),
            "network_difficulty": difficulty,
            "block_reward": BLOCK_REWARD,
            "volume_24h": None if number % 50 == 31 else int(volume),
            "created_at": last - QUARTER * (count - 1 - number),
        }


def _difficulty(hashrate: float) -> int:
    """The difficulty at which a network of so many EH/s finds a block in ten minutes."""
    return int(hashrate * 1e18 * BLOCK_SECONDS / HASHES_PER_DIFFICULTY)


@dataclass(slots=True)
class Ema:
    """An exponential moving average over `period` values; None until there are as many."""

    period: int
    value: float | None = None
    first: list[float] = field(default_factory=list)

    def add(self, price: float) -> float | None:
        """The average with one more value."""
        if self.value is None:
            self.first.append(price)
            self.value = fmean(self.first) if len(self.first) == self.period else None
        else:
            self.value += (price - self.value) * 2 / (self.period + 1)
        return self.value


@dataclass(slots=True)
class Rsi:
    """The relative strength index over `period` changes, smoothed as Wilder does; None until there are as many."""

    period: int = 14
    last: float | None = None
    changes: int = 0
    gain: float = 0
    loss: float = 0

    def add(self, price: float) -> float | None:
        """The index with one more price, from 0 to 100."""
        if self.last is not None:
            change = price - self.last
            self.changes += 1
            share = 1 / min(self.changes, self.period)
            self.gain += (max(change, 0) - self.gain) * share
            self.loss += (max(-change, 0) - self.loss) * share
        self.last = price
        if self.changes < self.period:
            return None
        return 100 * self.gain / (self.gain + self.loss) if self.gain + self.loss else 50


class Indicators:
    """All indicators of a price, one price after the other."""

    def __init__(self) -> None:
        self._rsi, self._fast, self._slow, self._signal = Rsi(), Ema(12), Ema(26), Ema(9)
        self._window: deque[float] = deque(maxlen=20)

    def add(self, price: float) -> Row:
        """The indicators with one more price, by column."""
        self._window.append(price)
        full = len(self._window) == self._window.maxlen
        middle, width = (fmean(self._window), 2 * pstdev(self._window)) if full else (None, 0)
        rsi, fast, slow = self._rsi.add(price), self._fast.add(price), self._slow.add(price)
        macd = None if fast is None or slow is None else fast - slow
        signal = None if macd is None else self._signal.add(macd)
        histogram = None if macd is None or signal is None else macd - signal
        found = {
            "rsi": rsi,
            "macd": macd,
            "macd_signal": signal,
            "macd_histogram": histogram,
            "bb_upper": None if middle is None else middle + width,
            "bb_middle": middle,
            "bb_lower": None if middle is None else middle - width,
            "ema_12": fast,
            "ema_26": slow,
        }
        advice = None if rsi is None or histogram is None else _advice(rsi, histogram)
        return {**{name: None if value is None else _rounded(value) for name, value in found.items()}, "signal": advice}


def _advice(rsi: float, histogram: float) -> str:
    """Buy when it is oversold or gaining without being overbought; the mirror image to sell."""
    if rsi < 40 or (histogram > 0 and rsi < 48):
        return "BUY"
    return "SELL" if rsi > 60 or (histogram < 0 and rsi > 52) else "NEUTRAL"


def _rounded(value: float) -> Decimal:
    return Decimal(round(value * 100)).scaleb(-2)


@RECIPES.table("hosting.technical_indicators")
def technical_indicators(world: World, _: Random) -> Iterator[Row]:
    """The indicators of every snapshot but the newest, and of one a day a second time, computed again."""
    indicators = Indicators()
    snapshots = list(world.rows("hosting.market_analytics"))
    for number, snapshot in enumerate(snapshots[:-1]):
        found = {"analytics_id": snapshot["id"], **indicators.add(float(snapshot["btc_price"]))}
        yield {**found, "created_at": snapshot["created_at"] + timedelta(seconds=4)}
        if number % PER_DAY == PER_DAY // 2:
            yield {**found, "created_at": min(world.now, snapshot["created_at"] + timedelta(hours=12))}
