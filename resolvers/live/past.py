"""What can be said of a row as it was: its own columns are known, the rows that it led to are not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from stores.catalogue import Entity
from stores.filter import And, Beyond, Filter, IsNull, Not, Or, Related

ALWAYS, NEVER = And(()), Or(())

OwnColumns = Mapping[str, str]
"""Columns of a row that relations lead to, each with the column of the first row that equals it."""


def may_have_held(entity: Entity, where: Filter) -> Filter:
    """What the filter says of a row's own columns: it holds wherever the filter does, whatever the related rows are.

    Of a related row those columns are known by which it is found.
    """
    return _own(entity, where, {name: name for name in entity.columns}, may=True)


def _own(entity: Entity, where: Filter, known: OwnColumns, *, may: bool) -> Filter:
    """With `may`, what holds wherever the filter may; without, what holds only where the filter must."""
    match where:
        case And(parts) | Or(parts):
            return replace(where, parts=tuple(_own(entity, part, known, may=may) for part in parts))
        case Not(part):
            return Not(_own(entity, part, known, may=not may))
        case Related():
            return _led_to(entity, where, known) if may else NEVER
        case Beyond():
            return where
        case _ if where.column in known:
            return replace(where, column=known[where.column])
        case _:
            return ALWAYS if may else NEVER


def _led_to(entity: Entity, where: Related, known: OwnColumns) -> Filter:
    relation, target = where.relation, where.target
    pairs = [pair for pair in zip(relation.local, relation.remote, strict=True) if pair[0] in known]
    alike = {
        remote: known[local] for local, remote in pairs if entity.columns[local].type is target.columns[remote].type
    }
    leads = [IsNull(known[local], negated=True) for local, _ in pairs]
    part = ALWAYS if where.where is None else _own(target, where.where, alike, may=True)
    return And((*leads, part))
