"""Which tiers of a jackpot have moved since the sample before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from resolvers.analysis import Source, analysis
from resolvers.pantheon.tier import JackpotTier
from stores.errors import AnswerTooLarge
from stores.filter import Compare, Operator
from stores.order import Order
from stores.store import Row

LOOK_BACK = 200
"""Samples of one credential that the one before may lie back, counted from the newest of all that are asked for."""

COLUMNS = ("id", "credential_id", "timestamp", *JackpotTier.columns())


@dataclass(frozen=True, slots=True)
class TierMove:
    """A tier that differs from the sample before."""

    tier: Annotated[JackpotTier, "Which tier."]
    before: Annotated[float | None, "What it was, in US dollars; null if it was not there."]
    now: Annotated[float | None, "What it is, in US dollars; null if it is no longer there."]
    reset: Annotated[bool, "Whether it has become smaller: somebody won it."]


@analysis("Jackpot", reads=COLUMNS, rows=len(JackpotTier))
async def moves(source: Source, rows: Sequence[Row]) -> list[list[TierMove] | Exception]:
    """The tiers that have moved since the sample before of the same credential; none of its first sample.

    An error where 200 samples of the credential lie between it and the newest jackpot of all that are asked for.
    """
    dated = [row for row in rows if isinstance(row["timestamp"], datetime) and isinstance(row["credential_id"], str)]
    by_credential = Counter(row["credential_id"] for row in dated)
    found = await _samples(source, dated, list(by_credential)) if dated else {}
    return [_moves(row, found.get(row["credential_id"], [])) for row in rows]


async def _samples(source: Source, rows: Sequence[Row], credentials: list[str]) -> dict[str, list[Row]]:
    """The newest samples of each credential, up to the newest that is asked for."""
    latest = Compare("timestamp", Operator.LESS_OR_EQUAL, max(row["timestamp"] for row in rows))
    newest = [Order("timestamp", descending=True), Order("id", descending=True)]
    keys = [(credential,) for credential in credentials]
    pages = await source.rows(
        "Jackpot", COLUMNS, where=[latest], order=newest, limit=LOOK_BACK + 1, by=("credential_id",), keys=keys
    )
    return dict(zip(credentials, map(list, pages), strict=True))


def _moves(row: Row, samples: Sequence[Row]) -> list[TierMove] | Exception:
    before = next((each for each in samples if _place(each) < _place(row)), None) if samples else None
    if before is None and len(samples) > LOOK_BACK:
        return AnswerTooLarge(f"there are {LOOK_BACK} newer samples of this credential: ask for less time at once")
    if before is None:
        return []
    pairs = ((tier, tier.amount(before), tier.amount(row)) for tier in JackpotTier)
    return [TierMove(tier, was, now, _reset(was, now)) for tier, was, now in pairs if was != now]


def _place(row: Row) -> tuple[Any, ...]:
    return row["timestamp"], row["id"]


def _reset(was: float | None, now: float | None) -> bool:
    return was is not None and now is not None and now < was
