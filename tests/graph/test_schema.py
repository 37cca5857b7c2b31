"""The schema as a reader meets it: descriptions, names, enums, connections, nullability."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    graphql_sync,
    is_introspection_type,
    is_specified_scalar_type,
)

from graph.schema import build_schema
from stores.catalogue import Entity
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE

SCHEMA = build_schema(CATALOGUE)._schema
TYPES = [
    each for each in SCHEMA.type_map.values() if not is_introspection_type(each) and not is_specified_scalar_type(each)
]


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that has a description, by its coordinate."""
    for each in TYPES:
        yield each.name, each.description
        if isinstance(each, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in each.fields.items():
                yield f"{each.name}.{name}", field.description
                for argument, definition in getattr(field, "args", {}).items():
                    yield f"{each.name}.{name}({argument}:)", definition.description


def test_every_type_field_and_argument_has_a_description_that_is_a_sentence() -> None:
    wrong = [name for name, text in described() if not text or not re.match(r"^[A-Z`0-9].*[.`]$", text, re.DOTALL)]
    assert wrong == []


def test_names_are_in_the_styles_of_graphql() -> None:
    for each in TYPES:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", each.name)
        if isinstance(each, GraphQLEnumType):
            assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", value) for value in each.values)
        for name in getattr(each, "fields", {}):
            assert re.fullmatch(r"[a-z][A-Za-z0-9]*", name)


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
def test_an_entity_is_a_node_with_its_columns_relations_and_roots(entity: Entity) -> None:
    """Columns are non-null as in the store; relations are nullable, so that an outage nulls nothing else."""
    found = SCHEMA.type_map[entity.name]
    assert isinstance(found, GraphQLObjectType)
    assert [str(interface) for interface in found.interfaces] == ["Node"]
    columns, relations = list(entity.exposed), list(entity.relations.values())
    names = [*(column.name for column in columns), *(relation.name for relation in relations)]
    assert list(found.fields) == ["nodeId", *map(camel_case, names)]
    for column in columns:
        assert isinstance(found.fields[camel_case(column.name)].type, GraphQLNonNull) != column.nullable
    for relation in relations:
        many = f"{relation.target}Connection" if relation.many else relation.target
        assert str(found.fields[camel_case(relation.name)].type) == many
    query = SCHEMA.query_type
    assert query is not None
    assert str(query.fields[camel_case(entity.name)].type) == entity.name
    assert str(query.fields[camel_case(entity.plural)].type) == f"{entity.name}Connection"


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
def test_a_closed_set_is_an_enum_with_exactly_its_values(entity: Entity) -> None:
    found = SCHEMA.type_map[entity.name]
    assert isinstance(found, GraphQLObjectType)
    for column in (each for each in entity.exposed if each.values):
        type_ = found.fields[camel_case(column.name)].type
        enum = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        assert isinstance(enum, GraphQLEnumType)
        assert [value.value for value in enum.values.values()] == list(column.values)


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
def test_every_exposed_column_and_relation_can_be_sorted_by(entity: Entity) -> None:
    """One of them in each part of the list: introspection says that exactly one field of the input may be given."""
    asked = graphql_sync(
        SCHEMA, f'{{ __type(name: "{entity.name}Order") {{ isOneOf inputFields {{ name type {{ name }} }} }} }}'
    )
    types = {camel_case(column.name): "OrderDirection" for column in entity.exposed}
    types |= {
        camel_case(relation.name): f"{relation.target}{'MeasureOrder' if relation.many else 'Order'}"
        for relation in entity.relations.values()
    }
    fields = [{"name": name, "type": {"name": type_}} for name, type_ in types.items()]
    assert asked.data == {"__type": {"isOneOf": True, "inputFields": fields}}
