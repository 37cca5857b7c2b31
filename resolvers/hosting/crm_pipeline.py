"""What is in the sales pipeline, and what it is likely to bring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from resolvers.analysis import Source, ValueOf, Where, analysis
from resolvers.exact import DIGITS, total
from resolvers.hosting.owned import by_owner
from stores.aggregate import Figures, Function, Measure
from stores.filter import Filter

STAGES = ("discovery", "proposal", "negotiation", "closed_won", "closed_lost")
"""The stages of a deal in their order, of which the last two are its possible ends."""


@dataclass(frozen=True, slots=True)
class PipelineStage:
    """The deals that are in one stage of the sales pipeline."""

    stage: Annotated[str, ValueOf("Deal", "stage"), "The stage."]
    deals: Annotated[int, "Number of deals in it."]
    value: Annotated[Decimal, "What they are worth together, in US dollars."]
    weighted_value: Annotated[Decimal, "Each deal's value by its probability, summed up, in US dollars; exact."]


@analysis(rows=len(STAGES))
async def crm_pipeline(
    source: Source, *, where: Annotated[Filter | None, Where("Deal"), "Only deals of which this holds."] = None
) -> list[PipelineStage]:
    """The sales pipeline by stage, in the order of the stages, those without deals included.

    The weighted value is the sum of value * probability / 100 over the deals, in exact decimals. The probability is
    what is stored, for closed deals too.
    """
    groups = ("stage", "probability")
    (found,) = await source.figures("Deal", [Measure(Function.SUM, "value")], groups=groups, where=[where])
    of_stage = by_owner(found)
    return [_stage(stage, of_stage[stage]) for stage in STAGES]


def _stage(stage: str, found: Sequence[Figures]) -> PipelineStage:
    values = [(total(figures.measures), figures.groups[1]) for figures in found]
    return PipelineStage(
        stage=stage,
        deals=sum(figures.count for figures in found),
        value=total(value for value, _ in values),
        weighted_value=total(_percent(value, probability) for value, probability in values),
    )


def _percent(value: Decimal, probability: int) -> Decimal:
    return DIGITS.scaleb(DIGITS.multiply(value, Decimal(probability)), Decimal(-2))
