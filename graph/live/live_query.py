"""Live queries: an operation runs again when what it reads has changed, once for all who have sent the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic

import orjson
from graphql import FieldNode

from graph.context import Contexts
from graph.execution.cause import cause_of
from graph.execution.execute import Admitted, OperationResult, run
from graph.live.events import Text, arguments_of
from graph.live.touched import Touched
from graph.live_queries import LiveQueryField, milliseconds
from graph.selection import Selection
from resolvers.live.dirtiness import Mark
from resolvers.live.hub import Hub
from resolvers.live.reach import reached
from stores.errors import BadInput, Outage

RETRY = 1.0
"""Seconds after which an operation runs again that an outage kept from its answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run gave: each row's text by its key, and the texts of all else by their names in the result.

    `failed` is the whole text of a run with errors, and `outage` says whether it should run again by itself.
    """

    rows: Mapping[str, bytes]
    others: Mapping[str, bytes]
    failed: bytes | None = None
    outage: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """How a live list is selected: the field behind each name in the result, and the name of its rows' keys."""

    names: Mapping[str, str]
    key: str

    @classmethod
    def of(cls, operation: Admitted, node: FieldNode, type_name: str) -> Shape:
        """Read from the operation. Raises BadInput where it does not select the keys."""
        selection = Selection(operation.schema._schema, operation.definitions, [node])
        names = {(each.alias or each.name).value: each.name.value for each in selection.below(type_name)}
        rows = selection.by_name(type_name).get("rows")
        below = rows.below(f"{type_name}Row") if rows else ()
        keys = [(each.alias or each.name).value for each in below if each.name.value == "key"]
        if rows and not keys:
            raise BadInput("select `key` of `rows`: by it rows are told apart")
        return cls(names, keys[0] if keys else "")


class LiveQueries:
    """The live queries of one process."""

    def __init__(self, hub: Hub, contexts: Contexts, text: Text) -> None:
        self._hub = hub
        self._contexts = contexts
        self._text = text
        self._touched: Touched | None = None
        self._cohorts: dict[bytes, LiveQuery] = {}

    async def results(self, operation: Admitted, node: FieldNode, field: LiveQueryField) -> AsyncGenerator[bytes]:
        """The results as JSON. Raises what ends them."""
        # Its plans live as long as the query, which holds them.
        key = orjson.dumps([id(operation.prepared.plans), operation.prepared.variables])
        query = self._query(key, operation, node, field)
        told = 0
        try:
            with query.joined():
                while True:
                    told, text = await query.text_after(told)
                    yield text
        finally:
            if query.idle:
                self._cohorts.pop(key, None)

    def _query(self, key: bytes, operation: Admitted, node: FieldNode, field: LiveQueryField) -> LiveQuery:
        self._touched = self._touched or Touched(operation.schema._schema, self._hub.entities)
        query = self._cohorts.get(key)
        if query is None:
            runs = LiveRun(operation, node, field, self._contexts, self._text)
            query = LiveQuery(runs, self._touched.of(operation), self._hub, self._text)
            self._cohorts[key] = query
        return query


class LiveRun:
    """Runs an operation and takes its result apart."""

    def __init__(
        self, operation: Admitted, node: FieldNode, field: LiveQueryField, contexts: Contexts, text: Text
    ) -> None:
        self._operation = operation
        self._contexts = contexts
        self._text = text
        self.name = (node.alias or node.name).value
        self.field = node.name.value
        self.every = milliseconds(arguments_of(operation, node)) / 1000
        self.shape = Shape.of(operation, node, field.list_type) if field.list_type else None

    async def answer(self) -> tuple[Answer, set[str]]:
        """What the operation gives now, and the entities that were read for it."""
        async with self._contexts() as context:
            result = await run(self._operation, context)
            read = {name for query in context.session.ledger.queries for name in reached(query)}
        return self._answer(result), read

    def _answer(self, result: OperationResult) -> Answer:
        value = (result.data or {}).get(self.name)
        if result.errors or value is None or self.shape is None:
            errors = {"errors": list(self._text.errors(result.errors))} if result.errors else {}
            outage = any(isinstance(cause_of(error), Outage) for error in result.errors)
            return Answer({}, {}, self._text.encode({**errors, "data": result.data}), outage)
        rows: dict[str, bytes] = {}
        others: dict[str, bytes] = {}
        for name, part in value.items():
            if self.shape.names[name] == "rows":
                rows |= {row[self.shape.key]: self._text.encode(row) for row in part}
            else:
                others[name] = self._text.encode(part)
        return Answer(rows, others)


