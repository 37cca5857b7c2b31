"""`aggregate` of a list: how many rows it has, and what their columns come to; one statement for all parents."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from strawberry.types.field import StrawberryField

from graph.batch_field import ONE, Arguments, Batch, BatchField, Bind, each, required_argument
from graph.context import Context
from graph.fields import fields_of, new_object
from graph.scalars import SCALARS
from graph.selection import Selection
from resolvers.pages import Listed
from stores.aggregate import NUMBERS, Aggregate, Figures, Function, GroupBy, Measure, type_of
from stores.catalogue import Column, Entity, ValueType
from stores.errors import BadInput
from stores.naming import camel_case
from stores.store import shown

ORDERED = NUMBERS | {ValueType.DATETIME, ValueType.DATE, ValueType.TEXT}


@dataclass(frozen=True, slots=True)
class Kind:
    """A member of an aggregate: the functions that it holds of columns, by the name of its type."""

    name: str
    function: Function
    type_name: str
    description: str


KINDS = (
    Kind("countDistinct", Function.COUNT_DISTINCT, "Counts", "How many different values there are."),
    Kind("sum", Function.SUM, "Sums", "The sums, which are exact; null of no values."),
    Kind("avg", Function.AVG, "Averages", "The averages; null of no values."),
    Kind("stddev", Function.STDDEV, "Averages", "The standard deviations of a sample; null of fewer than two values."),
    Kind("min", Function.MIN, "Extremes", "The least, or earliest; null of no values."),
    Kind("max", Function.MAX, "Extremes", "The greatest, or latest; null of no values."),
)
PERCENTILE = Kind("percentile", Function.PERCENTILE, "Averages", "The values below which this part of all values lies.")
FRACTION = "The part, from 0 to 1: 0.5 is the median. Between two values it is found in proportion."


@dataclass(frozen=True, slots=True)
class Summary:
    """The parent of an aggregate's fields: the figures of a list's rows, or of one group of them, that were `asked`."""

    listed: Listed
    asked: Aggregate
    figures: Figures

    def part(self, function: Function) -> Part:
        """What one function makes of columns."""
        return Part(dict(zip(self.asked.measures, self.figures.measures, strict=True)), function)


@dataclass(frozen=True, slots=True)
class Part:
    """The parent of the columns below one function."""

    values: Mapping[Measure, Any]
    function: Function
    fraction: float | None = None

    def of(self, column: str) -> Any:
        """What the function made of a column."""
        return self.values[Measure(self.function, column, self.fraction)]


def columns_of(entity: Entity, function: Function) -> list[Column]:
    """The columns for which a function makes sense: keys are no quantities."""
    keys = {*entity.key, *(column for relation in entity.relations.values() for column in relation.local)}
    match function:
        case Function.COUNT_DISTINCT:
            return [column for column in entity.exposed if column.type is not ValueType.JSON]
        case Function.MIN | Function.MAX:
            return [column for column in entity.exposed if column.type in ORDERED and not column.values]
        case _:
            return [column for column in entity.exposed if column.type in NUMBERS and column.name not in keys]


class AggregateType:
    """The type `AgentAggregate` with those that it is made of."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity
        self._name = f"{entity.name}Aggregate"
        self.object = new_object(self._name, f"What the rows of a list of {entity.plural} come to.")
        fields_of(self.object).extend(self._fields())

    def field(self) -> BatchField:
        """The field of a list that gives it. Its parent has a `Listed` as `listed`."""
        return BatchField(
            "aggregate",
            self.object | None,
            "What all rows of the list come to, whatever the page.",
            self._prepare,
            size=ONE,
        )

    def measures(self, selection: Selection) -> tuple[Measure, ...]:
        """The measures that are selected below an aggregate, but for percentiles."""
        parts = selection.by_name(self._name)
        return tuple(
            Measure(kind.function, column)
            for kind in KINDS
            if kind.name in parts
            for column in self._selected(kind, parts[kind.name])
        )

    def _fields(self) -> Iterator[StrawberryField]:
        yield BatchField("count", int, "How many rows there are.", each(lambda summary: summary.figures.count))
        made: dict[str, Any] = {}
        for kind in (*KINDS, PERCENTILE):
            columns = columns_of(self._entity, kind.function)
            if not columns:
                continue
            if kind.type_name not in made:
                made[kind.type_name] = self._part_type(kind, columns)
            if kind is PERCENTILE:
                arguments = [required_argument("p", float, FRACTION)]
                yield BatchField(
                    kind.name, made[kind.type_name] | None, kind.description, self._percentile, arguments, size=ONE
                )
            else:
                yield BatchField(kind.name, made[kind.type_name], kind.description, each(_part_of(kind)))

    def _part_type(self, kind: Kind, columns: Sequence[Column]) -> Any:
        name = f"{self._entity.name}{kind.type_name}"
        made = new_object(name, f"Figures of columns of {self._entity.plural}.")
        fields_of(made).extend(_column_field(kind.function, column) for column in columns)
        return made

    def _selected(self, kind: Kind, selection: Selection) -> list[str]:
        names = {camel_case(column.name): column.name for column in columns_of(self._entity, kind.function)}
        below = (node.name.value for node in selection.below(f"{self._entity.name}{kind.type_name}"))
        return list(dict.fromkeys(names[name] for name in below if name in names))

    def _prepare(self, selection: Selection) -> Bind:
        measures = self.measures(selection)
        batch = partial(_summaries, measures)
        return lambda arguments: batch  # noqa: ARG005

    def _percentile(self, selection: Selection) -> Bind:
        columns = self._selected(PERCENTILE, selection)

        def bind(arguments: Arguments) -> Batch:
            fraction = arguments["p"]
            if not 0 <= fraction <= 1:
                raise BadInput("`p` must be from 0 to 1")
            measures = tuple(Measure(Function.PERCENTILE, column, fraction) for column in columns)

            async def batch(parents: Sequence[Summary], context: Context) -> list[Part]:
                found = await _found(measures, parents[0].asked.groups, [parent.listed for parent in parents], context)
                known = {parent.listed.key: figures for parent, figures in zip(parents, found, strict=True)}
                values = {
                    (key, _compared(each.groups)): each.measures for key, figures in known.items() for each in figures
                }
                nothing = _nothing(measures).measures
                asked = ((parent.listed.key, _compared(parent.figures.groups)) for parent in parents)
                return [
                    Part(dict(zip(measures, values.get(place, nothing), strict=True)), Function.PERCENTILE, fraction)
                    for place in asked
                ]

            return batch

        return bind


