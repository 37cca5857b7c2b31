"""Object types, derived from the catalogue: a field for each column, and for each relation a row or a connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from strawberry.types.info import Info

from graph.connections import connect, connection_arguments, connection_type
from graph.context import Context
from graph.enums import enum_of
from graph.fields import ColumnField, ResolvedField, Resolver, require_distinct
from graph.node import Node, encode_node_id
from graph.ordering import order_input
from graph.scalars import SCALARS
from graph.selection import EntityFields, columns_of, place_of
from stores.catalogue import Catalogue, Entity, Relation
from stores.naming import camel_case
from stores.query import KeyValue
from stores.store import Row, can_equal


@dataclass(frozen=True, slots=True)
class EntityTypes:
    """The types of one entity: those of its columns (not null), and which columns each field of its object reads."""

    entity: Entity
    object: type
    connection: type
    order: type
    column_types: Mapping[str, Any]
    fields: EntityFields


def derive_types(catalogue: Catalogue) -> dict[str, EntityTypes]:
    """The types of all entities by name. Relations are added when all types are there, for they go in circles.

    Raises Misconfigured where two fields of a type share a name.
    """
    types = {name: _types_of(entity) for name, entity in catalogue.items()}
    for each in types.values():
        definition = each.object.__strawberry_definition__  # type: ignore[attr-defined]
        definition.fields.extend(ColumnField(column, each.column_types[column.name]) for column in each.entity.exposed)
        definition.fields.extend(
            _relation_field(relation, types[relation.target]) for relation in each.entity.relations.values()
        )
        require_distinct(each.entity.name, definition.fields)
    return types


async def find(info: Info[Context, Any], types: EntityTypes, by: tuple[str, ...], key: KeyValue) -> Row | None:
    """The row whose `by` columns equal `key`, with the columns that the operation selects."""
    place = place_of(info)
    columns = info.context.places.get(place)
    if columns is None:
        raw = info._raw_info
        columns = info.context.places[place] = columns_of(raw, raw.field_nodes, types.fields)
    return await info.context.session.one(place, types.entity, columns, by, key)


def _types_of(entity: Entity) -> EntityTypes:
    object_type = type(entity.name, (Node,), {"is_type_of": classmethod(lambda *_: True)})
    strawberry.type(object_type, description=entity.description)
    definition = object_type.__strawberry_definition__  # type: ignore[attr-defined]
    (declared,) = definition.fields
    definition.fields[:] = [
        ResolvedField("nodeId", strawberry.ID, declared.description, lambda row, _: encode_node_id(entity, row))
    ]
    read: dict[str, tuple[str, ...]] = {"nodeId": entity.key}
    read |= {camel_case(column.name): (column.name,) for column in entity.exposed}
    read |= {camel_case(relation.name): relation.local for relation in entity.relations.values()}
    column_types = {
        column.name: enum_of(entity, column) if column.values else SCALARS[column.type] for column in entity.exposed
    }
    connection, order = connection_type(entity, object_type), order_input(entity)
    return EntityTypes(entity, object_type, connection, order, column_types, EntityFields(entity, read))


def _relation_field(relation: Relation, target: EntityTypes) -> ResolvedField:
    """Nullable in any case: when its store is away, this field is null and its siblings are not."""
    if relation.many:
        return ResolvedField(
            camel_case(relation.name),
            target.connection | None,
            relation.description,
            _to_many(relation, target),
            connection_arguments(target.order),
        )
    return ResolvedField(
        camel_case(relation.name), target.object | None, relation.description, _to_one(relation, target)
    )


def _to_one(relation: Relation, target: EntityTypes) -> Resolver:
    def resolve(row: Row, info: Info[Context, Any]) -> Any:
        return find(info, target, relation.remote, _key(row, relation, target.entity))

    return resolve


def _to_many(relation: Relation, target: EntityTypes) -> Resolver:
    def resolve(row: Row, info: Info[Context, Any], **arguments: Any) -> Any:
        key = _key(row, relation, target.entity)
        return connect(info, target.fields, relation.remote, key, arguments)

    return resolve


def _key(row: Row, relation: Relation, target: Entity) -> KeyValue:
    """What the relation's rows must equal; None, which finds nothing, for a value that their column cannot hold.

    A document may hold anything, and one such value must not spoil the batch for its siblings.
    """
    pairs = zip(relation.local, relation.remote, strict=True)
    return tuple(row[local] if can_equal(target.columns[remote], row[local]) else None for local, remote in pairs)
