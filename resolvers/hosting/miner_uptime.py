"""How much of the time a miner was at work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from resolvers.analysis import Source, analysis, between
from resolvers.buckets import number_of, start_of
from resolvers.hosting.window import Window, window_of
from stores.aggregate import Bucket, Function, Measure, Unit
from stores.errors import BadInput
from stores.filter import Compare, Filter, Operator
from stores.query import KeyValue
from stores.store import Row

HALF_HOUR = Bucket(Unit.SECOND, 1_800)
"""Each miner has one sample in each: the document's 48 samples a day."""

DAY, LONGEST = timedelta(days=1), timedelta(days=92)

SAMPLED = Measure(Function.COUNT_DISTINCT, "recorded_at", bucket=HALF_HOUR)
WORKING = Compare("hashrate", Operator.GREATER, "0")


@dataclass(frozen=True, slots=True)
class MinerUptime:
    """For how many of the half hours of a window a miner was at work, from its telemetry."""

    start: Annotated[datetime, "First moment: `from`, moved back to the start of its half hour."]
    end: Annotated[datetime, "Moment before which it ends: `to`, moved back in the same way."]
    expected: Annotated[int, "Number of half hours; one sample is due in each."]
    received: Annotated[int, "Number of half hours with at least one sample."]
    working: Annotated[int, "Number of half hours with at least one sample whose hashrate is above 0."]
    uptime: Annotated[float, "Working by expected, from 0 to 1."]
    coverage: Annotated[float, "Received by expected, from 0 to 1: how much telemetry there is to go by."]


@analysis("Miner", reads=("id",))
async def uptime(
    source: Source,
    rows: Sequence[Row],
    *,
    from_: Annotated[datetime | None, "First moment; a day before `to` if nothing is said."] = None,
    to: Annotated[datetime | None, "Before which moment, 92 days later at most; now if nothing is said."] = None,
) -> list[MinerUptime]:
    """How much of a window the miner was at work: the part of its half hours in which it reported a hashrate above 0.

    A half hour without a sample counts as down, and so does one whose samples have no hashrate or one of 0, as while
    the miner is curtailed, and any before it was added. Several samples in a half hour are like one.
    """
    window = _in_half_hours(window_of(from_, to, usual=DAY, longest=LONGEST))
    expected = number_of(HALF_HOUR, window.end) - number_of(HALF_HOUR, window.start)
    keys = [(row["id"],) for row in rows]
    within = between("recorded_at", *window)
    received = await _half_hours(source, keys, within)
    working = await _half_hours(source, keys, within, WORKING)
    return [_uptime(window, expected, *each) for each in zip(received, working, strict=True)]


def _in_half_hours(window: Window) -> Window:
    """From the start of a half hour to that of another. Raises BadInput if it is the same one."""
    start, end = (start_of(HALF_HOUR, number_of(HALF_HOUR, moment)) for moment in window)
    if start == end:
        raise BadInput("`from` and `to` must lie in different half hours")
    return Window(start, end)


async def _half_hours(source: Source, keys: Sequence[KeyValue], *where: Filter | None) -> list[int]:
    """In how many half hours each miner has samples of which all filters hold."""
    found = await source.figures("TelemetrySample", [SAMPLED], where=where, by=("miner_id",), keys=keys)
    return [figures[0].measures[0] if figures else 0 for figures in found]


def _uptime(window: Window, expected: int, received: int, working: int) -> MinerUptime:
    return MinerUptime(*window, expected, received, working, working / expected, received / expected)
