"""Technical indicators of a price, one value for each price in order; None where there are too few prices yet.

- EMA: the mean of the first `period` prices; from then on the average moves towards each price by 2 / (period + 1) of
  the distance.
- MACD: Gerald Appel, "Technical Analysis: Power Tools for Active Investors", 2005: the 12-period EMA less the 26-period
  EMA, its signal line the 9-period EMA of that, its histogram the one less the other.
- RSI: J. Welles Wilder, "New Concepts in Technical Trading Systems", 1978: 100 - 100 / (1 + mean gain / mean loss). The
  means are those of the first 14 changes; from then on they keep 13 parts of 14 and take one of the new change.
- Bands: John Bollinger, "Bollinger on Bollinger Bands", 2001: the mean of the last 20 prices, and two standard
  deviations (of a population) above and below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import fsum, sqrt
from typing import NamedTuple

RSI_PERIOD = 14
FAST_PERIOD, SLOW_PERIOD, SIGNAL_PERIOD = 12, 26, 9
BAND_PERIOD, BAND_DEVIATIONS = 20, 2

Values = list[float | None]


class Macd(NamedTuple):
    """The three lines of the moving average convergence/divergence."""

    line: Values
    signal: Values
    histogram: Values


class Bands(NamedTuple):
    """The three Bollinger bands."""

    upper: Values
    middle: Values
    lower: Values


def ema(prices: Sequence[float], period: int) -> Values:
    """The exponential moving average."""
    if len(prices) < period:
        return [None] * len(prices)
    average = fsum(prices[:period]) / period
    averages: Values = [*[None] * (period - 1), average]
    for price in prices[period:]:
        average += (price - average) * 2 / (period + 1)
        averages.append(average)
    return averages


def macd(prices: Sequence[float]) -> Macd:
    """The moving average convergence/divergence with its signal line and its histogram."""
    line = differences(ema(prices, FAST_PERIOD), ema(prices, SLOW_PERIOD))
    known = [value for value in line if value is not None]
    signal = [*[None] * (len(line) - len(known)), *ema(known, SIGNAL_PERIOD)]
    return Macd(line, signal, differences(line, signal))


def rsi(prices: Sequence[float], period: int = RSI_PERIOD) -> Values:
    """The relative strength index, from 0 to 100; 50 where nothing has changed."""
    changes = [after - before for before, after in pairwise(prices)]
    if len(changes) < period:
        return [None] * len(prices)
    gain = fsum(max(change, 0.0) for change in changes[:period]) / period
    loss = fsum(max(-change, 0.0) for change in changes[:period]) / period
    indices: Values = [*[None] * period, _strength(gain, loss)]
    for change in changes[period:]:
        gain += (max(change, 0.0) - gain) / period
        loss += (max(-change, 0.0) - loss) / period
        indices.append(_strength(gain, loss))
    return indices


def _strength(gain: float, loss: float) -> float:
    # Wilder's formula with the fraction made simple: it holds where there is no loss too.
    return 100 * gain / (gain + loss) if gain + loss else 50.0


def bands(prices: Sequence[float]) -> Bands:
    """The Bollinger bands."""
    upper, middle, lower = (list[float | None]([None] * len(prices)) for _ in range(3))
    for end in range(BAND_PERIOD, len(prices) + 1):
        part = prices[end - BAND_PERIOD : end]
        mean = fsum(part) / BAND_PERIOD
        width = BAND_DEVIATIONS * sqrt(fsum((price - mean) ** 2 for price in part) / BAND_PERIOD)
        upper[end - 1], middle[end - 1], lower[end - 1] = mean + width, mean, mean - width
    return Bands(upper, middle, lower)


def differences(left: Iterable[float | None], right: Iterable[float | None]) -> Values:
    """The ones less the others; None where either is."""
    return [None if a is None or b is None else a - b for a, b in zip(left, right, strict=True)]
