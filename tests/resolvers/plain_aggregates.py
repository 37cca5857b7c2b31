"""What an `Aggregate` means, in plain Python over plain rows: fractions for numbers, `zoneinfo` for buckets of time."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cmp_to_key
from typing import Any
from zoneinfo import ZoneInfo

from stores.aggregate import Aggregate, Bucket, Figures, Function, GroupBy, Measure, Unit, type_of
from stores.catalogue import ValueType
from stores.filter import Compare, Operator

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
"""The rows of each entity, by its name. A DECIMAL is a Decimal here."""

COMPARISONS: Mapping[Operator, Callable[[Any, Any], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.LESS: operator.lt,
    Operator.LESS_OR_EQUAL: operator.le,
    Operator.GREATER: operator.gt,
    Operator.GREATER_OR_EQUAL: operator.ge,
}
DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
ORIGIN = datetime(2000, 1, 1)
FIRST_MONDAY = datetime(2000, 1, 3)


def figures_of(query: Aggregate, tables: Tables) -> list[Figures]:
    """The figures of an aggregate, whose filter may be one comparison."""
    rows = [row for row in tables[query.entity.name] if _kept(query, row)]
    keys = () if query.keys is None else query.keys.columns
    gathered: dict[tuple[Any, ...], list[Row]] = {}
    if query.keys is None and not query.groups:
        gathered[(), ()] = []
    for row in rows:
        key, values = tuple(row[name] for name in keys), tuple(value_of(group, row, tables) for group in query.groups)
        gathered.setdefault((key, values), []).append(row)
    figures = [Figures(key, values, len(of), _measures(query, of)) for (key, values), of in gathered.items()]
    figures = sorted((each for each in figures if _holds(query, each)), key=cmp_to_key(_comparison(query)))
    return _limited(query, figures)


def start_of(bucket: Bucket, moment: datetime) -> datetime:
    """The start of the bucket that a moment falls into."""
    if bucket.unit is Unit.SECOND:
        size, origin = timedelta(seconds=bucket.size), ORIGIN.replace(tzinfo=UTC)
        return origin + (moment - origin) // size * size
    zone = ZoneInfo(bucket.zone)
    local = moment.astimezone(zone).replace(tzinfo=None)
    return _local_start(bucket, local).replace(tzinfo=zone).astimezone(UTC)


def measured(measure: Measure, kind: ValueType, values: Sequence[Any]) -> Any:
    """A measure of some values, NULLs among them."""
    present = [value for value in values if value is not None and _is_finite(value)]
    if measure.function is Function.COUNT_DISTINCT:
        return len(set(present))
    if not present or (measure.function is Function.STDDEV and len(present) == 1):
        return None
    match measure.function:
        case Function.MIN:
            return min(present)
        case Function.MAX:
            return max(present)
        case Function.SUM:
            return math.fsum(present) if kind is ValueType.FLOAT else sum(present[1:], present[0])
    numbers = sorted(map(Fraction, present))
    mean = Fraction(sum(numbers), len(numbers))
    match measure.function:
        case Function.AVG:
            return float(mean)
        case Function.STDDEV:
            return math.sqrt(sum((number - mean) ** 2 for number in numbers) / (len(numbers) - 1))
    place = Fraction(measure.fraction or 0.0) * (len(numbers) - 1)
    low, high = numbers[math.floor(place)], numbers[math.ceil(place)]
    return float(low + (place - math.floor(place)) * (high - low))


def value_of(group: GroupBy, row: Row, tables: Tables) -> Any:
    """The value by which a row is grouped."""
    at: Row | None = row
    for relation, target in group.path:
        local = [at[name] for name in relation.local] if at else []
        same = (
            other
            for other in tables[target.name]
            if local and None not in local and [other[name] for name in relation.remote] == local
        )
        at = min(same, key=lambda other: [other[name] for name in target.key], default=None)
    value = at[group.column.name] if at else None
    return value if group.bucket is None or value is None else start_of(group.bucket, value)


def _is_finite(value: Any) -> bool:
    return not isinstance(value, float | Decimal) or math.isfinite(value)


def _local_start(bucket: Bucket, local: datetime) -> datetime:
    if bucket.unit is Unit.MONTH:
        months = (12 * (local.year - ORIGIN.year) + local.month - 1) // bucket.size * bucket.size
        return datetime(ORIGIN.year + months // 12, months % 12 + 1, 1)
    origin = FIRST_MONDAY if bucket.unit is Unit.WEEK else ORIGIN
    size = timedelta(days=DAYS[bucket.unit] * bucket.size)
    return origin + (local - origin) // size * size


def _kept(query: Aggregate, row: Row) -> bool:
    if query.keys is not None and tuple(row[name] for name in query.keys.columns) not in query.keys.values:
        return False
    if query.where is None:
        return True
    assert isinstance(query.where, Compare)
    value = row[query.where.column]
    return value is not None and COMPARISONS[query.where.operator](value, query.where.value)


def _measures(query: Aggregate, rows: Sequence[Row]) -> tuple[Any, ...]:
    return tuple(
        measured(measure, query.entity.columns[measure.column].type, [row[measure.column] for row in rows])
        for measure in query.measures
    )


def _holds(query: Aggregate, figures: Figures) -> bool:
    for having in query.having:
        value, limit = _measure(figures, having.measure), having.value
        if having.measure is not None:
            measure = query.measures[having.measure]
            decimal = type_of(measure.function, query.entity.columns[measure.column]) is ValueType.DECIMAL
            limit = Decimal(limit) if decimal else limit
        if value is None or not COMPARISONS[having.operator](value, limit):
            return False
    return True


def _measure(figures: Figures, position: int | None) -> Any:
    return figures.count if position is None else figures.measures[position]


def _comparison(query: Aggregate) -> Callable[[Figures, Figures], int]:
    def compare(left: Figures, right: Figures) -> int:
        for order in query.order:
            pair = [
                _measure(each, order.measure) if order.group is None else each.groups[order.group]
                for each in (left, right)
            ]
            if found := _compared(*pair, descending=order.descending):
                return found
        ties = (_compared(a, b, descending=False) for a, b in zip(left.groups, right.groups, strict=True))
        return next((found for found in ties if found), 0)

    return compare


def _compared(left: Any, right: Any, *, descending: bool) -> int:
    if left == right:
        return 0
    if left is None or right is None:
        return 1 if left is None else -1
    return 1 if (left > right) != descending else -1


def _limited(query: Aggregate, figures: Sequence[Figures]) -> list[Figures]:
    if query.limit is None:
        return list(figures)
    met: dict[tuple[Any, ...], list[Figures]] = {}
    for each in figures:
        met.setdefault(each.key, []).append(each)
    return [each for of_key in met.values() for each in of_key[query.offset : query.offset + query.limit]]
