"""Growth and forecast of a jackpot, worked by hand."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

import pytest

from resolvers.pantheon.growth_rate import HORIZON, Forecast, GrowthRate, Sample, forecast, growth_rate, resets
from resolvers.pantheon.student import t_quantile

START = datetime(2026, 3, 1, tzinfo=UTC)


def climb(*samples: tuple[float, float]) -> list[Sample]:
    """Samples by the days since `START` and their values."""
    return [Sample(START + timedelta(days=day), value) for day, value in samples]


def test_growth_is_what_was_gained_over_the_time_it_took() -> None:
    # 4 + 5 + 9 dollars in 1 + 1 + 2 days: 4.5 a day. The steps miss that by -0.5, 0.5 and 0 dollars, whose squares over
    # the time of each are 0.25, 0.25 and 0; their sum over 3 - 1 is the variance of a day.
    rate = growth_rate(climb((0, 100), (1, 104), (2, 109), (4, 118)))
    assert rate == GrowthRate(per_day=4.5, variance=0.25, days=4, steps=3)


def test_a_reset_is_no_growth_and_takes_no_time() -> None:
    samples = climb((0, 100), (1, 104), (3, 50), (4, 56))
    assert resets(samples) == 1
    # 4 dollars in the first day and 6 in the last; each misses 5 by 1.
    assert growth_rate(samples) == GrowthRate(per_day=5, variance=2, days=2, steps=2)


def test_standing_still_is_growth_of_nothing() -> None:
    assert growth_rate(climb((0, 100), (1, 100), (3, 100))) == GrowthRate(0, 0, 3, 2)


def test_one_step_has_no_variance() -> None:
    assert growth_rate(climb((0, 100), (2, 103))) == GrowthRate(1.5, None, 2, 1)


@pytest.mark.parametrize("samples", [(), ((0, 100),), ((0, 100), (1, 40)), ((0, 100), (1, 40), (2, 10))])
def test_without_a_step_upwards_no_growth_is_known(samples: tuple[tuple[float, float], ...]) -> None:
    assert growth_rate(climb(*samples)) is None


def test_a_steady_climb_reaches_its_threshold_when_it_must() -> None:
    assert forecast(GrowthRate(4, 0, 10, 5), 10) == Forecast(2.5, 2.5, 2.5)


def test_the_interval_begins_and_ends_where_the_bounds_of_the_size_reach_the_threshold() -> None:
    rate, gap = GrowthRate(per_day=4.5, variance=0.25, days=4, steps=3), 9.0
    ahead = forecast(rate, gap)
    assert ahead is not None
    assert ahead.latest is not None
    assert ahead.expected == 2
    assert ahead.earliest < 2 < ahead.latest

    def bound(days: float) -> float:
        return t_quantile(0.975, 2) * math.sqrt(0.25 * days * (1 + days / 4))

    assert 4.5 * ahead.earliest + bound(ahead.earliest) == pytest.approx(gap)
    assert 4.5 * ahead.latest - bound(ahead.latest) == pytest.approx(gap)
    # With t = 4.2706, z = (t / 4.5)^2 * 0.25 = 0.22516, and h^2 * (1 - z / 4) - h * (4 + z) + 4 = 0:
    # h = (4.22516 -+ 1.65909) / 1.88742.
    assert [ahead.earliest, ahead.latest] == pytest.approx([1.3596, 3.1176], abs=1e-4)


def test_growth_that_may_as_well_be_none_has_no_latest_time() -> None:
    ahead = forecast(GrowthRate(per_day=1, variance=4, days=4, steps=4), 10)
    assert ahead is not None
    assert ahead.expected == 10
    assert 0 < ahead.earliest < 10
    assert ahead.latest is None


@pytest.mark.parametrize(
    ("rate", "gap"),
    [
        (GrowthRate(5, 2, 2, 2), 10),
        (GrowthRate(5, None, 2, 1), 10),
        (GrowthRate(0, 0, 9, 9), 10),
        (GrowthRate(1, 0, 9, 9), HORIZON + 1),
        (GrowthRate(1, 0, 9, 9), 0),
        (GrowthRate(1, 0, 9, 9), -1),
        (GrowthRate(5e-324, 0, 9, 9), 1e15),
        (GrowthRate(1e15, 0, 9, 9), 5e-324),
    ],
)
def test_too_few_steps_no_growth_and_what_is_beyond_all_horizons_are_not_foretold(rate: GrowthRate, gap: float) -> None:
    assert forecast(rate, gap) is None


def test_a_latest_time_beyond_the_horizon_is_none() -> None:
    ahead = forecast(GrowthRate(1, 0.1, 1_000, 100), HORIZON)
    assert ahead is not None
    assert (ahead.expected, ahead.latest) == (HORIZON, None)


def test_the_interval_holds_the_threshold_as_often_as_it_says() -> None:
    """Of many climbs whose steps scatter as the method supposes, 95 % are at the threshold within their interval."""
    random, held, climbs = Random(7), 0, 2_000
    for _ in range(climbs):
        steps = [random.gauss(10, 3) for _ in range(60)]
        values = list(accumulate(steps, initial=1_000.0))
        rate = growth_rate(climb(*enumerate(values[:21])))
        assert rate is not None
        # In the middle of a step it is as likely above the line as below: the size, not its first passage, is judged.
        ahead = forecast(rate, values[40] - values[20])
        assert ahead is not None
        held += ahead.earliest <= 20 <= (ahead.latest or math.inf)
    assert held / climbs == pytest.approx(0.95, abs=0.015)
