"""`series` of a list: what its rows come to in buckets of time, in order, and what stands where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby
from typing import Any

import strawberry

from graph.aggregates import AggregateType, Summary
from graph.batch_field import Arguments, Batch, BatchField, Bind, Size, argument, each, required_argument
from graph.context import Context
from graph.durations import read_bucket, write_bucket
from graph.fields import fields_of, new_object
from graph.group_inputs import PART_LIMIT
from graph.groups import GroupType, KeyAt
from graph.scalars import DateTime
from graph.selection import Selection
from resolvers.buckets import number_of, numbers_between, start_of, widened
from resolvers.pages import Listed
from resolvers.windows import require_window
from stores.aggregate import Aggregate, Bucket, Figures, Function, GroupBy, Measure, type_of
from stores.catalogue import Entity, ValueType
from stores.errors import AnswerTooLarge, BadInput
from stores.filter import And, Compare, Filter, Operator

POINTS = 500
"""Points of a series for which nothing else is said."""

POINT_LIMIT = 10_000
"""Points of a series, all its lines together."""


ZEROS = {ValueType.INTEGER: 0, ValueType.BIG_INTEGER: 0, ValueType.DECIMAL: "0", ValueType.FLOAT: 0.0}


@strawberry.enum(description="What stands in buckets without rows.")
class SeriesFill(Enum):
    """NONE leaves them out; the others put a point there, whose count is 0."""

    NONE = "none"
    NULL = "null"
    PREVIOUS = "previous"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Span:
    """The buckets that are asked for."""

    start: datetime
    end: datetime
    bucket: Bucket
    widened: bool
    fill: SeriesFill

    @property
    def numbers(self) -> range:
        """The numbers of the buckets."""
        return numbers_between(self.bucket, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Point:
    """The parent of a point's fields."""

    time: datetime
    summary: Summary


@dataclass(frozen=True, slots=True)
class Line:
    """The parent of the fields of a line: points of one group, whose key is that of `summary`."""

    summary: Summary
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Series:
    """The parent of a series' fields."""

    span: Span
    lines: Sequence[Line]
    grouped: bool


class SeriesType:
    """The type `TelemetrySampleSeries` of an entity with a time."""

    def __init__(self, entity: Entity, aggregate: AggregateType, groups: GroupType) -> None:
        self._entity = entity
        self._aggregate = aggregate
        self._groups = groups
        name, plural = entity.name, entity.plural
        point = new_object(f"{name}Point", f"What {plural} come to in one bucket of time.")
        fields_of(point).extend(
            [
                BatchField("time", DateTime, "When the bucket starts.", each(lambda point: point.time)),
                BatchField("aggregate", aggregate.object, "What its rows come to.", each(lambda point: point.summary)),
            ]
        )
        line = new_object(f"{name}Line", f"A series of one group of {plural}.")
        fields_of(line).extend(
            [
                BatchField("key", groups.key, "What its rows have in common.", each(lambda line: KeyAt(line.summary))),
                BatchField("points", list[point], "The points, in order.", each(lambda line: line.points)),  # type: ignore[valid-type]
            ]
        )
        self.object = new_object(f"{name}Series", f"{plural} over time.")
        fields_of(self.object).extend(
            [
                BatchField("every", str, "How long the buckets are, in ISO 8601.", each(_every)),
                BatchField("widened", bool, "Whether that is longer than asked for.", each(_is_widened)),
                BatchField("points", list[point], "The points of all rows; none if they are grouped.", each(_points)),  # type: ignore[valid-type]
                BatchField("lines", list[line], "A line for each group, or one of all rows.", each(_lines)),  # type: ignore[valid-type]
            ]
        )

    def field(self) -> BatchField:
        """The field of a list that gives a series. Its parent has a `Listed` as `listed`."""
        return BatchField(
            "series",
            self.object | None,
            "What the list's rows, whatever the page, come to in buckets of time.",
            self._prepare,
            [
                required_argument("from", DateTime, "Where it begins."),
                required_argument("to", DateTime, "Before which it ends."),
                argument(
                    "every", str | None, "How long buckets are, like 15m, 1h, 1d, 1w, 1mo, or P1D; else what fits."
                ),
                argument("timeZone", str | None, "Whose days, weeks and months they are; UTC if nothing is said."),
                argument("groupBy", list[self._groups.inputs.by] | None, "A line for each group of rows."),  # type: ignore[name-defined]
                argument("fill", SeriesFill | None, "What stands in buckets without rows; NONE if nothing is said."),
                argument(
                    "maxPoints", int | None, f"Buckets are widened to have no more points than this, or {POINTS}."
                ),
            ],
            size=Size(most_points, ("maxPoints",)),
        )

    def _prepare(self, selection: Selection) -> Bind:
        measures = tuple(dict.fromkeys(self._measures(selection)))

        def bind(arguments: Arguments) -> Batch:
            span = _span(arguments)
            bucket = GroupBy(self._entity.columns[str(self._entity.time)], (), span.bucket)
            groups = (*self._read_groups(arguments), bucket)
            asked = Aggregate(self._entity, measures, groups=groups, limit=POINT_LIMIT + 1)

            async def batch(parents: Sequence[Any], context: Context) -> list[Series | AnswerTooLarge]:
                listed = [in_window(parent.listed, span.start, span.end) for parent in parents]
                found = await context.session.reader.figures(asked, listed)
                return [_series(span, one, asked, figures) for one, figures in zip(listed, found, strict=True)]

            return batch

        return bind

    def _measures(self, selection: Selection) -> list[Measure]:
        series = selection.by_name(f"{self._entity.name}Series")
        lines = series["lines"].by_name(f"{self._entity.name}Line") if "lines" in series else {}
        points = [part for part in (series.get("points"), lines.get("points")) if part is not None]
        inner = [part.by_name(f"{self._entity.name}Point").get("aggregate") for part in points]
        return [measure for part in inner if part is not None for measure in self._aggregate.measures(part)]

    def _read_groups(self, arguments: Arguments) -> tuple[GroupBy, ...]:
        given = arguments["groupBy"] or ()
        if len(given) > PART_LIMIT:
            raise BadInput(f"`groupBy` takes at most {PART_LIMIT} parts")
        return tuple(self._groups.inputs.read_by(part) for part in given)


