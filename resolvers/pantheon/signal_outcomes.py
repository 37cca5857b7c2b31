"""What became of signals to play: whether the jackpot that they are about was won soon after."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import Annotated, Any

from resolvers.analysis import Source, Where, analysis, between
from resolvers.pantheon.tier import JackpotTier
from resolvers.windows import require_window
from stores.errors import BadInput
from stores.filter import Among, Filter
from stores.order import Order
from stores.store import Row

SIGNALS = 200
SIGNAL_LIMIT = 1_000
"""Signals that are followed."""

SAMPLE_LIMIT = 10_000
"""Jackpot samples that are read to follow them."""

HOURS = 24
HOUR_LIMIT = 24 * 30
"""Hours for which a signal is followed."""

TIER = "Tier"
"""The member of a signal's metadata that names a tier: Grand, Major, Minor or Mini."""

Series = Sequence[tuple[datetime, Row]]
"""A credential's samples in the order of their times."""


@dataclass(frozen=True, slots=True)
class SignalOutcome:
    """What became of the signals about one tier."""

    tier: Annotated[JackpotTier | None, "The tier that the signals name; null for those that name none."]
    signals: Annotated[int, "Number of signals."]
    judged: Annotated[
        int,
        "How many of them can be judged: the jackpot sample that they are about is known with the tier, there are later"
        " ones, and the time for them is over or the jackpot was won.",
    ]
    hits: Annotated[int, "How many of those were followed by a reset of the tier: the jackpot was won in time."]
    hit_rate: Annotated[float | None, "Part of the judged signals that are hits, from 0 to 1; null of none."]


@dataclass(frozen=True, slots=True)
class Followed:
    """One signal: the tier it names, and whether it was a hit, if that is known."""

    tier: JackpotTier | None
    hit: bool | None


def _rows(signals: int = SIGNALS) -> int:
    if not 1 <= signals <= SIGNAL_LIMIT:
        raise BadInput(f"`signals` must be from 1 to {SIGNAL_LIMIT}, not {signals}")
    return signals


@analysis(rows=lambda signals=SIGNALS: _rows(signals) + SAMPLE_LIMIT, priced_by=("signals",))
async def signal_outcomes(
    source: Source,
    *,
    from_: Annotated[datetime, "When the signals were given at the earliest."],
    to: Annotated[datetime, "Before when they were given."],
    hours: Annotated[int, "For how many hours each of them is followed, up to 720."] = HOURS,
    signals: Annotated[int, "How many signals are followed, the newest ones, up to 1000."] = SIGNALS,
    where: Annotated[Filter | None, Where("Signal"), "Which signals; all if nothing is said."] = None,
) -> list[SignalOutcome]:
    """How many signals of the view `SIGN4L` were followed by a reset of the tier that they name, by tier.

    A signal names its tier in `metadata.Tier`, and the jackpot sample that it is about in `metadata.JackpotId`. It is a
    hit if, among that sample and the later ones of the same credential from before the hours are over, one has a
    smaller value of the tier than the one before.
    """
    require_window(from_, to)
    _rows(signals)
    if not 1 <= hours <= HOUR_LIMIT:
        raise BadInput(f"`hours` must be from 1 to {HOUR_LIMIT}, not {hours}")
    (given,) = await source.rows(
        "Signal",
        ("timestamp", "metadata", "jackpot_id"),
        where=[between("timestamp", from_, to), where],
        order=[Order("timestamp", descending=True)],
        limit=signals,
    )
    seen = await _jackpots(source, given)
    series = await _series(source, given, seen, timedelta(hours=hours))
    followed = [_followed(signal, seen.get(signal["jackpot_id"]), series, timedelta(hours=hours)) for signal in given]
    return [_outcome(tier, followed) for tier in (*JackpotTier, None)]


async def _jackpots(source: Source, signals: Sequence[Row]) -> Mapping[str, Row]:
    """The samples that signals are about, by their ids, those of which credential and time are known."""
    keys = [(signal["jackpot_id"],) for signal in signals]
    columns = ("id", "credential_id", "timestamp", *JackpotTier.columns())
    found = await source.rows("Jackpot", columns, limit=1, by=("id",), keys=keys)
    rows = (row for page in found for row in page)
    return {row["id"]: row for row in rows if isinstance(row["credential_id"], str) and _is_moment(row["timestamp"])}


async def _series(
    source: Source, signals: Sequence[Row], seen: Mapping[str, Row], time: timedelta
) -> Mapping[str, Series]:
    """For each credential its samples from the first that a signal is about to the last that tells of one."""
    if not seen:
        return {}
    rows = await source.all_rows(
        "Jackpot",
        ("credential_id", "timestamp", *JackpotTier.columns()),
        where=[
            Among("credential_id", tuple({row["credential_id"] for row in seen.values()})),
            between(
                "timestamp",
                min(row["timestamp"] for row in seen.values()),
                max(signal["timestamp"] for signal in signals) + time,
            ),
        ],
        limit=SAMPLE_LIMIT,
    )
    series: dict[str, list[tuple[datetime, Row]]] = defaultdict(list)
    for row in rows:
        series[row["credential_id"]].append((row["timestamp"], row))
    return {credential: sorted(samples, key=itemgetter(0)) for credential, samples in series.items()}


def _followed(signal: Row, jackpot: Row | None, series: Mapping[str, Series], time: timedelta) -> Followed:
    tier = _tier(signal["metadata"])
    if tier is None or jackpot is None or tier.amount(jackpot) is None:
        return Followed(tier, None)
    samples, end = series.get(jackpot["credential_id"], ()), signal["timestamp"] + time
    first = bisect_right(samples, jackpot["timestamp"], key=itemgetter(0))
    later = [tier.amount(row) for _, row in samples[first : bisect_left(samples, end, key=itemgetter(0))]]
    values = [value for value in (tier.amount(jackpot), *later) if value is not None]
    if any(after < before for before, after in pairwise(values)):
        return Followed(tier, hit=True)
    return Followed(tier, hit=False if len(values) > 1 and end <= datetime.now(UTC) else None)


def _outcome(tier: JackpotTier | None, followed: Sequence[Followed]) -> SignalOutcome:
    of_tier = [one.hit for one in followed if one.tier is tier]
    judged, hits = sum(hit is not None for hit in of_tier), sum(hit is True for hit in of_tier)
    return SignalOutcome(tier, len(of_tier), judged, hits, hits / judged if judged else None)


def _tier(metadata: Any) -> JackpotTier | None:
    """The tier that a signal's metadata, an open document, names."""
    document = None if metadata is None else metadata.output
    name = document.get(TIER) if isinstance(document, Mapping) else None
    return next((tier for tier in JackpotTier if name == tier.value.capitalize()), None)


def _is_moment(value: Any) -> bool:
    return isinstance(value, datetime)
