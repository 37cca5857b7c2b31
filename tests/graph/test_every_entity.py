"""Every entity and every relation, in both directions, against plain reads of the databases."""

from __future__ import annotations

import pytest

from stores.catalogue import Entity, Relation
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE, RELATIONS
from tests.graph.conftest import Graph
from tests.graph.reference import Reference, expected_row, key_columns

PARENTS = 200
CHILDREN = 40


def test_the_catalogue_holds_all_ninety_entities_of_the_five_systems() -> None:
    systems = [entity.system for entity in CATALOGUE.values()]
    assert {system: systems.count(system) for system in systems} == {
        "fire22": 8,
        "hosting": 17,
        "kingpin": 49,
        "crash": 9,
        "pantheon": 7,
    }


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
async def test_a_list_answers_with_every_column_of_the_right_rows(
    graph: Graph, reference: Reference, entity: Entity
) -> None:
    rows = await reference.rows(entity)
    assert rows, "the sample data leaves no entity empty"
    fields = " ".join(camel_case(column.name) for column in entity.exposed)
    name = camel_case(entity.plural)
    data = await graph.data(f"{{ {name}(first: {PARENTS}) {{ totalCount nodes {{ {fields} }} }} }}")
    assert data[name]["totalCount"] == len(rows)
    assert data[name]["nodes"] == [expected_row(entity.exposed, row) for row in rows[:PARENTS]]


@pytest.mark.parametrize(
    ("entity", "relation"), RELATIONS, ids=[f"{entity.name}.{relation.name}" for entity, relation in RELATIONS]
)
async def test_a_relation_leads_to_the_right_rows(
    graph: Graph, reference: Reference, entity: Entity, relation: Relation
) -> None:
    target = CATALOGUE[relation.target]
    parents = (await reference.rows(entity))[:PARENTS]
    keys = " ".join(camel_case(column.name) for column in key_columns(target))
    name, field = camel_case(entity.plural), camel_case(relation.name)
    selection = (
        f"{field}(first: {CHILDREN}) {{ totalCount nodes {{ {keys} }} }}" if relation.many else f"{field} {{ {keys} }}"
    )
    data = await graph.data(f"{{ {name}(first: {PARENTS}) {{ nodes {{ {selection} }} }} }}")
    met = 0
    for parent, node in zip(parents, data[name]["nodes"], strict=True):
        related = await reference.related(relation, parent)
        met += len(related)
        expected = [expected_row(key_columns(target), row) for row in related[:CHILDREN]]
        if not relation.many:
            assert node[field] == (expected[0] if expected else None)
        else:
            assert node[field] == {"totalCount": len(related), "nodes": expected}
    assert met, "the sample data leaves no relation empty"


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
async def test_a_row_is_found_by_its_key_by_each_unique_and_by_its_node_id(
    graph: Graph, reference: Reference, entity: Entity
) -> None:
    row = (await reference.rows(entity))[-1]
    keys = expected_row(key_columns(entity), row)
    name, fields = camel_case(entity.name), " ".join(keys)
    ways = [entity.key, *(way for way in entity.uniques if all(row[column] is not None for column in way))]
    ways = [way for way in ways if all(entity.columns[column].exposed for column in way)]
    for way in ways:
        arguments = expected_row([entity.columns[column] for column in way], row)
        written = ", ".join(f"{key}: {literal(entity, key, value)}" for key, value in arguments.items())
        found = await graph.data(f"{{ {name}({written}) {{ nodeId {fields} }} }}")
        node_id = found[name].pop("nodeId")
        assert found[name] == keys
        nodes = await graph.data(
            f"query ($id: ID!) {{ node(nodeId: $id) {{ __typename nodeId ... on {entity.name} {{ {fields} }} }} }}",
            id=node_id,
        )
        assert nodes["node"] == {"__typename": entity.name, "nodeId": node_id, **keys}


def literal(entity: Entity, field: str, value: object) -> str:
    """A value as it is written in a GraphQL document."""
    column = next(column for column in entity.exposed if camel_case(column.name) == field)
    if column.values or isinstance(value, int):
        return str(value)
    return f'"{value}"'
