"""The cost of an operation: how many rows it may bring, known before any store is asked.

A field that brings rows costs as many as its `Size` says, and for each of them what is selected below it. The rows of a
page multiply what is below its lists (`nodes`, `edges`) and not what is beside them (`totalCount`). All else costs what
is below it. Fields are merged as executors merge them. Of objects that may be of several types the dearest type counts,
and what is selected on all of them beside it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graphql import FieldNode, GraphQLError, GraphQLField
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from graph.arguments import Arguments
from graph.batch_field import Size
from graph.operation.variants import NO_VARIABLES
from graph.selection import has_variables
from stores.errors import UserError

COUNTED = 10**15
"""Rows up to which a cost is counted: every client can read it as a number."""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of a cost: so many, by the field at a path, and which argument of it reduces them, if any does."""

    rows: int
    path: Path
    argument: str | None

    @property
    def advice(self) -> str:
        """What to change so that they are fewer."""
        path = ".".join(map(str, self.path.as_list()))
        return f"reduce `{self.argument}` of `{path}`" if self.argument else f"select fewer fields like `{path}`"


class Price(ABC):
    """What a part of an operation costs. `fixed` is that cost, if no variable has a say in it."""

    __slots__ = ("fixed",)

    def __init__(self, *, varies: bool) -> None:
        self.fixed = None if varies else self._cost(NO_VARIABLES)

    def cost(self, variables: VariableValues) -> int:
        """How many rows there may be, counted up to `COUNTED`."""
        return self._cost(variables) if self.fixed is None else self.fixed

    @abstractmethod
    def sources(self, variables: VariableValues, times: int = 1) -> Iterator[Source]:
        """Where the rows come from, if this comes so many times; a field's own before those below it."""

    @abstractmethod
    def _cost(self, variables: VariableValues) -> int: ...


class Parts(Price):
    """Several parts."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Sequence[Price]) -> None:
        self._parts = parts
        super().__init__(varies=any(part.fixed is None for part in parts))


class Together(Parts):
    """Parts that all count."""

    __slots__ = ()

    def sources(self, variables: VariableValues, times: int = 1) -> Iterator[Source]:
        """See `Price`."""
        for part in self._parts:
            yield from part.sources(variables, times)

    def _cost(self, variables: VariableValues) -> int:
        return min(sum(part.cost(variables) for part in self._parts), COUNTED)


class Dearest(Parts):
    """Parts of which one counts: an object has one type only."""

    __slots__ = ()

    def sources(self, variables: VariableValues, times: int = 1) -> Iterator[Source]:
        """See `Price`."""
        yield from max(self._parts, key=lambda part: part.cost(variables)).sources(variables, times)

    def _cost(self, variables: VariableValues) -> int:
        return max(part.cost(variables) for part in self._parts)


class Amount:
    """How many rows a field brings for one parent: its size, with those arguments alone that have a say in it.

    varies: whether variables have a say in it.
    argument: the one to reduce, if there is any: one that is given, or the one that stands for a default.
    """

    __slots__ = ("_arguments", "_size", "argument", "varies")

    def __init__(self, size: Size, definition: GraphQLField, node: FieldNode) -> None:
        self._size = size
        named = {name: definition.args[name] for name in size.arguments}
        written = tuple(each for each in node.arguments or () if each.name.value in named)
        part = FieldNode(name=node.name, arguments=written)
        self._arguments = Arguments(GraphQLField(definition.type, named), FieldDetails(part, None))
        self.varies = has_variables(part)
        self.argument = next(iter((*(each.name.value for each in written), *size.arguments)), None)

    def rows(self, variables: VariableValues) -> int | None:
        """How many; None if the arguments are wrong, which is the field's own error: nothing below it runs."""
        try:
            return self._size.of(self._arguments.values(variables))
        except (GraphQLError, UserError):
            return None


class FieldPrice(Price):
    """A field at a path that brings rows, if they are `wanted`.

    each: what comes once for each row.
    once: what comes once for all of them together.
    """

    __slots__ = ("_amount", "_each", "_once", "_path", "_wanted")

    def __init__(self, path: Path, amount: Amount, each: Together, once: Together, *, wanted: bool) -> None:
        self._path = path
        self._amount = amount
        self._each = each
        self._once = once
        self._wanted = wanted
        super().__init__(varies=amount.varies or each.fixed is None or once.fixed is None)

    def sources(self, variables: VariableValues, times: int = 1) -> Iterator[Source]:
        """See `Price`."""
        rows = self._amount.rows(variables)
        if rows is None:
            return
        yield Source(times * rows * self._wanted, self._path, self._amount.argument)
        yield from self._each.sources(variables, times * rows)
        yield from self._once.sources(variables, times)

    def _cost(self, variables: VariableValues) -> int:
        rows = self._amount.rows(variables)
        if rows is None:
            return 0
        return min(rows * (self._wanted + self._each.cost(variables)) + self._once.cost(variables), COUNTED)
