"""What the watching of jackpots has to tell the agents' log."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from bson import ObjectId


@dataclass(frozen=True, slots=True)
class Entry:
    """An action about a tier of a credential's jackpot, and the sample that showed it."""

    action: str
    username: str
    tier: str
    sample: ObjectId


News = deque[Entry]
