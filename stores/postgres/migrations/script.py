"""Runs a revision's SQL file inside Alembic's transaction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
from alembic import op

from stores.errors import Misconfigured

FOLDER = Path(__file__).parent / "sql"


def run(name: str) -> None:
    """Execute the script `name`, which may hold many statements, through the bare asyncpg connection.

    SQLAlchemy would prepare it, and PostgreSQL prepares one statement at a time only. Raises Misconfigured if the
    database does not fit the script.
    """
    script = (FOLDER / name).read_text(encoding="utf-8")
    driver: Any = op.get_bind().connection.dbapi_connection
    try:
        driver.run_async(lambda connection: connection.execute(script))
    except asyncpg.PostgresError as error:
        raise Misconfigured(f"{name} does not fit this database (stamp it if its tables exist): {error}") from error
