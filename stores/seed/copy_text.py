"""Rows as PostgreSQL's COPY reads them: text, a line for each row, a tab between values."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from stores.seed.recipe import Row

LINES_AT_ONCE = 2_000

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _escaped(value: str) -> str:
    return value.translate(ESCAPES)


def _json(value: Any) -> str:
    return _escaped(json.dumps(value))


WRITERS: Mapping[type, Callable[[Any], str]] = {
    str: _escaped,
    int: str,
    float: repr,
    Decimal: str,
    bool: lambda value: "t" if value else "f",
    type(None): lambda _: "\\N",
    datetime: datetime.isoformat,
    date: date.isoformat,
    dict: _json,
    list: _json,
}


def line(row: Row, columns: Sequence[str]) -> str:
    """One row, with its line's end."""
    values = [row[column] for column in columns]
    return "\t".join([WRITERS[value.__class__](value) for value in values]) + "\n"


async def chunks(rows: Iterable[Row], columns: Sequence[str], written: Callable[[int], None]) -> AsyncIterator[bytes]:
    """The rows in pieces of bounded size; `written` is told after each how many rows there were so far."""
    lines: list[str] = []
    total = 0
    for row in rows:
        lines.append(line(row, columns))
        if len(lines) == LINES_AT_ONCE:
            total += len(lines)
            yield "".join(lines).encode()
            written(total)
            lines.clear()
    yield "".join(lines).encode()
    written(total + len(lines))
