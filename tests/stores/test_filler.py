"""The filler alone, on a table of its own: what a recipe leaves open follows from columns and constraints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    UniqueConstraint,
    func,
)

from stores.errors import Misconfigured
from stores.postgres.models.base import OneOf
from stores.seed.copy_text import line
from stores.seed.recipe import Recipes, Row
from stores.seed.scale import SCALES
from stores.seed.world import World

METADATA = MetaData(schema="shop")
SHELF = Table("shelves", METADATA, Column("id", Integer, primary_key=True), Column("code", String(4), unique=True))
BOX = Table(
    "boxes",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("shelf_id", Integer, ForeignKey("shop.shelves.id"), nullable=False),
    Column("inside_id", Integer, ForeignKey("shop.boxes.id")),
    Column("kind", OneOf("wood", "steel"), nullable=False),
    Column("slot_number", Integer, nullable=False),
    Column("least", Integer, CheckConstraint("least >= 5"), nullable=False),
    Column("most", Integer, nullable=False),
    Column("share", Numeric(5, 2), CheckConstraint("share BETWEEN 0 AND 100"), nullable=False),
    Column("is_full", Boolean),
    Column("opened_at", DateTime(timezone=True)),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("created_at", DateTime(timezone=True), server_default=func.now(), nullable=False),
    CheckConstraint("least <= most"),
    CheckConstraint("slot_number <> least"),
    UniqueConstraint("shelf_id", "slot_number"),
)
TABLES = {table.fullname: table for table in (SHELF, BOX)}
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def world(recipes: Recipes | None = None) -> World:
    """A world of shelves and boxes."""
    return World(TABLES, recipes.tables if recipes else {}, SCALES["demo"], 1, NOW)


def boxes() -> list[Row]:
    """Boxes that the filler draws alone."""
    return list(world().rows("shop.boxes"))


def test_keys_count_up_and_parents_exist() -> None:
    rows = boxes()
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["shelf_id"] for row in rows} < {row["id"] for row in world().rows("shop.shelves")}
    assert all(row["inside_id"] is None or row["inside_id"] < row["id"] for row in rows)
    assert {row["inside_id"] for row in rows} > {None}


def test_checks_and_uniques_hold() -> None:
    rows = boxes()
    assert all(5 <= row["least"] <= row["most"] and row["slot_number"] != row["least"] for row in rows)
    assert all(0 <= row["share"] <= 100 and isinstance(row["share"], Decimal) for row in rows)
    assert len({(row["shelf_id"], row["slot_number"]) for row in rows}) == len(rows)


def test_closed_sets_come_first_and_nulls_come_where_they_may() -> None:
    rows = boxes()
    assert [row["kind"] for row in rows[:2]] == ["wood", "steel"]
    assert {row["is_full"] for row in rows} == {True, False, None}
    assert None not in {row["kind"] for row in rows}


def test_times_follow_the_beginning_of_a_row() -> None:
    rows = boxes()
    assert all(row["created_at"] <= (row["opened_at"] or NOW) <= NOW for row in rows)
    assert all(row["created_at"] < row["expires_at"] for row in rows)


def test_rows_that_cannot_be_unique_are_left_out() -> None:
    recipes = Recipes()

    @recipes.table("shop.boxes")
    def one_shelf(_: World, __: Random) -> Iterator[Row]:
        for _number in range(100):
            yield {"shelf_id": 1}

    rows = list(world(recipes).rows("shop.boxes"))
    assert 10 < len(rows) <= 20
    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))


def test_a_recipe_with_an_unknown_column_is_refused() -> None:
    recipes = Recipes()

    @recipes.table("shop.shelves")
    def misspelt(_: World, __: Random) -> Iterator[Row]:
        yield {"cod": "a"}

    with pytest.raises(Misconfigured, match=r"shop\.shelves gives unknown columns: cod"):
        list(world(recipes).rows("shop.shelves"))


def test_text_for_copy_is_escaped() -> None:
    row = {"a": "tab\tline\nback\\slash", "b": None, "c": True, "d": {"k": "é\n"}, "e": Decimal("1.50")}
    assert line(row, list("abcde")) == 'tab\\tline\\nback\\\\slash\t\\N\tt\t{"k": "\\\\u00e9\\\\n"}\t1.50\n'
