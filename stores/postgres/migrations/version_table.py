"""Where the database remembers its revision."""

from typing import Any

VERSION_TABLE: dict[str, Any] = {"version_table": "polygraph_migrations", "version_table_schema": "public"}
"""Alembic's settings for the table; named so that a neighbour's Alembic in the same database is not disturbed."""
