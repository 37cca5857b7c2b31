"""What filters speak of: which columns, of a row and of those it leads to; and how these are read for many rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from resolvers.analysis import Source
from resolvers.live.patience import AWAY
from resolvers.relation_keys import RelationKeys
from stores.catalogue import KEY_TYPES, Entity
from stores.errors import Outage
from stores.filter import Among, And, Beyond, Compare, Filter, Not, Operator, Or, Related

Path = tuple[str, ...]
"""Names of relations to one row each, from a row on."""

Need = tuple[Path, str]
"""A column of the row that a path leads to."""

Anchor = tuple[Need, tuple[Any, ...]]
"""A column, and all values of it of which a filter can hold."""

ANCHOR_LIMIT = 100
"""Values by which a subscriber is found at most."""


def needs(where: Filter | None, path: Path = ()) -> Iterator[Need]:
    """Every column that a filter speaks of."""
    match where:
        case None | Beyond():
            return
        case And(parts) | Or(parts):
            for part in parts:
                yield from needs(part, path)
        case Not(part):
            yield from needs(part, path)
        case Related(relation, _, part):
            inner = (*path, relation.name)
            yield from ((inner, column) for column in relation.remote)
            yield from ((path, column) for column in relation.local)
            if part is not None:
                yield from needs(part, inner)
        case _:
            yield path, where.column


def anchor(entity: Entity, where: Filter | None, path: Path = ()) -> Anchor | None:
    """A column that must equal one of a few values wherever the filter holds, if there is one."""
    match where:
        case And(parts):
            return next((found for found in (anchor(entity, part, path) for part in parts) if found), None)
        case Related(relation, target, part):
            return anchor(target, part, (*path, relation.name))
        case Compare(name, Operator.EQUAL, value) if entity.columns[name].type in KEY_TYPES:
            return (path, name), (value,)
        case Among(name, values) if entity.columns[name].type in KEY_TYPES and len(values) <= ANCHOR_LIMIT:
            return (path, name), values
        case _:
            return None


def at(row: Any, need: Need) -> Any:
    """The value of a needed column; None where the path leads nowhere, an Outage where it cannot be read."""
    path, column = need
    for name in (*path, column):
        if row is None or isinstance(row, Outage):
            return row
        row = row[name]
    return row


async def lead(source: Source, entity: Entity, rows: Sequence[dict[str, Any]], needed: Collection[Need]) -> None:
    """Put into rows, under the names of relations, the rows that they lead to, one statement for each relation.

    In the place of rows that cannot be read is the error: only those whose filters speak of them need know. Raises an
    outage of the rows' own store, which is everybody's.
    """
    for name in dict.fromkeys(path[0] for path, _ in needed if path):
        relation = entity.relations[name]
        target = source.entity(relation.target)
        inner = [(path[1:], column) for path, column in needed if path[:1] == (name,)]
        keys = RelationKeys(relation, entity, target)(rows)
        try:
            found = await source.reader.rows(target, own_columns(inner), relation.remote, keys)
            related: list[Any] = [None if row is None else dict(row) for row in found]
            await lead(source, target, [row for row in related if row is not None], inner)
        except Outage as error:
            if isinstance(error, AWAY) and target.store == entity.store:
                raise
            related = [error] * len(rows)
        for row, one in zip(rows, related, strict=True):
            row[name] = one


def own_columns(needed: Iterable[Need]) -> tuple[str, ...]:
    """Those columns that are the row's own."""
    return tuple(dict.fromkeys(column for path, column in needed if not path))
