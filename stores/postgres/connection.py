"""Single connections, for work that is done apart from the pool: migrations and maintenance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from sqlalchemy import Dialect, Executable, TableClause
from sqlalchemy.dialects.postgresql.asyncpg import dialect

from stores.errors import StoreUnavailable

Connection: TypeAlias = "asyncpg.Connection[Any] | PoolConnectionProxy[Any]"

DIALECT: Dialect = dialect()  # type: ignore[no-untyped-call]
"""How SQLAlchemy writes SQL for asyncpg."""

LOST = (OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError)

CONNECT_LIMIT = 10.0
"""Seconds to wait for the database to accept the connection."""


async def connect(url: str) -> asyncpg.Connection[Any]:
    """A connection to `url` (`postgresql://…`, any form that asyncpg knows). Raises StoreUnavailable."""
    try:
        return await asyncpg.connect(url, timeout=CONNECT_LIMIT)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StoreUnavailable(f"postgres cannot be reached: {str(error) or type(error).__name__}") from error


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    """A connection that is closed at the end. Raises StoreUnavailable, also when it is lost on the way."""
    connection = await connect(url)
    try:
        yield connection
    except (*LOST, asyncpg.InterfaceError) as error:
        # In a transaction, a lost connection is asyncpg's InterfaceError; with a living one that is a mistake of ours.
        if not (isinstance(error, LOST) or connection.is_closed()):
            raise
        raise StoreUnavailable(f"postgres was lost: {str(error) or type(error).__name__}") from error
    finally:
        await connection.close()


def compiled(statement: Executable) -> tuple[str, list[Any]]:
    """A statement of SQLAlchemy as the SQL and arguments that asyncpg takes."""
    result: Any = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})  # type: ignore[attr-defined]
    return str(result), [result.params[name] for name in result.positiontup]


def quoted(table: TableClause) -> str:
    """A table's name as SQL, quoted where it must be."""
    return DIALECT.identifier_preparer.format_table(table)
