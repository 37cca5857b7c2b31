"""Stored values that are not what their columns say: a coded error in the place of each; the rest of the row stays."""

from __future__ import annotations

import logging
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
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph

DATABASE = "odd"
ID = ObjectId("a" * 24)


@pytest.fixture(scope="module")
async def odd(endpoints: Endpoints) -> AsyncIterator[Graph]:
    """A database that no validator ever watched over."""
    with MongoClient[dict[str, Any]](endpoints.mongo_url) as client:
        client[DATABASE]["EV3NT"].insert_many([{"Agent": "H4ND"}, {"Agent": "ST4LKER"}, {"Agent": 5}, {}])
        client[DATABASE]["CRED3N7IAL"].insert_many(
            [{"_id": "ann", "House": "Kirin", "Balance": 1.5}, {"_id": "bob", "Balance": "much", "Enabled": "yes"}]
        )
        client[DATABASE]["H0U53"].insert_many([{"_id": "z", "Name": "Kirin"}, {"_id": "b", "Name": "Kirin"}])
        client[DATABASE]["JACKP0T"].insert_one(
            {
                "_id": ID,
                "Timestamp": "yesterday",
                "Grand": True,
                "Major": float("nan"),
                "Minor": 5,
                "Mini": float("inf"),
            }
        )
        store = MongoStore(MongoOptions(endpoints.mongo_url, database=DATABASE))
        yield Graph(Gateway(build_schema(CATALOGUE), {"mongo": store}, Settings()))
        await store.close()
        client.drop_database(DATABASE)


@pytest.mark.parametrize(
    ("query", "data", "paths"),
    [
        (
            "{ events { nodes { agent } } }",
            {"events": {"nodes": [{"agent": "H4ND"}, {"agent": None}, {"agent": None}, {"agent": None}]}},
            [["events", "nodes", 1, "agent"], ["events", "nodes", 2, "agent"]],
        ),
        (
            "{ credentials { nodes { username balance enabled } } }",
            {
                "credentials": {
                    "nodes": [
                        {"username": "ann", "balance": 1.5, "enabled": None},
                        {"username": "bob", "balance": None, "enabled": None},
                    ]
                }
            },
            [["credentials", "nodes", 1, "balance"], ["credentials", "nodes", 1, "enabled"]],
        ),
        (
            "{ jackpots { nodes { timestamp grand major minor mini } } }",
            {"jackpots": {"nodes": [{"timestamp": None, "grand": None, "major": None, "minor": 5.0, "mini": None}]}},
            [["jackpots", "nodes", 0, name] for name in ("timestamp", "grand", "major", "mini")],
        ),
        (
            f'{{ jackpot(id: "{ID}") {{ grand major minor mini }} }}',
            {"jackpot": {"grand": None, "major": None, "minor": 5.0, "mini": None}},
            [["jackpot", name] for name in ("grand", "major", "mini")],
        ),
        ('{ credential(username: "bob") { houseName } }', {"credential": None}, [["credential", "houseName"]]),
    ],
)
async def test_each_is_an_error_with_a_code_and_nothing_is_logged(
    odd: Graph, caplog: pytest.LogCaptureFixture, query: str, data: dict[str, Any], paths: list[list[Any]]
) -> None:
    response = await odd.answer(query)
    assert response["data"] == data
    assert [error["path"] for error in response["errors"]] == paths
    assert {error["extensions"]["code"] for error in response["errors"]} == {"UNREPRESENTABLE_VALUE"}
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_of_two_rows_with_one_name_that_should_be_unique_the_first_by_key_is_found(odd: Graph) -> None:
    data = await odd.data('{ house(name: "Kirin") { id } credential(username: "ann") { house { id } } }')
    assert data == {"house": {"id": "b"}, "credential": {"house": {"id": "b"}}}
