"""What is really there in a PostgreSQL database: its server, and tables and indexes beside what the models need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Inspector, Table, inspect

from stores.postgres.catalogue import tables
from stores.postgres.connection import connected
from stores.postgres.migrations.connection import transaction
from stores.postgres.models import SYSTEMS

SERVER = """
SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major,
    clock_timestamp() AS clock
"""

RECORDERS = """
SELECT
    format('%s.%s', schema.nspname, relation.relname),
    (string_to_array(min(encode(recorder.tgargs, 'escape')), '\\000'))[2]::text[]
FROM pg_trigger AS recorder
JOIN pg_class AS relation ON relation.oid = recorder.tgrelid
JOIN pg_namespace AS schema ON schema.oid = relation.relnamespace
WHERE recorder.tgname IN ('polygraph_insert', 'polygraph_update', 'polygraph_delete', 'polygraph_truncate')
    AND recorder.tgenabled IN ('O', 'A')
GROUP BY schema.nspname, relation.relname
HAVING count(*) = 4
"""
"""Tables with all triggers of `polygraph.follow`, and the second argument of these: the columns that are left out."""

Columns = tuple[str | None, ...]
"""Names of columns; None stands for an expression."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server's version as it writes it (`18.1`, `19beta1`), the major one as a number, and its time in UTC."""

    version: str
    major: int
    clock: datetime


@dataclass(frozen=True, slots=True)
class ExistingTable:
    """The names of a table's columns, and the columns of each of its indexes, that of the primary key included."""

    columns: frozenset[str]
    indexes: tuple[Columns, ...]


async def server(url: str) -> Server:
    """What the server at `url` says of itself. Raises `StoreUnavailable`."""
    async with connected(url) as connection:
        (row,) = await connection.fetch(SERVER)
    return Server(**row)


async def existing_tables(url: str) -> dict[str, ExistingTable]:
    """Every table of the systems' schemas by `schema.table`. Raises `StoreUnavailable`."""
    async with transaction(url) as connection:
        return await connection.run_sync(_inspect)


async def unrecorded(url: str) -> list[str]:
    """The models' tables whose changes are not recorded for the feed, and secrets that are copied into the record.

    Raises `StoreUnavailable`.
    """
    async with connected(url) as connection:
        recorders = {name: set(hidden) for name, hidden in await connection.fetch(RECORDERS)}
    return [lack for table in tables().values() for lack in _unrecorded_of(table, recorders.get(table.fullname))]


def missing(existing: Mapping[str, ExistingTable]) -> list[str]:
    """The tables, columns and indexes that the models need and the database lacks, each by its name.

    An index counts as there when any index begins with its columns, whatever its name.
    """
    return [lack for table in tables().values() for lack in _missing_of(table, existing.get(table.fullname))]


def _missing_of(table: Table, there: ExistingTable | None) -> Iterator[str]:
    if there is None:
        yield f"table {table.fullname}"
        return
    lacking = (column.name for column in table.columns if column.name not in there.columns)
    yield from (f"column {table.fullname}.{name}" for name in lacking)
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        columns = tuple(column.name for column in index.columns)
        if not any(found[: len(columns)] == columns for found in there.indexes):
            yield f"index {index.name} on {table.fullname} ({', '.join(columns)})"


def _unrecorded_of(table: Table, left_out: set[str] | None) -> Iterator[str]:
    if left_out is None:
        yield f"table {table.fullname}"
        return
    secrets = (column.name for column in table.columns if not column.info.get("exposed", True))
    yield from (f"secret {table.fullname}.{name}" for name in secrets if name not in left_out)


def _inspect(bind: Connection) -> dict[str, ExistingTable]:
    inspector = inspect(bind)
    schemas = set(SYSTEMS) & set(inspector.get_schema_names())
    return {name: table for schema in schemas for name, table in _tables_of(inspector, schema)}


def _tables_of(inspector: Inspector, schema: str) -> Iterator[tuple[str, ExistingTable]]:
    keys = inspector.get_multi_pk_constraint(schema=schema)
    indexes = inspector.get_multi_indexes(schema=schema)
    for table, columns in inspector.get_multi_columns(schema=schema).items():
        key = keys[table]
        found = [tuple(index["column_names"]) for index in indexes[table]]
        if key is not None:
            found.append(tuple(key["constrained_columns"]))
        names = frozenset(column["name"] for column in columns)
        yield f"{schema}.{table[1]}", ExistingTable(names, tuple(found))
