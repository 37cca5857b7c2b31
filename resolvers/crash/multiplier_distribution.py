"""How the multipliers at which games crash are distributed, beside what the game's return to its players says.

A game that pays back the part `r` of its stakes in the long run, whatever multiplier a player cashes out at, must reach
a multiplier `x` above 1 with the probability `r / x`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from resolvers.analysis import ROOT, Source, Where, analysis, between
from resolvers.edges import Edges, edges_of, ranges_between
from resolvers.ratio import ratio
from resolvers.windows import require_window
from stores.aggregate import Figures
from stores.errors import BadInput
from stores.filter import Filter
from stores.query import KeyValue

USUAL = tuple(map(Decimal, ("1.2", "1.5", "2", "3", "5", "10", "50")))
MOST_EDGES = 50
"""Edges of one distribution."""

HIGHEST = Decimal(10**9)
"""The highest edge."""

USUAL_RETURN = 97.0
PERCENT = 100

GivenEdges = Annotated[
    list[Decimal] | None,
    "Where a band ends and the next one begins: up to 50 multipliers above 0 that rise."
    " 1.2, 1.5, 2, 3, 5, 10 and 50 if nothing is said.",
]
Earliest = Annotated[datetime | None, "When the rounds that count were logged at the earliest."]
Latest = Annotated[datetime | None, "Before when they were logged."]


@dataclass(frozen=True, slots=True)
class MultiplierBand:
    """Rounds that crashed at about the same multiplier."""

    from_multiplier: Annotated[Decimal | None, "Least multiplier of the band; null for the first band."]
    to_multiplier: Annotated[Decimal | None, "Multiplier that the band ends before; null for the last band."]
    rounds: Annotated[int, "Number of rounds."]
    share: Annotated[float | None, "Part of all rounds that were seen, from 0 to 1; null if none was."]
    share_at_or_above: Annotated[
        float | None, "Part of them that reached the least multiplier of the band, from 0 to 1; null if none was seen."
    ]
    theoretical_share_at_or_above: Annotated[
        float | None,
        "Part that reaches it in the long run: the game's return to its players by the multiplier, and 1 up to the"
        " multiplier 1; null if the return is not known.",
    ]


@dataclass(frozen=True, slots=True)
class MultiplierDistribution:
    """At which multipliers games crashed."""

    rounds: Annotated[int, "Number of rounds whose multiplier was seen."]
    unseen: Annotated[int, "Number of rounds whose multiplier was not; they have no part in the shares."]
    bands: Annotated[list[MultiplierBand], "The bands, the lowest first; together they hold all rounds that were seen."]


def checked_edges(edges: Sequence[Decimal] | None = None) -> Edges:
    """The edges given, or the usual ones. Raises BadInput."""
    return edges_of(edges, USUAL, most=MOST_EDGES, highest=HIGHEST)


def band_count(edges: Sequence[Decimal] | None = None) -> int:
    """How many bands the edges make. Raises BadInput."""
    return len(checked_edges(edges)) + 1


@analysis(rows=band_count, priced_by=("edges",))
async def multiplier_distribution(
    source: Source,
    *,
    edges: GivenEdges = None,
    return_to_player: Annotated[
        float,
        "The part of their stakes that the games pay back in the long run, in percent, for the theoretical shares.",
    ] = USUAL_RETURN,
    from_: Earliest = None,
    to: Latest = None,
    where: Annotated[Filter | None, Where("CrashRound"), "Which rounds count; all if nothing is said."] = None,
) -> MultiplierDistribution:
    """How many rounds crashed in which band of multipliers, beside what the games' return to players lets expect."""
    if not 0 < return_to_player <= PERCENT:
        raise BadInput(f"`returnToPlayer` must be above 0 and at most {PERCENT} percent, not {return_to_player:g}")
    require_window(from_, to)
    bounds = checked_edges(edges)
    (found,) = await counted(source, bounds, [between("timestamp", from_, to), where])
    return distribution(bounds, found, return_to_player / PERCENT)


async def counted(
    source: Source,
    bounds: Edges,
    where: Sequence[Filter | None],
    by: tuple[str, ...] = (),
    keys: Sequence[KeyValue] = (ROOT,),
) -> list[list[Figures]]:
    """For each key how many of its rounds have reached how many of the bounds."""
    band = replace(source.group("CrashRound", "crash_multiplier"), edges=bounds)
    return await source.figures("CrashRound", groups=[band], where=where, by=by, keys=keys)


def distribution(bounds: Edges, found: Sequence[Figures], returned: float | None) -> MultiplierDistribution:
    """The distribution by how many rounds have reached how many of the bounds; `returned` is a part from 0 to 1."""
    counts = {figures.groups[0]: figures.count for figures in found}
    unseen = counts.pop(None, 0)
    seen = sum(counts.values())
    bands = [
        MultiplierBand(
            from_multiplier=low,
            to_multiplier=high,
            rounds=counts.get(place, 0),
            share=ratio(counts.get(place, 0), seen),
            share_at_or_above=ratio(sum(count for band, count in counts.items() if band >= place), seen),
            theoretical_share_at_or_above=None if returned is None else reached(low, returned),
        )
        for place, (low, high) in enumerate(ranges_between(bounds))
    ]
    return MultiplierDistribution(seen, unseen, bands)


def reached(multiplier: Decimal | None, returned: float) -> float:
    """The probability that a game which pays back this part of its stakes reaches a multiplier; None is the least."""
    return 1.0 if multiplier is None or multiplier <= 1 else returned / float(multiplier)
