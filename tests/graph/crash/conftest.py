"""Crash games of which a test knows every round."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from stores.embedded.servers import Endpoints
from tests.graph.hand_made import HandMade, Row, hand_made

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
OUTCOMES = {"w": "win", "l": "loss", "s": "skipped", "e": "error"}


class Play:
    """The graph over bots b1 and b2 with a session each, s1 and s2, of Aviator on two platforms."""

    def __init__(self, made: HandMade) -> None:
        self.made = made

    async def begin(self) -> None:
        """Both bots before their first round."""
        await self.made.clear()
        await self.made.add("bot_vm_registration", [_bot(1), _bot(2)])
        await self.made.add("game_platform_config", [_platform("p1", Decimal("97.5")), _platform("p2", None)])
        await self.made.add("session_logs", [_session(1), _session(2)])

    async def rounds(self, *rows: Row, bot: int = 1) -> None:
        """Rounds of a bot, a minute after each other if they do not say when."""
        await self.made.add("crash_game_rounds", [_round(bot, place, row) for place, row in enumerate(rows)])

    async def one(self, query: str, **variables: Any) -> Any:
        """What the only root field of a query has."""
        return await self.made.one(query, **variables)


def money(stake: str, payout: str, **more: Any) -> Row:
    """A round that was won or lost, with its profit."""
    profit = Decimal(payout) - Decimal(stake)
    outcome = "win" if Decimal(payout) else "loss"
    amounts = {"stake_amount": Decimal(stake), "payout_amount": Decimal(payout), "profit": profit}
    return {"round_outcome": outcome, **amounts, **more}


def outcomes(letters: str) -> Sequence[Row]:
    """Rounds that were won, lost, skipped, or failed, with a stake of 1 and 2 paid out where won."""
    played = {"w": money("1", "2"), "l": money("1", "0")}
    return [played.get(letter, {"round_outcome": OUTCOMES[letter]}) for letter in letters]


def _bot(number: int) -> Row:
    return {
        "bot_id": f"b{number}",
        "session_id": f"registered-{number}",
        "bot_name": f"Bot {number}",
        "vm_id": f"vm-{number}",
        "vm_provider": "local",
        "bot_version": "1",
        "strategy_name": "martingale",
    }


def _platform(code: str, returned: Decimal | None) -> Row:
    return {
        "game_name": "Aviator",
        "platform_code": code,
        "platform_name": code,
        "min_stake": Decimal(1),
        "max_stake": Decimal(100),
        "return_to_player": returned,
    }


def _session(number: int) -> Row:
    return {
        "session_id": f"s{number}",
        "bot_id": f"b{number}",
        "game_name": "Aviator",
        "platform_code": f"p{number}",
        "strategy_name": "martingale",
        "session_start": START,
    }


def _round(bot: int, place: int, row: Row) -> Row:
    at = START + timedelta(minutes=place)
    known = {
        "bot_id": f"b{bot}",
        "session_id": f"s{bot}",
        "game_name": "Aviator",
        "platform_code": f"p{bot}",
        "round_number": place + 1,
        "timestamp": at,
        "round_start_timestamp": at,
        "strategy_name": "martingale",
        "round_outcome": "skipped",
    }
    return known | dict(row)


@pytest.fixture(scope="session")
async def hand_made_crash(endpoints: Endpoints) -> AsyncIterator[HandMade]:
    """The tables of crash, which tests fill."""
    async with hand_made(endpoints, "crash") as made:
        yield made


@pytest.fixture
async def play(hand_made_crash: HandMade) -> Play:
    """Two bots before their first round."""
    begun = Play(hand_made_crash)
    await begun.begin()
    return begun
