"""The extent of an answer: how many bytes it will have, found before they are written.

A row that several parents share is one object, which is written once for each of them: a short operation may lead back
and forth between rows and so ask for more than any memory holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from graph.execution.completion import LEAF
from graph.execution.plan import Abstract, ListOf, NonNull, Scope, Shape


class Extent:
    """Looks at each object once, however often it is written. `scopes` are those of objects of abstract types."""

    def __init__(self, scopes: Mapping[int, Scope]) -> None:
        self._scopes = scopes
        self._known: dict[int, int] = {}

    def of(self, scope: Scope, value: dict[str, Any]) -> int:
        """The bytes of one object of a scope, estimated."""
        known = self._known.get(id(value))
        if known is None:
            below = sum(self._below(field.shape, value.get(field.name)) for field in scope.waited)
            known = self._known[id(value)] = LEAF * len(scope.names) + below
        return known

    def _written(self, value: orjson.Fragment) -> int:
        if id(value) not in self._known:
            self._known[id(value)] = len(orjson.dumps(value))
        return self._known[id(value)]

    def _below(self, shape: Shape, value: Any) -> int:
        if isinstance(value, orjson.Fragment):
            return self._written(value)
        if isinstance(value, list):
            return sum(self._below(shape.of, each) for each in value) if isinstance(shape, NonNull | ListOf) else 0
        if not isinstance(value, dict):
            return LEAF
        while isinstance(shape, NonNull | ListOf):
            shape = shape.of
        scope = self._scopes.get(id(value)) if isinstance(shape, Abstract) else getattr(shape, "scope", None)
        return self.of(scope, value) if isinstance(scope, Scope) else LEAF
