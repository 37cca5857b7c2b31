"""`downsampled` of a list: the values of a column over time, as few as a chart can show, in their shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graph.aggregates import columns_of
from graph.background import in_background
from graph.batch_field import Arguments, Batch, BatchField, Bind, Size, argument, each, required_argument
from graph.context import Context
from graph.enums import column_enum
from graph.fields import fields_of, new_object
from graph.scalars import DateTime
from graph.selection import Selection
from graph.series import POINTS, in_window, most_points, read_window
from resolvers.downsampling import largest_triangles
from resolvers.pages import Listed, Page, PageRequest
from stores.aggregate import Function
from stores.catalogue import Entity
from stores.errors import AnswerTooLarge
from stores.filter import IsNull
from stores.keyset import total_order
from stores.naming import camel_case
from stores.order import Order

ROW_LIMIT = 10_000
"""Rows of a list that are read to choose from, and so its part in the cost of an operation."""

INLINE_ROWS = 2_000
"""Rows of which some are chosen within a few milliseconds."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The parent of a sample's fields."""

    time: datetime
    value: float


@dataclass(frozen=True, slots=True)
class Downsampled:
    """The parent of the fields of samples, which are some of `total`."""

    total: int
    points: Sequence[Sample]


SampleType: Any = new_object("Sample", "A value at a time.")
fields_of(SampleType).extend(
    [
        BatchField("time", DateTime, "When it was.", each(lambda sample: sample.time)),
        BatchField("value", float, "What it was.", each(lambda sample: sample.value)),
    ]
)

DownsampledType: Any = new_object(
    "Downsampled", "Values over time, of which those are left that keep the shape of their line."
)
fields_of(DownsampledType).extend(
    [
        BatchField("total", int, "How many values there are in all.", each(lambda made: made.total)),
        BatchField("points", list[SampleType], "Those that are left, in order.", each(lambda made: made.points)),
    ]
)


class DownsampledField:
    """The field of a list of an entity that has a time and quantities."""

    def __init__(self, entity: Entity) -> None:
        self._entity = entity
        self._time = str(entity.time)
        quantities = columns_of(entity, Function.SUM)
        self._quantity = column_enum(f"{entity.name}Quantity", quantities, f"What is measured of {entity.plural}.")

    def field(self) -> BatchField:
        """Its parent has a `Listed` as `listed`."""
        return BatchField(
            "downsampled",
            DownsampledType | None,
            "A column's values over time: largest triangle three buckets. For a chart of single rows.",
            self._prepare,
            [
                required_argument("from", DateTime, "Where it begins."),
                required_argument("to", DateTime, "Before which it ends."),
                required_argument("column", self._quantity, "Of which column."),
                argument("maxPoints", int | None, f"How many points are left at most; {POINTS} if nothing is said."),
            ],
            size=Size(lambda arguments: ROW_LIMIT),  # noqa: ARG005
        )

    def _prepare(self, selection: Selection) -> Bind:  # noqa: ARG002
        def bind(arguments: Arguments) -> Batch:
            start, end = read_window(arguments)
            column, most = str(arguments["column"].value), most_points(arguments)

            async def batch(parents: Sequence[Any], context: Context) -> list[Downsampled | AnswerTooLarge]:
                listed: list[Listed] = [parent.listed for parent in parents]
                request = self._request(listed[0], column, start, end)
                pages = await context.session.reader.pages(request, listed[0].by, [one.key for one in listed])
                return [await self._downsampled(page, column, most) for page in pages]

            return batch

        return bind

    def _request(self, listed: Listed, column: str, start: datetime, end: datetime) -> PageRequest:
        return PageRequest(
            entity=self._entity,
            columns=(self._time, column),
            order=total_order(self._entity, [Order(self._time)]),
            size=ROW_LIMIT,
            backward=False,
            after=False,
            before=False,
            bounds=(),
            filter=in_window(listed, start, end, IsNull(column, negated=True)).where,
        )

    async def _downsampled(self, page: Page, column: str, most: int) -> Downsampled | AnswerTooLarge:
        if page.has_next:
            name = camel_case(self._entity.plural)
            return AnswerTooLarge(f"more than {ROW_LIMIT} {name} would have to be read: ask for less time, or `series`")
        return await in_background(len(page.rows), INLINE_ROWS, lambda: self._chosen(page, column, most))

    def _chosen(self, page: Page, column: str, most: int) -> Downsampled:
        samples = [
            Sample(row[self._time], float(row[column]))
            for row in page.rows
            if isinstance(row[self._time], datetime) and isinstance(row[column], str | int | float)
        ]
        kept = largest_triangles([(sample.time.timestamp(), sample.value) for sample in samples], most)
        return Downsampled(len(samples), [samples[position] for position in kept])