async def _summaries(measures: tuple[Measure, ...], parents: Sequence[Any], context: Context) -> list[Summary]:
    listed: list[Listed] = [parent.listed for parent in parents]
    asked, nothing = Aggregate(listed[0].entity, measures), _nothing(measures)
    found = await _found(measures, (), listed, context)
    return [Summary(one, asked, next(iter(figures), nothing)) for one, figures in zip(listed, found, strict=True)]


async def _found(
    measures: tuple[Measure, ...], groups: tuple[GroupBy, ...], listed: Sequence[Listed], context: Context
) -> list[list[Figures]]:
    return await context.session.reader.figures(Aggregate(listed[0].entity, measures, groups=groups), listed)


def _compared(groups: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values of a group as a key: a document may hold what has no hash, but has it as `exact`."""
    return tuple((type(value), getattr(value, "exact", value)) for value in groups)


def _nothing(measures: tuple[Measure, ...]) -> Figures:
    """What no rows come to."""
    return Figures((), (), 0, tuple(0 if each.function is Function.COUNT_DISTINCT else None for each in measures))


def _part_of(kind: Kind) -> Callable[[Summary], Part]:
    return lambda summary: summary.part(kind.function)


def _column_field(function: Function, column: Column) -> BatchField:
    made = Column(column.name, column.source, type_of(function, column), nullable=True, description="")
    show = shown(made)
    annotation = int if function is Function.COUNT_DISTINCT else SCALARS[made.type] | None
    return BatchField(
        camel_case(column.name), annotation, column.description, each(lambda part: show(part.of(column.name)))
    )