def in_window(listed: Listed, start: datetime, end: datetime, *further: Filter) -> Listed:
    """Those rows of a list that are of a time, and of which all further filters hold."""
    time = str(listed.entity.time)
    window = (Compare(time, Operator.GREATER_OR_EQUAL, start), Compare(time, Operator.LESS, end), *further)
    return listed._replace(where=And(window if listed.where is None else (*window, listed.where)))


def read_window(arguments: Arguments) -> tuple[datetime, datetime]:
    """The time that `from` and `to` say. Raises BadInput."""
    require_window(arguments["from"], arguments["to"])
    return arguments["from"], arguments["to"]


def most_points(arguments: Arguments) -> int:
    """What `maxPoints` says. Raises BadInput."""
    most = POINTS if arguments["maxPoints"] is None else arguments["maxPoints"]
    if not 1 <= most <= POINT_LIMIT:
        raise BadInput(f"`maxPoints` must be from 1 to {POINT_LIMIT}, not {most}")
    return int(most)


def _span(arguments: Arguments) -> Span:
    (start, end), most = read_window(arguments), most_points(arguments)
    every, zone = arguments["every"], arguments["timeZone"] or "UTC"
    asked = read_bucket(every or "1s", zone)
    bucket = widened(asked, lambda bucket: len(numbers_between(bucket, start, end)) <= most)
    return Span(start, end, bucket, every is not None and bucket != asked, arguments["fill"] or SeriesFill.NONE)


def _series(span: Span, listed: Listed, asked: Aggregate, found: Sequence[Figures]) -> Series | AnswerTooLarge:
    if len(found) > POINT_LIMIT:
        return AnswerTooLarge(f"a series may have {POINT_LIMIT} points: ask for fewer groups, or longer buckets")
    grouped = len(asked.groups) > 1
    lines = [list(figures) for _, figures in groupby(found, lambda one: one.groups[:-1])]
    if not (lines or grouped):
        lines = [[]]
    return Series(span, [_line(span, listed, asked, figures) for figures in lines], grouped)


def _line(span: Span, listed: Listed, asked: Aggregate, found: Sequence[Figures]) -> Line:
    shared = found[0].groups[:-1] if found else ()
    by_number = {number_of(span.bucket, figures.groups[-1]): figures for figures in found}
    numbers = sorted(by_number) if span.fill is SeriesFill.NONE else span.numbers
    points: list[Point] = []
    previous: Figures | None = None
    for number in numbers:
        figures = by_number.get(number)
        start = start_of(span.bucket, number) if figures is None else figures.groups[-1]
        if figures is None:
            figures = _filled(span.fill, asked, (*shared, start), previous)
        else:
            previous = figures
        points.append(Point(start, Summary(listed, asked, figures)))
    return Line(Summary(listed, asked, Figures((), (*shared, None), 0, (None,) * len(asked.measures))), points)


def _filled(fill: SeriesFill, asked: Aggregate, groups: tuple[Any, ...], previous: Figures | None) -> Figures:
    """What stands in a bucket without rows."""
    if fill is SeriesFill.PREVIOUS and previous is not None:
        measures = previous.measures
    else:
        measures = tuple(_empty(fill, measure, asked.entity) for measure in asked.measures)
    return Figures((), groups, 0, measures)


def _empty(fill: SeriesFill, measure: Measure, entity: Entity) -> Any:
    zero = ZEROS.get(type_of(measure.function, entity.columns[measure.column]))
    return zero if fill is SeriesFill.ZERO or measure.function is Function.COUNT_DISTINCT else None


def _every(series: Series) -> str:
    return write_bucket(series.span.bucket)


def _is_widened(series: Series) -> bool:
    return series.span.widened


def _lines(series: Series) -> Sequence[Line]:
    return series.lines


def _points(series: Series) -> Sequence[Point]:
    return () if series.grouped else series.lines[0].points
