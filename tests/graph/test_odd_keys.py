"""Values that no row of a relation's other side can have: they find nothing, and their siblings find what is theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from bson import ObjectId
from pymongo import MongoClient

from app.gateway import Gateway
from app.settings import Settings
from graph.schema import build_schema
from stores.embedded.servers import Endpoints
from stores.mongo.store import MongoOptions, MongoStore
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph

DATABASE = "odd_keys"

ODD: list[Any] = [5, 1.5, True, ObjectId("0" * 24), {"a": 1}, ["Kirin"], [], "a\0b", b"x"]
"""In the place of a name; an array cannot be an `_id`."""


@pytest.fixture(scope="module")
async def odd(sample: Endpoints) -> AsyncIterator[Graph]:
    """Credentials and houses that no validator ever watched over, beside the sample data of PostgreSQL."""
    postgres = PostgresStore(PostgresOptions(sample.postgres_url))
    with MongoClient[dict[str, Any]](sample.mongo_url) as client:
        database = client[DATABASE]
        names = [name for name in ODD if not isinstance(name, list)]
        database["CRED3N7IAL"].insert_many({"_id": name, "House": "Kirin"} for name in names)
        database["CRED3N7IAL"].insert_many({"_id": f"house {index}", "House": name} for index, name in enumerate(ODD))
        database["H0U53"].insert_many({"Name": name} for name in [*ODD, "Kirin"])
        mongo = MongoStore(MongoOptions(sample.mongo_url, database=DATABASE))
        graph = Graph(Gateway(build_schema(CATALOGUE), {"postgres": postgres, "mongo": mongo}, Settings()))
        user = (await graph.data("{ users(first: 1) { nodes { username } } }"))["users"]["nodes"][0]["username"]
        database["CRED3N7IAL"].insert_one({"_id": user, "House": "Kirin"})
        yield graph
        await mongo.close()
        client.drop_database(DATABASE)
    await postgres.close()


async def test_across_the_stores_odd_names_find_nothing(odd: Graph) -> None:
    data = await odd.data("{ credentials { nodes { user { id } players { totalCount nodes { id } } } } }")
    found = [node["user"] for node in data["credentials"]["nodes"] if node["user"] is not None]
    assert len(data["credentials"]["nodes"]) == 2 * len(ODD) - 2 + 1
    assert len(found) == 1


async def test_within_the_store_odd_names_find_nothing(odd: Graph) -> None:
    """An array is found by each of its elements: such a row is none of the relation's."""
    data = await odd.data("{ houses { nodes { credentials { totalCount nodes { __typename } } } } }")
    lists = [node["credentials"] for node in data["houses"]["nodes"]]
    expected = len([name for name in ODD if not isinstance(name, list)]) + 1
    assert sorted(each["totalCount"] for each in lists) == [0] * len(ODD) + [expected]
    assert sorted(len(each["nodes"]) for each in lists) == [0] * len(ODD) + [expected]


async def test_to_one_row_odd_names_find_nothing(odd: Graph) -> None:
    data = await odd.data("{ credentials { nodes { houseName: __typename house { name } } } }")
    houses = [node["house"] for node in data["credentials"]["nodes"]]
    assert houses.count(None) == len(ODD)
    assert all(house == {"name": "Kirin"} for house in houses if house is not None)
