"""How fast a jackpot grows, by its samples, and when it will have grown to a threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from resolvers.pantheon.student import t_quantile

DAY = timedelta(days=1)

LEAST_STEPS = 3
"""Steps from sample to sample without which nothing is foretold: of fewer, the spread says next to nothing."""

CONFIDENCE = 0.95
"""How likely the threshold is reached between the earliest and the latest time, if the growth goes on as it was."""

HORIZON = 36_525.0
"""Days, a hundred years, beyond which nothing is foretold."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The size of a jackpot at a moment."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True)
class GrowthRate:
    """How fast a jackpot grows, taken as a steady growth with steps that scatter about it.

    per_day: the growth, in US dollars per day.
    variance: that of the growth of one day about `per_day`, in square US dollars; None of one step.
    days: the time that all steps took.
    steps: from sample to sample without a reset.
    """

    per_day: float
    variance: float | None
    days: float
    steps: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Days until a threshold is reached, from the newest sample; the latest is None if beyond the horizon, or never."""

    expected: float
    earliest: float
    latest: float | None


def resets(samples: Sequence[Sample]) -> int:
    """How often the jackpot was smaller than the sample before: it was won in between."""
    return sum(later.value < earlier.value for earlier, later in pairwise(samples))


def growth_rate(samples: Sequence[Sample]) -> GrowthRate | None:
    """The growth by samples in the order of their times, which are distinct; None where no step is known.

    It is the sum of all increases between successive samples over the time that these took. A step to a smaller value
    is a reset: how much the jackpot grew before it and after it is not known, so that neither counts. This is the best
    linear unbiased estimate if steps have variances in proportion to the time they take (weighted least squares through
    the origin), as in a random walk with drift.
    """
    steps = [
        ((later.at - earlier.at) / DAY, later.value - earlier.value)
        for earlier, later in pairwise(samples)
        if later.value >= earlier.value
    ]
    if not steps:
        return None
    days = math.fsum(time for time, _ in steps)
    per_day = math.fsum(increase for _, increase in steps) / days
    residuals = [increase - per_day * time for time, increase in steps]
    squares = math.fsum(rest * rest / time for rest, (time, _) in zip(residuals, steps, strict=True))
    return GrowthRate(per_day, squares / (len(steps) - 1) if len(steps) > 1 else None, days, len(steps))


def forecast(rate: GrowthRate, gap: float) -> Forecast | None:
    """When a jackpot will have grown by `gap` US dollars.

    After h days it is expected to have grown by r * h, with the variance v * h * (1 + h / T): that of the steps to
    come, and that of the rate r, which was measured over T days (Hyndman and Athanasopoulos, Forecasting: Principles
    and Practice, 3rd edition, sections 5.2 and 5.5, the drift method). The earliest and the latest time are those at
    which the bounds of the interval for the size reach the threshold: the solutions h of
    (gap - r * h)^2 = t^2 * v * h * (1 + h / T), where t is the quantile of Student's t, two-sided for `CONFIDENCE`,
    with one degree of freedom less than there are steps. Below, both sides are divided by r^2.

    None of fewer than `LEAST_STEPS`, without growth or a gap, and beyond the `HORIZON`.
    """
    if rate.variance is None or rate.steps < LEAST_STEPS or rate.per_day <= 0:
        return None
    expected = gap / rate.per_day
    if not 0 < expected <= HORIZON:
        return None
    scatter = t_quantile((1 + CONFIDENCE) / 2, rate.steps - 1) * math.sqrt(rate.variance) / rate.per_day
    z = scatter * scatter
    larger = 2 * expected + z + math.sqrt(z * (4 * expected + z + 4 * expected**2 / rate.days))
    falling = 1 - z / rate.days
    latest = larger / (2 * falling) if falling > 0 else math.inf
    return Forecast(expected, 2 * expected**2 / larger, latest if latest <= HORIZON else None)
