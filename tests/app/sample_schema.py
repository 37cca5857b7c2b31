"""A small schema with one field for each thing that the service has to cope with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any, NewType

import strawberry
from strawberry.scalars import JSON

from graph.execution.executor import BreadthFirstExecutor
from stores.errors import BadInput, Lagged, StoreUnavailable

SECRET = "postgresql://root:hunter2@db"  # noqa: S105  (what must never reach a client)

Raw = NewType("Raw", object)


class Slow:
    """What a field that takes long has seen: that it began, and that it was cancelled and has cleaned up."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ended = threading.Event()

    def clear(self) -> None:
        """Forget both."""
        self.began.clear()
        self.ended.clear()


slow = Slow()
stream = Slow()


class Flooded(Slow):
    """What `flood` has seen, and how many texts it has given."""

    count = 0


flooded = Flooded()


@strawberry.input
class Point:
    """An input with a nested one, so that variables can be deep."""

    x: int = 0
    next: Point | None = None


@strawberry.type
class Branch:
    """A type that contains itself, so that selections can be deep."""

    name: str = "leaf"

    @strawberry.field
    def branch(self) -> Branch:
        """Another branch."""
        return Branch()


@strawberry.type
class Query:
    """The sample's root."""

    @strawberry.field
    def hello(self, name: str = "world") -> str:
        """A greeting."""
        return f"Hello, {name}!"

    @strawberry.field
    def branch(self) -> Branch:
        """The first branch."""
        return Branch()

    @strawberry.field
    def add(self, left: int = 0, right: int = 1) -> int:
        """A sum; neither argument may be null."""
        return left + right

    @strawberry.field
    def far(self, point: Point | None = None) -> int:
        """The x of a point."""
        return point.x if point else 0

    @strawberry.field
    async def slow(self) -> str:
        """Sleeps for ten seconds unless it is cancelled; cleaning up takes a while too."""
        slow.began.set()
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0.05)
            slow.ended.set()
        return "done"

    @strawberry.field
    async def nap(self, seconds: float) -> str:
        """Sleeps for so long."""
        slow.began.set()
        await asyncio.sleep(seconds)
        return "rested"

    @strawberry.field
    async def slow_items(self) -> list[Branch]:
        """Many objects."""
        return [Branch() for _ in range(10)]

    @strawberry.field
    def crash(self) -> str | None:
        """Raises what nobody foresaw."""
        raise RuntimeError(SECRET)

    @strawberry.field
    def crash_not_null(self) -> str:
        """Raises what nobody foresaw, where null is not allowed."""
        raise RuntimeError(SECRET)

    @strawberry.field
    def outage(self) -> str | None:
        """Raises an error of the store."""
        raise StoreUnavailable("postgres cannot be reached")

    @strawberry.field
    def picky(self) -> str | None:
        """Raises an error of the caller."""
        raise BadInput("`first` must be from 0 to 1000, not -1")

    @strawberry.field
    def wrong(self) -> int | None:
        """Returns what its type cannot hold."""
        return SECRET  # type: ignore[return-value]

    @strawberry.field
    def raw(self, kind: str) -> JSON | None:
        """Values that JSON cannot hold as they are."""
        values: dict[str, Any] = {"surrogate": "a\ud800b", "nan": float("nan"), "wide": 10**30, "key": {1: "\udfff"}}
        deep: Any = "deep"
        for _ in range(300):
            deep = [deep]
        return JSON(deep if kind == "deep" else values[kind])


@strawberry.type
class Mutation:
    """The sample's only mutation."""

    @strawberry.mutation
    def rename(self, name: str) -> str:
        """Returns the name."""
        return name


@strawberry.type
class Subscription:
    """The sample's subscriptions."""

    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        """One number."""
        yield 1

    @strawberry.subscription
    async def count(self, to: int) -> AsyncIterator[int]:
        """The numbers from 1."""
        for number in range(1, to + 1):
            yield number

    @strawberry.subscription
    async def forever(self, size: int = 0) -> AsyncIterator[str]:
        """One text of this size, and then nothing any more; `stream` says that it began and that it was closed."""
        stream.began.set()
        try:
            yield "x" * size
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.05)
            stream.ended.set()

    @strawberry.subscription
    async def flood(self, size: int = 1_000) -> AsyncIterator[str]:
        """Texts without end, as fast as they are taken; `flooded` counts them and says that it was closed."""
        try:
            while True:
                flooded.count += 1
                yield "x" * size
        finally:
            flooded.ended.set()

    @strawberry.subscription
    async def broken(self, after: int = 0, kind: str = "outage") -> AsyncIterator[int]:
        """Numbers from 1, and then an error."""
        for number in range(1, after + 1):
            yield number
        errors = {
            "outage": StoreUnavailable("postgres cannot be reached"),
            "crash": RuntimeError(SECRET),
            "lagged": Lagged("You read more slowly than events come.", "cursor-2"),
        }
        raise errors[kind]

    @strawberry.subscription
    async def stubborn(self) -> AsyncIterator[int]:
        """Begins with an error of the caller, before there is a stream."""
        raise BadInput("`after` is no cursor")

    @strawberry.subscription
    async def branches(self, first: int) -> AsyncIterator[Branch]:
        """Objects, of which some fields fail."""
        for _ in range(first):
            yield Branch()


schema = strawberry.Schema(Query, Mutation, Subscription, execution_context_class=BreadthFirstExecutor)
