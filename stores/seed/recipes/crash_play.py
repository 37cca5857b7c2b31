"""A simulation of bots that play crash games: rounds with true odds, strategies, balances that add up.

The multiplier at which a round crashes is heavy-tailed: the chance that it reaches x is 0.97, the game's return to its
players, over x. It rises by a factor of e every 1 / GROWTH seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from math import log
from random import Random

RETURN = 0.97
GROWTH = 0.06
HIGHEST = 10_000.0
PAUSE_SECONDS = 8.0
CENT = Decimal("0.01")


@dataclass(slots=True)
class Form:
    """How a session stands for its strategy: stakes are in the game's currency."""

    balance: Decimal
    base: Decimal
    step: int = 0
    wins: int = 0
    losses: int = 0


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to stake: the multiplier to cash out at, the stake for a form, and the step after a win or a loss."""

    target: Decimal
    stake: Callable[[Form], Decimal]
    after_win: Callable[[int], int] = lambda _: 0
    after_loss: Callable[[int], int] = lambda _: 0
    parameters: Mapping[str, float] = field(default_factory=dict)


STRATEGIES: Mapping[str, Strategy] = {
    "compound": Strategy(
        target=Decimal("1.33"),
        stake=lambda form: form.base * Decimal("1.33") ** form.step,
        after_win=lambda step: (step + 1) % 5,
        parameters={"target": 1.33, "compounds": 4},
    ),
    "martingale": Strategy(
        target=Decimal("2.00"),
        stake=lambda form: form.base * 2**form.step,
        after_loss=lambda step: (step + 1) % 6,
        parameters={"target": 2.0, "doublings": 5},
    ),
    "fixed_stake": Strategy(
        target=Decimal("1.50"), stake=lambda form: form.base, parameters={"target": 1.5, "share": 0.01}
    ),
    "kelly_criterion": Strategy(
        target=Decimal("2.00"),
        stake=lambda form: form.balance * max(1, min(4, 1 + form.wins - form.losses)) / 200,
        parameters={"target": 2.0, "largest_share": 0.02},
    ),
    "early_exit": Strategy(
        target=Decimal("1.10"), stake=lambda form: form.base * 3, parameters={"target": 1.1, "share": 0.03}
    ),
}
"""The documented strategies and a custom one."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round; `crash` is None if it was not seen."""

    number: int
    start: datetime
    end: datetime
    outcome: str
    stake: Decimal
    base: Decimal
    step: int
    target: Decimal
    crash: Decimal | None
    previous: Decimal | None
    before: Decimal
    payout: Decimal
    session_profit: Decimal
    drawdown: Decimal
    wins: int
    losses: int

    @property
    def profit(self) -> Decimal:
        """Payout less stake."""
        return self.payout - self.stake

    @property
    def after(self) -> Decimal:
        """The balance after the round."""
        return self.before + self.profit

    @property
    def profit_percentage(self) -> Decimal | None:
        """Profit in percent of the stake; None without one."""
        return (100 * self.profit / self.stake).quantize(CENT) if self.stake else None


def crash_multiplier(random: Random) -> Decimal:
    """Where a round crashes, from 1, rounded down to hundredths."""
    reached = min(HIGHEST, max(1.0, RETURN / (1 - random.random())))
    return Decimal(int(reached * 100)).scaleb(-2)


def seconds_to(multiplier: Decimal) -> float:
    """How long the multiplier rises until it reaches this one."""
    return log(max(1.0, float(multiplier))) / GROWTH


def play(strategy: Strategy, start: datetime, rounds: int, balance: Decimal, random: Random) -> Iterator[Round]:
    """The rounds of a session; it ends early when the balance no longer covers the stake."""
    form = Form(balance, (balance / 100).quantize(CENT))
    at, profit, peak, previous = start, Decimal(0), balance, None
    for number in range(1, rounds + 1):
        outcome, stake, crash = _outcome(strategy, form, number, random)
        if stake > form.balance:
            return
        payout = (stake * strategy.target).quantize(CENT) if outcome == "win" else Decimal(0)
        end = at + timedelta(milliseconds=int(1_000 * seconds_to(crash)))
        before, step = form.balance, form.step
        _advance(form, strategy, outcome, payout - stake)
        profit += payout - stake
        peak = max(peak, form.balance)
        yield Round(
            number=number,
            start=at,
            end=end,
            outcome=outcome,
            stake=stake,
            base=form.base,
            step=step,
            target=strategy.target,
            crash=None if outcome == "error" else crash,
            previous=previous,
            before=before,
            payout=payout,
            session_profit=profit,
            drawdown=peak - form.balance,
            wins=form.wins,
            losses=form.losses,
        )
        previous = crash
        at = end + timedelta(seconds=PAUSE_SECONDS)


def _outcome(strategy: Strategy, form: Form, number: int, random: Random) -> tuple[str, Decimal, Decimal]:
    """How a round ends, its stake, and where it crashes. Each round in eleven is only watched; few are not read."""
    crash = crash_multiplier(random)
    if number % 60 == 7:
        return "error", Decimal(0), crash
    stake = strategy.stake(form).quantize(CENT)
    if number % 11 == 5 or not stake:
        return "skipped", Decimal(0), crash
    return "win" if crash >= strategy.target else "loss", stake, crash


def _advance(form: Form, strategy: Strategy, outcome: str, profit: Decimal) -> None:
    form.balance += profit
    if outcome == "win":
        form.step, form.wins, form.losses = strategy.after_win(form.step), form.wins + 1, 0
    elif outcome == "loss":
        form.step, form.wins, form.losses = strategy.after_loss(form.step), 0, form.losses + 1
