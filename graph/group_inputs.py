"""The inputs that say which groups of a list are wanted, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum

import strawberry

from graph.aggregates import columns_of
from graph.column_filters import Given, not_null
from graph.durations import read_bucket
from graph.enums import column_enum
from graph.fields import fields_of
from graph.inputs import input_field, new_input
from graph.ordering import OrderDirection
from graph.scalars import Decimal
from stores.aggregate import NUMBERS, Function, GroupBy, GroupOrder, Having, Measure, type_of
from stores.catalogue import Entity, Relation, ValueType
from stores.errors import BadInput
from stores.filter import Operator
from stores.naming import camel_case

PATH_LIMIT = 3
"""Relations that lead from a row to what it is grouped by."""

PART_LIMIT = 8
"""Members of `by`, of `having` and of `orderBy`."""

COMPARISONS: Mapping[str, tuple[Operator, str]] = {
    "eq": (Operator.EQUAL, "It equals this."),
    "gt": (Operator.GREATER, "It is greater."),
    "gte": (Operator.GREATER_OR_EQUAL, "It is greater or equal."),
    "lt": (Operator.LESS, "It is less."),
    "lte": (Operator.LESS_OR_EQUAL, "It is less or equal."),
}


@strawberry.enum(description="What is made of the rows of a group (COUNT), or of the values that a column has in them.")
class GroupFunction(Enum):
    """As in `aggregate`, but for percentiles."""

    COUNT = "count"
    COUNT_DISTINCT = Function.COUNT_DISTINCT.value
    SUM = Function.SUM.value
    AVG = Function.AVG.value
    MIN = Function.MIN.value
    MAX = Function.MAX.value
    STDDEV = Function.STDDEV.value


class GroupInputs:
    """The inputs `WagerGroupBy`, `WagerHaving` and `WagerGroupOrder`."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity
        name, plural = entity.name, entity.plural
        columns = columns_of(entity, Function.COUNT_DISTINCT)
        self._column = column_enum(f"{name}Column", columns, f"The columns of {plural}.")
        self.by = new_input(f"{name}GroupBy", f"What {plural} have in common: a column, or one of a row they lead to.")
        self.having = new_input(f"{name}Having", f"What holds of a group of {plural}: one figure, compared.")
        self.order = new_input(f"{name}GroupOrder", "A figure to sort groups by; or a column that they share.")
        self._leading: dict[str, tuple[Relation, GroupInputs]] = {}

    @property
    def leading(self) -> Iterator[tuple[str, Relation, Entity]]:
        """The relations to one row that `by` may take, with the fields' names and the entities they lead to."""
        for name, (relation, target) in self._leading.items():
            yield name, relation, target._entity

    def complete(self, inputs: Mapping[str, GroupInputs]) -> None:
        """Add the fields. `inputs` are those of all entities."""
        for relation in self._entity.relations.values():
            target = inputs[relation.target]
            if not relation.many and target._entity.store == self._entity.store:
                self._leading[camel_case(relation.name)] = relation, target
        fields_of(self.by).extend(
            [
                input_field("column", self._column, "The column."),
                input_field("every", str, "For a moment: how long buckets are, like 15m, 1h, 1d, 1w, 1mo, or P1D."),
                input_field("timeZone", str, "Whose days, weeks and months the buckets are; UTC if nothing is said."),
                *(input_field(name, target.by, one.description) for name, (one, target) in self._leading.items()),
            ]
        )
        function = input_field("function", GroupFunction, "What is made of the values.")
        column = input_field("column", self._column, "Of which column; COUNT takes none.")
        fields_of(self.having).extend([function, column])
        fields_of(self.having).extend(input_field(name, Decimal, text) for name, (_, text) in COMPARISONS.items())
        direction = input_field("direction", OrderDirection, "Ascending if nothing is said; what is null comes last.")
        fields_of(self.order).extend([function, column, direction])

    def read_by(self, given: Given, path: tuple[tuple[Relation, Entity], ...] = ()) -> GroupBy:
        """What rows are grouped by. Raises BadInput."""
        said = {name: not_null(name, value) for name, value in given.items()}
        leading = [name for name in said if name in self._leading]
        if len(leading) + ("column" in said) != 1 or (leading and len(said) > 1):
            raise BadInput("`by` takes either a `column`, or one relation with what is taken of the row it leads to")
        if leading:
            relation, target = self._leading[leading[0]]
            if len(path) == PATH_LIMIT:
                raise BadInput(f"`by` follows at most {PATH_LIMIT} relations")
            return target.read_by(said[leading[0]], (*path, (relation, target._entity)))
        column = self._entity.columns[said["column"].value]
        if "every" not in said:
            return GroupBy(column, path)
        if column.type is not ValueType.DATETIME:
            raise BadInput(f"`every` is for moments, and {camel_case(column.name)} is none")
        return GroupBy(column, path, read_bucket(said["every"], said.get("timeZone", "UTC")))

    def read_having(self, given: Given, measures: list[Measure]) -> Iterator[Having]:
        """What holds of groups; what it measures is put into `measures`. Raises BadInput."""
        measure = self._read_measure(given, measures)
        if measure is not None and self._type_of(measures[measure]) not in NUMBERS:
            raise BadInput("`having` compares numbers")
        for name, value in given.items():
            if name in COMPARISONS:
                yield Having(measure, COMPARISONS[name][0], not_null(name, value))

    def read_order(self, given: Given, groups: Sequence[GroupBy], measures: list[Measure]) -> GroupOrder:
        """What groups are sorted by; what it measures is put into `measures`. Raises BadInput."""
        direction = given.get("direction") or OrderDirection.ASC
        descending = direction.value.startswith("DESC")
        if direction.value.endswith("NULLS_FIRST"):
            raise BadInput("groups have what is null last")
        if given.get("function") is not None:
            return GroupOrder(descending, measure=self._read_measure(given, measures))
        columns = [None if group.path else group.column.name for group in groups]
        column = given.get("column")
        if column is None or column.value not in columns:
            raise BadInput("`orderBy` of groups takes a `function`, or a `column` that is in `by`")
        return GroupOrder(descending, group=columns.index(column.value))

    def _read_measure(self, given: Given, measures: list[Measure]) -> int | None:
        function, column = given.get("function"), given.get("column")
        if function is None or (function is GroupFunction.COUNT) != (column is None):
            raise BadInput("a figure is a `function` of a `column`, or COUNT without one")
        if column is None:
            return None
        measure = Measure(Function(function.value), column.value)
        if measure.column not in {each.name for each in columns_of(self._entity, measure.function)}:
            raise BadInput(f"{function.name} makes nothing of {camel_case(measure.column)}")
        if measure not in measures:
            measures.append(measure)
        return measures.index(measure)

    def _type_of(self, measure: Measure) -> ValueType:
        return type_of(measure.function, self._entity.columns[measure.column])
