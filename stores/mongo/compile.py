"""Queries as aggregation pipelines: one pipeline each, whatever is asked for.

Written for MongoDB 6 or later. Values are placed in the pipeline as BSON; nothing is ever put together as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stores.catalogue import Column, Entity
from stores.filter import Filter
from stores.mongo.conditions import Stage, Views, filter_stages, join, match_stages, without_bounds
from stores.mongo.derived import derived_stages
from stores.mongo.match import NEVER, certain_columns, keys_condition, scalars_condition, stored_keys
from stores.mongo.order import Condition, sort_keys, sorts_by_index
from stores.order import Order
from stores.query import Count, Keys, Select

ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Stages to run on a collection or view; on none (`source` None) when the stages bring their own documents."""

    source: str | None
    stages: list[Stage]


def compile_select(query: Select, views: Views) -> Pipeline:
    """The rows of a query, as documents that hold the columns asked for at their stored paths.

    `views` are the definitions of the views that may be read.
    """
    if query.keys is not None and query.limit is not None:
        return _page_for_each_key(query, query.keys, views)
    return Pipeline(query.entity.source, [*by_keys(query.entity, query.keys), *_page(query, views)])


def compile_count(query: Count, views: Views) -> Pipeline:
    """The number of rows as `n`, in one document for each key, which stands in `_id` column by column.

    Without keys there is one document, or none when there are no rows.
    """
    columns = () if query.keys is None else query.keys.columns
    group = {name: f"${query.entity.columns[name].source}" for name in columns}
    stages, joined = filter_stages(query.entity, query.where, views)
    found = [*by_keys(query.entity, query.keys), *stages, *joined]
    return Pipeline(query.entity.source, [*found, {"$group": {"_id": group or None, "n": {"$sum": 1}}}])


def projection(columns: Iterable[Column]) -> Stage:
    """Just the stored paths of the columns; a path within another one that is taken whole is not named again."""
    paths = {column.source for column in columns}
    named = {path: 1 for path in sorted(paths) if not any(path.startswith(f"{outer}.") for outer in paths)}
    return {"$project": named if "_id" in named else {"_id": 0, **named}}


def by_keys(entity: Entity, keys: Keys | None) -> list[Stage]:
    """The keys have a stage to themselves, because not every server uses an index for one part of a condition."""
    if keys is None:
        return []
    columns = [entity.columns[name] for name in keys.columns]
    return [*match_stages(keys_condition(entity, keys)), *match_stages(scalars_condition(columns))]


def _page(query: Select, views: Views, *conditions: Condition) -> list[Stage]:
    """The first rows of a list. Joins come after the sort: as many rows are looked at as it takes to fill the page.

    What the rows are sorted by has to be joined before it, and before the bounds that cursors set.
    """
    sortable = _sortable(query.entity, query.order)
    derived = derived_stages(query.entity, views)
    where, bounds = (query.where, None) if not derived else without_bounds(query.where)
    stages, joined = filter_stages(query.entity, where, views, *conditions, *sortable)
    beyond, _ = filter_stages(query.entity, bounds, views)
    limit = [] if query.limit is None else [{"$limit": query.limit}]
    columns = (query.entity.columns[name] for name in query.columns)
    sort = _sort(query.entity, query.order, query.where)
    return [*stages, *derived, *beyond, *sort, *joined, *limit, projection(columns)]


def _page_for_each_key(query: Select, keys: Keys, views: Views) -> Pipeline:
    """A document for each key, joined with the first rows of the key."""
    columns = [query.entity.columns[name] for name in keys.columns]
    names = [f"key{position}" for position in range(len(columns))]
    documents = [dict(zip(names, value, strict=True)) for value in stored_keys(columns, keys)]
    if not documents:
        return Pipeline(query.entity.source, [{"$match": NEVER}])
    pairs = [(name, column.source) for name, column in zip(names, columns, strict=True)]
    found = join(query.entity, views, pairs, _page(query, views, scalars_condition(columns)), ROWS)
    return Pipeline(None, [{"$documents": documents}, found, {"$unwind": f"${ROWS}"}, {"$replaceWith": f"${ROWS}"}])


def _sort(entity: Entity, order: tuple[Order, ...], where: Filter | None) -> list[Stage]:
    """Stages that bring rows in order."""
    keys = [key for keys in sort_keys(entity, order, certain_columns(where)) for key in keys]
    computed = {key.name: key.computed for key in keys if key.computed is not None}
    added = [{"$addFields": computed}] if computed else []
    return [*added, {"$sort": {key.name: key.direction for key in keys}}] if keys else []


def _sortable(entity: Entity, order: tuple[Order, ...]) -> Iterator[Condition]:
    """A document that holds several times has no one place among times, and would be met more than once."""
    columns = [entity.columns[part.column] for part in order]
    arrays = scalars_condition(column for column in columns if sorts_by_index(entity, column))
    if arrays:
        yield arrays
