"""What was made of some variables, for when the same values come again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined

Made = TypeVar("Made")

LIMIT = 4
"""Values of the variables for which it is remembered."""

TEXT_LIMIT = 200
"""Characters of a variable's value up to which it is."""

PLAIN = (bool, int, float, date, Decimal, Enum, type(None), type(Undefined))
"""Types of values that take little memory."""


class Recent(Generic[Made]):
    """What was last made of the variables of these `names`."""

    __slots__ = ("_made", "_names")

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(dict.fromkeys(names))
        self._made: dict[Hashable, Made] = {}

    def of(self, variant: Hashable, variables: VariableValues, make: Callable[[], Made]) -> Made:
        """What `make` gives, which may differ by these variables and by `variant`. Raises what it raises."""
        values = [variables.coerced.get(name, Undefined) for name in self._names]
        if not all(map(_is_small, values)):
            return make()
        # 1 equals True and 1.0, but not as JSON.
        key = variant, *map(type, values), *values
        made = self._made.get(key)
        if made is None:
            if len(self._made) == LIMIT:
                self._made.clear()
            made = self._made[key] = make()
        return made


def _is_small(value: Any) -> bool:
    return len(value) <= TEXT_LIMIT if isinstance(value, str) else isinstance(value, PLAIN)
