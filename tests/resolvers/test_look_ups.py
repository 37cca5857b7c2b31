"""Look-ups of several requests share a statement, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import asyncpg
import pytest

from resolvers import look_ups
from resolvers.loaders import Session
from resolvers.look_ups import LookUps
from stores.document import Document, Documents, Frame, Items, Members, Nested, Value
from stores.errors import BadInput, StoreUnavailable
from stores.postgres.catalogue import derive
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import KeyValue

AGENT = derive()["Agent"]
NAME = Members((("name", Value("name")),))
ROW = Document(Frame(AGENT, NAME))
LIST = Document(Frame(AGENT, NAME, around=(("nodes", Items()),)), limit=10)
BY_ID = ("id",)
UNREACHABLE = "postgresql://nobody@127.0.0.1:1/nothing"


class WatchedStore(PostgresStore):
    """A store that tells the keys of each statement."""

    def __init__(self, options: PostgresOptions) -> None:
        super().__init__(options)
        self.asked: list[tuple[KeyValue, ...]] = []

    async def documents(self, query: Documents) -> Sequence[tuple[KeyValue, bytes | None]]:
        assert query.keys is not None
        self.asked.append(query.keys.values)
        return await super().documents(query)


@pytest.fixture
async def store(empty_database: str) -> AsyncIterator[WatchedStore]:
    connection = await asyncpg.connect(empty_database)
    await connection.execute("CREATE SCHEMA fire22; CREATE TABLE fire22.agents (id text PRIMARY KEY, name text)")
    await connection.execute("INSERT INTO fire22.agents VALUES ('a', 'Ann'), ('b', 'Bob'), ('c', NULL)")
    await connection.close()
    store = WatchedStore(PostgresOptions(empty_database))
    yield store
    await store.close()


class Requests:
    """Requests to one process."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store
        self._look_ups = LookUps()

    async def ask(self, key: str, document: Document = ROW) -> bytes | None:
        session = Session({"postgres": self._store}, self._look_ups)
        try:
            (text,) = await session.reader.documents(document, BY_ID, [(key,)])
        finally:
            await session.close()
        assert [statement.keys for statement in session.ledger.statements] == [1]
        return text

    def begin(self, key: str, document: Document = ROW) -> asyncio.Task[bytes | None]:
        return asyncio.ensure_future(self.ask(key, document))


async def test_look_ups_that_come_together_are_one_statement_with_each_key_once(store: WatchedStore) -> None:
    requests = Requests(store)
    found = await asyncio.gather(*(requests.ask(key) for key in ("a", "b", "a", "nobody")))
    assert found == [b'{"name":"Ann"}', b'{"name":"Bob"}', b'{"name":"Ann"}', None]
    assert store.asked == [(("a",), ("b",), ("nobody",))]


async def test_a_look_up_never_joins_a_statement_that_is_under_way(store: WatchedStore, empty_database: str) -> None:
    """It would be told of the past."""
    await store.ping()
    requests = Requests(store)
    connection = await asyncpg.connect(empty_database)
    async with connection.transaction():
        await connection.execute("LOCK fire22.agents")
        tasks = []
        for number in (1, 2):
            tasks.append(requests.begin("a"))
            while len(store.asked) < number:  # noqa: ASYNC110  (a turn of the loop is what it waits for)
                await asyncio.sleep(0)
    await connection.close()
    assert await asyncio.gather(*tasks) == [b'{"name":"Ann"}'] * 2


async def test_what_comes_while_a_statement_runs_goes_together_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(look_ups, "PATIENCE", 60.0)
    shared, asked = LookUps(), asyncio.Queue[tuple[KeyValue, ...]]()
    answer = asyncio.Event()

    async def ask(keys: tuple[KeyValue, ...]) -> dict[KeyValue, str]:
        asked.put_nowait(keys)
        await answer.wait()
        return dict.fromkeys(keys, "found")

    first = asyncio.ensure_future(shared.find("shape", ("a",), ask))
    assert await asked.get() == (("a",),)
    others = [asyncio.ensure_future(shared.find("shape", (key,), ask)) for key in "bc"]
    await shared.find("another shape", ("d",), _found)
    assert asked.empty()
    answer.set()
    await asyncio.gather(first, *others)
    assert asked.get_nowait() == (("b",), ("c",))
    assert not shared._running


async def _found(keys: tuple[KeyValue, ...]) -> dict[KeyValue, str]:
    return dict.fromkeys(keys, "found")


@pytest.mark.parametrize("turns", range(1, 6))
async def test_a_request_that_ends_takes_no_other_with_it(store: WatchedStore, turns: int) -> None:
    """Neither the first, which asks for all, nor one of those who wait for it."""
    requests = Requests(store)
    tasks = [requests.begin(key) for key in ("a", "b", "a", "b")]
    for _ in range(turns):
        await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[1].cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(each, asyncio.CancelledError) for each in ended] == [True, True, False, False]
    assert ended[2:] == [b'{"name":"Ann"}', b'{"name":"Bob"}']


@pytest.mark.parametrize("position", range(3))
async def test_a_key_that_is_refused_fails_its_own_request_only(store: WatchedStore, position: int) -> None:
    keys = ["a", "b"]
    keys.insert(position, "\ud800")
    requests = Requests(store)
    found = await asyncio.gather(*map(requests.ask, keys), return_exceptions=True)
    assert isinstance(found.pop(position), BadInput)
    assert found == [b'{"name":"Ann"}', b'{"name":"Bob"}']


async def test_an_outage_is_told_to_all_after_one_statement() -> None:
    store = WatchedStore(PostgresOptions(UNREACHABLE))
    requests = Requests(store)
    found = await asyncio.gather(*(requests.ask(key) for key in "abc"), return_exceptions=True)
    assert [type(each) for each in found] == [StoreUnavailable] * 3
    assert len(store.asked) == 1


async def test_rows_with_lists_below_them_are_asked_for_alone(store: WatchedStore) -> None:
    """One may be long, and nobody else should have to wait for it."""
    below = Nested(LIST, (("id", "parent_agent_id"),))
    document = Document(Frame(AGENT, Members((("name", Value("name")), ("below", below)))))
    assert not document.is_row
    requests = Requests(store)
    found = await asyncio.gather(*(requests.ask(key, LIST) for key in "ab"))
    assert found == [b'{"nodes":[{"name":"Ann"}]}', b'{"nodes":[{"name":"Bob"}]}']
    assert store.asked == [(("a",),), (("b",),)]
