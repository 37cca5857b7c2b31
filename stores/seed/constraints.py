"""What a table demands of its rows, read from its CHECKs and unique constraints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import CheckConstraint, Table, UniqueConstraint

from stores.postgres.connection import DIALECT

COMPARISON = re.compile(r"^(\w+) (<=|<|>=|>|<>) ([\w.-]+)$")
BETWEEN = re.compile(r"^(\w+) BETWEEN ([\w.-]+) AND ([\w.-]+)$")
NUMBER = re.compile(r"^-?\d+(\.\d+)?$")


@dataclass(slots=True)
class Demands:
    """`at_least` and `at_most` bound columns by numbers; each pair of `ordered` is a column and one no smaller than it;
    the columns of a pair in `distinct` differ; those of a tuple in `uniques` together do not repeat.
    """

    at_least: dict[str, float] = field(default_factory=dict)
    at_most: dict[str, float] = field(default_factory=dict)
    ordered: list[tuple[str, str]] = field(default_factory=list)
    distinct: list[tuple[str, str]] = field(default_factory=list)
    uniques: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, left: str, operator: str, right: str) -> None:
        """One comparison; a bound that excludes its end is moved by one."""
        if operator == "<>":
            self.distinct.append((left, right))
        elif operator in {">", ">="}:
            self._at_least(left, right, 1 if operator == ">" else 0)
        else:
            self._at_most(left, right, 1 if operator == "<" else 0)

    def spread(self) -> None:
        """Let what bounds one column of an ordered pair bound the other too, so that they may be exchanged."""
        for low, high in self.ordered:
            if low in self.at_least:
                self.at_least[high] = max(self.at_least[low], self.at_least.get(high, self.at_least[low]))
            if high in self.at_most:
                self.at_most[low] = min(self.at_most[high], self.at_most.get(low, self.at_most[high]))

    def _at_least(self, column: str, bound: str, step: int) -> None:
        if NUMBER.match(bound):
            self.at_least[column] = float(bound) + step
        else:
            self.ordered.append((bound, column))

    def _at_most(self, column: str, bound: str, step: int) -> None:
        if NUMBER.match(bound):
            self.at_most[column] = float(bound) - step
        else:
            self.ordered.append((column, bound))


def demands_of(table: Table) -> Demands:
    """The demands of a table. CHECKs of other forms than a comparison or a range are left to the recipes."""
    demands = Demands(uniques=list(_uniques(table)))
    constraints = (*table.constraints, *(each for column in table.columns for each in column.constraints))
    # SQLAlchemy keeps constraints in sets, whose order differs from process to process.
    for condition in sorted(_text(each, table) for each in constraints if isinstance(each, CheckConstraint)):
        for comparison in _comparisons(condition):
            demands.add(*comparison)
    demands.spread()
    return demands


def _uniques(table: Table) -> Iterator[tuple[str, ...]]:
    found = {tuple(table.primary_key.columns.keys())}
    found |= {tuple(each.columns.keys()) for each in table.constraints if isinstance(each, UniqueConstraint)}
    found |= {tuple(index.columns.keys()) for index in table.indexes if index.unique}
    yield from sorted(found)


def _text(constraint: CheckConstraint, table: Table) -> str:
    compiled = constraint.sqltext.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True})
    return str(compiled).replace(f"{table.fullname}.", "").replace('"', "")


def _comparisons(condition: str) -> Iterator[tuple[str, str, str]]:
    if found := BETWEEN.match(condition):
        column, low, high = found.groups()
        yield column, ">=", low
        yield column, "<=", high
    elif found := COMPARISON.match(condition):
        left, operator, right = found.groups()
        yield left, operator, right
