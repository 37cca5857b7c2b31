"""What is really there in a MongoDB database: its version, its clock, and the indexes of its collections."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from stores.mongo.driver import Driver

Paths = tuple[str, ...]
"""Stored paths, in the order of an index."""


async def version(driver: Driver) -> str:
    """The server's version, such as `8.0.4`."""
    return str((await driver.command({"buildInfo": 1}))["version"])


async def clock(driver: Driver) -> datetime:
    """The server's time, in UTC."""
    time: datetime = (await driver.command({"hello": 1}))["localTime"]
    # The driver reads the answers of commands without time zones.
    return time.replace(tzinfo=UTC)


async def existing_indexes(driver: Driver) -> dict[str, list[Paths]]:
    """The paths of every index, by its collection; a view has those of the collection it reads."""
    listed = await _first_batch(driver, {"listCollections": 1, "cursor": {"batchSize": 10_000}})
    found = {entry["name"]: await _indexes(driver, entry["name"]) for entry in listed if entry["type"] == "collection"}
    views = {entry["name"]: entry["options"]["viewOn"] for entry in listed if entry["type"] == "view"}
    return found | {name: found.get(source, []) for name, source in views.items()}


async def _indexes(driver: Driver, collection: str) -> list[Paths]:
    listed = await _first_batch(driver, {"listIndexes": collection, "cursor": {"batchSize": 1_000}})
    return [tuple(index["key"]) for index in listed]


async def _first_batch(driver: Driver, command: dict[str, Any]) -> list[dict[str, Any]]:
    batch: list[dict[str, Any]] = (await driver.command(command))["cursor"]["firstBatch"]
    return batch
