"""Filters as stages of a pipeline that keep the rows for which they hold.

What is said of related rows is a join, `$lookup`, that finds one of them or none. It comes late: what needs no join
narrows the rows before, and does so by an index where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stores.catalogue import Entity, ValueType
from stores.filter import And, Beyond, Filter, IsNull, Not, Or, Related, joins
from stores.mongo.match import (
    ALWAYS,
    FieldTest,
    all_of,
    any_of,
    beside_bounds,
    bounds,
    none_of,
    scalars_condition,
    test_condition,
)
from stores.mongo.models.base import View
from stores.mongo.order import Condition, beyond_position

Stage = dict[str, Any]
Views = Mapping[str, View]
"""The definitions of the views that may be read, by name."""

FOUND = "__related{}"
"""Where a join puts what it finds, by its number; no stored field is called so."""


class Conditions:
    """Builds conditions on the rows of an entity. They hold after `joins`, stages that have to go before them."""

    def __init__(self, entity: Entity, views: Views) -> None:
        self._entity = entity
        self._views = views
        self.joins: list[Stage] = []

    def of(self, where: Filter) -> Condition:
        """A filter. Raises BadInput where a value does not suit its column."""
        match where:
            case And(parts):
                return all_of([self.of(part) for part in parts])
            case Or(parts):
                return any_of([self.of(part) for part in parts])
            case Not(part):
                return none_of(self.of(part))
            case Related():
                return self._related(where)
            case Beyond():
                return all_of(beyond_position(self._entity, where))
            case _:
                return test_condition(self._entity.columns[where.column], where)

    def _related(self, where: Related) -> Condition:
        """That a join found a row. Null and arrays are no keys, though a `$lookup` takes them for some."""
        found = FOUND.format(len(self.joins))
        self.joins.append(_join(self._entity, where, self._views, found))
        local = [self._entity.columns[name] for name in where.relation.local]
        there = [self.of(IsNull(column.name, negated=True)) for column in local]
        return all_of([*there, scalars_condition(local), {found: {"$ne": []}}])


def filter_stages(
    entity: Entity, where: Filter | None, views: Views, *further: Condition
) -> tuple[list[Stage], list[Stage]]:
    """The stages that keep the rows of a filter, and for which further conditions hold; those with joins apart.

    The bounds have a stage to themselves, because not every server uses an index for one part of a condition.
    """
    parts = list(_parts(where))
    joined = [part for part in parts if any(joins(part))]
    indexed, others = _by_index(entity, views, [part for part in parts if not any(joins(part))])
    stages = [*match_stages(indexed), *match_stages(all_of([*others, *further]))]
    return stages, [stage for part in joined for stage in _joined_stages(entity, part, views)]


def without_bounds(where: Filter | None) -> tuple[Filter | None, Filter]:
    """A filter without the positions of cursors that all have to be passed, and these."""
    parts = list(_parts(where))
    return (
        And(tuple(part for part in parts if not isinstance(part, Beyond))),
        And(tuple(part for part in parts if isinstance(part, Beyond))),
    )


def match_stages(wanted: Condition) -> list[Stage]:
    """A stage for a condition, if it is not always true."""
    return [] if wanted == ALWAYS else [{"$match": wanted}]


def join(entity: Entity, views: Views, pairs: list[tuple[str, str]], pipeline: list[Stage], found: str) -> Stage:
    """A `$lookup` of the rows of an entity by pairs of fields, local and remote, then through a pipeline.

    The first pair is its `localField` and `foreignField`, which makes it use an index; further ones are compared within
    the rows that these find. A view is spelt out, because not every server reads one within `$lookup`.
    """
    view = views.get(entity.source, View(entity.source))
    (local, remote), *further = pairs
    names = {f"key{number}": pair for number, pair in enumerate(further, 1)}
    same = [{"$expr": {"$eq": [f"${there}", f"$${name}"]}} for name, (_, there) in names.items()]
    lookup = {
        "from": view.collection,
        "localField": local,
        "foreignField": remote,
        "let": {name: f"${here}" for name, (here, _) in names.items()},
        "pipeline": [*view.pipeline, *match_stages(all_of(same)), *pipeline],
        "as": found,
    }
    return {"$lookup": lookup}


def _join(entity: Entity, where: Related, views: Views, found: str) -> Stage:
    relation, target = where.relation, where.target
    remote = [target.columns[name] for name in relation.remote]
    sources = [entity.columns[name].source for name in relation.local]
    stages, joined = filter_stages(target, where.where, views, scalars_condition(remote))
    pairs = [(here, there.source) for here, there in zip(sources, remote, strict=True)]
    return join(target, views, pairs, [*stages, *joined, {"$limit": 1}, {"$project": {"_id": 1}}], found)


def _joined_stages(entity: Entity, part: Filter, views: Views) -> list[Stage]:
    conditions = Conditions(entity, views)
    wanted = conditions.of(part)
    return [*conditions.joins, *match_stages(wanted)]


def _by_index(entity: Entity, views: Views, parts: list[Filter]) -> tuple[Condition, list[Condition]]:
    """The bounds of fields in one condition, and the other conditions."""
    indexed: dict[str, dict[str, Any]] = {}
    others: list[Condition] = []
    for part in parts:
        if not isinstance(part, FieldTest) or entity.columns[part.column].type is ValueType.JSON:
            others.append(Conditions(entity, views).of(part))
            continue
        column = entity.columns[part.column]
        operators = bounds(column, part)
        known = indexed.setdefault(column.source, {})
        if operators.keys() & known.keys():
            others.append(test_condition(column, part))
        else:
            known.update(operators)
            others.append(beside_bounds(column, part))
    return {source: _bare(operators) for source, operators in indexed.items() if operators}, others


def _bare(operators: dict[str, Any]) -> Any:
    """Operators, without that of equality: not every server uses an index of several fields with it."""
    return operators["$eq"] if operators.keys() == {"$eq"} else operators


def _parts(where: Filter | None) -> Iterator[Filter]:
    """The parts of a filter that all have to hold."""
    if isinstance(where, And):
        for part in where.parts:
            yield from _parts(part)
    elif where is not None:
        yield where
