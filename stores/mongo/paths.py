"""The rows that relations to one row lead to, each joined once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from stores.catalogue import Column, Entity, Path, Relation
from stores.mongo.conditions import Stage, Views, join
from stores.mongo.match import all_of, scalars_condition
from stores.mongo.order import column_value

Expression = Any


@dataclass(slots=True)
class Paths:
    """Joins to the rows of an entity, each of which becomes a field of the document; see `stages`."""

    views: Views
    stages: list[Stage] = field(default_factory=list)
    _names: dict[tuple[Relation, ...], str] = field(default_factory=dict)

    def end(self, entity: Entity, path: Path) -> str:
        """What stands before the sources of columns of the entity that the path leads to."""
        before, at = "", entity
        for length, (relation, target) in enumerate(path, start=1):
            relations = tuple(relation for relation, _ in path[:length])
            if relations not in self._names:
                self._names[relations] = name = f"__via{len(self._names)}"
                # Unique is what the catalogue says; MongoDB does not hold every name to it.
                first: list[Stage] = [
                    {"$sort": {target.columns[column].source: 1 for column in target.key}},
                    {"$limit": 1},
                ]
                self.stages += related(at, before, relation, target, views=self.views, pipeline=first, name=name)
                self.stages.append({"$set": {name: {"$first": f"${name}"}}})
            before, at = f"{self._names[relations]}.", target
        return before


def related(
    entity: Entity, before: str, relation: Relation, target: Entity, *, views: Views, pipeline: list[Stage], name: str
) -> Iterator[Stage]:
    """Stages that join, as the field `name`, what a pipeline makes of the rows that a relation leads to.

    A null finds nothing, where `$lookup` by itself finds others. `before` stands before the sources of the columns.
    """
    remote = [target.columns[column] for column in relation.remote]
    local = {f"{name}_{column}": scalar(prefixed(entity.columns[column], before)) for column in relation.local}
    present = all_of([*({column.source: {"$ne": None}} for column in remote), scalars_condition(remote)])
    pairs = [(here, column.source) for here, column in zip(local, remote, strict=True)]
    yield {"$set": local}
    yield join(target, views, pairs, [{"$match": present}, *pipeline], name)


def prefixed(column: Column, before: str) -> Column:
    """The column in a document that is a field of another one."""
    return replace(column, source=f"{before}{column.source}")


def scalar(column: Column) -> Expression:
    """The column's value; null if it is an array, whose elements `$lookup` would look for."""
    value = "$$value"
    one = {"$cond": [{"$isArray": value}, None, value]}
    return {"$let": {"vars": {"value": column_value(column)}, "in": one}}
