"""What curtailment did to the power draw of its miners, as their telemetry has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import fsum
from typing import Annotated

from resolvers.analysis import Source, analysis, between
from resolvers.hosting.number import finite
from resolvers.hosting.window import Window
from resolvers.ratio import ratio
from resolvers.windows import FIRST, LAST
from stores.errors import BadInput
from stores.filter import Among, And, Filter, Or
from stores.store import Row

TIMES = ("executed_at", "recovery_time")
MINUTES, MINUTE_LIMIT = 60, 1_440

MINER_LIMIT = 20_000
"""Most miners that the plans of one answer may name together."""

SAMPLE_LIMIT = 50_000
"""Most samples that are read for one answer, those of all its plans together."""

PLAN_SAMPLES = 250
"""The samples of one plan, for the cost of an operation: those of sixty miners over two hours, one each half hour."""

WATTS_PER_MEGAWATT = 1_000_000

Samples = Mapping[int, Sequence[tuple[datetime, float]]]
"""Of each miner when it drew how many watts."""


@dataclass(frozen=True, slots=True)
class MeasuredCurtailment:
    """Power draw of the miners of a curtailment plan before and after it was executed, from their telemetry."""

    miners: Annotated[int, "Number of the plan's miners with samples of both times; the others have no part."]
    before_mw: Annotated[float | None, "Mean power draw before, in megawatts; null if there are no such miners."]
    during_mw: Annotated[float | None, "Mean power draw during the curtailment, in megawatts."]
    reduction_mw: Annotated[float | None, "What was drawn less during it than before, in megawatts."]
    ratio: Annotated[float | None, "That reduction by the planned one: 1 is as planned; null if none was planned."]


@dataclass(frozen=True, slots=True)
class Execution:
    """An executed plan: its miners, and the times before and during it that are compared."""

    miners: tuple[int, ...]
    before: Window
    during: Window

    @property
    def samples(self) -> Filter:
        """Which samples say something about it."""
        window = between("recorded_at", self.before.start, self.during.end)
        return And(tuple(part for part in (Among("miner_id", self.miners), window) if part is not None))


@analysis("CurtailmentPlan", reads=("id", "target_power_reduction", *TIMES), rows=PLAN_SAMPLES)
async def measured_effect(
    source: Source,
    rows: Sequence[Row],
    *,
    minutes: Annotated[int, f"How long before and during are, in minutes from 1 to {MINUTE_LIMIT}."] = MINUTES,
) -> list[MeasuredCurtailment | None]:
    """What the plan's miners really drew before and during it; null for a plan that was not executed.

    Before are so many minutes up to its execution; during are as many from then on, but none after its recovery. For
    each miner the mean of its power readings is taken, and these are summed up over the miners that have both.
    """
    if not 1 <= minutes <= MINUTE_LIMIT:
        raise BadInput(f"`minutes` must be from 1 to {MINUTE_LIMIT}, not {minutes}")
    executed = {row["id"]: row for row in rows if _is_known(row["executed_at"])}
    miners = await _miners(source, tuple(executed))
    length = timedelta(minutes=minutes)
    executions = {plan: _execution(row, miners[plan], length) for plan, row in executed.items()}
    samples = await _samples(source, tuple(executions.values()))
    return [_effect(row, executions[row["id"]], samples) if row["id"] in executions else None for row in rows]


def _is_known(moment: object) -> bool:
    """Whether a time is there, and one that leaves room for another before and after it."""
    return isinstance(moment, datetime) and FIRST <= moment <= LAST


async def _miners(source: Source, plans: tuple[int, ...]) -> Mapping[int, tuple[int, ...]]:
    """The miners of each plan."""
    named: dict[int, list[int]] = defaultdict(list)
    where = [Among("plan_id", plans)]
    for row in await source.all_rows("PlanMiner", ("plan_id", "miner_id"), where=where, limit=MINER_LIMIT):
        named[row["plan_id"]].append(row["miner_id"])
    return {plan: tuple(named[plan]) for plan in plans}


def _execution(row: Row, miners: tuple[int, ...], length: timedelta) -> Execution:
    start, recovery = row["executed_at"], row["recovery_time"]
    end = min(start + length, recovery) if isinstance(recovery, datetime) else start + length
    return Execution(miners, Window(start - length, start), Window(start, end))


async def _samples(source: Source, executions: Sequence[Execution]) -> Samples:
    found: dict[int, list[tuple[datetime, float]]] = defaultdict(list)
    columns = ("miner_id", "recorded_at", "power_consumption")
    where = Or(tuple(execution.samples for execution in executions))
    for row in await source.all_rows("TelemetrySample", columns, where=[where], limit=SAMPLE_LIMIT):
        watts = finite(row["power_consumption"])
        if watts is not None:
            found[row["miner_id"]].append((row["recorded_at"], watts))
    return found


def _effect(row: Row, execution: Execution, samples: Samples) -> MeasuredCurtailment:
    of_miners = [samples.get(miner, ()) for miner in execution.miners]
    pairs = [(_mean(of, execution.before), _mean(of, execution.during)) for of in of_miners]
    both = [(before, during) for before, during in pairs if before is not None and during is not None]
    if not both:
        return MeasuredCurtailment(0, None, None, None, None)
    before, during = (fsum(watts) / WATTS_PER_MEGAWATT for watts in zip(*both, strict=True))
    planned = Decimal(row["target_power_reduction"])
    return MeasuredCurtailment(len(both), before, during, before - during, ratio(before - during, planned))


def _mean(samples: Sequence[tuple[datetime, float]], window: Window) -> float | None:
    watts = [power for at, power in samples if window.start <= at < window.end]
    return fsum(watts) / len(watts) if watts else None
