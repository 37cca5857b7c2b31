"""`marketIndicators`, by hand: prices that rise by one, whose indicators are known without computing them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import pytest

from resolvers.hosting.indicators import ema, rsi
from resolvers.hosting.market_indicators import WARM_UP
from tests.graph.hosting.conftest import Hosting, Row

NAMES = ("rsi", "macd", "macdSignal", "macdHistogram", "bollingerUpper", "bollingerMiddle", "bollingerLower")
VALUES = f"{{ {' '.join(NAMES)} ema12 ema26 }}"
INDICATORS = f"""query ($from: DateTime, $to: DateTime, $points: Int) {{
    marketIndicators(from: $from, to: $to, points: $points) {{
        time price snapshot {{ id }} computed {VALUES} stored {VALUES} difference {VALUES} }} }}"""
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def snapshot(key: int, price: str, time: datetime | None = None) -> Row:
    """The market at a quarter of an hour."""
    network = dict.fromkeys(("network_hashrate", "network_difficulty", "block_reward"), Decimal(1))
    return {"id": key, "btc_price": Decimal(price), "created_at": time or quarter(key), **network}


def quarter(number: int) -> datetime:
    return FIRST + number * QUARTER


def text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


RISING = [snapshot(key, str(100 + key)) for key in range(60)]


async def points(hosting: Hosting, first: int, last: int, **variables: Any) -> list[dict[str, Any]]:
    """From a quarter of an hour until before another."""
    window = {"from": text(quarter(first)), "to": text(quarter(last))}
    found: list[dict[str, Any]] = (await hosting.data(INDICATORS, **window, **variables))["marketIndicators"]
    return found


async def test_indicators_of_a_rising_price_with_what_is_before_the_window(hosting: Hosting) -> None:
    """An EMA of n periods is (n - 1) / 2 late; Bollinger's mean of 20 is 9.5 late, and their variance is 399 / 12."""
    await hosting.fill(market_analytics=RISING)
    first, second = await points(hosting, 40, 42)
    assert (first["time"], first["price"], first["snapshot"]) == (text(quarter(40)), "140", {"id": 40})
    width = 2 * sqrt(399 / 12)
    expected = (100, 7, 7, 0, 130.5 + width, 130.5, 130.5 - width, 134.5, 127.5)
    assert tuple(first["computed"].values()) == pytest.approx(expected, abs=1e-9)
    assert (second["price"], second["computed"]["bollingerMiddle"]) == ("141", pytest.approx(131.5))


async def test_indicators_begin_where_there_is_enough_history(hosting: Hosting) -> None:
    """RSI takes 15 prices, Bollinger's bands 20, the averages 12 and 26, and the signal line 9 of the MACD's."""
    await hosting.fill(market_analytics=RISING)
    found = await points(hosting, 0, 60)
    begins = {
        name: next(at for at, point in enumerate(found) if point["computed"][name] is not None)
        for name in (*NAMES, "ema12", "ema26")
    }
    assert begins == {
        "rsi": 14,
        "macd": 25,
        "macdSignal": 33,
        "macdHistogram": 33,
        "bollingerUpper": 19,
        "bollingerMiddle": 19,
        "bollingerLower": 19,
        "ema12": 11,
        "ema26": 25,
    }


def stored(key: int, of: int, time: datetime, **values: str) -> Row:
    """Stored indicators of a snapshot."""
    return {
        "id": key,
        "analytics_id": of,
        "created_at": time,
        **{name: Decimal(value) for name, value in values.items()},
    }


async def test_the_newest_stored_indicators_stand_beside_the_computed_ones(hosting: Hosting) -> None:
    rows = [
        stored(1, 40, quarter(41), rsi="90", bb_middle="131.00", ema_12="NaN"),
        stored(2, 40, quarter(40), rsi="10"),
        # Of two at the same time, the one that was added last.
        stored(3, 41, quarter(41), rsi="20"),
        stored(4, 41, quarter(41), rsi="30"),
    ]
    await hosting.fill(market_analytics=RISING, technical_indicators=rows)
    first, second, third = await points(hosting, 40, 43)
    assert hosting.statements == 4
    nothing = dict.fromkeys((*NAMES, "ema12", "ema26"))
    assert first["stored"] == {**nothing, "rsi": 90, "bollingerMiddle": 131}
    assert first["difference"] == {**nothing, "rsi": -10, "bollingerMiddle": pytest.approx(0.5)}
    assert second["stored"] == {**nothing, "rsi": 30}
    assert (third["stored"], third["difference"]) == (None, None)


