"""What queries reach: the entities on whose rows their answers depend."""

from __future__ import annotations

from collections.abc import Iterator

from resolvers.ledger import Query
from stores.aggregate import Aggregate
from stores.catalogue import Path
from stores.derived import derived_columns
from stores.document import Documents
from stores.filter import joins
from stores.query import Sizes


def reached(query: Query) -> Iterator[str]:
    """The names of the entities that a query is of and that its filter, its groups and its order lead to.

    What documents hold inside is the selection that they were asked for.
    """
    if isinstance(query, Sizes):
        yield from (entity.name for entity in query.entities)
        return
    yield query.entity.name
    if isinstance(query, Documents):
        return
    yield from (join.target.name for join in joins(query.where))
    for column in derived_columns(query.entity):
        yield from _by_path(column.steps)
    if isinstance(query, Aggregate):
        for group in query.groups:
            yield from _by_path(group.path)


def _by_path(path: Path) -> Iterator[str]:
    return (target.name for _, target in path)
