"""The recipes of the systems; see `stores.seed.recipe` for what a recipe is. Each module registers its own."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from stores.seed.recipe import Recipes


def _registered() -> Iterator[Recipes]:
    for module in iter_modules(__path__):
        recipes = getattr(import_module(f"{__name__}.{module.name}"), "RECIPES", None)
        if isinstance(recipes, Recipes):
            yield recipes


RECIPES: tuple[Recipes, ...] = tuple({id(recipes): recipes for recipes in _registered()}.values())
"""One of each system; the modules of a system share theirs."""
