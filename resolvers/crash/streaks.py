"""How play went round by round: streaks, and how far profits fell below their peak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Annotated

from resolvers.analysis import Analysis, Source, analysis, between
from resolvers.exact import difference, total
from resolvers.windows import require_window
from stores.errors import BadInput
from stores.order import Order
from stores.store import Row

USUAL = 500
MOST_ROUNDS = 5_000
"""Rounds that are read one by one for one bot or session."""

STEPS = {"win": 1, "loss": -1}
"""Other outcomes neither end a streak nor lengthen it."""

NEWEST_FIRST = (Order("timestamp", descending=True), Order("id", descending=True))


@dataclass(frozen=True, slots=True)
class CrashDrawdown:
    """How profits in one currency went up and down. Amounts are exact."""

    currency: Annotated[str, "Currency of the amounts (ISO 4217)."]
    profit: Annotated[Decimal, "Sum of the profits of the rounds looked at; negative for a loss."]
    max_drawdown: Annotated[
        Decimal, "Deepest fall of that sum, from round to round, below its highest value so far, which is at least 0."
    ]


@dataclass(frozen=True, slots=True)
class CrashStreaks:
    """How play went round by round. A skipped round, or one that failed, neither ends a streak nor lengthens it."""

    rounds: Annotated[int, "Number of rounds that were looked at, the newest ones."]
    complete: Annotated[bool, "Whether these are all rounds, and not only the newest ones of more."]
    longest_winning: Annotated[int, "Most rounds won in a row."]
    longest_losing: Annotated[int, "Most rounds lost in a row."]
    current: Annotated[int, "Rounds won in a row at the end; negative if they were lost, 0 if none was either."]
    drawdowns: Annotated[list[CrashDrawdown], "How profits went, by currency in alphabetical order."]


def _checked(rounds: int = USUAL) -> int:
    if not 1 <= rounds <= MOST_ROUNDS:
        raise BadInput(f"`rounds` must be from 1 to {MOST_ROUNDS}, not {rounds}")
    return rounds


def streaks_of(owner: str, by: str) -> Analysis:
    """The streaks of the rounds that have an owner's value in the column `by`."""

    @analysis(owner, reads=(by,), rows=_checked, priced_by=("rounds",))
    async def streaks(
        source: Source,
        rows: Sequence[Row],
        *,
        rounds: Annotated[int, "How many rounds to look at, the newest ones; up to 5000."] = USUAL,
        from_: Annotated[datetime | None, "When the rounds that count were logged at the earliest."] = None,
        to: Annotated[datetime | None, "Before when they were logged."] = None,
    ) -> list[CrashStreaks]:
        """Longest streaks and deepest drawdown, from the rounds one by one in the order in which they were logged."""
        require_window(from_, to)
        found = await source.rows(
            "CrashRound",
            ("round_outcome", "currency", "profit"),
            where=[between("timestamp", from_, to)],
            order=NEWEST_FIRST,
            limit=_checked(rounds) + 1,
            by=(by,),
            keys=[(row[by],) for row in rows],
        )
        return [_streaks(list(reversed(newest[:rounds])), complete=len(newest) <= rounds) for newest in found]

    return streaks


def _streaks(rounds: Sequence[Row], *, complete: bool) -> CrashStreaks:
    runs = list(streaks_in(row["round_outcome"] for row in rounds))
    of_currency = {
        name: [Decimal(row["profit"]) for row in rounds if row["currency"] == name] for name in _names(rounds)
    }
    return CrashStreaks(
        rounds=len(rounds),
        complete=complete,
        longest_winning=max((run for run in runs if run > 0), default=0),
        longest_losing=-min((run for run in runs if run < 0), default=0),
        current=runs[-1] if runs else 0,
        drawdowns=[CrashDrawdown(name, total(of), drawdown(of)) for name, of in of_currency.items()],
    )


def _names(rounds: Iterable[Row]) -> list[str]:
    return sorted({row["currency"] for row in rounds})


def streaks_in(outcomes: Iterable[str]) -> Iterable[int]:
    """The lengths of the streaks in order: more than 0 for wins, less for losses."""
    steps = (STEPS[outcome] for outcome in outcomes if outcome in STEPS)
    return (sum(run) for _, run in groupby(steps))


def drawdown(profits: Iterable[Decimal]) -> Decimal:
    """The deepest fall of the running sum below its peak, which is at least 0."""
    running = peak = deepest = Decimal(0)
    for profit in profits:
        running = total((running, profit))
        peak = max(peak, running)
        deepest = max(deepest, difference(peak, running))
    return deepest
