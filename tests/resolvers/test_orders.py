"""Orders by what rows lead to mean the same within either store and across them: as plain Python sorts the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from resolvers.pages import Page, PageRequest, PageSizes, Paging
from resolvers.reader import Reader
from stores.aggregate import Function, Measure
from stores.catalogue import Entity, ValueType
from stores.derived import Figure, derived, extended
from stores.embedded.servers import Endpoints
from stores.errors import OrderTooWide
from stores.filter import Compare, Filter, Operator
from stores.keyset import total_order
from stores.order import Order
from tests.resolvers.aggregated import EMPTY
from tests.resolvers.evaluation import Database, Row, holds, in_order
from tests.resolvers.filtered import Filtered, on_mongo, on_postgres
from tests.resolvers.random_orders import EXACT, TO_MANY, TO_ONE, databases, orders, with_derived

(GROUP,), (LEADER,) = TO_ONE["Thing"], TO_ONE["Group"]
NAMESAKES, ALIKE = TO_MANY["Thing"][0], TO_MANY["Group"][1]
SIZES = PageSizes(default=3, maximum=50)
SHELVES = (0, 1, 7)
FLOATS = EXACT | {ValueType.FLOAT}

on_real_servers = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass
class Placed:
    """Things in one store and groups in the same or another."""

    benches: Mapping[str, Filtered]
    entities: Mapping[str, Entity]
    database: Database

    async def fill(self, database: Database) -> None:
        """Replace all rows."""
        self.database = database
        for name, rows in database.items():
            bench = self.benches[self.entities[name].store]
            await bench.writer.replace(self.entities[name], rows)

    def reader(self, key_limit: int = 100) -> Reader:
        """A reader of a new request."""
        return Reader({name: bench.store for name, bench in self.benches.items()}, key_limit=key_limit)

    def expected(self, entity: Entity, order: Sequence[Order], where: Filter | None = None) -> list[Row]:
        """The rows in order, by the reference."""
        rows = [row for row in self.database[entity.name] if where is None or holds(where, row, self.database)]
        return in_order([with_derived(entity, row, self.database) for row in rows], total_order(entity, order))

    async def page(self, entity: Entity, order: Sequence[Order], paging: Paging, where: Filter | None = None) -> Page:
        """A page with cursors."""
        columns = ("id", *(part.column for part in total_order(entity, order)))
        request = PageRequest.of(entity, tuple(dict.fromkeys(columns)), order, paging, SIZES, where=where)
        (page,) = await self.reader().pages(request, (), [()])
        return page

    async def walked(self, entity: Entity, order: Sequence[Order], size: int, where: Filter | None) -> list[int]:
        """The keys of all rows, met page by page from the start."""
        met: list[int] = []
        cursor, more = None, True
        while more:
            page = await self.page(entity, order, Paging(first=size, after=cursor), where)
            met += [row["id"] for row in page.rows]
            more, cursor = page.has_next, page.cursor(page.rows[-1]) if page.rows else None
        return met

    async def walked_back(self, entity: Entity, order: Sequence[Order], size: int, where: Filter | None) -> list[int]:
        """The same from the end."""
        met: list[int] = []
        cursor, more = None, True
        while more:
            page = await self.page(entity, order, Paging(last=size, before=cursor), where)
            met = [row["id"] for row in page.rows] + met
            more, cursor = page.has_previous, page.cursor(page.rows[0]) if page.rows else None
        return met


@pytest.fixture(scope="module")
async def benches(endpoints: Endpoints) -> AsyncIterator[Mapping[str, Filtered]]:
    """Both entities in both stores."""
    async for postgres in on_postgres(endpoints.postgres_url):
        async for mongo in on_mongo(endpoints.mongo_url):
            yield {"postgres": postgres, "mongo": mongo}


STORES = ("postgres", "mongo")


def placed_in(things: str, groups: str, benches: Mapping[str, Filtered]) -> Placed:
    """Things and groups in these stores."""
    entities = {"Thing": benches[things].entities["Thing"], "Group": benches[groups].entities["Group"]}
    return Placed(benches, entities, {})


@pytest.fixture(
    params=[(one, other) for one in STORES for other in STORES],
    ids=" to ".join,
    scope="module",
)
def placed(request: pytest.FixtureRequest, benches: Mapping[str, Filtered]) -> Placed:
    """Where things and groups live."""
    things, groups = request.param
    return placed_in(things, groups, benches)


@pytest.fixture(params=[STORES, STORES[::-1]], ids=" to ".join)
def crossing(request: pytest.FixtureRequest, benches: Mapping[str, Filtered]) -> Placed:
    """Things and groups in different stores."""
    things, groups = request.param
    return placed_in(things, groups, benches)


@on_real_servers
@given(database=databases, data=st.data(), size=st.integers(1, 4), keep=st.none() | st.integers(-1, 1))
async def test_walking_either_way_meets_every_row_once_in_order(
    placed: Placed, database: Database, data: st.DataObject, size: int, keep: int | None
) -> None:
    """By own columns, by those of rows one or two steps away, and by what many rows come to; filtered or not."""
    await placed.fill(database)
    where = None if keep is None else Compare("number", Operator.GREATER_OR_EQUAL, keep)
    for name in placed.entities:
        entity, order = data.draw(orders(placed.entities, name), label=name)
        expected = [row["id"] for row in placed.expected(entity, order, where)]
        assert await placed.walked(entity, order, size, where) == expected
        assert await placed.walked_back(entity, order, size, where) == expected


@on_real_servers
@given(database=databases, data=st.data(), size=st.integers(1, 3))
async def test_each_parent_has_its_own_page(placed: Placed, database: Database, data: st.DataObject, size: int) -> None:
    await placed.fill(database)
    entity, order = data.draw(orders(placed.entities, "Thing"))
    rows = placed.expected(entity, order)
    request = PageRequest.of(entity, ("id",), order, Paging(first=size), SIZES)
    pages = await placed.reader().pages(request, ("shelf",), [(shelf,) for shelf in SHELVES])
    assert [[row["id"] for row in page.rows] for page in pages] == [
        [row["id"] for row in rows if row["shelf"] == shelf][:size] for shelf in SHELVES
    ]


@on_real_servers
@given(database=databases, data=st.data(), size=st.integers(1, 3))
async def test_pages_by_doubles_add_up_to_the_whole_list(
    placed: Placed, database: Database, data: st.DataObject, size: int
) -> None:
    """A sum of doubles has other last digits in another store; but the same ones each time that it is asked for."""
    await placed.fill(database)
    entity, order = data.draw(orders(placed.entities, "Group", FLOATS))
    whole = [row["id"] for row in (await placed.page(entity, order, Paging(first=50))).rows]
    assert Counter(whole) == Counter(row["id"] for row in database["Group"])
    assert await placed.walked(entity, order, size, None) == whole


def numbered(things: int, groups: int) -> Database:
    """So many of both; things lead to the groups one after the other, and these lie in another order."""
    return {
        "Thing": [
            {**EMPTY["Thing"], "id": number, "shelf": 0, "parent": number, "word": f"é{number * 7 % things}"}
            for number in range(things)
        ],
        "Group": [
            {**EMPTY["Group"], "id": number, "number": number * 37 % groups, "word": f"é{number}"}
            for number in range(groups)
        ],
    }


def by_group(placed: Placed, column: str) -> tuple[Entity, tuple[Order, ...]]:
    """Things in the order of their groups."""
    thing, group = placed.entities["Thing"], placed.entities["Group"]
    made = derived(thing, ((GROUP, group),), group.columns[column])
    return extended(thing, [made]), (Order(made.name),)


def by_namesakes(placed: Placed) -> tuple[Entity, tuple[Order, ...]]:
    """Things in the order of how many groups have their word, and what the numbers of these are together."""
    thing, group = placed.entities["Thing"], placed.entities["Group"]
    made = [derived(thing, (), Figure(NAMESAKES, group, each)) for each in (None, Measure(Function.SUM, "number"))]
    return extended(thing, made), tuple(Order(column.name, descending=True) for column in made)


async def test_each_row_finds_its_value_among_many(crossing: Placed) -> None:
    """By numbers and by texts; a third of the things lead nowhere."""
    await crossing.fill(numbered(things=150, groups=100))
    for entity, order in (by_group(crossing, "number"), by_group(crossing, "word"), by_namesakes(crossing)):
        expected = [row["id"] for row in crossing.expected(entity, order)]
        assert await crossing.walked(entity, order, 50, None) == expected


@pytest.mark.parametrize(("things", "groups"), [(5, 30), (30, 5), (30, 30)])
async def test_either_side_may_be_too_wide_but_not_both(crossing: Placed, things: int, groups: int) -> None:
    """Two statements bring the values, and one the page, whichever side is small."""
    await crossing.fill(numbered(things, groups))
    for entity, order in (by_group(crossing, "number"), by_namesakes(crossing)):
        expected = [row["id"] for row in crossing.expected(entity, order)][:3]
        columns, reader = len(order), crossing.reader(key_limit=10)
        request = PageRequest.of(entity, ("id",), order, Paging(), SIZES)
        if things == groups:
            with pytest.raises(OrderTooWide, match="from more than 10 rows to more than 10 Groups in another store"):
                await reader.pages(request, (), [()])
        else:
            (page,) = await reader.pages(request, (), [()])
            assert [row["id"] for row in page.rows] == expected
            assert len(reader.ledger.statements) == 2 * columns + 1


async def test_a_filter_narrows_the_side_that_is_too_wide(crossing: Placed) -> None:
    await crossing.fill(numbered(things=30, groups=30))
    entity, order = by_group(crossing, "number")
    where = Compare("id", Operator.LESS, 8)
    request = PageRequest.of(entity, ("id",), order, Paging(), SIZES, where=where)
    (page,) = await crossing.reader(key_limit=10).pages(request, (), [()])
    assert [row["id"] for row in page.rows] == [row["id"] for row in crossing.expected(entity, order, where)][:3]


async def test_the_number_of_none_is_0_and_that_of_a_row_that_is_not_there_is_null(placed: Placed) -> None:
    thing, group = placed.entities["Thing"], placed.entities["Group"]
    database = numbered(things=3, groups=2)
    await placed.fill({**database, "Group": [{**row, "word": None} for row in database["Group"]]})
    namesakes = derived(group, (), Figure(ALIKE, thing))
    of_group = derived(thing, ((GROUP, group),), Figure(ALIKE, thing))
    for entity, column, expected in ((group, namesakes, [0, 0]), (thing, of_group, [0, 0, None])):
        made = extended(entity, [column])
        page = await placed.page(made, (Order(column.name),), Paging())
        assert [row[column.name] for row in page.rows] == expected


async def test_a_day_in_another_store_is_the_moment_at_which_it_starts(benches: Mapping[str, Filtered]) -> None:
    """Documents have no days."""
    placed = placed_in("postgres", "mongo", benches)
    database = numbered(things=3, groups=3)
    days = [date(2026, 3, 2), None, date(2026, 3, 1)]
    things = [{**row, "day": day} for row, day in zip(database["Thing"], days, strict=True)]
    await placed.fill({"Thing": things, "Group": [{**row, "number": row["id"]} for row in database["Group"]]})
    group, thing = placed.entities["Group"], placed.entities["Thing"]
    column = derived(group, ((LEADER, thing),), thing.columns["day"])
    assert await placed.walked(extended(group, [column]), (Order(column.name),), 1, None) == [2, 0, 1]
