"""A streaming game of which a test knows every row."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from stores.embedded.servers import Endpoints
from tests.graph.hand_made import HandMade, hand_made

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
async def hand_made_kingpin(endpoints: Endpoints) -> AsyncIterator[HandMade]:
    """The tables of kingpin, which tests fill."""
    async with hand_made(endpoints, "kingpin") as made:
        yield made


@pytest.fixture
async def game(hand_made_kingpin: HandMade) -> HandMade:
    """The graph over four players, a, b, c and d, with the keys from 1 to 4, and nothing else."""
    await hand_made_kingpin.clear()
    await hand_made_kingpin.add("users", [{"username": name} for name in "abcd"])
    return hand_made_kingpin
