"""The formulas of technical indicators, by published worked examples and by hand."""

from __future__ import annotations

from math import sqrt

import pytest

from resolvers.hosting.indicators import bands, differences, ema, macd, rsi

# StockCharts' ChartSchool works these two examples out, with closing prices of real shares from 2010.
RSI_PRICES = """44.3389 44.0902 44.1497 43.6124 44.3278 44.8264 45.0955 45.4245 45.8433 46.0826 45.8931 46.0328 45.6140
    46.2820 46.2820 46.0028 46.0328 46.4116 46.2222 45.6439 46.2122 46.2521 45.7137 46.4515 45.7835 45.3548 44.0288
    44.1783 44.2181 44.5672 43.4205 42.6628 43.1314"""
RSI_OF_14 = """70.53 66.32 66.55 69.41 66.36 57.97 62.93 63.26 56.06 62.38 54.71 50.42 39.99 41.46 41.87 45.46 37.30
    33.08 37.77"""
EMA_PRICES = """22.2734 22.1940 22.0847 22.1741 22.1840 22.1344 22.2337 22.4323 22.2436 22.2933 22.1542 22.3926 22.3816
    22.6109 23.3558 24.0519 23.7530 23.8324 23.9516 23.6338"""
EMA_OF_10 = "22.22 22.21 22.24 22.27 22.33 22.52 22.80 22.97 23.13 23.28 23.34"

RISING = [float(price) for price in range(100, 160)]


def numbers(text: str) -> list[float]:
    return [float(word) for word in text.split()]


def test_rsi_is_that_of_the_published_example() -> None:
    found = rsi(numbers(RSI_PRICES))
    assert found[:14] == [None] * 14
    assert found[14:] == pytest.approx(numbers(RSI_OF_14), abs=0.005)


def test_rsi_of_a_price_that_only_rises_falls_or_stays() -> None:
    assert rsi(RISING)[14:] == [100] * 46
    assert rsi(RISING[::-1])[14:] == [0] * 46
    assert rsi([5.0] * 20)[14:] == [50] * 6


def test_rsi_keeps_13_parts_of_14_of_its_means() -> None:
    """After 14 gains of 1 and a loss of 14: a mean gain of 13/14 and a mean loss of 1, whose part is 13/27."""
    prices = [float(price) for price in range(15)]
    assert rsi([*prices, 0.0])[14:] == [100, pytest.approx(100 * 13 / 27)]


def test_ema_is_that_of_the_published_example() -> None:
    found = ema(numbers(EMA_PRICES), 10)
    assert found[:9] == [None] * 9
    assert found[9:] == pytest.approx(numbers(EMA_OF_10), abs=0.005)


def test_ema_moves_by_its_part_of_the_distance() -> None:
    """Of 3 periods it starts as the mean of three prices, and moves half of the distance to each one that follows."""
    assert ema([1.0, 2.0, 3.0, 6.0, 0.0], 3) == [None, None, 2, 4, 2]


def test_the_macd_of_a_price_that_rises_by_one_is_the_difference_of_the_delays() -> None:
    """An EMA of n periods is (n - 1) / 2 periods late: 5.5 and 12.5, which are 7 apart."""
    found = macd(RISING)
    assert found.line == [*[None] * 25, *[pytest.approx(7)] * 35]
    assert found.signal == [*[None] * 33, *[pytest.approx(7)] * 27]
    assert found.histogram == [*[None] * 33, *[pytest.approx(0, abs=1e-9)] * 27]


def test_the_macd_of_a_price_that_jumps() -> None:
    """A jump by 1: the fast EMA moves by 2/13 and the slow one by 2/27; the signal line by a fifth of both."""
    found = macd([*[10.0] * 34, 11.0])
    jump = 2 / 13 - 2 / 27
    assert found.line[-2:] == [0, pytest.approx(jump)]
    assert found.signal[-2:] == [0, pytest.approx(jump / 5)]
    assert found.histogram[-1] == pytest.approx(jump * 4 / 5)


def test_bollinger_bands_are_two_deviations_of_a_population_from_the_mean() -> None:
    """Of 1 to 20 the mean is 10.5 and the variance (20 * 20 - 1) / 12; of 2 to 21 the mean is one more."""
    found = bands([float(price) for price in range(1, 22)])
    width = 2 * sqrt(399 / 12)
    assert found.middle == [*[None] * 19, 10.5, 11.5]
    assert found.upper[19:] == pytest.approx([10.5 + width, 11.5 + width])
    assert found.lower[19:] == pytest.approx([10.5 - width, 11.5 - width])


def test_bands_of_a_price_that_stays_are_that_price() -> None:
    assert [line[-1] for line in bands([3.0] * 20)] == [3, 3, 3]


@pytest.mark.parametrize("count", [0, 1, 14, 19, 33])
def test_each_line_has_a_value_for_each_price(count: int) -> None:
    prices = RISING[:count]
    lines = (rsi(prices), *macd(prices), *bands(prices), ema(prices, 12), ema(prices, 26))
    assert {len(line) for line in lines} == {count}


def test_a_difference_with_nothing_is_nothing() -> None:
    assert differences([1.0, None, 3.0], [0.5, 1.0, None]) == [0.5, None, None]
