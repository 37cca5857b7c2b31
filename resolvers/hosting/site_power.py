"""What a site draws and computes, against what it can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import fsum
from typing import Annotated

from resolvers.analysis import Source, analysis, between
from resolvers.hosting.owned import by_owner
from resolvers.hosting.window import Window, window_of
from resolvers.ratio import ratio
from stores.aggregate import Figures, Function, Measure
from stores.errors import AnswerTooLarge
from stores.store import Row

MINER_LIMIT = 50_000
"""Most miners whose means are read for one answer, those of all its sites together."""

HOUR, LONGEST = timedelta(hours=1), timedelta(days=92)
WATTS_PER_MEGAWATT = 1_000_000


@dataclass(frozen=True, slots=True)
class SitePower:
    """Electric power and hashrate of a mining site over a window of time, from the telemetry of its miners."""

    start: Annotated[datetime, "First moment of the window."]
    end: Annotated[datetime, "Moment before which it ends."]
    power_mw: Annotated[float | None, "Mean power draw in megawatts; null if no miner reported any."]
    hashrate: Annotated[float | None, "Mean hashrate in terahashes a second (TH/s); null if no miner reported any."]
    efficiency: Annotated[float | None, "Power by hashrate in joules per terahash (J/TH), with what stands still."]
    capacity_mw: Annotated[Decimal, "Electric power available to miners, in megawatts."]
    utilisation: Annotated[float | None, "Power by capacity: 1 is all of it; null if there is no capacity."]
    miners: Annotated[int, "Number of miners at the site, in whatever state."]
    miners_reporting: Annotated[int, "Number of those with at least one sample in the window."]
    rated_power_mw: Annotated[Decimal, "What all its miners draw by their models, in megawatts."]
    rated_hashrate: Annotated[Decimal, "What all its miners compute by their models, in TH/s."]
    rated_efficiency: Annotated[float | None, "Rated power by rated hashrate in J/TH; null without miners."]
    hashrate_ratio: Annotated[float | None, "Hashrate by rated hashrate: 1 is all of it; null if either is unknown."]


@analysis("Site", reads=("id", "capacity_mw"))
async def power(
    source: Source,
    rows: Sequence[Row],
    *,
    from_: Annotated[datetime | None, "First moment; an hour before `to` if nothing is said."] = None,
    to: Annotated[datetime | None, "Before which moment, 92 days later at most; now if nothing is said."] = None,
) -> list[SitePower]:
    """Power and hashrate of the site against its capacity and against what its miners are rated for.

    For each miner the means of its samples in the window are taken, a missing reading having no part in its mean, and
    summed up over the miners. A miner without samples adds nothing, and so does one that reported no such reading.
    """
    window = window_of(from_, to, usual=HOUR, longest=LONGEST)
    sites = tuple(dict.fromkeys(row["id"] for row in rows))
    measured = await _measured(source, sites, window)
    rated = await source.figures(
        "Miner",
        groups=("model.power_consumption", "model.hashrate"),
        by=("site_id",),
        keys=[(site,) for site in sites],
    )
    models = dict(zip(sites, rated, strict=True))
    return [_power(row, window, measured[row["id"]], models[row["id"]]) for row in rows]


async def _measured(source: Source, sites: tuple[int, ...], window: Window) -> Mapping[int, list[Figures]]:
    """For each site the mean power and the mean hashrate of each of its miners that reported."""
    (found,) = await source.figures(
        "TelemetrySample",
        [Measure(Function.AVG, "power_consumption"), Measure(Function.AVG, "hashrate")],
        groups=("miner.site_id", "miner_id"),
        where=(source.among("TelemetrySample", "miner.site_id", sites), between("recorded_at", *window)),
        limit=MINER_LIMIT + 1,
    )
    if len(found) > MINER_LIMIT:
        raise AnswerTooLarge(f"these sites have more than {MINER_LIMIT} miners: ask for fewer sites")
    return by_owner(found)


def _power(row: Row, window: Window, measured: Sequence[Figures], models: Sequence[Figures]) -> SitePower:
    watts = _sum([figures.measures[0] for figures in measured])
    hashrate = _sum([figures.measures[1] for figures in measured])
    rated_watts = sum((figures.count * Decimal(figures.groups[0]) for figures in models), Decimal(0))
    rated_hashrate = sum((figures.count * Decimal(figures.groups[1]) for figures in models), Decimal(0))
    megawatts, capacity = ratio(watts, WATTS_PER_MEGAWATT), Decimal(row["capacity_mw"])
    return SitePower(
        start=window.start,
        end=window.end,
        power_mw=megawatts,
        hashrate=hashrate,
        efficiency=ratio(watts, hashrate),
        capacity_mw=capacity,
        utilisation=ratio(megawatts, capacity),
        miners=sum(figures.count for figures in models),
        miners_reporting=len(measured),
        rated_power_mw=rated_watts.scaleb(-6),
        rated_hashrate=rated_hashrate,
        rated_efficiency=ratio(rated_watts, rated_hashrate),
        hashrate_ratio=ratio(hashrate, rated_hashrate),
    )


def _sum(means: Sequence[float | None]) -> float | None:
    """Of no means at all, None."""
    known = [mean for mean in means if mean is not None]
    return fsum(known) if known else None
