"""How values come from PostgreSQL: as texts where a text is what goes out, or where Python's type is too narrow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

import asyncpg
import orjson


@dataclass(frozen=True, slots=True)
class JsonText:
    """A `stores.json_value.JsonValue`: the text as PostgreSQL wrote it."""

    exact: str

    @property
    def output(self) -> orjson.Fragment:
        """See `JsonValue`."""
        return orjson.Fragment(self.exact)


async def set_codecs(connection: asyncpg.Connection[Any]) -> None:
    """NUMERIC and JSON stay texts: they go out as they came, without being parsed."""
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=str, format="text")
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=str, decoder=JsonText, format="text")
    for name, parse in (("timestamptz", datetime.fromisoformat), ("date", date.fromisoformat)):
        decoder = partial(_time, parse)
        await connection.set_type_codec(name, schema="pg_catalog", encoder=str, decoder=decoder, format="text")


def _time(parse: Callable[[str], date], text: str) -> date | str:
    """A moment or day; infinity and years that Python does not have stay PostgreSQL's text.

    asyncpg's own codec raises for such years, for which the whole answer would be lost, and takes the last microsecond
    of the year 9999 for infinity.
    """
    try:
        return parse(text)
    except ValueError:
        return text
