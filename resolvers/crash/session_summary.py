"""How a session of play went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from resolvers.analysis import Source, analysis
from resolvers.crash.statistics import NOTHING, CrashStatistics, crash_statistics
from resolvers.ratio import ratio
from resolvers.stored_difference import StoredDifference, stored_differences
from stores.naming import camel_case
from stores.store import Row

STORED = (
    "total_rounds",
    "winning_rounds",
    "losing_rounds",
    "highest_multiplier",
    "total_staked",
    "total_payout",
    "net_profit",
)
"""The totals of the log that its rounds tell as well."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class CrashSessionSummary:
    """How a session of play went, computed from its rounds."""

    statistics: Annotated[CrashStatistics, "What its rounds come to."]
    duration_seconds: Annotated[float | None, "From its start to its end, in seconds; null while it runs."]
    rounds_per_hour: Annotated[float | None, "Rounds by duration, in rounds per hour; null while it runs."]
    return_on_balance: Annotated[
        float | None,
        "Profit by the balance at the start, so 0.05 is 5 %; null if that is unknown or 0, or there are several"
        " currencies.",
    ]
    differences: Annotated[
        list[StoredDifference],
        "Totals stored with the session that its rounds have otherwise. Of several currencies no money is compared.",
    ]


@analysis("CrashSession", reads=("session_id", "session_start", "session_end", "starting_balance", *STORED))
async def summary(source: Source, rows: Sequence[Row]) -> list[CrashSessionSummary]:
    """How the session went: its rounds' statistics, its pace, its return, and where the stored totals differ."""
    keys = [(row["session_id"],) for row in rows]
    found = await crash_statistics(source, where=(), by=("session_id",), keys=keys)
    return [_summary(row, of_key.get((), NOTHING)) for row, of_key in zip(rows, found, strict=True)]


def _summary(row: Row, statistics: CrashStatistics) -> CrashSessionSummary:
    end, balance = row["session_end"], row["starting_balance"]
    duration = None if end is None else end - row["session_start"]
    profit = statistics.money[0].profit if len(statistics.money) == 1 else None
    return CrashSessionSummary(
        statistics=statistics,
        duration_seconds=None if duration is None else duration.total_seconds(),
        rounds_per_hour=ratio(statistics.rounds, None if duration is None else duration / HOUR),
        return_on_balance=ratio(profit, None if balance is None else Decimal(balance)),
        differences=stored_differences({camel_case(name): row[name] for name in STORED}, _computed(statistics)),
    )


def _computed(statistics: CrashStatistics) -> dict[str, Any]:
    """The totals of `STORED`, by the names of their fields."""
    figures = [statistics.rounds, statistics.wins, statistics.losses, statistics.highest_crash_multiplier]
    if len(statistics.money) == 1:
        (money,) = statistics.money
        figures += [money.staked, money.payout, money.profit]
    elif not statistics.money:
        figures += [0, 0, 0]
    return dict(zip(map(camel_case, STORED), figures, strict=False))
