"""Whether all peers answer the same rows, whatever they call and how they write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import orjson

from tests.benchmarks.peers import RunningPeer
from tests.benchmarks.queries import BenchmarkQuery


class Disagreement(Exception):
    """Two peers answered a query with different rows, or one with errors."""


async def agree(query: BenchmarkQuery, peers: Sequence[RunningPeer]) -> None:
    """Raises Disagreement, saying where, unless all that take the query answer the same, and without errors."""
    taking_part = [running for running in peers if running.takes(query)]
    answers = [normal(orjson.loads(await running.answer(query))) for running in taking_part]
    for running, answer in zip(taking_part, answers, strict=True):
        if "errors" in answer:
            raise Disagreement(f"{query.name}: {running.peer.name} answers with errors: {answer['errors']}")
        if difference := _difference(answers[0], answer):
            names = f"{taking_part[0].peer.name} and {running.peer.name}"
            raise Disagreement(f"{query.name}: {names} differ at {difference}")


def normal(value: Any) -> Any:
    """A JSON value as every peer would write it.

    Cursors are each server's own, and left out. Moments are compared as such, numbers in strings too, and the names of
    a closed set without regard to case, since PostGraphile takes those that a CHECK lists for text.
    """
    if isinstance(value, dict):
        return {name: normal(inner) for name, inner in value.items() if name not in {"endCursor", "extensions"}}
    if isinstance(value, list):
        return [normal(inner) for inner in value]
    return _normal_text(value) if isinstance(value, str) else value


def _normal_text(text: str) -> datetime | Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text.casefold()
    return moment.astimezone(UTC) if moment.tzinfo else moment


def _difference(one: Any, other: Any, path: str = "") -> str | None:
    """The first place at which two normal values differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        places = [(f"{path}.{name}", one[name], other[name]) for name in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        places = [(f"{path}[{index}]", *pair) for index, pair in enumerate(zip(one, other, strict=True))]
    else:
        return None if one == other else f"{path}: {str(one)[:200]} and {str(other)[:200]}"
    return next(filter(None, (_difference(a, b, inner) for inner, a, b in places)), None)
