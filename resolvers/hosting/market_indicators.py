"""The indicators of the bitcoin price, computed anew beside those that are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated

from resolvers.analysis import Leads, Source, analysis, between
from resolvers.hosting.indicators import FAST_PERIOD, SLOW_PERIOD, bands, differences, ema, macd, rsi
from resolvers.hosting.number import finite
from resolvers.hosting.window import Window, window_of
from stores.errors import AnswerTooLarge, BadInput
from stores.order import Order
from stores.query import KeyValue
from stores.store import Row

WARM_UP = 500
"""Snapshots read before the window: of what was before those, an average keeps less than (25 / 27) ** 500, or 1e-16."""

POINTS = 500
POINT_LIMIT = 2_000
"""Most snapshots of a window: 20 days of the quarters of an hour at which they are taken."""

DAY, LONGEST = timedelta(days=1), timedelta(days=366)

COLUMNS = ("id", "btc_price", "created_at")
STORED = ("rsi", "macd", "macd_signal", "macd_histogram", "bb_upper", "bb_middle", "bb_lower", "ema_12", "ema_26")
"""The columns of stored indicators, in the order of the members of `IndicatorValues`."""


@dataclass(frozen=True, slots=True)
class IndicatorValues:
    """Technical indicators of the bitcoin price at one moment; null where there is too little history."""

    rsi: Annotated[float | None, "Relative strength index of 14 periods (Wilder), from 0 to 100."]
    macd: Annotated[float | None, "MACD (Appel): 12-period less 26-period EMA, in US dollars."]
    macd_signal: Annotated[float | None, "Signal line: 9-period EMA of the MACD, in US dollars."]
    macd_histogram: Annotated[float | None, "MACD less its signal line, in US dollars."]
    bollinger_upper: Annotated[float | None, "Upper Bollinger band: two deviations above the middle, in US dollars."]
    bollinger_middle: Annotated[float | None, "Middle Bollinger band: mean of 20 prices, in US dollars."]
    bollinger_lower: Annotated[float | None, "Lower Bollinger band: two deviations below the middle, in US dollars."]
    ema_12: Annotated[float | None, "12-period exponential moving average, in US dollars."]
    ema_26: Annotated[float | None, "26-period exponential moving average, in US dollars."]


@dataclass(frozen=True, slots=True)
class MarketIndicatorPoint:
    """The indicators at one market snapshot."""

    time: Annotated[datetime, "When the snapshot was collected."]
    price: Annotated[Decimal, "Price of one bitcoin then, in US dollars."]
    snapshot: Annotated[KeyValue, Leads("MarketSnapshot"), "The snapshot."]
    computed: Annotated[IndicatorValues, "The indicators, computed anew from the prices."]
    stored: Annotated[IndicatorValues | None, "The newest indicators stored for the snapshot; null if there are none."]
    difference: Annotated[IndicatorValues | None, "What is stored less what is computed; null where either is."]


@analysis(rows=lambda points=POINTS: points, priced_by=("points",))
async def market_indicators(
    source: Source,
    *,
    from_: Annotated[datetime | None, "First moment; a day before `to` if nothing is said."] = None,
    to: Annotated[datetime | None, "Before which moment; now if nothing is said."] = None,
    points: Annotated[int, f"Most snapshots in the window, {POINT_LIMIT} at most; more are an error."] = POINTS,
) -> list[MarketIndicatorPoint]:
    """RSI, MACD, Bollinger bands and EMA of the bitcoin price at each market snapshot of a window, in order of time.

    Each snapshot is one period, whatever time lies between them. The averages start with the mean of their first
    period, up to 500 snapshots before the window, which are read for them; where history starts later, the first
    indicators are null. Definitions: Wilder 1978 (RSI), Appel 2005 (MACD), Bollinger 2001 (of a population of 20).
    """
    if not 1 <= points <= POINT_LIMIT:
        raise BadInput(f"`points` must be from 1 to {POINT_LIMIT}, not {points}")
    window = window_of(from_, to, usual=DAY, longest=LONGEST)
    shown = await _snapshots(source, window, points)
    before = await _warm_up(source, window.start) if shown else []
    computed = _computed([float(row["btc_price"]) for row in (*before, *shown)])[len(before) :]
    stored = await _stored(source, [(row["id"],) for row in shown])
    return [_point(*each) for each in zip(shown, computed, stored, strict=True)]


async def _snapshots(source: Source, window: Window, points: int) -> list[Row]:
    """Those in the window, in order of time. Raises AnswerTooLarge."""
    order, where = (Order("created_at"), Order("id")), between("created_at", *window)
    (rows,) = await source.rows("MarketSnapshot", COLUMNS, where=[where], order=order, limit=points + 1)
    if len(rows) > points:
        raise AnswerTooLarge(f"the window has more than {points} snapshots: ask for less time, or for more `points`")
    return _priced(rows)


async def _warm_up(source: Source, start: datetime) -> list[Row]:
    """The last ones before a moment, in order of time."""
    order = (Order("created_at", descending=True), Order("id", descending=True))
    where = between("created_at", None, start)
    (rows,) = await source.rows("MarketSnapshot", COLUMNS, where=[where], order=order, limit=WARM_UP)
    return _priced(rows)[::-1]


def _priced(rows: Sequence[Row]) -> list[Row]:
    """Those whose price is a number: NUMERIC has others, of which nothing can be computed."""
    return [row for row in rows if finite(row["btc_price"]) is not None]


def _computed(prices: Sequence[float]) -> list[IndicatorValues]:
    lines = (rsi(prices), *macd(prices), *bands(prices), ema(prices, FAST_PERIOD), ema(prices, SLOW_PERIOD))
    return [IndicatorValues(*values) for values in zip(*lines, strict=True)]


async def _stored(source: Source, keys: Sequence[KeyValue]) -> list[IndicatorValues | None]:
    """For each snapshot the newest of its stored indicators."""
    order = (Order("created_at", descending=True), Order("id", descending=True))
    found = await source.rows("TechnicalIndicator", STORED, order=order, limit=1, by=("analytics_id",), keys=keys)
    return [IndicatorValues(*(finite(rows[0][name]) for name in STORED)) if rows else None for rows in found]


def _point(row: Row, computed: IndicatorValues, stored: IndicatorValues | None) -> MarketIndicatorPoint:
    difference = None if stored is None else IndicatorValues(*differences(astuple(stored), astuple(computed)))
    price = Decimal(row["btc_price"])
    return MarketIndicatorPoint(row["created_at"], price, (row["id"],), computed, stored, difference)
