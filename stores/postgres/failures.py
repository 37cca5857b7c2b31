"""What the driver's errors mean: one table, the first line that fits counts."""

from __future__ import annotations

import asyncpg

from stores.errors import (
    BadInput,
    Misconfigured,
    PolygraphError,
    StoreForbidden,
    StoreNotMigrated,
    StoreTimeout,
    StoreUnavailable,
)

UNREACHED = "postgres cannot be reached"

MEANINGS: tuple[tuple[tuple[type[Exception], ...], type[PolygraphError], str], ...] = (
    (
        (TimeoutError, asyncpg.QueryCanceledError),
        StoreTimeout,
        "postgres did not answer within {limit:g} s",
    ),
    (
        (
            OSError,
            asyncpg.PostgresConnectionError,
            asyncpg.OperatorInterventionError,
            asyncpg.InsufficientResourcesError,
            asyncpg.InvalidAuthorizationSpecificationError,
            asyncpg.InvalidCatalogNameError,
        ),
        StoreUnavailable,
        UNREACHED,
    ),
    (
        (asyncpg.InsufficientPrivilegeError,),
        StoreForbidden,
        "postgres refuses its user the right to read a table: grant SELECT on it",
    ),
    (
        (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.InvalidSchemaNameError),
        StoreNotMigrated,
        "postgres lacks a table or column of this graph: run `polygraph migrate`",
    ),
    (
        (asyncpg.ClientConfigurationError,),
        Misconfigured,
        "the PostgreSQL URL is not one that the driver understands",
    ),
    # What asyncpg itself cannot encode is a ValueError, what the server refuses a DataError.
    ((ValueError, asyncpg.DataError), BadInput, "a value is outside what its column can hold"),
    # A connection whose server was killed can leave asyncpg's own state machine in between: InternalClientError.
    ((asyncpg.InterfaceError, asyncpg.InternalClientError), StoreUnavailable, UNREACHED),
)


def meaning_of(error: Exception, limit: float) -> PolygraphError | None:
    """The error to raise instead of the driver's; None where nobody foresaw it. `limit` is in seconds."""
    for kinds, meaning, message in MEANINGS:
        if isinstance(error, kinds):
            return meaning(message.format(limit=limit))
    return None
