"""The connection to MongoDB. The one module that imports motor, which is at its end of life."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC
from typing import Any, TypeVar

from bson.codec_options import DatetimeConversion
from pymongo.errors import (
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)

from stores.errors import Misconfigured, StoreTimeout, StoreUnavailable

# Every statement occupies one of motor's threads, also one whose caller has gone, and ending it needs one more.
os.environ.setdefault("MOTOR_MAX_WORKERS", "64")

from motor.core import AgnosticClientSession
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorClientSession

Answer = TypeVar("Answer")
Document = dict[str, Any]

logger = logging.getLogger(__name__)

SPARE_CONNECTIONS = 2
"""Connections beyond those of the statements, so that a full pool can still be asked to end one."""

WHOLE_ANSWER = 2**31 - 1
"""A batch size without which a long answer takes more than one round trip."""

SIGN_IN_REFUSED = frozenset((13, 18))
"""MongoDB's error codes Unauthorized and AuthenticationFailed."""


class Driver:
    """A pool of connections to one database, with a time limit in seconds on every call.

    Every call raises StoreUnavailable when the server cannot be reached and StoreTimeout when it does not answer in
    time. A call that is cancelled or late ends its statement in the server too. A server that comes back is used again.
    """

    def __init__(
        self, url: str, database: str, *, time_limit: float, connect_limit: float = 2.0, connections: int = 20
    ) -> None:
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
        self._slots = asyncio.Semaphore(connections)
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
                if error.code in SIGN_IN_REFUSED or isinstance(error, ExecutionTimeout):
                    raise
                raise Misconfigured(f"MongoDB refuses {next(iter(command))}: {_reason(error)}") from error
            return answer

        return await self._call(run, self._time_limit)

    async def insert(self, collection: str, documents: Iterable[Document]) -> None:
        """Write documents in bulk, in any order."""

        async def run(session: AgnosticClientSession) -> None:
            await self._database[collection].insert_many(documents, ordered=False, session=session)

        await self._call(run, self._time_limit)

    async def ping(self) -> None:
        """Return when the server answers, within the limit for connecting."""

        async def run(session: AgnosticClientSession) -> None:
            await self._database.command("ping", session=session)

        await self._call(run, self._connect_limit)

    async def close(self) -> None:
        """Close every connection, after those statements that are just being ended."""
        if self._ending:
            await asyncio.wait(self._ending, timeout=self._connect_limit)
        # It says good-bye to the server, and would block the loop meanwhile.
        await asyncio.to_thread(self._client.close)

    async def _call(self, run: Callable[[AgnosticClientSession], Awaitable[Answer]], limit: float) -> Answer:
        async with _errors_translated(limit), asyncio.timeout(limit):
            await self._slots.acquire()
            session = self._new_session()
            identity = session.delegate.session_id
            statement = asyncio.ensure_future(run(session))
            try:
                # motor works in a thread that does not hear of a cancellation: the statement is ended by its session.
                await asyncio.wait((statement,))
            except asyncio.CancelledError:
                self._later(self._end(session, identity, statement))
                raise
            self._give_back(session)
            return statement.result()

    def _new_session(self) -> AgnosticClientSession:
        # motor's own start_session would take a turn of a thread for what does not wait.
        return AsyncIOMotorClientSession(self._client.delegate.start_session(causal_consistency=False), self._client)

    def _give_back(self, session: AgnosticClientSession) -> None:
        session.delegate.end_session()
        self._slots.release()

    def _later(self, ending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(ending)
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(
        self, session: AgnosticClientSession, identity: Mapping[str, Any], statement: asyncio.Future[Any]
    ) -> None:
        """Ask the server to end a statement; `maxTimeMS` bounds it in a server that does not.

        The session is given back after both, or its next statement would be ended instead.
        """
        try:
            async with asyncio.timeout(self._connect_limit):
                await self._client.admin.command({"killSessions": [{"id": identity["id"]}]})
        except (PyMongoError, TimeoutError) as error:
            logger.info("MongoDB was not reached to end a statement: %s", type(error).__name__)
        await asyncio.wait((statement,))
        if not statement.cancelled() and statement.exception() is not None:
            logger.debug("the statement ended with %s", type(statement.exception()).__name__)
        self._give_back(session)


@asynccontextmanager
async def _errors_translated(limit: float) -> AsyncIterator[None]:
    """The driver's errors as Polygraph's; their own texts name hosts and are kept out of the messages."""
    try:
        yield
    except (ExecutionTimeout, TimeoutError) as error:
        raise StoreTimeout(f"mongo did not answer within {limit:g} s") from error
    except ConnectionFailure as error:
        raise StoreUnavailable("mongo cannot be reached") from error
    except OperationFailure as error:
        if error.code in SIGN_IN_REFUSED:
            raise StoreUnavailable("mongo does not let Polygraph in: it refuses the user or the password") from error
        raise


def _reason(error: OperationFailure) -> str:
    return str((error.details or {}).get("errmsg", error.code))


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
