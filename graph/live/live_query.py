"""Live queries: an operation runs again when what it reads has changed, once for all who have sent the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic

import orjson
from graphql.execution.collect_fields import FieldDetails

from graph.context import Contexts
from graph.execution.cause import cause_of
from graph.execution.execute import Admitted, OperationResult, run
from graph.live.events import Text, arguments_of, given
from graph.live.patches import Parts, Patches
from graph.live.touched import Touched
from graph.live_queries import LiveQueryField
from resolvers.live.dirtiness import Mark
from resolvers.live.hub import Hub
from resolvers.live.reach import reached
from stores.errors import BadCursor, BadInput, Outage

RETRY = 1.0
"""Seconds after which an operation runs again that an outage kept from its answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run gave: a live list's parts, or the text of all data that is told whole, and the text of its errors.

    `outage` says whether it should run again by itself.
    """

    data: Parts | bytes
    errors: bytes = b""
    outage: bool = False

    @property
    def base(self) -> Parts | None:
        """What patches can be made to: an answer without errors."""
        return self.data if isinstance(self.data, Parts) and not self.errors else None


class LiveQueries:
    """The live queries of one process."""

    def __init__(self, hub: Hub, contexts: Contexts, text: Text) -> None:
        self._hub = hub
        self._contexts = contexts
        self._text = text
        self._touched: Touched | None = None
        self._cohorts: dict[bytes, LiveQuery] = {}

    async def results(
        self, operation: Admitted, details: list[FieldDetails], field: LiveQueryField
    ) -> AsyncGenerator[bytes]:
        """The results as JSON. `details` are all that selects the field. Raises what ends them."""
        # Its plans live as long as the query, which holds them.
        declared = (each.variable.name.value for each in operation.prepared.operation.variable_definitions or ())
        key = orjson.dumps([id(operation.prepared.plans), given(operation, declared)])
        query = self._query(key, operation, details, field)
        told = 0
        try:
            with query.joined():
                while True:
                    told, text = await query.text_after(told)
                    yield text
        finally:
            if query.idle and self._cohorts.get(key) is query:
                del self._cohorts[key]

    def _query(self, key: bytes, operation: Admitted, details: list[FieldDetails], field: LiveQueryField) -> LiveQuery:
        self._touched = self._touched or Touched(operation.schema._schema, self._hub.entities)
        query = self._cohorts.get(key)
        if query is None or query.ended:
            runs = LiveRun(operation, details, field, self._contexts, self._text)
            query = LiveQuery(runs, self._touched.of(operation), self._hub)
            self._cohorts[key] = query
        return query


class LiveRun:
    """Runs an operation, takes its result apart, and writes what is told of it."""

    def __init__(
        self,
        operation: Admitted,
        details: list[FieldDetails],
        field: LiveQueryField,
        contexts: Contexts,
        text: Text,
    ) -> None:
        node = details[0].node
        self._operation = operation
        self._contexts = contexts
        self._text = text
        self._name = (node.alias or node.name).value
        self._patches = Patches(operation, details, field.list_type, text) if field.list_type else None
        self.field = node.name.value
        self.every = field.milliseconds(arguments_of(operation, node)) / 1000

    async def answer(self) -> tuple[Answer, set[str]]:
        """What the operation gives now, and the entities that were read for it.

        Raises BadInput and BadCursor where the field's own arguments are wrong, as they will always be.
        """
        async with self._contexts() as context:
            result = await run(self._operation, context)
            read = {name for query in context.session.ledger.queries for name in reached(query)}
        for error in result.errors:
            cause = cause_of(error)
            if error.path == [self._name] and isinstance(cause, BadInput | BadCursor):
                raise cause
        return self._answer(result), read

    def _answer(self, result: OperationResult) -> Answer:
        value = (result.data or {}).get(self._name)
        return Answer(
            data=self._patches.parts(value) if self._patches and value is not None else self._text.encode(result.data),
            errors=self._text.encode(list(self._text.errors(result.errors))) if result.errors else b"",
            outage=any(isinstance(cause_of(error), Outage) for error in result.errors),
        )

    def written(self, now: Answer, before: Answer | None, sequence: int) -> bytes:
        """The result that tells of an answer: what has changed since the one before, if that can be told, or all."""
        base = before.base if before is not None and now.base is not None else None
        data = now.data if isinstance(now.data, bytes) else self._patched(now.data, base, sequence)
        errors = b'"errors":' + now.errors + b"," if now.errors else b""
        return b"{" + errors + b'"data":' + data + b"}"

    def _patched(self, now: Parts, before: Parts | None, sequence: int) -> bytes:
        assert self._patches is not None  # noqa: S101  (they took it apart)
        return b"{" + self._text.encode(self._name) + b":" + self._patches.written(now, before, sequence) + b"}"


class LiveQuery:
    """One operation, run as long as somebody wants its results, at most so often as they say."""

    def __init__(self, runs: LiveRun, entities: set[str], hub: Hub) -> None:
        self._runs = runs
        self._entities = entities
        self._hub = hub
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

    @property
    def ended(self) -> bool:
        """Whether it has failed: no more results come for those who want them."""
        return self._failure is not None

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
            if told and told == self._sequence - 1:
                return self._sequence, self._patch
            return self._sequence, self._runs.written(self._answer, None, self._sequence)
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
        self._sequence += 1
        self._patch = self._runs.written(answer, self._answer, self._sequence)
        self._answer = answer
        async with self._told:
            self._told.notify_all()