async def test_without_snapshots_there_are_no_points(hosting: Hosting) -> None:
    await hosting.fill()
    assert await points(hosting, 0, 60) == []
    await hosting.fill(market_analytics=RISING)
    assert await points(hosting, 60, 61) == []


async def test_snapshots_of_one_moment_are_in_the_order_of_their_keys(hosting: Hosting) -> None:
    """In the window as before it."""
    tied = [snapshot(key, str(price), quarter(key // 2)) for key, price in enumerate([5, 1, 4, 2, 9, 7, 3] * 4)]
    await hosting.fill(market_analytics=tied[::-1])
    prices = [float(row["btc_price"]) for row in tied]
    found = await points(hosting, 10, 14)
    assert [point["price"] for point in found] == [str(row["btc_price"]) for row in tied[20:]]
    assert [point["computed"]["rsi"] for point in found] == pytest.approx(rsi(prices)[20:])


async def test_what_is_before_the_warm_up_has_no_say(hosting: Hosting) -> None:
    prices = [10**12, *(100 + key * key % 17 for key in range(WARM_UP + 1))]
    await hosting.fill(market_analytics=[snapshot(key, str(price)) for key, price in enumerate(prices)])
    (point,) = await points(hosting, WARM_UP + 1, WARM_UP + 2)
    known = [float(price) for price in prices[1:]]
    assert point["computed"]["rsi"] == pytest.approx(rsi(known)[-1], rel=1e-12)
    assert point["computed"]["ema26"] == pytest.approx(ema(known, 26)[-1], rel=1e-12)


async def test_a_price_that_is_no_number_has_no_part(hosting: Hosting) -> None:
    """NUMERIC has NaN."""
    await hosting.fill(market_analytics=[*RISING[:59], snapshot(59, "NaN"), snapshot(60, "159")])
    found = await points(hosting, 58, 61)
    assert [point["price"] for point in found] == ["158", "159"]
    assert found[-1]["computed"]["bollingerMiddle"] == pytest.approx(149.5)


async def test_the_window_is_a_day_if_nothing_is_said(hosting: Hosting) -> None:
    await hosting.fill(market_analytics=[*RISING, snapshot(60, "1", FIRST - timedelta(microseconds=1))])
    data = await hosting.data(INDICATORS, to=text(FIRST + timedelta(days=1)))
    assert len(data["marketIndicators"]) == 60


async def test_more_snapshots_than_asked_for_are_an_error(hosting: Hosting) -> None:
    await hosting.fill(market_analytics=RISING)
    assert len(await points(hosting, 0, 10, points=10)) == 10
    found = await hosting.errors(INDICATORS, **{"from": text(quarter(0)), "to": text(quarter(11)), "points": 10})
    message = "the window has more than 10 snapshots: ask for less time, or for more `points`"
    assert found == [("ANSWER_TOO_LARGE", message)]


@pytest.mark.parametrize("count", [0, 2_001])
async def test_a_number_of_points_out_of_range_is_refused(hosting: Hosting, count: int) -> None:
    await hosting.fill()
    message = f"`points` must be from 1 to 2000, not {count}"
    assert await hosting.errors(INDICATORS, points=count) == [("BAD_INPUT", message)]


async def test_points_are_part_of_the_cost(hosting: Hosting) -> None:
    """26 times 2,000 points are above the limit of 50,000 rows."""
    aliases = " ".join(f"a{number}: marketIndicators(points: 2000) {{ price }}" for number in range(26))
    ((code, _),) = await hosting.errors(f"{{ {aliases} }}")
    assert code == "COST_LIMIT_EXCEEDED"
