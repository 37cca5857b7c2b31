"""Secrets: the hidden columns are nowhere in the schema, and no query reaches them."""

from __future__ import annotations

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType

from app.gateway import Gateway
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph

HIDDEN = sorted(
    (entity.name, column.name)
    for entity in CATALOGUE.values()
    for column in entity.columns.values()
    if not column.exposed
)


def fields_of(gateway: Gateway, type_name: str) -> set[str]:
    """The fields of an object or input type."""
    found = gateway.schema._schema.type_map[type_name]
    assert isinstance(found, GraphQLObjectType | GraphQLInputObjectType)
    return set(found.fields)


def test_the_documented_secrets_are_hidden() -> None:
    assert {
        ("User", "password_hash"),
        ("HostingUser", "password_hash"),
        ("Credential", "password"),
    } < set(HIDDEN)


def test_no_exposed_column_is_named_like_a_secret() -> None:
    words = ("password", "secret", "token", "oauth_state", "webhook_url")
    shown = [f"{e.name}.{column.name}" for e in CATALOGUE.values() for column in e.exposed]
    assert not [name for name in shown if any(word in name for word in words)]


@pytest.mark.parametrize(("entity", "column"), HIDDEN)
async def test_a_hidden_column_is_no_field_no_order_and_no_key(graph: Graph, entity: str, column: str) -> None:
    name = camel_case(column)
    assert name not in fields_of(graph.gateway, entity)
    assert name not in fields_of(graph.gateway, f"{entity}Order")
    query = graph.gateway.schema._schema.query_type
    assert query is not None
    assert name not in query.fields[camel_case(entity)].args
    ((code, _),) = await graph.errors(f"{{ {camel_case(CATALOGUE[entity].plural)} {{ nodes {{ {name} }} }} }}")
    assert code == "GRAPHQL_VALIDATION_FAILED"
