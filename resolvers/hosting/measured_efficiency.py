"""How much energy miners really need for their work, beside what their models are rated for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any

from resolvers.analysis import Analysis, Source, analysis, between
from resolvers.hosting.owned import by_owner
from resolvers.hosting.window import window_of
from resolvers.ratio import ratio
from stores.aggregate import Figures, Function, Measure
from stores.filter import Compare, IsNull, Operator
from stores.store import Row

OWNERS = {"Miner": "miner_id", "Site": "miner.site_id", "MinerModel": "miner.miner_model_id"}
"""Whose efficiency can be asked for, and what of a sample is their key."""

DAY, LONGEST = timedelta(days=1), timedelta(days=92)

WORKING = (Compare("hashrate", Operator.GREATER, "0"), IsNull("power_consumption", negated=True))
"""Of which samples a miner was computing, and is known to have drawn so much power for it."""


@dataclass(frozen=True, slots=True)
class MeasuredEfficiency:
    """Energy per unit of work, as telemetry has it and as the models are rated."""

    samples: Annotated[int, "Number of samples that it is computed from."]
    measured: Annotated[float | None, "Energy in joules per terahash (J/TH), less is better; null without samples."]
    rated: Annotated[float | None, "What the models of the miners in these samples are rated for, in J/TH."]
    ratio: Annotated[float | None, "Measured by rated: above 1, more energy is needed than the maker says."]


def _of(owner: str, path: str) -> Analysis:
    @analysis(owner, reads=("id",))
    async def measured_efficiency(
        source: Source,
        rows: Sequence[Row],
        *,
        from_: Annotated[datetime | None, "First moment; a day before `to` if nothing is said."] = None,
        to: Annotated[datetime | None, "Before which moment, 92 days later at most; now if nothing is said."] = None,
    ) -> list[MeasuredEfficiency]:
        """Energy that was needed for the work done in a window of time, beside what the miners' models are rated for.

        Watts by terahashes a second are joules per terahash: the sum of the power by the sum of the hashrate, over the
        samples in which a miner was hashing and both are known. Rated is the same of the models, sample by sample.
        """
        window = window_of(from_, to, usual=DAY, longest=LONGEST)
        keys = tuple(dict.fromkeys(row["id"] for row in rows))
        (found,) = await source.figures(
            "TelemetrySample",
            [Measure(Function.SUM, "power_consumption"), Measure(Function.SUM, "hashrate")],
            groups=(path, "miner.model.power_consumption", "miner.model.hashrate"),
            where=(source.among("TelemetrySample", path, keys), between("recorded_at", *window), *WORKING),
        )
        of_key = by_owner(found)
        return [_efficiency(of_key[row["id"]]) for row in rows]

    return measured_efficiency


def _efficiency(found: Sequence[Figures]) -> MeasuredEfficiency:
    """Of the sums over the samples of each model."""
    measured = ratio(_sum(figures.measures[0] for figures in found), _sum(figures.measures[1] for figures in found))
    watts = _sum(figures.count * Decimal(figures.groups[1]) for figures in found)
    rated = ratio(watts, _sum(figures.count * Decimal(figures.groups[2]) for figures in found))
    return MeasuredEfficiency(sum(figures.count for figures in found), measured, rated, ratio(measured, rated))


def _sum(values: Iterable[Any]) -> Decimal:
    return sum((Decimal(value) for value in values if value is not None), Decimal(0))


MEASURED_EFFICIENCIES = tuple(_of(owner, path) for owner, path in OWNERS.items())
"""The field `measuredEfficiency` of each owner."""
