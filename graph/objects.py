"""Object types, derived from the catalogue: a field for each column, and for each relation a row or a connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry

from graph.aggregates import AggregateType
from graph.analyses import AnalysisFields, field_name, of_owner
from graph.batch_field import BatchField, Bind, Prepare, Rows, each
from graph.column_filters import ColumnFilters
from graph.connections import Lists, connect, connection_type
from graph.context import Context
from graph.enums import enum_of
from graph.fields import ColumnField, fields_of, require_distinct
from graph.figures import figure_fields
from graph.filters import EntityFilter
from graph.groups import GroupType
from graph.node import Node, encode_node_id
from graph.ordering import EntityOrder
from graph.records import Records
from graph.scalars import SCALARS
from graph.selection import EntityFields, Selection
from resolvers.analysis import Analysis
from resolvers.pages import PageSizes
from resolvers.relation_keys import RelationKeys
from stores.catalogue import Catalogue, Entity, Relation
from stores.naming import camel_case
from stores.store import Row


@dataclass(frozen=True, slots=True)
class EntityTypes:
    """The types of one entity: those of its columns (not null), and which columns each field of its object reads."""

    entity: Entity
    object: type
    connection: type
    lists: Lists
    groups: GroupType
    column_types: Mapping[str, Any]
    fields: EntityFields


def derive_types(
    catalogue: Catalogue, sizes: PageSizes, analyses: Sequence[Analysis] = ()
) -> tuple[dict[str, EntityTypes], AnalysisFields]:
    """The types of all entities by name. Relations are added when all types are there, for they go in circles.

    What analyses say of an entity's rows is among its fields; the others are still to be made. Raises Misconfigured
    where two fields of a type share a name.
    """
    types = {name: _types_of(entity, sizes, of_owner(analyses, name)) for name, entity in catalogue.items()}
    columns, filters = ColumnFilters(), {name: made.lists.filter for name, made in types.items()}
    groups = {name: made.groups for name, made in types.items()}
    orders = {name: made.lists.order for name, made in types.items()}
    for made in types.values():
        made.lists.filter.complete(made.column_types, columns, filters)
        made.groups.complete(made.column_types, groups)
        made.lists.order.complete(orders)
    records = Records(
        {name: (made.object, made.fields) for name, made in types.items()},
        {name: made.column_types for name, made in types.items()},
    )
    analysed = AnalysisFields(catalogue, records, filters)
    for made in types.values():
        fields = fields_of(made.object)
        fields.extend(
            ColumnField(column, made.column_types[column.name], typed=made.entity.typed)
            for column in made.entity.exposed
        )
        fields.extend(
            _relation_field(made.entity, relation, types[relation.target])
            for relation in made.entity.relations.values()
        )
        fields.extend(map(analysed.field, of_owner(analyses, made.entity.name)))
        require_distinct(made.entity.name, fields)
    return types, analysed


def _types_of(entity: Entity, sizes: PageSizes, analyses: Sequence[Analysis]) -> EntityTypes:
    object_type = type(entity.name, (Node,), {"is_type_of": classmethod(lambda *_: True)})
    strawberry.type(object_type, description=entity.description)
    (declared,) = fields_of(object_type)
    fields_of(object_type)[:] = [
        BatchField("nodeId", strawberry.ID, declared.description, each(lambda row: encode_node_id(entity, row)))
    ]
    read: dict[str, tuple[str, ...]] = {"nodeId": entity.key}
    read |= {camel_case(column.name): (column.name,) for column in entity.exposed}
    read |= {camel_case(relation.name): relation.local for relation in entity.relations.values()}
    read |= {field_name(made): made.reads for made in analyses}
    column_types = {
        column.name: enum_of(entity, column) if column.values else SCALARS[column.type] for column in entity.exposed
    }
    lists = Lists(entity, EntityOrder(entity), EntityFilter(entity), sizes)
    aggregate = AggregateType(entity)
    groups = GroupType(entity, aggregate, sizes)
    return EntityTypes(
        entity,
        object_type,
        connection_type(entity, object_type, figure_fields(entity, aggregate, groups)),
        lists,
        groups,
        column_types,
        EntityFields(entity, read),
    )


def _relation_field(owner: Entity, relation: Relation, target: EntityTypes) -> BatchField:
    """Nullable in any case: when its store is away, this field is null and its siblings are not."""
    name, keys_of = camel_case(relation.name), RelationKeys(relation, owner, target.entity)
    pairs = tuple(zip(relation.local, relation.remote, strict=True))
    if not relation.many:
        prepare, rows = _to_one(target, relation, keys_of), Rows(target.entity, pairs, keys_of, relation.indexed)
        return BatchField(name, target.object | None, relation.description, prepare, rows=rows)
    prepare = connect(target.fields, target.lists, relation.remote, keys_of)
    rows = target.lists.rows(pairs, keys_of, indexed=relation.indexed)
    return BatchField(
        name, target.connection | None, relation.description, prepare, target.lists.arguments(), rows=rows
    )


def _to_one(target: EntityTypes, relation: Relation, keys_of: RelationKeys) -> Prepare:
    def prepare(selection: Selection) -> Bind:
        columns = selection.columns(target.fields)

        async def batch(parents: Sequence[Row], context: Context) -> list[Row | None]:
            return await context.session.reader.rows(target.entity, columns, relation.remote, keys_of(parents))

        return lambda arguments: batch  # noqa: ARG005

    return prepare
