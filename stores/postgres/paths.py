"""The rows that relations to one row lead to, each joined once."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, FromClause, Table, and_

from stores.catalogue import Path, Relation


class Paths:
    """Joins to the rows of a table, or of an alias of one: `joined` is the table with all of them.

    What a relation leads to is found by what is unique, so a row stays one row.
    """

    def __init__(self, table: FromClause, tables: Mapping[str, Table]) -> None:
        self.joined = table
        self._table = table
        self._tables = tables
        self._ends: dict[tuple[Relation, ...], FromClause] = {}

    def end(self, path: Path) -> FromClause:
        """The table of the rows that a path leads to; all NULL where it leads nowhere."""
        table = self._table
        for length, (relation, target) in enumerate(path, start=1):
            relations = tuple(relation for relation, _ in path[:length])
            if relations not in self._ends:
                self._ends[relations] = end = self._tables[target.name].alias(f"via {len(self._ends)}")
                self.join(end, same_values(relation, table, end))
            table = self._ends[relations]
        return table

    def join(self, other: FromClause, condition: ColumnElement[bool]) -> None:
        """Join something else, of which at most one row belongs to each."""
        self.joined = self.joined.outerjoin(other, condition)


def same_values(relation: Relation, local: FromClause, remote: FromClause) -> ColumnElement[bool]:
    """That a relation leads from a row to another one."""
    pairs = zip(relation.local, relation.remote, strict=True)
    return and_(*(remote.c[there] == local.c[here] for here, there in pairs))
