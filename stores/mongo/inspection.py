"""What is really there in a MongoDB database: its version, its clock, its collections and their indexes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from stores.mongo.driver import Driver

Paths = tuple[str, ...]
"""Stored paths, in the order of an index."""


@dataclass(frozen=True, slots=True)
class Existing:
    """A collection or view as the database has it; a view has no indexes of its own."""

    kind: str
    options: Mapping[str, Any]
    indexes: Sequence[Mapping[str, Any]] = field(default=())


async def version(driver: Driver) -> str:
    """The server's version, such as `8.0.4`."""
    return str((await driver.command({"buildInfo": 1}))["version"])


def major(version: str) -> int:
    """The number a version begins with, also that of a beta (`9-rc1`); 0 if there is none."""
    found = re.search(r"\d+", version)
    return int(found[0]) if found else 0


async def clock(driver: Driver) -> datetime:
    """The server's time, in UTC."""
    time: datetime = (await driver.command({"hello": 1}))["localTime"]
    # The driver reads the answers of commands without time zones.
    return time.replace(tzinfo=UTC)


async def is_replicated(driver: Driver) -> bool:
    """Whether it is a replica set or sharded, as a deployment must be to have change streams."""
    hello = await driver.command({"hello": 1})
    return "setName" in hello or hello.get("msg") == "isdbgrid"


async def existing_collections(driver: Driver) -> dict[str, Existing]:
    """Every collection and view, by its name."""
    listed = await _first_batch(driver, {"listCollections": 1, "cursor": {"batchSize": 10_000}})
    return {entry["name"]: await _examined(driver, entry) for entry in listed}


async def existing_indexes(driver: Driver) -> dict[str, list[Paths]]:
    """The paths of every index, by its collection; a view has those of the collection it reads."""
    existing = await existing_collections(driver)
    paths = {name: [tuple(index["key"]) for index in each.indexes] for name, each in existing.items()}
    return {name: paths.get(each.options.get("viewOn", name), []) for name, each in existing.items()}


async def _examined(driver: Driver, entry: Mapping[str, Any]) -> Existing:
    indexes: list[dict[str, Any]] = []
    if entry["type"] == "collection":
        indexes = await _first_batch(driver, {"listIndexes": entry["name"], "cursor": {"batchSize": 1_000}})
    return Existing(entry["type"], entry.get("options", {}), indexes)


async def _first_batch(driver: Driver, command: dict[str, Any]) -> list[dict[str, Any]]:
    batch: list[dict[str, Any]] = (await driver.command(command))["cursor"]["firstBatch"]
    return batch
