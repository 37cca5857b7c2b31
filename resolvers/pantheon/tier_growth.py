"""How the tiers of credentials' jackpots grow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from resolvers.analysis import Source, between
from resolvers.pantheon.growth_rate import DAY, Forecast, Sample, forecast, growth_rate, resets
from resolvers.pantheon.tier import JackpotTier
from resolvers.windows import FIRST, LAST
from stores.aggregate import Function, Measure
from stores.errors import BadInput
from stores.order import Order
from stores.store import Row

DAYS = 7
DAY_LIMIT = 365
"""Days that samples are taken from: no more are kept."""

SAMPLE_LIMIT = 1_000
"""Samples that are read of one credential."""

THRESHOLD, PER_DAY = "threshold_", "dollars_per_day_"

READS = ("username", "house_name", *JackpotTier.columns(THRESHOLD), *JackpotTier.columns(PER_DAY))
"""What must be known of a credential."""


class ThresholdOwner(StrEnum):
    """Whose threshold: the credential's own, or the lowest of the games that its house offers."""

    CREDENTIAL = "credential"
    GAME = "game"


@dataclass(frozen=True, slots=True)
class TierGrowth:
    """How one tier of a jackpot grows. Amounts are in US dollars (binary doubles, as stored)."""

    tier: Annotated[JackpotTier, "Which tier it is."]
    samples: Annotated[int, "How many samples of it there are in the time looked at."]
    since: Annotated[datetime | None, "When the oldest of these was taken."]
    sampled_at: Annotated[datetime | None, "When the newest of these was taken."]
    value: Annotated[float | None, "The size in the newest sample."]
    resets: Annotated[int, "How often a sample was smaller than the one before: the jackpot was won in between."]
    dollars_per_day: Annotated[
        float | None,
        "Growth per day: the sum of the increases between successive samples over the time that these took. Steps with"
        " a reset in them do not count. Null if there are no others.",
    ]
    stored_dollars_per_day: Annotated[float | None, "The growth per day that the credential stores."]
    difference: Annotated[float | None, "The stored growth less the computed one: more than 0 where it is too high."]
    threshold: Annotated[float | None, "The size from which it is played."]
    reached: Annotated[
        bool | None, "Whether the newest sample is at the threshold or above; null if either is unknown."
    ]
    reaches_threshold_at: Annotated[
        datetime | None,
        "When it will reach the threshold, from the newest sample on, if it grows on at `dollarsPerDay` and is not won"
        " before. Null if that is reached already, without growth, beyond a hundred years, and of fewer than 3 steps.",
    ]
    earliest: Annotated[
        datetime | None, "Start of the interval in which it reaches the threshold with a confidence of 95 %."
    ]
    latest: Annotated[
        datetime | None, "End of that interval; null if there is none, for the growth may as well be 0, too."
    ]


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at: so many days before a moment, of each credential the newest samples, and which threshold."""

    days: int
    samples: int
    threshold: ThresholdOwner
    until: datetime

    @classmethod
    def of(cls, days: int, samples: int, threshold: ThresholdOwner, as_of: datetime | None) -> Look:
        """Raises BadInput."""
        if not 1 <= days <= DAY_LIMIT:
            raise BadInput(f"`days` must be from 1 to {DAY_LIMIT}, not {days}")
        require_samples(samples)
        until = as_of or datetime.now(UTC)
        if not FIRST <= until <= LAST:
            raise BadInput(f"`asOf` must lie in the years {FIRST.year} to {LAST.year - 1}")
        return cls(days, samples, threshold, until)


def require_samples(samples: int) -> None:
    """Raise BadInput if these are too few or too many."""
    if not 2 <= samples <= SAMPLE_LIMIT:
        raise BadInput(f"`samples` must be from 2 to {SAMPLE_LIMIT}, not {samples}")


async def tier_growths(source: Source, credentials: Sequence[Row], look: Look) -> list[list[TierGrowth]]:
    """For each credential, with the columns `READS`, how its tiers grow."""
    found = await source.rows(
        "Jackpot",
        ("timestamp", *JackpotTier.columns()),
        where=[between("timestamp", look.until - look.days * DAY, look.until)],
        order=[Order("timestamp", descending=True), Order("id", descending=True)],
        limit=look.samples,
        by=("credential_id",),
        keys=[(credential["username"],) for credential in credentials],
    )
    thresholds = await _thresholds(source, credentials, look.threshold)
    return [
        [_tier_growth(tier, _samples(tier, rows), credential, of_tier[tier]) for tier in JackpotTier]
        for credential, rows, of_tier in zip(credentials, found, thresholds, strict=True)
    ]


async def _thresholds(
    source: Source, credentials: Sequence[Row], owner: ThresholdOwner
) -> Sequence[Mapping[JackpotTier, float | None]]:
    if owner is ThresholdOwner.CREDENTIAL:
        return [{tier: tier.amount(credential, THRESHOLD) for tier in JackpotTier} for credential in credentials]
    lowest = [Measure(Function.MIN, column) for column in JackpotTier.columns(THRESHOLD)]
    houses = [(credential["house_name"],) for credential in credentials]
    found = await source.figures("Game", lowest, by=("house_name",), keys=houses)
    return [
        dict(zip(JackpotTier, figures[0].measures if figures else (None,) * len(lowest), strict=True))
        for figures in found
    ]


def _samples(tier: JackpotTier, rows: Sequence[Row]) -> list[Sample]:
    """The samples that know the tier, in the order of their times; of one moment that which was written last."""
    newest: dict[datetime, float] = {}
    for row in rows:
        value = tier.amount(row)
        if value is not None:
            newest.setdefault(row["timestamp"], value)
    return [Sample(at, value) for at, value in reversed(newest.items())]


def _tier_growth(tier: JackpotTier, samples: Sequence[Sample], credential: Row, threshold: float | None) -> TierGrowth:
    rate = growth_rate(samples)
    stored = tier.amount(credential, PER_DAY)
    newest = samples[-1] if samples else None
    gap = None if newest is None or threshold is None else threshold - newest.value
    ahead = forecast(rate, gap) if rate is not None and gap is not None else None
    expected, earliest, latest = _moments(newest, ahead)
    return TierGrowth(
        tier=tier,
        samples=len(samples),
        since=samples[0].at if samples else None,
        sampled_at=None if newest is None else newest.at,
        value=None if newest is None else newest.value,
        resets=resets(samples),
        dollars_per_day=None if rate is None else rate.per_day,
        stored_dollars_per_day=stored,
        difference=None if rate is None or stored is None else stored - rate.per_day,
        threshold=threshold,
        reached=None if gap is None else gap <= 0,
        reaches_threshold_at=expected,
        earliest=earliest,
        latest=latest,
    )


def _moments(newest: Sample | None, ahead: Forecast | None) -> list[datetime | None]:
    """The expected, the earliest and the latest moment."""
    if newest is None or ahead is None:
        return [None] * 3
    days = (ahead.expected, ahead.earliest, ahead.latest)
    return [None if each is None else newest.at + timedelta(days=each) for each in days]
