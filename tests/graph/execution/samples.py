"""Values from the stores that arguments of random operations can have."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from graphql import GraphQLField, get_named_type

from app.gateway import Gateway
from app.operation_request import OperationRequest
from stores.catalogue import Entity
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE
from tests.graph.execution.random_operation import Samples

ROWS = 4


async def read_samples(gateway: Gateway) -> Samples:
    """The last rows of every entity; those of MongoDB, whose documents are odd, are asked for more often."""
    root = gateway.schema._schema.query_type
    assert root is not None
    node_ids: list[tuple[str, str]] = []
    cursors: dict[str, list[str]] = {}
    keys: dict[str, list[dict[str, Any]]] = defaultdict(list)
    favourites = ["node", "nodes"]
    for entity in CATALOGUE.values():
        one, many = camel_case(entity.name), camel_case(entity.plural)
        data = await _rows(gateway, many, list(root.fields[one].args))
        cursors[get_named_type(root.fields[many].type).name] = [each["cursor"] for each in data]
        node_ids += [(entity.name, each["node"].pop("nodeId")) for each in data]
        keys[one] = [way for each in data for way in _ways(entity, root.fields[one], each["node"])]
        if not entity.typed:
            favourites += [one, many]
    return Samples(node_ids, cursors, keys, favourites)


async def _rows(gateway: Gateway, many: str, columns: list[str]) -> list[dict[str, Any]]:
    """A row that cannot be shown whole is left out."""
    text = f"{{ {many}(last: {ROWS}) {{ edges {{ cursor node {{ nodeId {' '.join(columns)} }} }} }} }}"
    result = await gateway.execute(OperationRequest(text))
    return [] if result.data is None or result.data[many] is None else result.data[many]["edges"]


def _ways(entity: Entity, field: GraphQLField, node: dict[str, Any]) -> list[dict[str, Any]]:
    """The arguments that find this row, way by way."""
    ways = [tuple(map(camel_case, way)) for way in dict.fromkeys((entity.key, *entity.uniques))]
    return [
        {name: node[name] for name in way}
        for way in ways
        if all(name in field.args and node.get(name) is not None for name in way)
    ]
