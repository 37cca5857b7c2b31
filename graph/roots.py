"""The root fields: for each entity a look-up by its keys and a list; and `node` and `nodes` over all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry.types.info import Info

from graph.connections import connect, connection_arguments
from graph.context import Context
from graph.fields import ResolvedField, Resolver, argument
from graph.node import Node, decode_node_id
from graph.objects import EntityTypes
from graph.selection import columns_of
from stores.catalogue import Catalogue, Entity
from stores.errors import BadInput
from stores.naming import camel_case
from stores.query import KeyValue
from stores.store import Row


def root_fields(catalogue: Catalogue, types: Mapping[str, EntityTypes]) -> Iterator[ResolvedField]:
    """Every field of `Query`."""
    yield _node_field(catalogue, types)
    yield _nodes_field(catalogue, types)
    for each in types.values():
        yield _look_up_field(each)
        yield _list_field(each)


def _list_field(types: EntityTypes) -> ResolvedField:
    def resolve(_: object, info: Info[Context, Any], **arguments: Any) -> Any:
        return connect(info, types.fields, (), (), arguments)

    name = camel_case(types.entity.plural)
    return ResolvedField(
        name,
        types.connection | None,
        f"{types.entity.description} All of them.",
        resolve,
        connection_arguments(types.order),
    )


def _look_up_field(types: EntityTypes) -> ResolvedField:
    entity = types.entity
    ways = ways_to_find(entity)
    columns = dict.fromkeys(column for way in ways for column in way)
    arguments = [
        argument(camel_case(name), types.column_types[name] | None, entity.columns[name].description)
        for name in columns
    ]
    described = " or ".join(f"`{', '.join(map(camel_case, way))}`" for way in ways)
    description = f"{entity.description} One of them, by {described}; null if there is none."
    return ResolvedField(camel_case(entity.name), types.object | None, description, _look_up(types, ways), arguments)


def ways_to_find(entity: Entity) -> list[tuple[str, ...]]:
    """The sets of columns that find one row: the key and every unique, where all their columns are exposed."""
    ways = dict.fromkeys((entity.key, *entity.uniques))
    return [way for way in ways if all(entity.columns[column].exposed for column in way)]


def _look_up(types: EntityTypes, ways: list[tuple[str, ...]]) -> Resolver:
    async def resolve(_: object, info: Info[Context, Any], **arguments: Any) -> Row | None:
        given = {name for name, value in arguments.items() if value is not None}
        for way in ways:
            if given == {camel_case(column) for column in way}:
                key = tuple(_plain(arguments[camel_case(column)]) for column in way)
                return await _found(info, types, way, key)
        choices = ", or ".join(" and ".join(f"`{camel_case(column)}`" for column in way) for way in ways)
        raise BadInput(f"pass exactly one way to find this {types.entity.name}: {choices}")

    return resolve


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


async def _found(info: Info[Context, Any], types: EntityTypes, way: tuple[str, ...], key: KeyValue) -> Row | None:
    """Look-ups of one shape share a statement, whatever their aliases."""
    raw = info._raw_info
    columns = tuple(columns_of(raw, raw.field_nodes, types.fields))
    return await info.context.session.one((types.entity.name, way, columns), types.entity, columns, way, key)


def _node_field(catalogue: Catalogue, types: Mapping[str, EntityTypes]) -> ResolvedField:
    async def resolve(_: object, info: Info[Context, Any], nodeId: str) -> Row | None:  # noqa: N803
        return await _node(info, catalogue, types, nodeId)

    return ResolvedField(
        "node",
        Node | None,
        "The row with this global id; null if there is none.",
        resolve,
        [_id_argument(strawberry.ID)],
    )


def _nodes_field(catalogue: Catalogue, types: Mapping[str, EntityTypes]) -> ResolvedField:
    async def resolve(_: object, info: Info[Context, Any], nodeIds: list[str]) -> list[Any]:  # noqa: N803
        maximum = info.context.page_sizes.maximum
        if len(nodeIds) > maximum:
            raise BadInput(f"`nodeIds` may hold at most {maximum} ids, not {len(nodeIds)}")
        # An exception in a list is the error of its place alone.
        rows = (_node(info, catalogue, types, each) for each in nodeIds)
        return list(await asyncio.gather(*rows, return_exceptions=True))

    described = "The rows with these global ids, in their order; null for each that there is none of."
    argument_ = _id_argument(list[strawberry.ID], "nodeIds")
    return ResolvedField("nodes", list[Node | None] | None, described, resolve, [argument_])


def _id_argument(annotation: Any, name: str = "nodeId") -> Any:
    required = argument(name, annotation, "As `nodeId` gave it.")
    required.default = strawberry.UNSET
    return required


async def _node(
    info: Info[Context, Any], catalogue: Catalogue, types: Mapping[str, EntityTypes], node_id: str
) -> dict[str, Any] | None:
    entity, key = decode_node_id(catalogue, node_id)
    row = await _found(info, types[entity.name], entity.key, key)
    return None if row is None else {**row, "__typename": entity.name}
