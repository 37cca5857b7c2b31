"""How often signals are right, and whether they are as sure as they should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Annotated

from resolvers.analysis import Source, ValueOf, Where, analysis, between
from resolvers.edges import Edges, edges_of, ranges_between
from resolvers.exact import total
from resolvers.ratio import ratio
from resolvers.windows import require_window
from stores.aggregate import Figures, Function, Measure
from stores.filter import Filter

USUAL = tuple(map(Decimal, ("0.5", "0.6", "0.7", "0.8", "0.9")))
MOST_EDGES = 20
"""Edges of the bands of confidence."""

CERTAIN = Decimal(1)
"""The highest confidence."""

TYPES = 4
"""Types of signals."""


@dataclass(frozen=True, slots=True)
class SignalTotals:
    """How signals turned out. One is judged when it is known whether it was right."""

    signals: Annotated[int, "Number of signals."]
    judged: Annotated[int, "Number of those that are judged."]
    correct: Annotated[int, "Number of those that were right."]
    precision: Annotated[float | None, "Signals that were right, of those judged, from 0 to 1; null if none is."]
    average_confidence: Annotated[float | None, "Mean confidence of all signals, from 0 to 1; null if there is none."]
    calibration: Annotated[
        float | None,
        "Precision less the mean confidence of the judged signals, from -1 to 1: below 0 they are surer than they are"
        " right; null if none is judged.",
    ]


@dataclass(frozen=True, slots=True)
class SignalBand:
    """Signals of one type that are about as sure."""

    from_confidence: Annotated[Decimal | None, "Least confidence of the band; null for the first band."]
    to_confidence: Annotated[Decimal | None, "Confidence that the band ends before; null for the last band."]
    totals: Annotated[SignalTotals, "How its signals turned out."]


@dataclass(frozen=True, slots=True)
class SignalEffectiveness:
    """How signals of one type turned out."""

    signal_type: Annotated[str, ValueOf("RoundSignal", "signal_type"), "What the signals advise the bot to do."]
    totals: Annotated[SignalTotals, "How all of them turned out."]
    calibration_error: Annotated[
        float | None,
        "Expected calibration error, from 0 (as sure as right) to 1: the bands' calibrations without their signs,"
        " averaged by the judged signals of each; null if none is judged.",
    ]
    bands: Annotated[list[SignalBand], "The same by confidence, the lowest band first; bands may be empty."]


def _edges(edges: Sequence[Decimal] | None = None) -> Edges:
    return edges_of(edges, USUAL, most=MOST_EDGES, highest=CERTAIN)


def _rows(edges: Sequence[Decimal] | None = None) -> int:
    return TYPES * (len(_edges(edges)) + 1)


@analysis(rows=_rows, priced_by=("edges",))
async def signal_effectiveness(
    source: Source,
    *,
    edges: Annotated[
        list[Decimal] | None,
        "Where a band of confidence ends and the next one begins: up to 20 numbers above 0 that rise, up to 1."
        " 0.5, 0.6, 0.7, 0.8 and 0.9 if nothing is said.",
    ] = None,
    from_: Annotated[datetime | None, "When the signals that count were given at the earliest."] = None,
    to: Annotated[datetime | None, "Before when they were given."] = None,
    where: Annotated[Filter | None, Where("RoundSignal"), "Which signals count; all if nothing is said."] = None,
) -> list[SignalEffectiveness]:
    """How often signals are right, by their type and their confidence: the types in alphabetical order.

    A signal is right if its `wasCorrect` says so. Types of which there is no signal are left out.
    """
    require_window(from_, to)
    bounds = _edges(edges)
    band = replace(source.group("RoundSignal", "confidence_score"), edges=bounds)
    (found,) = await source.figures(
        "RoundSignal",
        [Measure(Function.SUM, "confidence_score")],
        groups=["signal_type", band, "was_correct"],
        where=[between("timestamp", from_, to), where],
    )
    of_type = groupby(sorted(found, key=_signal_type), _signal_type)
    return [_effectiveness(name, bounds, list(figures)) for name, figures in of_type]


def _signal_type(figures: Figures) -> str:
    return str(figures.groups[0])


def _effectiveness(name: str, bounds: Edges, found: Sequence[Figures]) -> SignalEffectiveness:
    bands = [
        SignalBand(low, high, _totals([figures for figures in found if figures.groups[1] == place]))
        for place, (low, high) in enumerate(ranges_between(bounds))
    ]
    totals = _totals(found)
    errors = [abs(band.totals.calibration or 0.0) * band.totals.judged for band in bands]
    return SignalEffectiveness(name, totals, ratio(sum(errors), totals.judged), bands)


def _totals(found: Sequence[Figures]) -> SignalTotals:
    judged = [figures for figures in found if figures.groups[2] is not None]
    signals, known, correct = (
        sum(figures.count for figures in part)
        for part in (found, judged, [figures for figures in judged if figures.groups[2]])
    )
    precision, sure = ratio(correct, known), ratio(total(figures.measures[0] for figures in judged), known)
    return SignalTotals(
        signals=signals,
        judged=known,
        correct=correct,
        precision=precision,
        average_confidence=ratio(total(figures.measures[0] for figures in found), signals),
        calibration=None if precision is None or sure is None else precision - sure,
    )
