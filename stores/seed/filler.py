"""Completes rows: what a recipe leaves open is drawn from the table's own columns, keys and constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Integer, Numeric, String, Table
from sqlalchemy.dialects.postgresql import JSONB

from stores.errors import Misconfigured
from stores.postgres.catalogue import closed_set
from stores.seed.choice import pick_skewed
from stores.seed.constraints import demands_of
from stores.seed.moments import DEADLINE, beginning, moment, time_columns, times_of
from stores.seed.quantity import number_drawer
from stores.seed.recipe import Row

if TYPE_CHECKING:
    from stores.seed.world import World

NULL_RATE = 0.12
"""Share of NULLs in a column that may be NULL."""

REDRAWS = 20
"""How often a row that repeats a unique value is drawn again before it is left out."""

Step = Callable[[int, Row], None]
Drawer = Callable[[int], Any]


def filled(table: Table, rows: Iterable[Row], world: World) -> Iterator[Row]:
    """The rows of a table, complete. Rows that cannot be made unique are left out. All have the first one's columns."""
    remaining = iter(rows)
    first = next(remaining, None)
    if first is None:
        return
    filler = Filler(table, frozenset(first), world)
    complete = filler.complete if filler.needed else _as_it_is
    for number, row in enumerate(chain([first], remaining), 1):
        whole = complete(number, row)
        if whole is not None:
            yield whole


def rows_needed(table: Table) -> int:
    """Rows after which every value of the table's closed sets has appeared, and a NULL where one is allowed."""
    return 2 + max((len(closed_set(column)) for column in table.columns), default=0)


def _as_it_is(_: int, row: Row) -> Row:
    return row


class Filler:
    """Draws the columns of a table that its recipe does not give.

    The first rows go through the values of each closed set, then comes a NULL if one is allowed, then chance rules.
    Parents are chosen unevenly: some have many children, some none.
    """

    def __init__(self, table: Table, given: frozenset[str], world: World) -> None:
        unknown = given - set(table.columns.keys())
        if unknown:
            raise Misconfigured(f"the recipe of {table.fullname} gives unknown columns: {', '.join(sorted(unknown))}")
        self._table = table
        self._world = world
        self._random = world.random(table.fullname, "filler")
        self._demands = demands_of(table)
        self._missing = {
            column.name for column in table.columns if column.name not in given and column.computed is None
        }
        serial = table.autoincrement_column
        self._serial = serial.name if serial is not None and serial.name in self._missing else None
        self._missing.discard(self._serial or "")
        self._steps = list(self._all_steps())
        self._seen: dict[tuple[str, ...], set[tuple[Any, ...]]] = {
            columns: set()
            for columns in self._demands.uniques
            if self._missing & set(columns) and self._serial not in columns
        }
        self._drawn: list[Row] = []
        self._count = 0

    @property
    def needed(self) -> bool:
        """Whether any column is left open."""
        return bool(self._missing or self._serial)

    def complete(self, number: int, given: Row) -> Row | None:
        """The whole row, the `number`-th that was tried, from 1; None if every draw repeats a unique value."""
        for _ in range(REDRAWS):
            row = dict(given)
            for step in self._steps:
                step(number, row)
            if self._accept(row):
                return row
        return None

    def _accept(self, row: Row) -> bool:
        if any(row[one] == row[other] for one, other in self._demands.distinct if row[one] is not None):
            return False
        keys = [(seen, tuple(row[column] for column in columns)) for columns, seen in self._seen.items()]
        if any(key in seen for seen, key in keys):
            return False
        for seen, key in keys:
            if None not in key:
                seen.add(key)
        self._count += 1
        if self._serial is not None:
            row[self._serial] = self._count
        if self._refers_to_itself:
            self._drawn.append(row)
        return True

    @property
    def _refers_to_itself(self) -> bool:
        return any(key.referred_table is self._table for key in self._table.foreign_key_constraints)

    def _all_steps(self) -> Iterator[Step]:
        referring: set[str] = set()
        for key in sorted(self._table.foreign_key_constraints, key=lambda each: list(each.column_keys)):
            if self._missing.issuperset(key.column_keys):
                referring.update(key.column_keys)
                yield self._reference(key)
        times = [name for name in time_columns(self._table) if name in self._missing]
        yield from (self._time(self._table.columns[name]) for name in times)
        for column in self._table.columns:
            if column.name in self._missing and column.name not in referring and column.name not in times:
                yield self._value(column)
        for low, high in self._demands.ordered:
            if self._missing & {low, high}:
                yield _in_order(low, high)

    def _reference(self, key: ForeignKeyConstraint) -> Step:
        columns, remote = list(key.column_keys), [element.column.name for element in key.elements]
        parent = key.referred_table
        own = parent is self._table
        parents = [] if own else self._world.keys(parent.fullname, remote)
        null_at = 4 if any(column.nullable for column in key.columns) else None

        def refer(number: int, row: Row) -> None:
            known = [tuple(each[name] for name in remote) for each in self._drawn[-20:]] if own else parents
            absent = not known or self._is_null(number, null_at)
            values = (None,) * len(columns) if absent else pick_skewed(known, self._random)
            row.update(zip(columns, values, strict=True))

        return refer

    def _time(self, column: Column[Any]) -> Step:
        name, is_date = column.name, isinstance(column.type, Date)
        null_at = 3 + len(name) % 5 if column.nullable else None

        def draw(number: int, row: Row) -> None:
            if self._is_null(number, null_at):
                row[name] = None
                return
            known = any(times_of(row, self._world.now))
            if known or DEADLINE.search(name):
                value = moment(name, row, self._random, self._world.now)
            else:
                value = beginning(self._random, self._world.now)
            row[name] = value.date() if is_date else value

        return draw

    def _value(self, column: Column[Any]) -> Step:
        name, drawer, values = column.name, self._drawer(column), closed_set(column)
        null_at = (len(values) + 1 if values else 3 + len(name) % 5) if column.nullable else None

        def draw(number: int, row: Row) -> None:
            row[name] = None if self._is_null(number, null_at) else drawer(number)

        return draw

    def _is_null(self, number: int, null_at: int | None) -> bool:
        if null_at is None or number < null_at:
            return False
        return number == null_at or self._random.random() < NULL_RATE

    def _drawer(self, column: Column[Any]) -> Drawer:
        random, vocabulary, values = self._random, self._world.vocabulary, closed_set(column)
        if values:
            return lambda number: values[number - 1] if number <= len(values) else random.choice(values)
        if isinstance(column.type, Boolean):
            return lambda number: number == 1 if number <= 2 else random.random() < 0.7
        if isinstance(column.type, Integer | Numeric):
            draw = number_drawer(column, self._demands)
            return lambda _: draw(random)
        if isinstance(column.type, JSONB):
            return lambda number: {"note": vocabulary.sentence(random), "number": number}
        if isinstance(column.type, String):
            writer, length = vocabulary.writer_for(column.name), column.type.length
            return lambda _: writer(random)[:length]
        raise Misconfigured(f"sample data cannot be drawn for {self._table.fullname}.{column.name}: {column.type!r}")


def _in_order(low: str, high: str) -> Step:
    """Swap two values that a CHECK wants in the other order."""

    def repair(_: int, row: Row) -> None:
        if row[low] is not None and row[high] is not None and row[low] > row[high]:
            row[low], row[high] = row[high], row[low]

    return repair
