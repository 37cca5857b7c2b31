"""Every query of the cookbook is answered, within all limits, and stands in the README."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cookbook import Recipe, markdown, recipes
from tests.graph.conftest import Graph

README = (Path(__file__).parents[2] / "README.md").read_text()


def last_days(query: str) -> dict[str, str]:
    """What the variables of a query ask for: the last two weeks."""
    now = datetime.now(UTC).replace(microsecond=0)
    window = {"from": now - timedelta(days=14), "to": now}
    return {name: moment.isoformat() for name, moment in window.items() if f"${name}" in query}


def filled(value: Any) -> bool:
    """Whether there is anything in an answer at all."""
    if isinstance(value, dict):
        return any(map(filled, value.values()))
    return any(map(filled, value)) if isinstance(value, list) else value is not None


@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.name)
async def test_a_recipe_is_answered_with_rows_in_every_part(graph: Graph, recipe: Recipe) -> None:
    data = await graph.data(recipe.query, **last_days(recipe.query))
    assert all(map(filled, data.values()))


def test_there_are_twenty_recipes_of_all_systems() -> None:
    assert len(recipes()) >= 20
    systems = {recipe.name.partition("_")[0] for recipe in recipes()}
    assert systems >= {"crash", "fire22", "hosting", "kingpin", "pantheon"}


def test_the_readme_has_them_as_they_are() -> None:
    assert README.partition("<!-- cookbook -->\n")[2].partition("<!-- /cookbook -->")[0] == markdown()
