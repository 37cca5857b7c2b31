"""The root fields: for each entity a look-up by its keys and a list; and `node` and `nodes` over all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import strawberry

from graph.background import in_turns
from graph.batch_field import ONE, Arguments, Batch, BatchField, Prepare, Rows, Size, argument, required_argument
from graph.connections import connect
from graph.context import Context
from graph.enums import plain
from graph.node import Node, decode_node_id
from graph.objects import EntityTypes
from graph.selection import Selection
from resolvers.pages import PageSizes
from stores.catalogue import Catalogue, Entity
from stores.errors import BadInput
from stores.naming import camel_case
from stores.query import KeyValue
from stores.store import Row

FoundBy = Callable[[Arguments], tuple[tuple[str, ...], KeyValue]]


def root_fields(catalogue: Catalogue, types: Mapping[str, EntityTypes], sizes: PageSizes) -> Iterator[BatchField]:
    """Every field of `Query`."""
    yield _node_field(catalogue, types)
    yield _nodes_field(catalogue, types, sizes)
    for each in types.values():
        yield _look_up_field(each)
        yield _list_field(each)


def _list_field(types: EntityTypes) -> BatchField:
    return BatchField(
        camel_case(types.entity.plural),
        types.connection | None,
        f"{types.entity.description} All of them.",
        connect(types.fields, types.lists, (), _no_keys),
        types.lists.arguments(),
        rows=types.lists.rows((), _no_keys),
    )


def _no_keys(parents: Sequence[Any]) -> list[KeyValue]:
    return [()] * len(parents)


def _look_up_field(types: EntityTypes) -> BatchField:
    entity = types.entity
    ways = ways_to_find(entity)
    columns = dict.fromkeys(column for way in ways for column in way)
    arguments = [
        argument(camel_case(name), types.column_types[name] | None, entity.columns[name].description)
        for name in columns
    ]
    described = " or ".join(f"`{', '.join(map(camel_case, way))}`" for way in ways)
    description = f"{entity.description} One of them, by {described}; null if there is none."
    found_by = _found_by(types, ways)
    rows = Rows(entity, (), _no_keys, look_up=found_by)
    prepare = _look_up(types, found_by)
    return BatchField(camel_case(entity.name), types.object | None, description, prepare, arguments, rows=rows)


def ways_to_find(entity: Entity) -> list[tuple[str, ...]]:
    """The sets of columns that find one row: the key and every unique, where all their columns are exposed."""
    ways = dict.fromkeys((entity.key, *entity.uniques))
    return [way for way in ways if all(entity.columns[column].exposed for column in way)]


def _found_by(types: EntityTypes, ways: list[tuple[str, ...]]) -> FoundBy:
    """By which columns, and their values, a look-up's arguments find a row."""
    by_names = {frozenset(map(camel_case, way)): (way, tuple(map(camel_case, way))) for way in ways}

    def found_by(arguments: Arguments) -> tuple[tuple[str, ...], KeyValue]:
        found = by_names.get(frozenset(name for name, value in arguments.items() if value is not None))
        if found is None:
            raise BadInput(f"pass exactly one way to find this {types.entity.name}: {_choices(ways)}")
        way, names = found
        return way, tuple(plain(arguments[name]) for name in names)

    return found_by


def _look_up(types: EntityTypes, found_by: FoundBy) -> Prepare:
    def bind(columns: tuple[str, ...], arguments: Arguments) -> Batch:
        way, key = found_by(arguments)

        async def batch(parents: Sequence[Any], context: Context) -> list[Row | None]:
            return [await context.session.row(types.entity, columns, way, key)] * len(parents)

        return batch

    return lambda selection: partial(bind, tuple(selection.columns(types.fields)))


def _choices(ways: list[tuple[str, ...]]) -> str:
    return ", or ".join(" and ".join(f"`{camel_case(column)}`" for column in way) for way in ways)


def _node_field(catalogue: Catalogue, types: Mapping[str, EntityTypes]) -> BatchField:
    def bind(selection: Selection, arguments: Arguments) -> Batch:
        entity, key = decode_node_id(catalogue, arguments["nodeId"])
        columns = tuple(selection.columns(types[entity.name].fields))

        async def batch(parents: Sequence[Any], context: Context) -> list[dict[str, Any] | None]:
            return [await _node(context, entity, columns, key)] * len(parents)

        return batch

    described = "The row with this global id; null if there is none."
    arguments = [required_argument("nodeId", strawberry.ID, "As `nodeId` gave it.")]
    return BatchField("node", Node | None, described, _binding(bind), arguments, size=ONE)


def _nodes_field(catalogue: Catalogue, types: Mapping[str, EntityTypes], sizes: PageSizes) -> BatchField:
    def ids(arguments: Arguments) -> list[str]:
        given: list[str] = arguments["nodeIds"]
        if len(given) > sizes.maximum:
            raise BadInput(f"`nodeIds` may hold at most {sizes.maximum} ids, not {len(given)}")
        return given

    def bind(selection: Selection, arguments: Arguments) -> Batch:
        wanted = [_decoded(catalogue, each) for each in ids(arguments)]
        entities = {each[0] for each in wanted if not isinstance(each, BadInput)}

        async def batch(parents: Sequence[Any], context: Context) -> list[Any]:
            wanted_of = ((entity, tuple(selection.columns(types[entity.name].fields))) for entity in entities)
            columns = dict(await in_turns(wanted_of))
            rows = (_node_or_error(context, each, columns) for each in wanted)
            return [await asyncio.gather(*rows, return_exceptions=True)] * len(parents)

        return batch

    described = "The rows with these global ids, in their order; null for each that there is none of."
    size = Size(lambda arguments: len(ids(arguments)), ("nodeIds",))
    arguments = [required_argument("nodeIds", list[strawberry.ID], "As `nodeId` gave them.")]
    return BatchField("nodes", list[Node | None] | None, described, _binding(bind), arguments, size=size)


def _binding(bind: Callable[[Selection, Arguments], Batch]) -> Prepare:
    return lambda selection: partial(bind, selection)


def _decoded(catalogue: Catalogue, node_id: str) -> tuple[Entity, KeyValue] | BadInput:
    """An error in a list is that of its place alone."""
    try:
        return decode_node_id(catalogue, node_id)
    except BadInput as error:
        return error


async def _node_or_error(
    context: Context, wanted: tuple[Entity, KeyValue] | BadInput, columns: Mapping[Entity, tuple[str, ...]]
) -> dict[str, Any] | None:
    if isinstance(wanted, BadInput):
        raise wanted
    entity, key = wanted
    return await _node(context, entity, columns[entity], key)


async def _node(context: Context, entity: Entity, columns: tuple[str, ...], key: KeyValue) -> dict[str, Any] | None:
    row = await context.session.row(entity, columns, entity.key, key)
    return None if row is None else {**row, "__typename": entity.name}
