"""What the tables of crash share."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint

from stores.postgres.models.base import Model, composite_reference, schema_of

OUTCOMES = ("win", "loss", "skipped", "error")
"""How a round ended for the bot; skipped is a round watched without a stake."""

UTC_DATE = """("timestamp" AT TIME ZONE 'UTC')::date"""
UTC_HOUR = """(EXTRACT(hour FROM "timestamp" AT TIME ZONE 'UTC'))::integer"""


class CrashModel(Model):
    """Every table of the schema `crash`."""

    __abstract__ = True
    metadata = schema_of("crash")


def game_platform(inverse: str) -> ForeignKeyConstraint:
    """The foreign key to a game on a platform. A custom game or platform is one more row of that table."""
    columns = ("game_name", "platform_code")
    return composite_reference(columns, "crash.game_platform_config", name="game_platform", inverse=inverse)
