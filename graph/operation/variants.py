"""What was made of one operation, once for each combination of the values that its `@skip` and `@include` go by."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from graphql.execution.values import VariableValues

Made = TypeVar("Made")

VARIANT_LIMIT = 8
"""Variants of one operation that are remembered, the last used ones."""

NO_VARIABLES = VariableValues({}, {})

Grown = Callable[[], Callable[[int], None] | None]
"""Gives whom to tell how much larger the variants are together than before, or smaller; None if they have gone."""


class Variants(Generic[Made]):
    """The last used variants.

    conditions: the variables that they differ by.
    size: how large a variant is, which may change.
    grown: whom to tell when that has been counted.
    """

    def __init__(self, conditions: tuple[str, ...], size: Callable[[Made], int], grown: Grown) -> None:
        self._conditions = conditions
        self._size = size
        self._grown = grown
        self._counted = 0
        self._made: OrderedDict[tuple[Any, ...], Made] = OrderedDict()

    async def of(self, variables: VariableValues, make: Callable[[VariableValues], Awaitable[Made]]) -> Made:
        """The variant for these variables; `make` sees those alone that it differs by, for it outlives the request."""
        conditions = self._only(variables) if self._conditions else NO_VARIABLES
        key = tuple(conditions.coerced.items())
        made = self._made.get(key)
        if made is None:
            made = self._made[key] = await make(conditions)
            if len(self._made) > VARIANT_LIMIT:
                self._made.popitem(last=False)
            self.count()
        self._made.move_to_end(key)
        return made

    def count(self) -> None:
        """Find how large those are that are remembered, and tell."""
        size = sum(map(self._size, self._made.values()))
        tell = self._grown()
        if tell is not None and size != self._counted:
            tell(size - self._counted)
            self._counted = size

    def _only(self, variables: VariableValues) -> VariableValues:
        return VariableValues(*({name: kept[name] for name in self._conditions if name in kept} for kept in variables))
