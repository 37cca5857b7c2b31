"""Exports: the lists of the graph as tables, their rows chosen and their values written as the graph does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import GraphQLError, GraphQLLeafType, GraphQLObjectType, GraphQLSchema, get_named_type
from graphql.utilities import coerce_input_value, validate_input_value

from graph.batch_field import BatchField
from graph.execution.columns import writer
from graph.execution.completion import cell
from graph.fields import ColumnField
from resolvers.pages import PageRequest
from stores.errors import BadInput
from stores.store import Row


class ExportedColumn:
    """A column of an entity as a field of its type shows it."""

    def __init__(self, name: str, field: ColumnField, leaf: GraphQLLeafType) -> None:
        self.name = name
        self.field = field
        self._leaf = leaf
        self._write = writer(field.column, leaf, typed=field.typed)

    def values(self, rows: Sequence[Row]) -> Sequence[Any]:
        """The column's values; what its field cannot say is null."""
        values = [row[self.field.column.name] for row in rows]
        column = self._write(values)
        if column is not None:
            return column
        cells = (cell(self.field, self._leaf, value) for value in values)
        return [None if isinstance(each, Exception) else each for each in cells]


@dataclass(frozen=True, slots=True)
class Export:
    """Which rows are asked for, page by page, and which columns of them."""

    request: PageRequest
    columns: tuple[ExportedColumn, ...]

    def table(self, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
        """The rows' values, as JSON has them or as orjson writes them."""
        return list(zip(*(column.values(rows) for column in self.columns), strict=True))


def export_of(
    schema: GraphQLSchema,
    name: str,
    *,
    size: int,
    where: Any = None,
    order_by: Any = None,
    columns: Sequence[str] | None = None,
) -> Export | None:
    """The export of the list that is the root field `name`, in pages of a `size`; None if there is no such list.

    `where` and `order_by` are as JSON has the arguments of that field. Raises BadInput.
    """
    field = schema.query_type.fields.get(name) if schema.query_type else None
    derived = field.extensions.get("strawberry-definition") if field else None
    if field is None or not isinstance(derived, BatchField) or not (derived.rows and derived.rows.request):
        return None
    given = {"where": where, "orderBy": order_by}
    arguments = dict.fromkeys(field.args) | {
        argument: _coerced(argument, value, field.args[argument].type) for argument, value in given.items()
    }
    kept = _columns(schema.type_map[derived.rows.entity.name], columns)
    request = derived.rows.request(arguments)
    order = tuple(part.column for part in request.order)
    fetched = dict.fromkeys((*order, *(column.field.column.name for column in kept)))
    return Export(replace(request, columns=tuple(fetched), size=size), kept)


def _coerced(argument: str, value: Any, type_: Any) -> Any:
    def refuse(error: GraphQLError, path: list[str | int]) -> None:
        raise BadInput(f"`{'.'.join(map(str, (argument, *path)))}`: {error.message}")

    validate_input_value(value, type_, refuse)
    return coerce_input_value(value, type_)


def _columns(type_: Any, names: Sequence[str] | None) -> tuple[ExportedColumn, ...]:
    assert isinstance(type_, GraphQLObjectType)  # noqa: S101  (an entity is one)
    fields = ((name, field.extensions.get("strawberry-definition"), field) for name, field in type_.fields.items())
    known = {
        name: ExportedColumn(name, derived, get_named_type(field.type))
        for name, derived, field in fields
        if isinstance(derived, ColumnField)
    }
    for name in names or ():
        if name not in known:
            raise BadInput(f"`columns`: {type_.name} has no column `{name[:100]}`")
    return tuple(known[name] for name in dict.fromkeys(names or known))
