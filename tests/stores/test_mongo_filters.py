"""Filters over what only documents can hold: several values in a field, values of any type, fields that are missing.

What both stores share is in `tests.resolvers.test_filters`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bson import Binary, Code, Decimal128, MaxKey, MinKey, ObjectId, Regex, Timestamp

from stores.catalogue import Entity, Relation
from stores.errors import BadInput
from stores.filter import (
    Among,
    And,
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    Match,
    Matches,
    Not,
    Operator,
    Or,
    Related,
)
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.catalogue import derive
from stores.mongo.compile import compile_count, compile_select
from stores.mongo.driver import Driver
from stores.order import Order
from stores.query import Count, Keys, Select
from tests.stores.samples import NOON, SAMPLE, Samples

EQUAL, LESS, GREATER = Operator.EQUAL, Operator.LESS, Operator.GREATER
PANTHEON = derive()
CREDENTIAL, EVENT, HOUSE, JACKPOT = (PANTHEON[name] for name in ("Credential", "Event", "House", "Jackpot"))
ID = ObjectId("6" * 24)
NAN, INFINITY = float("nan"), float("inf")


def numbered(field: str, values: list[Any]) -> list[dict[str, Any]]:
    """Documents with these values in a field, and one without the field."""
    return [*({"_id": number, field: value} for number, value in enumerate(values)), {"_id": len(values)}]


async def keys_of(samples: Samples, entity: Entity, where: Filter) -> list[Any]:
    """The keys of the rows that a filter keeps, in order."""
    (key,) = entity.key
    rows = await samples.store.select(Select(entity, (key,), where, (Order(key),)))
    return [row[key] for row in rows]


ANY_TEXT: list[Filter] = [
    Compare("group", Operator.GREATER_OR_EQUAL, ""),
    Matches("group", Match.LIKE, "%"),
    Matches("group", Match.STARTS_WITH, ""),
    Matches("group", Match.LIKE, "a%"),
    Matches("group", Match.LIKE_IN_ANY_CASE, "%A%"),
    Matches("group", Match.CONTAINS, "a"),
    Compare("group", EQUAL, "a"),
    Among("group", ("a", "b")),
]


@pytest.mark.parametrize("where", ANY_TEXT, ids=str)
async def test_a_text_is_compared_with_texts_alone(samples: Samples, where: Filter) -> None:
    """Not with the elements of an array, and not with values of other types, of which a regular expression is one."""
    odd = [["a"], ["a", "b"], [["a"]], [], 1, True, NOON, ID, {"a": "a"}, Regex("a"), Code("a"), Binary(b"a"), None]
    await samples.fill(numbered("Group", ["a", *odd]))
    assert await samples.ids(where) == [0]
    assert await samples.ids(Not(where)) == list(range(1, len(odd) + 2))


@pytest.mark.parametrize("column", ["group", "number", "moment", "flag", "reference", "anything"])
async def test_an_array_is_no_null_whatever_it_holds(samples: Samples, column: str) -> None:
    """Null and a missing field are, and nothing else."""
    values: list[Any] = [None, [], [None], [None, 1], "", 0, False, {}, NAN, MinKey(), MaxKey(), Timestamp(0, 0)]
    await samples.fill(numbered(SAMPLE.columns[column].source, values))
    assert await samples.ids(IsNull(column)) == [0, len(values)]
    assert await samples.ids(IsNull(column, negated=True)) == list(range(1, len(values)))
    assert await samples.ids(Not(IsNull(column))) == list(range(1, len(values)))


async def test_numbers_are_compared_whatever_their_type(samples: Samples) -> None:
    """In a column and in JSON alike, but for what is no JSON number there."""
    values: list[Any] = [1, 1.0, Decimal128("1.00"), 2, True, "1", [1], Decimal128("0.5")]
    for field, test in (("Number", Compare("number", EQUAL, 1.0)), ("Anything", JsonCompare("anything", (), EQUAL, 1))):
        await samples.fill(numbered(field, values))
        assert await samples.ids(test) == [0, 1, 2]


async def test_a_text_may_hold_what_a_regular_expression_may_not(samples: Samples) -> None:
    await samples.fill(numbered("Group", ["a\0b", "a\\x00b", "ab"]))
    assert await samples.ids(Matches("group", Match.STARTS_WITH, "a\0")) == [0]
    assert await samples.ids(Matches("group", Match.LIKE, "%\0_")) == [0]


@pytest.mark.parametrize("text", ["x" * 1000, "(" * 500], ids=len)
async def test_a_text_too_long_for_a_regular_expression_is_bad_input(samples: Samples, text: str) -> None:
    with pytest.raises(BadInput, match="group"):
        await samples.ids(Matches("group", Match.CONTAINS, text))


async def test_a_pattern_that_ends_with_a_backslash_is_bad_input(samples: Samples) -> None:
    with pytest.raises(BadInput, match="backslash"):
        await samples.ids(Matches("group", Match.LIKE, "a\\"))


async def test_a_pattern_of_many_wildcards_takes_no_time(samples: Samples) -> None:
    """Tried one by one, the places for 30 pieces in 60 letters would outlast the store's time limit by far."""
    await samples.fill(numbered("Group", ["a" * 60]))
    assert await samples.ids(Matches("group", Match.LIKE, "%a" * 30 + "%b")) == []
    assert await samples.ids(Matches("group", Match.LIKE, "%a" * 30 + "%")) == [0]


