"""What the database of MongoDB must have besides data: collections, validators, indexes, TTLs and views.

The models say what is wanted, the database what is there; the difference is a list of actions, and where all fits there
is none. Each action keeps the commands that undo it in the collection `polygraph_migrations`, so `down` takes back
exactly what `up` did, and nothing that an installation had before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bson import json_util

from stores.errors import Misconfigured
from stores.mongo.driver import Driver
from stores.mongo.inspection import Existing, existing_collections, is_replicated
from stores.mongo.models.base import Document, Index, View
from stores.mongo.models.pantheon import DOCUMENTS
from stores.mongo.rules import CollectionRules, rules_of

REVISION = "0001"
"""The revision that `up` brings the database to. Every earlier state is brought there by the difference alone."""

MIGRATIONS = "polygraph_migrations"

DAY = 24 * 60 * 60

IMAGES = "changeStreamPreAndPostImages"
"""The option of a collection that keeps documents as they were, for change streams alone."""

Command = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Action:
    """One change: what it does in words, the commands that do it, and those that undo it, in the order they run."""

    text: str
    commands: tuple[Command, ...]
    undo: tuple[Command, ...]
    expires: bool = False
    """Whether documents that live on without it would be deleted."""


class Bootstrap:
    """Brings a database to what the document models say, and back."""

    def __init__(self, driver: Driver, models: Iterable[type[Document]] = DOCUMENTS) -> None:
        self._driver = driver
        self._rules = rules_of(models)

    async def check(self, *, apply_ttl: bool = True) -> list[str]:
        """What does not fit, as the actions that `up` would take with this `apply_ttl`. Changes nothing."""
        return [action.text for action in await self._plan() if apply_ttl or not action.expires]

    async def left_out(self) -> list[str]:
        """The actions that `up` takes only with `apply_ttl`. Changes nothing."""
        return [action.text for action in await self._plan() if action.expires]

    async def up(self, *, apply_ttl: bool = False) -> list[str]:
        """Make everything fit that does not, and return the actions taken.

        No document is lost by it, unless `apply_ttl` is given: then collections that hold documents get their TTLs as
        well, and MongoDB deletes what has expired within a minute. Without it they keep the lifetime that they have, or
        get a longer one.

        Raises Misconfigured where the database refuses, or has a collection in the place of a view.
        """
        actions = [action for action in await self._plan() if apply_ttl or not action.expires]
        for action in actions:
            # First, so that an interruption leaves nothing that `down` does not know.
            await self._remember(action.undo)
            for command in action.commands:
                await self._driver.command(command)
        if await self.revision() != REVISION:
            await self._remember(())
        return [action.text for action in actions]

    async def down(self) -> list[str]:
        """Undo what `up` did, the last first, and drop its collections where they are empty; returns the commands."""
        undone: list[str] = []
        for command in reversed(await self._undo_commands()):
            if await self._may_undo(command):
                await self._driver.command(command)
                undone.append(f"{next(iter(command))} {next(iter(command.values()))}")
        if await self.revision() is not None:
            await self._driver.command({"drop": MIGRATIONS})
        return undone

    async def revision(self) -> str | None:
        """The revision the database is at; None before the first `up`."""
        marks = await self._driver.aggregate(MIGRATIONS, [{"$match": {"_id": REVISION}}])
        return REVISION if marks else None

    async def _plan(self) -> list[Action]:
        existing = await existing_collections(self._driver)
        followed = await is_replicated(self._driver)
        actions: list[Action] = []
        for rules in self._rules:
            there = existing.get(rules.name)
            if rules.view is not None:
                actions += _view_actions(rules.name, rules.view, there)
                continue
            found = [*_collection_actions(rules, there), *(_image_actions(rules, there) if followed else ())]
            empty = there is None or await self._is_empty(rules.name)
            actions += [replace(action, expires=False) for action in found] if empty else found
        return actions

    async def _is_empty(self, collection: str) -> bool:
        return not await self._driver.aggregate(collection, [{"$limit": 1}])

    async def _remember(self, undo: Sequence[Command]) -> None:
        # Commands hold names that begin with a dollar, which a stored document may not; so they are kept as text.
        texts = [json_util.dumps(command, json_options=json_util.CANONICAL_JSON_OPTIONS) for command in reversed(undo)]
        change = {"$set": {"applied_at": datetime.now(UTC)}, "$push": {"undo": {"$each": texts}}}
        await self._driver.command(
            {"update": MIGRATIONS, "updates": [{"q": {"_id": REVISION}, "u": change, "upsert": True}]}
        )

    async def _undo_commands(self) -> list[Command]:
        marks = await self._driver.aggregate(MIGRATIONS, [{"$match": {"_id": REVISION}}])
        return [json_util.loads(text) for mark in marks for text in mark["undo"]]

    async def _may_undo(self, command: Command) -> bool:
        """Whether the command's target is there as `up` left it, and, to be dropped, is a view or empty."""
        verb, name = next(iter(command.items()))
        existing = (await existing_collections(self._driver)).get(name)
        if existing is None:
            return verb == "create"
        if verb == "drop" and existing.kind == "collection":
            return await self._is_empty(name)
        if verb == "dropIndexes":
            return any(index["name"] == command["index"] for index in existing.indexes)
        return verb != "create"


