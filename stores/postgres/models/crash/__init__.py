"""crash, the analytics of crash games: bots, their sessions and rounds, and what was learnt from them (seeds/crash.md).

The document gives purposes, counts of columns, sections and indexes; the columns are designed from those.
"""

from stores.postgres.models.crash.analytics import RoundMultiplier, RoundOutcome, RoundSignal
from stores.postgres.models.crash.bots import Bot, CrashSession, GamePlatform
from stores.postgres.models.crash.logs import CrashError, OcrValidation
from stores.postgres.models.crash.rounds import CrashRound

__all__ = [
    "Bot",
    "CrashError",
    "CrashRound",
    "CrashSession",
    "GamePlatform",
    "OcrValidation",
    "RoundMultiplier",
    "RoundOutcome",
    "RoundSignal",
]
