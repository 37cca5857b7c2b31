"""How the jackpots of a house grow, over all credentials that see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import itemgetter
from statistics import fmean
from typing import Annotated

from resolvers.analysis import Leads, Source, analysis
from resolvers.pantheon.tier import JackpotTier
from resolvers.pantheon.tier_growth import DAYS, READS, Look, ThresholdOwner, TierGrowth, require_samples, tier_growths
from stores.errors import AnswerTooLarge, BadInput
from stores.query import KeyValue
from stores.store import Row

CREDENTIALS = 50
CREDENTIAL_LIMIT = 1_000
"""Credentials of one house that are looked at."""

SAMPLES = 20

Seen = tuple[str, TierGrowth]
"""A credential, and how the tier that it sees grows."""


@dataclass(frozen=True, slots=True)
class HouseTier:
    """How one tier grows over the credentials of a house. Amounts are in US dollars."""

    tier: Annotated[JackpotTier, "Which tier it is."]
    credentials: Annotated[int, "Credentials with a sample of it in the time looked at."]
    reached: Annotated[int, "How many of these have reached the threshold."]
    dollars_per_day: Annotated[float | None, "Mean growth per day of the credentials where it is known; null of none."]
    next_credential: Annotated[KeyValue, Leads("Credential"), "Who is expected to reach the threshold next."]
    reaches_threshold_at: Annotated[datetime | None, "When that one is expected to; null if it is of nobody."]
    earliest: Annotated[datetime | None, "Start of the interval of 95 % confidence for that."]
    latest: Annotated[datetime | None, "End of that interval; null if there is none."]


@dataclass(frozen=True, slots=True)
class HouseGrowth:
    """How the jackpots of a house have grown lately."""

    credentials: Annotated[int, "Number of the house's credentials."]
    tiers: Annotated[list[HouseTier], "The four tiers, the largest first."]


def _rows(credentials: int = CREDENTIALS, samples: int = SAMPLES) -> int:
    require_samples(samples)
    if not 1 <= credentials <= CREDENTIAL_LIMIT:
        raise BadInput(f"`credentials` must be from 1 to {CREDENTIAL_LIMIT}, not {credentials}")
    return credentials * samples


@analysis("House", reads=("name",), rows=_rows, priced_by=("credentials", "samples"))
async def growth(
    source: Source,
    rows: Sequence[Row],
    *,
    days: Annotated[int, "Samples of so many days are looked at, up to 365."] = DAYS,
    credentials: Annotated[
        int, "How many credentials the house may have, up to 1000; of more nothing is told."
    ] = CREDENTIALS,
    samples: Annotated[
        int, "How many samples of each credential are looked at, the newest ones, from 2 to 1000."
    ] = SAMPLES,
    threshold: Annotated[ThresholdOwner, "Which threshold is looked forward to."] = ThresholdOwner.CREDENTIAL,
    as_of: Annotated[datetime | None, "Only samples from before this moment count; now if nothing is said."] = None,
) -> list[HouseGrowth | AnswerTooLarge]:
    """Dollars per day of each tier over the house's credentials, and which of them reaches its threshold next.

    Growth and forecast of each credential are those of its own field `growth`.
    """
    _rows(credentials, samples)
    look = Look.of(days, samples, threshold, as_of)
    names = [(house["name"],) for house in rows]
    found = await source.rows("Credential", READS, limit=credentials + 1, by=("house_name",), keys=names)
    kept = [of_house if len(of_house) <= credentials else [] for of_house in found]
    growths = iter(await tier_growths(source, [one for of_house in kept for one in of_house], look))
    return [
        _too_many(credentials)
        if len(of_house) > credentials
        else _house_growth([one["username"] for one in of_house], list(islice(growths, len(of_house))))
        for of_house in found
    ]


def _too_many(credentials: int) -> AnswerTooLarge:
    return AnswerTooLarge(f"the house has more than {credentials} credentials: raise `credentials`")


def _house_growth(usernames: Sequence[str], growths: Sequence[Sequence[TierGrowth]]) -> HouseGrowth:
    by_tier = zip(*growths, strict=True) if growths else ((),) * len(JackpotTier)
    tiers = [
        _house_tier(tier, list(zip(usernames, seen, strict=True)))
        for tier, seen in zip(JackpotTier, by_tier, strict=True)
    ]
    return HouseGrowth(len(usernames), tiers)


def _house_tier(tier: JackpotTier, seen: Sequence[Seen]) -> HouseTier:
    rates = [one.dollars_per_day for _, one in seen if one.dollars_per_day is not None]
    ahead = [(one.reaches_threshold_at, username, one) for username, one in seen if one.reaches_threshold_at]
    # Credentials come in the order of their names: of several that reach it at once, the first one is next.
    at, username, soonest = min(ahead, key=itemgetter(0), default=(None, None, None))
    return HouseTier(
        tier=tier,
        credentials=sum(one.samples > 0 for _, one in seen),
        reached=sum(one.reached is True for _, one in seen),
        dollars_per_day=fmean(rates) if rates else None,
        next_credential=(username,),
        reaches_threshold_at=at,
        earliest=None if soonest is None else soonest.earliest,
        latest=None if soonest is None else soonest.latest,
    )
