"""Writes the drawn rows into PostgreSQL, on one connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import (
    ColumnClause,
    Executable,
    TableClause,
    Update,
    column,
    exists,
    func,
    literal,
    select,
    table as named_table,
)
from sqlalchemy.schema import Table

from stores.errors import BadInput
from stores.postgres.changes import UNRECORDED
from stores.postgres.connection import compiled, quoted
from stores.postgres.partitions import ensure_partitions
from stores.seed.copy_text import chunks
from stores.seed.moments import REACH
from stores.seed.world import World

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class PostgresWriter:
    """Fills `tables`, parents before children; the caller begins and ends the transaction."""

    connection: asyncpg.Connection[Any]
    tables: Sequence[Table]

    async def clear(self, *, replace: bool) -> None:
        """Empty the tables. Raises BadInput if any row is there and `replace` is not given."""
        if replace:
            await self.connection.execute(f"TRUNCATE {', '.join(map(quoted, self.tables))} RESTART IDENTITY")
        for table in self.tables:
            if await self._value(select(exists(select(literal(1)).select_from(table)))):
                raise BadInput(f"{table.fullname} already holds rows: `polygraph seed --replace` deletes them first")

    async def write(self, world: World, progress: Progress) -> dict[str, int]:
        """Copy every table's rows; the number of rows of each by its full name."""
        await self.connection.execute(UNRECORDED)
        await ensure_partitions(self.connection, (world.now - REACH).date(), world.now.date())
        return {table.fullname: await self._copy(table, world, progress) for table in self.tables}

    async def settle(self, totals: Sequence[Update]) -> None:
        """Bring stored totals in step, and all else that depends on rows: sequences, views, statistics."""
        for update in totals:
            sql, arguments = compiled(update)
            await self.connection.execute(sql, *arguments)
        for table in self.tables:
            await self._set_sequence(table)
        for view in await self._materialized_views():
            await self.connection.execute(f"REFRESH MATERIALIZED VIEW {quoted(view)}")
        await self.connection.execute(f"ANALYZE {', '.join(map(quoted, self.tables))}")

    async def _copy(self, table: Table, world: World, progress: Progress) -> int:
        name, expected, count = table.fullname, world.expected(table.fullname), 0

        def written(rows: int) -> None:
            nonlocal count
            count = rows
            progress(name, rows, max(rows, expected))

        columns = [each.name for each in table.columns if each.computed is None]
        source = chunks(world.once(name), columns, written)
        await self.connection.copy_to_table(table.name, schema_name=table.schema, columns=columns, source=source)
        progress(name, count, count)
        return count

    async def _set_sequence(self, table: Table) -> None:
        serial = table.autoincrement_column
        if serial is None:
            return
        sequence = await self._value(select(func.pg_get_serial_sequence(table.fullname, serial.name)))
        if sequence is not None:
            await self._value(select(func.setval(sequence, func.coalesce(func.max(serial), 1))))

    async def _materialized_views(self) -> list[TableClause]:
        schema: ColumnClause[str] = column("schemaname")
        name: ColumnClause[str] = column("matviewname")
        schemas = sorted({str(table.schema) for table in self.tables})
        views = select(schema, name).select_from(named_table("pg_matviews", schema, name)).where(schema.in_(schemas))
        sql, arguments = compiled(views.order_by(schema, name))
        return [named_table(row[1], schema=row[0]) for row in await self.connection.fetch(sql, *arguments)]

    async def _value(self, statement: Executable) -> Any:
        sql, arguments = compiled(statement)
        return await self.connection.fetchval(sql, *arguments)