def _collection_actions(rules: CollectionRules, there: Existing | None) -> list[Action]:
    if there is not None and there.kind != "collection":
        raise Misconfigured(f"{rules.name} must be a collection, but is a {there.kind}")
    made = (
        []
        if there
        else [Action(f"create the collection {rules.name}", *_pair({"create": rules.name}, {"drop": rules.name}))]
    )
    existing = there or Existing("collection", {})
    return [*made, *_validator_actions(rules, existing), *_index_actions(rules, existing)]


def _validator_actions(rules: CollectionRules, there: Existing) -> list[Action]:
    before = there.options.get("validator", {})
    if rules.validator is None or before == rules.validator:
        return []
    change, undo = ({"collMod": rules.name, "validator": dict(validator)} for validator in (rules.validator, before))
    return [Action(f"set the validator of {rules.name}", *_pair(change, undo))]


def _image_actions(rules: CollectionRules, there: Existing | None) -> list[Action]:
    before = {} if there is None else there.options.get(IMAGES, {})
    if not rules.images or before.get("enabled"):
        return []
    change, undo = ({"collMod": rules.name, IMAGES: {"enabled": enabled}} for enabled in (True, False))
    return [Action(f"keep the documents of {rules.name} as they were before a change", *_pair(change, undo))]


def _index_actions(rules: CollectionRules, there: Existing) -> list[Action]:
    actions = (_index_action(rules.name, index, there) for index in rules.indexes)
    return [action for action in actions if action is not None]


def _index_action(collection: str, index: Index, there: Existing) -> Action | None:
    alike = next((candidate for candidate in there.indexes if _serves(candidate, index)), None)
    if alike is None:
        create = {"createIndexes": collection, "indexes": [index.specification]}
        drop = {"dropIndexes": collection, "index": index.name}
        text = f"create the index {index.name} of {collection}{_consequence(index.expire_after)}"
        return Action(text, *_pair(create, drop), expires=index.expire_after is not None)
    before = alike.get("expireAfterSeconds")
    if before == index.expire_after or index.expire_after is None:
        return None
    return Action(
        f"set the TTL of {collection}.{alike['name']}{_consequence(index.expire_after)}",
        (_ttl(collection, alike, index.expire_after),),
        _undo_ttl(collection, alike, before),
        expires=before is None or index.expire_after < before,
    )


def _consequence(expire_after: int | None) -> str:
    """What a TTL means for the documents, in words."""
    if expire_after is None:
        return ""
    days, seconds = divmod(expire_after, DAY)
    return f": documents older than {f'{expire_after} seconds' if seconds else f'{days} days'} will be deleted"


def _serves(candidate: Mapping[str, Any], index: Index) -> bool:
    """Whether an index has the same keys and leaves nothing out."""
    partial = {"partialFilterExpression", "sparse", "collation", "hidden"} & candidate.keys()
    return tuple(candidate["key"].items()) == index.keys and not partial


def _ttl(collection: str, existing: Mapping[str, Any], seconds: int) -> Command:
    return {"collMod": collection, "index": {"name": existing["name"], "expireAfterSeconds": seconds}}


def _undo_ttl(collection: str, existing: Mapping[str, Any], before: int | None) -> tuple[Command, ...]:
    if before is not None:
        return (_ttl(collection, existing, before),)
    # A TTL cannot be taken off an index, so undoing makes the plain one anew.
    plain = {"key": existing["key"], "name": existing["name"]}
    return (
        {"dropIndexes": collection, "index": existing["name"]},
        {"createIndexes": collection, "indexes": [plain]},
    )


def _view_actions(name: str, view: View, there: Existing | None) -> list[Action]:
    if there is None:
        return [Action(f"create the view {name}", *_pair(_create_view(name, view), {"drop": name}))]
    if there.kind != "view":
        raise Misconfigured(f"{name} must be a view, but is a {there.kind}: rename or drop it")
    before = View(there.options["viewOn"], tuple(there.options["pipeline"]))
    if before == view:
        return []
    # A view holds no data. It is made anew because not every server changes one by collMod.
    change, undo = (({"drop": name}, _create_view(name, definition)) for definition in (view, before))
    return [Action(f"change the view {name}", change, undo)]


def _create_view(name: str, view: View) -> Command:
    return {"create": name, "viewOn": view.collection, "pipeline": [dict(stage) for stage in view.pipeline]}


def _pair(change: Command, undo: Command) -> tuple[tuple[Command, ...], tuple[Command, ...]]:
    return (change,), (undo,)
