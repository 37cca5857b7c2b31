"""The order of the PostgreSQL feed: whatever writers do at once, every committed row comes once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg

from stores.feed import Change, Operation, Position
from stores.postgres.feed import PostgresFeed
from tests.stores.postgres_changes import ENTITIES, Watched

LOGIN = ENTITIES["LoginRecord"]
INSERT = "INSERT INTO hosting.login_records (id, email, success) SELECT n, 'x', true FROM unnest($1::int[]) AS n"
WRITERS, TRANSACTIONS, DEADLINE = 8, 25, 60


async def write(url: str, writer: int, chance: random.Random) -> list[int]:
    """Many transactions of some statements each, which end after a random while; the numbers of rows committed."""
    connection: asyncpg.Connection[Any] = await asyncpg.connect(url)
    committed: list[int] = []
    for number in range(TRANSACTIONS):
        transaction = connection.transaction()
        await transaction.start()
        first = (writer * TRANSACTIONS + number) * 100
        rows = await write_some(connection, first, chance)
        # It stays in flight while others begin and end.
        await asyncio.sleep(chance.choice((0, 0, 0.005, 0.05)))
        if chance.random() < 0.25:
            await transaction.rollback()
        else:
            await transaction.commit()
            committed += rows
    await connection.close()
    return committed


async def write_some(connection: asyncpg.Connection[Any], first: int, chance: random.Random) -> list[int]:
    """Up to six statements, some of them in savepoints, of which half are taken back; the rows that stay."""
    rows: list[int] = []
    for part in range(chance.randrange(1, 7)):
        some = list(range(first + part * 10, first + part * 10 + chance.randrange(1, 6)))
        savepoint = connection.transaction() if chance.random() < 0.3 else None
        if savepoint:
            await savepoint.start()
        await connection.execute(INSERT, some)
        if savepoint and chance.random() < 0.5:
            await savepoint.rollback()
            continue
        if savepoint:
            await savepoint.commit()
        rows += some
    return rows


async def follow(feed: PostgresFeed, start: Position, limit: int, written: asyncio.Event) -> list[Change]:
    """Read all the time, and once more when all is written."""
    found: list[Change] = []
    position, last = start, False
    while True:
        changes = await feed.read([LOGIN], position, limit)
        assert len(changes.changes) <= limit
        for place in (*(change.position for change in changes.changes), changes.position):
            assert not feed.is_after(position, place)
            position = place
        found += changes.changes
        if not changes.more:
            if last:
                return found
            last = written.is_set()
            await feed.wait(position, 0.05)


async def test_writers_that_overlap_lose_and_repeat_nothing(here: Watched) -> None:
    """With readers of any page size, which see one and the same order."""
    written = asyncio.Event()
    async with asyncio.timeout(DEADLINE), asyncio.TaskGroup() as group:
        readers = [group.create_task(follow(here.feed, here.position, limit, written)) for limit in (1, 3, 17, 1_000)]
        writers = [group.create_task(write(here.url, writer, random.Random(writer))) for writer in range(WRITERS)]
        await asyncio.wait(writers)
        written.set()
    committed = Counter(row for writer in writers for row in writer.result())
    for reader in readers:
        assert Counter(change.key[0] for change in reader.result()) == committed
        assert [change.key for change in reader.result()] == [change.key for change in readers[0].result()]


async def test_what_an_old_transaction_holds_back_comes_after_it(here: Watched) -> None:
    """Though it wrote first and commits last; and nothing that it took back."""
    older, oldest = [await asyncpg.connect(here.url) for _ in range(2)]
    for connection, row in ((oldest, 1), (older, 2)):
        await connection.execute("BEGIN")
        await connection.execute(INSERT, [row])
    await here.execute(INSERT, [3])
    assert await keys(here) == []
    await older.execute("COMMIT")
    assert await keys(here) == []
    await oldest.execute("ROLLBACK")
    assert await keys(here) == [2, 3]
    for connection in (older, oldest):
        await connection.close()


async def test_now_comes_before_what_is_held_back(here: Watched) -> None:
    older = await asyncpg.connect(here.url)
    await here.execute(INSERT, [1])
    await older.execute("BEGIN")
    await older.execute(INSERT, [2])
    await here.execute(INSERT, [3])
    await here.pass_by()
    await older.execute("COMMIT")
    assert await keys(here) == [2, 3]
    await older.close()


async def test_a_large_transaction_comes_in_pages_and_in_its_own_order(here: Watched) -> None:
    rows = list(range(5_000))
    await here.execute(
        f"BEGIN; {INSERT.replace('$1', literal(rows[:3_000]))}; "
        f"UPDATE hosting.login_records SET success = false WHERE id < 500; "
        f"{INSERT.replace('$1', literal(rows[3_000:]))}; COMMIT"
    )
    found: list[Change] = []
    sizes = []
    while True:
        changes = await here.feed.read([LOGIN], here.position, 700)
        here.position = changes.position
        found += changes.changes
        sizes.append(len(changes.changes))
        if not changes.more:
            break
    assert sizes == [700] * 7 + [600]
    assert [change.key[0] for change in found if change.operation is Operation.INSERT] == rows
    assert sorted(change.key[0] for change in found[3_000:3_500]) == rows[:500]
    assert {change.operation for change in found[3_000:3_500]} == {Operation.UPDATE}
    assert len({change.position[1] for change in found}) == 1


async def keys(here: Watched) -> list[int]:
    """The keys of the new records."""
    return [change.key[0] for change in await here.new([LOGIN])]


def literal(rows: Sequence[int]) -> str:
    """An array as SQL."""
    return f"'{{{','.join(map(str, rows))}}}'"