def credentials(*thresholds: Any) -> list[dict[str, Any]]:
    """Documents of which only the thresholds matter, `a`, `b`, …"""
    return [{"_id": "abcdefgh"[number], "Thresholds": value} for number, value in enumerate(thresholds)]


async def test_along_a_path_through_an_array_there_is_nothing(samples: Samples) -> None:
    """As rows have it, which are null there; an array at the end of a path is something else than its elements."""
    found = credentials({"Grand": 5.0}, [{"Grand": 5.0}], {"Grand": [5.0]}, {"Grand": None}, {}, 5, [], None)
    await samples.fill(found, "CRED3N7IAL")
    grand = "threshold_grand"
    for where, expected in (
        (Compare(grand, EQUAL, 5.0), "a"),
        (Compare(grand, GREATER, 1.0), "a"),
        (Among(grand, (5.0, 6.0)), "a"),
        (Not(Compare(grand, EQUAL, 5.0)), "bcdefgh"),
        (IsNull(grand), "bdefgh"),
        (IsNull(grand, negated=True), "ac"),
        (And((Compare(grand, GREATER, 1.0), Compare(grand, LESS, 9.0))), "a"),
    ):
        assert await keys_of(samples, CREDENTIAL, where) == list(expected)


@pytest.mark.parametrize("nulls_first", [False, True])
async def test_a_filter_that_leaves_nulls_does_not_change_their_place(samples: Samples, nulls_first: bool) -> None:
    """Only where a filter leaves none does the sort not look for them."""
    await samples.fill(numbered("Number", [2.0, None, 1.0]))
    order = (Order("number", nulls_first=nulls_first), Order("id"))
    for where, nulls in (
        (Not(Compare("number", EQUAL, 7.0)), [1, 3]),
        (Or((Compare("number", GREATER, 0.0), IsNull("number"))), [1, 3]),
        (Not(Not(Compare("number", GREATER, 0.0))), []),
        (Among("number", (1.0, 2.0)), []),
    ):
        rows = await samples.store.select(Select(SAMPLE, ("id",), where, order))
        assert [row["id"] for row in rows] == ([*nulls, 2, 0] if nulls_first else [2, 0, *nulls])


NO_JSON = [NOON, ID, Binary(b"x"), Regex("a"), Timestamp(1, 1), MinKey(), MaxKey(), NAN, INFINITY, -INFINITY]
NO_JSON += [Decimal128("NaN"), Decimal128("Infinity")]


OTHER_JSON: list[Any] = [None, 0, "a", True, [], {}, "2026-03-01T12:00:00Z", "6" * 24]


@pytest.mark.parametrize("value", NO_JSON, ids=repr)
@pytest.mark.parametrize("place", [(), ("a",), ("a", "0")], ids=str)
async def test_what_is_no_json_is_there_and_matches_nothing(
    samples: Samples, value: Any, place: tuple[str, ...]
) -> None:
    stored = {(): value, ("a",): {"a": value}, ("a", "0"): {"a": [value]}}[place]
    await samples.fill([{"_id": 0, "Anything": stored}])
    assert await samples.ids(JsonExists("anything", place)) == [0]
    for operator in Operator:
        for other in ("", "a", "\U0010ffff", 0, -1e308, 1e308, True, False):
            assert await samples.ids(JsonCompare("anything", place, operator, other)) == []
    for part in OTHER_JSON:
        assert await samples.ids(JsonContains("anything", place, part)) == []


