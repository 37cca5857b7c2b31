"""How values come from PostgreSQL: as texts where a text is what goes out, or where Python's type is too narrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import asyncpg
import orjson

from stores.postgres.times import read_day, read_moment


@dataclass(frozen=True, slots=True)
class JsonText:
    """A `stores.json_value.JsonValue`: the text as PostgreSQL wrote it."""

    exact: str

    @property
    def output(self) -> orjson.Fragment:
        """See `JsonValue`."""
        return orjson.Fragment(self.exact)


async def set_codecs(connection: asyncpg.Connection[Any]) -> None:
    """NUMERIC and JSON stay texts: they go out as they came, without being parsed. Times are `times`'s."""
    await connection.set_type_codec("numeric", schema="pg_catalog", encoder=str, decoder=str, format="text")
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=str, decoder=JsonText, format="text")
    for name, read in (("timestamptz", read_moment), ("date", read_day)):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=str, decoder=read, format="text")
