"""The connection to MongoDB. The one module that imports motor, which is at its end of life."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC
from functools import partial
from typing import Any, TypeVar

from bson.codec_options import DatetimeConversion
from pymongo.change_stream import ChangeStream
from pymongo.database import Database
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)

from stores.errors import Misconfigured, Outage, StoreForbidden, StoreTimeout, StoreUnavailable
from stores.mongo.watch import Heard, Watch, drained
from stores.outage import OutageLog

# Every statement occupies one of motor's threads, also one whose caller has gone, and ending it needs one more.
os.environ.setdefault("MOTOR_MAX_WORKERS", "64")

from motor.core import AgnosticClientSession
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorClientSession

Answer = TypeVar("Answer")
Document = dict[str, Any]
Stages = Sequence[Mapping[str, Any]]

logger = logging.getLogger(__name__)

# The traceback of each cursor that a server which is away could not be told to forget; outages are told already.
logging.getLogger("pymongo.client").setLevel(logging.CRITICAL)

SPARE_CONNECTIONS = 2
"""Connections beyond those of the statements, so that a full pool can still be asked to end one."""

WHOLE_ANSWER = 2**31 - 1
"""A batch size without which a long answer takes more than one round trip."""

REFUSALS: Mapping[int | None, tuple[type[Outage], str]] = {
    13: (StoreForbidden, "mongo refuses its user the right to read a collection or to follow its changes: grant that"),
    18: (StoreUnavailable, "mongo does not let Polygraph in: it refuses the user or the password"),
}
"""What MongoDB's error codes Unauthorized and AuthenticationFailed mean."""

STREAM_THREADS = 4
"""Change streams that are read at the same time; each holds a thread."""

AWAIT_LIMIT = 5.0
"""Seconds that the server waits for an event before it answers that there is none."""

WATCH_BATCH = 1_000
"""Events in one answer at most; a server's own limit for the first is about a hundred."""

DRAIN_AWAIT = 0.02
"""The same, in seconds, where only the events that are there are wanted."""

UNREACHED = "mongo cannot be reached"

OPENING_PROPERTY = "primary"
"""A property of the client that opens it and, unlike others, waits for no server."""