class LiveQuery:
    """One operation, run as long as somebody wants its results, at most so often as they say."""

    def __init__(self, runs: LiveRun, entities: set[str], hub: Hub, text: Text) -> None:
        self._runs = runs
        self._entities = entities
        self._hub = hub
        self._text = text
        self._answer: Answer | None = None
        self._sequence = 0
        self._patch = b""
        self._failure: Exception | None = None
        self._told = asyncio.Condition()
        self._members = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def idle(self) -> bool:
        """Whether nobody wants the results."""
        return not self._members

    @contextmanager
    def joined(self) -> Iterator[None]:
        """One who wants the results, until the block ends."""
        self._members += 1
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            self._members -= 1
            if not self._members:
                self._task.cancel()
                self._task, self._answer, self._failure = None, None, None

    async def text_after(self, told: int) -> tuple[int, bytes]:
        """The next result for who was told up to a number, and its own number. Raises what the query was ended by."""
        async with self._told:
            await self._told.wait_for(lambda: self._failure is not None or self._sequence > told)
        if self._sequence > told and self._answer is not None:
            return self._sequence, self._patch if told == self._sequence - 1 and told else self._whole(self._answer)
        assert self._failure is not None  # noqa: S101  (that is what was waited for)
        raise self._failure

    async def _run(self) -> None:
        try:
            while True:
                await self._follow()
        except Exception as failure:
            self._failure = failure
            async with self._told:
                self._told.notify_all()

    async def _follow(self) -> None:
        """Run whenever something has changed that is read; return when more is read than was known."""
        async with self._hub.marked(self._entities, self._runs.field, lambda: self._members) as mark:
            while True:
                began = monotonic()
                answer, read = await self._runs.answer()
                await self._tell(answer)
                if not read <= self._entities:
                    self._entities = self._entities | read
                    return
                await self._changed(mark, answer)
                # A run that failed was no answer, and the next one need not wait as long as after one.
                every = min(self._runs.every, RETRY) if answer.outage else self._runs.every
                await mark.pause(began + every - monotonic())

    async def _changed(self, mark: Mark, answer: Answer) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RETRY if answer.outage else None):
                await mark.changed()

    async def _tell(self, answer: Answer) -> None:
        if self._answer == answer:
            return
        patch = self._difference(self._answer, answer)
        self._answer = answer
        self._sequence += 1
        self._patch = self._whole(answer) if patch is None else patch
        async with self._told:
            self._told.notify_all()

    def _difference(self, before: Answer | None, now: Answer) -> bytes | None:
        """What has changed, if that can be told in parts."""
        if before is None or before.failed or now.failed:
            return None
        changed = [text for key, text in now.rows.items() if before.rows.get(key) != text]
        others = {name: text if before.others.get(name) != text else b"null" for name, text in now.others.items()}
        return self._written(changed, [key for key in before.rows if key not in now.rows], others, self._sequence + 1)

    def _whole(self, answer: Answer) -> bytes:
        return answer.failed or self._written(list(answer.rows.values()), None, answer.others, self._sequence)

    def _written(
        self, rows: Sequence[bytes], gone: Sequence[str] | None, others: Mapping[str, bytes], sequence: int
    ) -> bytes:
        assert self._runs.shape is not None  # noqa: S101  (else there is only the whole text)
        values: dict[str, bytes] = {
            "rows": b"[" + b",".join(rows) + b"]",
            "sequence": b"%d" % sequence,
            "whole": b"true" if gone is None else b"false",
            "gone": self._text.encode(gone or []),
        }
        parts = (
            self._text.encode(name) + b":" + (others[name] if field not in values else values[field])
            for name, field in self._runs.shape.names.items()
            if field in values or name in others
        )
        return b'{"data":{' + self._text.encode(self._runs.name) + b":{" + b",".join(parts) + b"}}}"