async def test_members_have_any_name(samples: Samples) -> None:
    """A dot in a name leads nowhere, and a dollar names no field of the document."""
    values = [{"a.b": 1}, {"a": {"b": 1}}, {"a": [{"b": 1}]}, {"$group": 1}, {"0": 1}, [1], {"a": {"$b.c": [{"": 1}]}}]
    await samples.fill([{**document, "group": 1} for document in numbered("Anything", values)])
    for path, expected in (
        (("a.b",), 0),
        (("a", "b"), 1),
        (("a", "0", "b"), 2),
        (("$group",), 3),
        (("a", "$b.c", "0", ""), 6),
    ):
        assert await samples.ids(JsonCompare("anything", path, EQUAL, 1)) == [expected]
        assert await samples.ids(JsonContains("anything", path, 1)) == [expected]
        assert await samples.ids(JsonExists("anything", path)) == [expected]
    assert await samples.ids(JsonCompare("anything", ("0",), EQUAL, 1)) == [4, 5]
    assert await samples.ids(JsonContains("anything", (), {"$group": 1})) == [3]
    assert await samples.ids(JsonContains("anything", (), {"a": {"$b.c": [{"": 1}]}})) == [6]


async def test_a_missing_member_is_nothing_and_a_null_one_is_null(samples: Samples) -> None:
    await samples.fill(numbered("Anything", [{"a": None}, {"a": {"b": None}}, {}, {"a": [None]}, [None], None]))
    assert await samples.ids(JsonContains("anything", (), {"a": None})) == [0]
    assert await samples.ids(JsonContains("anything", ("a",), None)) == [0, 3]
    assert await samples.ids(JsonContains("anything", ("a", "b"), None)) == [1]
    assert await samples.ids(JsonContains("anything", ("0",), None)) == [4]
    assert await samples.ids(JsonContains("anything", (), None)) == [4]
    assert await samples.ids(JsonExists("anything", ("a", "b"))) == []


async def test_what_is_looked_for_in_json_may_be_so_deep_and_no_deeper(samples: Samples) -> None:
    def nested(depth: int) -> Any:
        return [{"a": nested(depth - 2)}] if depth > 1 else 1

    await samples.fill([{"_id": 0, "Anything": nested(60)}, {"_id": 1, "Anything": nested(10)}])
    where: Filter = JsonContains("anything", (), nested(10))
    assert await samples.ids(JsonContains("anything", ("0", "a") * 25, nested(10))) == [0]
    for _ in range(20):
        where = Not(And((where, where))) if isinstance(where, JsonContains) else Not(where)
    assert await samples.ids(where) == [1]
    with pytest.raises(BadInput, match="anything"):
        await samples.ids(JsonContains("anything", (), nested(12)))


@pytest.mark.parametrize(
    "where",
    [
        JsonCompare("anything", (), EQUAL, 2**63),
        JsonContains("anything", (), [2**63]),
        Compare("reference", EQUAL, "xyz"),
        Among("reference", ("6" * 24, "xyz")),
    ],
    ids=str,
)
async def test_a_value_that_no_document_holds_is_bad_input(samples: Samples, where: Filter) -> None:
    with pytest.raises(BadInput):
        await samples.ids(where)


async def test_ids_are_found_among_several(samples: Samples) -> None:
    await samples.fill(numbered("Reference", [ID, ObjectId("7" * 24), "6" * 24, [ID]]))
    assert await samples.ids(Among("reference", ("6" * 24, "8" * 24))) == [0]


REFERS = Relation("parents", "Sample", True, ("group",), ("group",), "")
BOTH = Relation("twins", "Sample", True, ("group", "number"), ("group", "number"), "")


@pytest.mark.parametrize("relation", [REFERS, BOTH], ids=lambda relation: relation.name)
async def test_arrays_and_nulls_are_no_keys_of_related_rows(samples: Samples, relation: Relation) -> None:
    """Neither of the rows that refer nor of those referred to; else each would find some other here."""
    groups: list[Any] = ["a", "a", ["a", "b"], "b", ["b"], [], None, [None], {"a": 1}]
    await samples.fill([{"_id": n, "Group": group, "Number": 1.0} for n, group in enumerate(groups)] + [{"_id": 9}])
    entity = replace(SAMPLE, source="samples")
    of_another = Related(relation, entity, Compare("id", GREATER, 0))
    assert await samples.ids(of_another) == [0, 1, 3, 8]
    assert await samples.ids(Related(relation, entity, Compare("id", EQUAL, 0))) == [0, 1]
    assert await samples.ids(Related(relation, entity, Compare("id", EQUAL, 2))) == []
    assert await samples.ids(Not(Related(relation, entity, None))) == [2, 4, 5, 6, 7, 9]


async def test_related_rows_are_looked_for_once_each_and_stay_out_of_rows(samples: Samples) -> None:
    """In lists, counts, and pages for each key."""
    await samples.fill([{"_id": n, "Group": "ab"[n % 2], "Number": float(n)} for n in range(6)])
    where = Or((Related(REFERS, SAMPLE, Compare("number", EQUAL, 4.0)), Related(REFERS, SAMPLE, IsNull("number"))))
    pipeline = compile_select(Select(SAMPLE, ("id", "group"), where), {})
    found = await samples.driver.aggregate(pipeline.source, pipeline.stages)
    assert found == [{"_id": n, "Group": "a"} for n in (0, 2, 4)]
    assert await samples.store.count(Count(SAMPLE, where)) == {(): 3}
    keys = Keys(("group",), (("a",), ("b",)))
    assert await samples.store.count(Count(SAMPLE, where, keys)) == {("a",): 3}
    page = await samples.store.select(Select(SAMPLE, ("id", "group"), where, (Order("id", True),), 2, keys))
    assert [row["id"] for row in page] == [4, 2]


