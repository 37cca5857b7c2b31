"""The formats in which tables are downloaded: rows in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from app.json_text import encode


class TableFormat(Protocol):
    """Writes a table: what comes before its rows, and rows of values as JSON has them or as orjson writes them."""

    content_type: str

    def head(self, names: Sequence[str]) -> bytes:
        """What stands before all rows."""

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
        """Some rows."""


class Ndjson:
    """A JSON object on each line (https://github.com/ndjson/ndjson-spec)."""

    content_type = "application/x-ndjson"

    def head(self, names: Sequence[str]) -> bytes:  # noqa: ARG002
        """Nothing: each line has the names."""
        return b""

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
        """A line for each row."""
        return b"".join([encode(dict(zip(names, row, strict=True))) + b"\n" for row in rows])


class Csv:
    """Comma-separated values with a line of names (RFC 4180).

    NULL is empty and an empty text is `""`, as PostgreSQL has it; Python's `csv` can tell them apart from 3.12 on.
    """

    content_type = "text/csv; charset=utf-8; header=present"

    def head(self, names: Sequence[str]) -> bytes:
        """The line of names."""
        return self.rows(names, [names])

    def rows(self, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:  # noqa: ARG002
        """A line for each row."""
        return "".join([",".join(map(_cell, row)) + "\r\n" for row in rows]).encode("utf-8", "replace")


FORMATS: Mapping[str, TableFormat] = {"ndjson": Ndjson(), "csv": Csv()}
"""By the endings of their files."""


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else encode(value).decode()
    if isinstance(value, date):
        return text.strip('"')
    if text and not any(special in text for special in ',"\r\n'):
        return text
    escaped = text.replace('"', '""')
    return f'"{escaped}"'
