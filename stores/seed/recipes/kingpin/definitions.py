"""What the game consists of: items, crates, factions, missions and prompts, as the TOML files of this folder say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table

from stores.errors import Misconfigured
from stores.postgres.models.kingpin import KingpinModel
from stores.seed.recipe import Recipes, Row
from stores.seed.world import World

RECIPES = Recipes()

FILES = ("definitions.toml", "goals.toml", "heists.toml", "texts.toml")

AGE = timedelta(days=400)
"""How long the game has been running."""


@cache
def definitions(name: str) -> tuple[Row, ...]:
    """The rows that the files give a table, numbered from 1; all have the same columns, None where they say nothing.

    A value that is a table itself (`{ tier = "common" }`) is the number of the row with these values in the table to
    which the column refers. Raises Misconfigured if there is none.
    """
    content = _content()
    defaults = content["defaults"].get(name, {})
    columns = {column: None for row in content[name] for column in row} | defaults
    return tuple(
        {"id": number, **{column: _value(name, column, value) for column, value in (columns | row).items()}}
        for number, row in enumerate(content[name], 1)
    )


def texts(kind: str) -> Any:
    """Words of a kind in `texts.toml`: a list, or a table by what is spoken of."""
    return _content()["texts"][kind]


def opened(world: World) -> datetime:
    """When the game was opened to players, at midnight."""
    return (world.now - AGE).replace(hour=0, minute=0, second=0)


def defined(name: str, world: World) -> Iterator[Row]:
    """The definitions with the time at which they were made; where that may be NULL, it is for the last."""
    rows, created = definitions(name), table(name).columns["created_at"]
    for row in rows:
        unknown = created.nullable and row is rows[-1]
        yield {**row, "created_at": None if unknown else opened(world)}


def emptied(name: str, row: Row) -> Row:
    """The row with NULL in every column that allows it, as an import from another game would leave it."""
    return {column: None if table(name).columns[column].nullable else value for column, value in row.items()}


def table(name: str) -> Table:
    """The table of this name in the schema `kingpin`."""
    return KingpinModel.metadata.tables[f"kingpin.{name}"]


def _value(name: str, column: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    (reference,) = table(name).columns[column].foreign_keys
    target = reference.column.table.name
    for number, row in enumerate(_content()[target], 1):
        if value.items() <= row.items():
            return number
    raise Misconfigured(f"{name}.{column} refers to {value}, which {target} does not have")


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = {"defaults": {}}
    for file in FILES:
        text = Path(__file__).with_name(file).read_text(encoding="utf-8")
        read = tomllib.loads(text, parse_float=Decimal)
        content["defaults"] |= read.pop("defaults", {})
        content |= read
    return content


def _as_defined(name: str) -> None:
    @RECIPES.table(f"kingpin.{name}")
    def rows(world: World, _: Random) -> Iterator[Row]:
        return defined(name, world)


for _name in (
    "items",
    "crate_types",
    "crate_titles",
    "crate_loot_tables",
    "factions",
    "reward_config",
    "achievements",
    "mission_templates",
):
    _as_defined(_name)
