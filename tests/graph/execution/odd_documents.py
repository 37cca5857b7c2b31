"""A MongoDB database like the sample's, without its rules, and with documents that those would not let in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bson import Decimal128, Int64, ObjectId
from pymongo import MongoClient

from stores.mongo.models.pantheon import DATABASE, DOCUMENTS

NAME = "differential"

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

ODD: dict[str, list[dict[str, Any]]] = {
    "H0U53": [
        {"_id": "a1", "Name": "Twin"},
        {"_id": "a2", "Name": "Twin", "Url": 5, "Configuration": [1]},
        {"_id": "a3", "Name": ["Twin"], "Configuration": {"a": float("nan"), "b": Decimal128("1.5")}},
    ],
    "CRED3N7IAL": [
        {"_id": "a_ann", "House": "Twin", "Balance": 1.5, "Enabled": "yes"},
        {"_id": "a_bob", "Balance": "much"},
        {"_id": 7, "House": "Nowhere"},
        {"_id": "a_cid", "House": 5, "Thresholds": {"Grand": "high", "Major": float("inf"), "Minor": Int64(3)}},
        {"_id": "a_dot", "House": "Nowhere", "DPD": 5},
    ],
    "JACKP0T": [
        {"_id": ObjectId("0" * 23 + "1"), "CredentialId": "a_bob", "Timestamp": "yesterday", "Grand": True},
        {"_id": ObjectId("0" * 23 + "2"), "CredentialId": "gone", "Timestamp": MOMENT, "Major": float("nan")},
        {"_id": "0" * 23 + "3", "CredentialId": 7, "Timestamp": 5, "Mini": float("-inf"), "Minor": 5},
    ],
    "EV3NT": [
        {"_id": ObjectId("0" * 24), "Agent": 5, "Action": "SIGN4L", "Metadata": {"JackpotId": ObjectId("f" * 24)}},
        {"_id": "0", "Agent": "H4ND", "Action": 5, "Metadata": {"CredentialId": "a_bob"}},
        {"_id": ObjectId("0" * 23 + "4"), "Metadata": {"JackpotId": ObjectId("0" * 23 + "1"), "CredentialId": "gone"}},
        {"_id": ObjectId("0" * 23 + "8"), "Metadata": {"JackpotId": ObjectId("0" * 23 + "1")}},
        {"_id": ObjectId("0" * 23 + "5"), "Agent": "ST4LKER", "Metadata": "none", "Timestamp": MOMENT},
    ],
    "ERR0R": [
        {"_id": ObjectId("0" * 23 + "6"), "Entity": 1, "Platform": 5, "User": "gone", "Timestamp": "now"},
        {"_id": ObjectId("0" * 23 + "7"), "User": "a_bob"},
    ],
    "G4ME": [
        {"_id": "a_one", "House": "Twin", "Game": 5, "Settings": {"deep": [{"a": ObjectId("0" * 24)}]}},
        {"_id": 1, "House": "Nowhere", "Settings": 5},
    ],
}


def fill(client: MongoClient[dict[str, Any]]) -> None:
    """Copy the sample, add the odd documents and make the views; `client` reaches the server of the sample."""
    sample, target = client[DATABASE], client[NAME]
    for collection, odd in ODD.items():
        target[collection].insert_many([*sample[collection].find().limit(40), *odd])
    for model in DOCUMENTS:
        if model.__view__ is not None:
            target.command(
                {
                    "create": model.__collection__,
                    "viewOn": model.__view__.collection,
                    "pipeline": list(model.__view__.pipeline),
                }
            )