class Driver:
    """A pool of connections to one database, with a time limit in seconds on every call.

    Every call raises StoreUnavailable when the server cannot be reached, StoreTimeout when it does not answer in
    time, and StoreForbidden when its user may not have what was asked for. A call that is cancelled or late ends
    its statement in the server too. A server that comes back is used again.
    """

    def __init__(
        self, url: str, database: str, *, time_limit: float, connect_limit: float = 2.0, connections: int = 20
    ) -> None:
        self.database = database
        self._time_limit = time_limit
        self._connect_limit = connect_limit
        try:
            self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
                url,
                serverSelectionTimeoutMS=_milliseconds(connect_limit),
                connectTimeoutMS=_milliseconds(connect_limit),
                socketTimeoutMS=_milliseconds(time_limit + connect_limit),
                maxPoolSize=connections + SPARE_CONNECTIONS,
                appname="polygraph",
                tz_aware=True,
                tzinfo=UTC,
                datetime_conversion=DatetimeConversion.DATETIME_AUTO,
                unicode_decode_error_handler="replace",
            )
        except (InvalidURI, ConfigurationError, ValueError):
            # The driver's own text may hold the password.
            raise Misconfigured("the MongoDB URL is not one that the driver understands") from None
        self._database = self._client[database]
        self._outages = OutageLog("mongo")
        self._slots = asyncio.Semaphore(connections)
        self._streams = ThreadPoolExecutor(STREAM_THREADS, "polygraph-mongo-changes")
        self._opening: asyncio.Task[Any] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def aggregate(self, source: str | None, stages: Sequence[Mapping[str, Any]]) -> list[Document]:
        """Run a pipeline on a collection or view, or, without one, on the documents that it brings itself."""
        target = self._database if source is None else self._database[source]

        async def run(session: AgnosticClientSession) -> list[Document]:
            limit = _milliseconds(self._time_limit)
            cursor = target.aggregate(list(stages), session=session, maxTimeMS=limit, batchSize=WHOLE_ANSWER)
            return await cursor.to_list(None)

        return await self._call(run, self._time_limit)

    async def command(self, command: Mapping[str, Any]) -> Document:
        """Run one database command. Raises Misconfigured with the server's reason when it refuses."""
        bound = {"maxTimeMS": _milliseconds(self._time_limit)}

        async def run(session: AgnosticClientSession) -> Document:
            try:
                answer: Document = await self._database.command({**command, **bound}, session=session)
            except OperationFailure as error:
                if error.code in REFUSALS or isinstance(error, ExecutionTimeout):
                    raise
                raise Misconfigured(f"MongoDB refuses {next(iter(command))}: {_reason(error)}") from error
            return answer

        return await self._call(run, self._time_limit)

    async def insert(self, collection: str, documents: Iterable[Document]) -> None:
        """Write documents in bulk, in any order."""

        async def run(session: AgnosticClientSession) -> None:
            await self._database[collection].insert_many(documents, ordered=False, session=session)

        await self._call(run, self._time_limit)

    async def changes(self, stages: Stages, after: str | None, limit: int) -> tuple[list[Document], str]:
        """At most `limit` events of the whole database after a resume token, and the token to go on from.

        The events pass through `stages`. Without `after` they begin now. They have the documents as they were before,
        where the collection keeps them. Raises OperationFailure where the server refuses the token.
        """

        async def run(session: AgnosticClientSession) -> tuple[list[Document], str]:
            options = {"wait": DRAIN_AWAIT, "batch_size": max(1, limit), "session": session.delegate}
            return await self._in_stream_thread(lambda: drained(self._opened(stages, after, **options), limit))

        return await self._call(run, self._time_limit)

    async def watch(self, stages: Stages, after: str, heard: Heard) -> None:
        """Call `heard` with the events after a token as they come, see `changes`, until the server ends the stream."""
        await self.ping()
        watch = Watch(asyncio.get_running_loop(), heard)
        options = {"wait": min(AWAIT_LIMIT, self._time_limit), "batch_size": WATCH_BATCH}
        opened = partial(self._opened, stages, after, **options)
        async with self._errors_translated(self._time_limit):
            reading = self._in_stream_thread(lambda: watch.run(opened))
            try:
                await asyncio.wait((reading,))
            except asyncio.CancelledError:
                self._later(self._end_watch(watch, reading))
                raise
            reading.result()

    async def ping(self) -> None:
        """Return when the server answers, within the limit for connecting."""

        async def run(session: AgnosticClientSession) -> None:
            await self._database.command("ping", session=session)

        await self._call(run, self._connect_limit)

    async def close(self) -> None:
        """Close every connection, after those statements that are just being ended."""
        if self._ending:
            await asyncio.wait(self._ending, timeout=self._connect_limit)
        if self._opening is not None:
            # A client that is closed while it opens stays open.
            await asyncio.wait((self._opening,))
        # It says good-bye to the server, and would block the loop meanwhile.
        await asyncio.to_thread(self._client.close)
        self._streams.shutdown(wait=False)

    def _opened(self, stages: Stages, after: str | None, *, wait: float, **options: Any) -> ChangeStream[Document]:
        """An open change stream, whose calls block. It can start after the event that ended an earlier one."""
        database: Database[Document] = self._database.delegate
        return database.watch(
            list(stages),
            start_after=None if after is None else {"_data": after},
            full_document_before_change="whenAvailable",
            max_await_time_ms=_milliseconds(wait),
            **options,
        )

    def _in_stream_thread(self, work: Callable[[], Answer]) -> asyncio.Future[Answer]:
        return asyncio.get_running_loop().run_in_executor(self._streams, work)

    async def _end_watch(self, watch: Watch, reading: asyncio.Future[None]) -> None:
        await asyncio.to_thread(watch.end)
        await asyncio.wait((reading,))
        if reading.exception() is not None:
            logger.debug("the change stream ended with %s", type(reading.exception()).__name__)

    async def _call(self, run: Callable[[AgnosticClientSession], Awaitable[Answer]], limit: float) -> Answer:
        async with self._errors_translated(limit), asyncio.timeout(limit):
            await self._open()
            await self._slots.acquire()
            session, statement = self._begin(run)
            try:
                # motor works in a thread that does not hear of a cancellation: the statement is ended by its session.
                await asyncio.wait((statement,))
            except asyncio.CancelledError:
                self._later(self._end(session, statement))
                raise
            self._give_back(session)
            answer = statement.result()
        self._outages.answered()
        return answer

    async def _open(self) -> None:
        """Have the driver look its servers up in the DNS, which it does on first use, and would do on the loop.

        That is for `mongodb+srv`, and nothing for other URLs. One look-up serves all calls that wait for it.
        """
        if self._opening is None or (self._opening.done() and self._opening.exception() is not None):
            self._opening = asyncio.create_task(asyncio.to_thread(getattr, self._client.delegate, OPENING_PROPERTY))
            # A failure that nobody waited for is no news: the next call looks the address up again.
            self._opening.add_done_callback(lambda opening: opening.cancelled() or opening.exception())
        if not self._opening.done():
            await asyncio.wait((self._opening,), timeout=self._connect_limit)
        if not self._opening.done():
            raise StoreUnavailable(f"{UNREACHED}: looking its address up takes too long")
        try:
            self._opening.result()
        except ConfigurationError as error:
            raise StoreUnavailable(f"{UNREACHED}: its address cannot be looked up") from error

    def _begin(
        self, run: Callable[[AgnosticClientSession], Awaitable[Answer]]
    ) -> tuple[AgnosticClientSession, asyncio.Future[Answer]]:
        """Start a statement in a session of its own, in the slot that was acquired for it."""
        try:
            session = self._new_session()
            return session, asyncio.ensure_future(run(session))
        except BaseException:
            self._slots.release()
            raise

    def _new_session(self) -> AgnosticClientSession:
        # motor's own start_session would take a turn of a thread for what does not wait.
        session = self._client.delegate.start_session(causal_consistency=False)
        # Reading the id makes it, which the statement's thread must not do as well while `_end` reads it.
        session.session_id  # noqa: B018
        return AsyncIOMotorClientSession(session, self._client)

    def _give_back(self, session: AgnosticClientSession) -> None:
        try:
            session.delegate.end_session()
        finally:
            self._slots.release()

    def _later(self, ending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(ending)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, session: AgnosticClientSession, statement: asyncio.Future[Any]) -> None:
        """End a statement; the session is given back afterwards, or its next statement would be ended instead."""
        try:
            await self._kill(session.delegate.session_id["id"])
            await asyncio.wait((statement,))
            if not statement.cancelled() and statement.exception() is not None:
                logger.debug("the statement ended with %s", type(statement.exception()).__name__)
        finally:
            self._give_back(session)

    async def _kill(self, session_id: Any) -> None:
        """Ask the server to end what runs in a session; `maxTimeMS` bounds it in a server that does not."""
        try:
            async with asyncio.timeout(self._connect_limit):
                await self._client.admin.command({"killSessions": [{"id": session_id}]})
        except (PyMongoError, TimeoutError) as error:
            logger.info("MongoDB was not reached to end a statement: %s", type(error).__name__)

    @asynccontextmanager
    async def _errors_translated(self, limit: float) -> AsyncIterator[None]:
        """Polygraph's errors, and an outage in the log."""
        try:
            async with self._errors_replaced(limit):
                yield
        except StoreUnavailable as error:
            self._outages.lost(error)
            raise

    @asynccontextmanager
    async def _errors_replaced(self, limit: float) -> AsyncIterator[None]:
        """The driver's errors as Polygraph's; their own texts name hosts and are kept out of the messages."""
        try:
            yield
        except (ExecutionTimeout, TimeoutError) as error:
            # The limit may end before the driver gives up looking for a server.
            if not self._client.delegate.nodes:
                raise StoreUnavailable(UNREACHED) from error
            raise StoreTimeout(f"mongo did not answer within {limit:g} s") from error
        except ConnectionFailure as error:
            raise StoreUnavailable(UNREACHED) from error
        except OperationFailure as error:
            if error.code in REFUSALS:
                meaning, message = REFUSALS[error.code]
                raise meaning(message) from error
            raise


def _reason(error: OperationFailure) -> str:
    return str((error.details or {}).get("errmsg", error.code))


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
