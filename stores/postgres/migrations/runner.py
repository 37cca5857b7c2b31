"""Brings a database to a revision, and says where it stands. One command at a time in a process: Alembic is global."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from stores.errors import BadInput
from stores.postgres.catalogue import tables
from stores.postgres.migrations.connection import exclusive_transaction, transaction
from stores.postgres.migrations.version_table import VERSION_TABLE

PARTITIONS = text(
    "SELECT relnamespace::regnamespace::text, relname FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')"
)


async def upgrade(url: str, revision: str = "head") -> None:
    """Apply every revision up to `revision`, all in one transaction.

    A second run at the same time waits for the first. Raises StoreUnavailable if the database cannot be reached,
    BadInput if `revision`, or the one the database stands at, is unknown, and Misconfigured if its tables do not fit.
    """
    await _run(url, command.upgrade, revision)


async def downgrade(url: str, revision: str) -> None:
    """Undo every revision after `revision`; `base` undoes all. Raises as `upgrade` does."""
    await _run(url, command.downgrade, revision)


async def stamp(url: str, revision: str) -> None:
    """Record that the database stands at `revision` without running anything: its tables exist already.

    Raises as `upgrade` does.
    """
    await _run(url, command.stamp, revision)


async def current(url: str) -> str | None:
    """The revision the database stands at; None if it was never migrated. Raises StoreUnavailable."""
    async with transaction(url) as connection:
        return await connection.run_sync(
            lambda bind: MigrationContext.configure(bind, opts=VERSION_TABLE).get_current_revision()
        )


def head() -> str:
    """The newest revision there is."""
    return str(ScriptDirectory.from_config(_configuration()).get_current_head())


async def differences(url: str) -> list[str]:
    """How the tables of the four schemas differ from the models, one line for each; empty if they are equal.

    Alembic compares tables, columns, types, defaults, comments, indexes, uniques and foreign keys, but not CHECKs.
    Raises StoreUnavailable if the database cannot be reached.
    """
    async with transaction(url) as connection:
        found = await connection.run_sync(_compare)
    return [_line(difference) for difference in found]


def _configuration(connection: Connection | None = None) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    configuration.attributes["connection"] = connection
    return configuration


async def _run(url: str, action: Callable[[Config, str], None], revision: str) -> None:
    async with exclusive_transaction(url) as connection:
        try:
            await connection.run_sync(lambda bind: action(_configuration(bind), revision))
        except CommandError as error:
            raise BadInput(f"cannot migrate to {revision}: {error}") from error


def _compare(bind: Connection) -> list[Any]:
    metadatas = list(dict.fromkeys(table.metadata for table in tables().values()))
    schemas = {metadata.schema for metadata in metadatas}
    partitions = {tuple(row) for row in bind.execute(PARTITIONS)}

    def included(name: str | None, kind: str, parents: Any) -> bool:
        if kind == "schema":
            return name in schemas
        return kind != "table" or (parents["schema_name"], name) not in partitions

    options = {"include_schemas": True, "include_name": included, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(bind, opts=options), metadatas))  # type: ignore[arg-type]


def _line(difference: Any) -> str:
    changes = difference if isinstance(difference, list) else [difference]
    return "; ".join(" ".join(str(part) for part in change) for change in changes)
