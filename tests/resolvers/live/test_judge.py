"""What is judged here of single rows is what the stores judge of all of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from bson import Binary, Decimal128, ObjectId
from hypothesis import given, strategies as st

from resolvers.live.judge import judge
from resolvers.live.past import may_have_held
from stores.catalogue import Entity
from stores.embedded.servers import Endpoints
from stores.errors import BadInput
from stores.filter import Among, Beyond, Compare, Filter, Match, Matches, Operator, Related, Test, joins
from stores.query import Select
from tests.resolvers.evaluation import Database
from tests.resolvers.filtered import Filtered, on_mongo, on_postgres
from tests.resolvers.random_filters import NOON, databases, filters
from tests.resolvers.test_filters import filtered, on_real_servers

__all__ = ["filtered"]


def to_one(entities: dict[str, Entity]) -> dict[str, Entity]:
    """The entities with their relations to one row."""
    return {
        name: replace(entity, relations={key: each for key, each in entity.relations.items() if not each.many})
        for name, entity in entities.items()
    }


def leads_to_one(where: Filter) -> bool:
    """Whether no part of a filter leads to many rows."""
    return not any(join.relation.many for join in joins(where))


async def rows_of(filtered: Filtered, name: str, *, related: bool = True) -> list[dict[str, Any]]:
    """All rows of an entity as its store gives them, with what they lead to one of."""
    entity = filtered.entities[name]
    rows = [dict(row) for row in await filtered.store.select(Select(entity, tuple(entity.columns)))]
    for relation in to_one({name: entity})[name].relations.values() if related else ():
        targets = await rows_of(filtered, relation.target)
        ((local,), (remote,)) = relation.local, relation.remote
        for row in rows:
            row[relation.name] = next((each for each in targets if each[remote] == row[local] is not None), None)
    return rows


@on_real_servers
@given(database=databases, data=st.data())
async def test_a_filter_holds_of_the_rows_that_its_store_keeps(
    filtered: Filtered, database: Database, data: st.DataObject
) -> None:
    await filtered.fill(database)
    entities = to_one(dict(filtered.entities))
    for name in [*entities] * 3:
        where = data.draw(filters(entities, name, database).filter(leads_to_one), label=name)
        holds = judge(entities[name], where)
        once = judge(entities[name], may_have_held(entities[name], where))
        rows = await rows_of(filtered, name)
        kept = [row["id"] for row in rows if holds(row)]
        assert sorted(kept) == sorted(await filtered.ids(name, where))
        assert set(kept) <= {row["id"] for row in rows if once(row)}, "what may have held, where it does"


ODD = (7, True, ["a"], {"a": 1}, ObjectId("6" * 24), "a", "b", NOON, Decimal128("7"), Binary(b"a"))
"""Values of many BSON types, each of which some of the columns cannot hold."""

TESTED: dict[str, Any] = {"word": "6" * 24, "number": 7, "price": Decimal(7), "real": 7.0, "flag": True, "moment": NOON}


async def test_values_of_another_type_are_judged_as_mongodb_does(endpoints: Endpoints) -> None:
    """Nothing is greater or less than one, and no text is like it."""
    async for store in on_mongo(endpoints.mongo_url):
        entity = store.entities["Thing"]
        rows = [{**dict.fromkeys(entity.columns), **dict.fromkeys(TESTED, odd), "id": i} for i, odd in enumerate(ODD)]
        await store.fill({"Thing": rows})
        found = await rows_of(store, "Thing", related=False)
        tests: list[Test] = [Compare(name, operator, value) for name, value in TESTED.items() for operator in Operator]
        tests += [Among(name, (value,)) for name, value in TESTED.items()]
        tests += [Compare("word", operator, "") for operator in Operator]
        tests += [Matches("word", match, text) for match in Match for text in ("", "6", "%", "a")]
        for where in tests:
            holds = judge(entity, where)
            kept = [row["id"] for row in found if holds(row)]
            assert (where, kept) == (where, sorted(await store.ids("Thing", where)))


@pytest.mark.parametrize(
    "pair", ["\u017fs", "\u0130i", "\u0131I", "\u0131i", "ςΣ", "ς\u03c3", "\u212ak", "ẞß", "Éé", "\xb5\u03bc", "ΣΣ"]
)
async def test_letters_with_another_case_are_the_same_where_postgres_says_so(endpoints: Endpoints, pair: str) -> None:
    """Also those that have several."""
    async for store in on_postgres(endpoints.postgres_url):
        entity = replace(store.entities["Thing"], typed=True)
        rows = [{**dict.fromkeys(entity.columns), "shelf": 0, "id": i, "word": f"x{pair[i]}"} for i in range(2)]
        await store.fill({"Thing": rows})
        for letter in pair:
            where = Matches("word", Match.LIKE_IN_ANY_CASE, f"%X{letter}")
            holds = judge(entity, where)
            assert [row["id"] for row in rows if holds(row)] == await store.ids("Thing", where)


@pytest.mark.parametrize(
    ("match", "pattern", "text", "holds"),
    [
        (Match.LIKE, "%ab%b", "ab", False),
        (Match.LIKE, "%ab%b", "abb", True),
        (Match.LIKE, "a%", "a\nb", True),
        (Match.LIKE, "_", "", False),
        (Match.LIKE, r"\%_", "%x", True),
        (Match.LIKE_IN_ANY_CASE, "%A_c%", "xxaBcx", True),
        (Match.CONTAINS, "%", "100%", True),
        (Match.STARTS_WITH, ".", "a", False),
        (Match.ENDS_WITH, "b", "ab\n", False),
    ],
)
def test_texts_match_as_in_sql(match: Match, pattern: str, text: str, holds: bool, filtered_entity: Entity) -> None:
    assert judge(filtered_entity, Matches("word", match, pattern))({"word": text}) is holds


@pytest.fixture(scope="module")
def filtered_entity(filtered: Filtered) -> Entity:
    """One entity of the store."""
    return filtered.entities["Thing"]


def test_a_pattern_of_many_wildcards_takes_no_time(filtered_entity: Entity) -> None:
    """Backtracking would take years."""
    where = Matches("word", Match.LIKE, "%a" * 40 + "%b")
    assert not judge(filtered_entity, where)({"word": "a" * 5_000})


def test_what_leads_to_many_rows_or_is_a_position_is_refused(filtered: Filtered) -> None:
    thing, group = filtered.entities["Thing"], filtered.entities["Group"]
    with pytest.raises(BadInput, match="namesakes"):
        judge(thing, Related(thing.relations["namesakes"], group, None))
    with pytest.raises(BadInput):
        judge(thing, Beyond((), (), Matches("word", Match.LIKE, "a")))
    with pytest.raises(BadInput, match="backslash"):
        judge(thing, Matches("word", Match.LIKE, "a\\"))