async def test_views_are_related_too(samples: Samples) -> None:
    """A view's rows can be filtered by others, and others by a view's."""
    await Bootstrap(samples.driver).up()
    await samples.fill([{"_id": name, "House": "h", "Password": "x"} for name in "abc"], "CRED3N7IAL")
    actions = [("SIGN4L", "a"), ("L0GIN", "b"), ("SIGN4L", "nobody")]
    events = [{"_id": ObjectId(), "Action": action, "Metadata": {"CredentialId": name}} for action, name in actions]
    await samples.fill(events, "EV3NT")
    signal = PANTHEON["Signal"]
    signals, credential = CREDENTIAL.relations["signals"], signal.relations["credential"]
    assert await keys_of(samples, CREDENTIAL, Related(signals, signal, None)) == ["a"]
    assert await keys_of(samples, CREDENTIAL, Not(Related(signals, signal, None))) == ["b", "c"]
    assert await keys_of(samples, signal, Related(credential, CREDENTIAL, None)) == [str(events[0]["_id"])]


async def first_of_plan(
    driver: Driver, collection: str | None, stages: list[dict[str, Any]]
) -> tuple[str | None, str | None]:
    """Where the rows of a pipeline come from, and by which leading field."""
    command: dict[str, Any] = {"aggregate": collection, "pipeline": stages, "cursor": {}}
    answer = await driver.command({"explain": command, "verbosity": "queryPlanner"})
    plan = answer["queryPlanner"]["winningPlan"].get("inputStage", {})
    return plan.get("stage"), next(iter(plan.get("keyPattern", [None])))


AFTER_NOON = Compare("timestamp", GREATER, NOON)
OF_A_HOUSE = Related(JACKPOT.relations["credential"], CREDENTIAL, Compare("house_name", EQUAL, "h"))


@pytest.mark.parametrize(
    ("entity", "where", "index"),
    [
        (EVENT, Compare("action", EQUAL, "L0GIN"), "Action"),
        (EVENT, Among("action", ("L0GIN", "SIGN4L")), "Action"),
        (EVENT, Matches("action", Match.STARTS_WITH, "L0"), "Action"),
        (EVENT, Matches("action", Match.LIKE, "L0%N"), "Action"),
        (EVENT, And((Compare("action", EQUAL, "L0GIN"), AFTER_NOON)), "Action"),
        (EVENT, And((AFTER_NOON, Compare("timestamp", LESS, NOON))), "Timestamp"),
        (EVENT, And((AFTER_NOON, Not(Compare("agent", EQUAL, "H4ND")))), "Timestamp"),
        (EVENT, And((AFTER_NOON, JsonExists("metadata", ("a",)))), "Timestamp"),
        (JACKPOT, And((OF_A_HOUSE, And((Compare("credential_id", EQUAL, "a"),)))), "CredentialId"),
    ],
    ids=str,
)
async def test_what_a_filter_bounds_comes_by_an_index(
    mongo_driver: Driver, entity: Entity, where: Filter, index: str
) -> None:
    """Equality, several values, ranges and how a text begins; whatever else is said beside it."""
    await Bootstrap(mongo_driver).up()
    order = (Order("timestamp", True), Order("id"))
    for pipeline in (
        compile_select(Select(entity, entity.key, where, order, 5), {}),
        compile_count(Count(entity, where), {}),
    ):
        assert await first_of_plan(mongo_driver, pipeline.source, pipeline.stages) == ("IXSCAN", index)


async def test_related_rows_are_found_by_an_index(mongo_driver: Driver) -> None:
    """What `$lookup` runs for one row is a match and the sub-pipeline."""
    await Bootstrap(mongo_driver).up()
    where = Related(CREDENTIAL.relations["jackpots"], JACKPOT, Compare("grand", GREATER, 1.0))
    [lookup] = [
        stage["$lookup"]
        for stage in compile_select(Select(CREDENTIAL, ("username",), where), {}).stages
        if "$lookup" in stage
    ]
    stages = [{"$match": {lookup["foreignField"]: "a"}}, *lookup["pipeline"]]
    assert await first_of_plan(mongo_driver, lookup["from"], stages) == ("IXSCAN", "CredentialId")
    assert {"$limit": 1} in lookup["pipeline"]
