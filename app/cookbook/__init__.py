"""The cookbook: queries that dashboards need, one file each, with a title and a sentence in its first two lines."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Recipe:
    """One query: its name, what it is called, what it shows, and its text."""

    name: str
    title: str
    description: str
    query: str


def recipes() -> list[Recipe]:
    """All of them, by their names in order."""
    found = sorted((each for each in files(__name__).iterdir() if each.name.endswith(".graphql")), key=lambda f: f.name)
    return [_recipe(each.name.removesuffix(".graphql"), each.read_text(encoding="utf-8")) for each in found]


def markdown() -> str:
    """The cookbook as the README shows it."""
    return "\n".join(
        f"<details><summary>{each.title}</summary>\n\n{each.description}\n\n```graphql\n{each.query}```\n\n</details>\n"
        for each in recipes()
    )


def _recipe(name: str, text: str) -> Recipe:
    title, description, query = text.split("\n", 2)
    return Recipe(name, title.removeprefix("# "), description.removeprefix("# "), query)
