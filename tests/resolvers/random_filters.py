"""Random rows of the two entities of `tests.resolvers.filtered`, and random filters that have much to do with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from stores.catalogue import Column, Entity, Relation, ValueType
from stores.filter import (
    Among,
    And,
    Compare,
    Filter,
    IsNull,
    JsonCompare,
    JsonContains,
    JsonExists,
    JsonPath,
    Match,
    Matches,
    Not,
    Operator,
    Or,
    Related,
)
from tests.resolvers.evaluation import Database, Row
from tests.resolvers.filtered import RELATIONS, entity_in

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = date(2026, 3, 1)

# Of letters with another case only those of ASCII: what databases take for the same differs beyond.
LETTERS = ["a", "A", "b", "%", "_", "\\", "'", '"', "\n", "日", ".", "*", "(", "$", " "]
NAMES = ["a", "b", "0", "1", "$a", "a.b", ""]

words = st.lists(st.sampled_from(LETTERS), max_size=4).map("".join)
json_scalars: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, -1.5, 0.1, 2**53 + 1, float(2**53), "", "a", "1", "日\n"]
)
compared: st.SearchStrategy[str | float] = json_scalars.filter(lambda value: value is not None)
json_values = st.recursive(
    json_scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)

VALUES: Mapping[ValueType, st.SearchStrategy[Any]] = {
    ValueType.TEXT: words,
    ValueType.INTEGER: st.integers(-2, 2),
    ValueType.BIG_INTEGER: st.sampled_from([-(2**63), -1, 0, 1, 2, 2**53, 2**53 + 1, 2**63 - 1]),
    ValueType.DECIMAL: st.sampled_from([*map(Decimal, ("0", "0.1", "0.10", "-1.5", "1E+3", "12345678901234567.89"))]),
    ValueType.FLOAT: st.sampled_from([-1.5, -0.0, 0.0, 0.1, 2.0, 1e300, float("inf"), float("-inf")]),
    ValueType.BOOLEAN: st.booleans(),
    ValueType.DATETIME: st.sampled_from([NOON + timedelta(milliseconds=each) for each in (-1, 0, 1, 86_400_000)]),
    ValueType.DATE: st.sampled_from([DAY, DAY + timedelta(days=1)]),
    ValueType.JSON: json_values,
}
BETWEEN_MILLISECONDS = st.sampled_from([NOON + timedelta(microseconds=each) for each in (-1, 1, 999)])
"""Moments that no row holds: a document could not."""

ENTITIES: Mapping[str, Entity] = {name: entity_in("postgres", name) for name in RELATIONS}


def rows_of(entity: Entity) -> st.SearchStrategy[list[Row]]:
    """Rows with ids from 0 on, and NULLs in all columns that may be null."""
    values = {
        column.name: st.one_of(st.none(), *[VALUES[column.type]] * 3) if column.nullable else st.integers(0, 1)
        for column in entity.columns.values()
    }
    return st.lists(st.fixed_dictionaries(values), min_size=1, max_size=8).map(
        lambda rows: [{**row, "id": number} for number, row in enumerate(rows)]
    )


databases: st.SearchStrategy[Database] = st.fixed_dictionaries(
    {name: rows_of(entity) for name, entity in ENTITIES.items()}
)
operators = st.sampled_from(Operator)


@st.composite
def filters(draw: st.DrawFn, entities: Mapping[str, Entity], name: str, database: Database, depth: int = 3) -> Filter:
    """Any filter over the rows of an entity, as deep as that."""
    kind = draw(st.sampled_from(["test", "and", "or", "not", "related"])) if depth else "test"
    inner = filters(entities, name, database, depth - 1)
    match kind:
        case "and":
            return And(tuple(draw(st.lists(inner, max_size=3))))
        case "or":
            return Or(tuple(draw(st.lists(inner, max_size=3))))
        case "not":
            return Not(draw(inner))
        case "related":
            relation: Relation = draw(st.sampled_from(RELATIONS[name]))
            within = filters(entities, relation.target, database, depth - 1)
            return Related(relation, entities[relation.target], draw(st.none() | within))
        case _:
            column = draw(st.sampled_from(list(entities[name].columns.values())))
            return draw(said_of(column, [row[column.name] for row in database[name]]))


def said_of(column: Column, stored: Sequence[Any]) -> st.SearchStrategy[Filter]:
    """What can be said of a column, of the values that it has or of others."""
    name, present = st.just(column.name), [value for value in stored if value is not None]
    nulls: st.SearchStrategy[Filter] = st.builds(IsNull, name, st.booleans())
    values = VALUES[column.type] | st.sampled_from(present) if present else VALUES[column.type]
    if column.type is ValueType.JSON:
        return nulls | values.flatmap(lambda value: _said_of_json(column.name, value))
    if column.type is ValueType.DATETIME:
        values |= BETWEEN_MILLISECONDS
    several = st.lists(values, max_size=3).map(tuple)
    tests = nulls | st.builds(Compare, name, operators, values) | st.builds(Among, name, several)
    return (
        tests | values.flatmap(lambda value: _matches(column.name, value)) if column.type is ValueType.TEXT else tests
    )


@st.composite
def _matches(draw: st.DrawFn, column: str, word: str) -> Filter:
    """A match with something like a word."""
    match = draw(st.sampled_from(Match))
    if match in (Match.LIKE, Match.LIKE_IN_ANY_CASE):
        pieces = [draw(st.sampled_from(_standing_for(letter))) for letter in word]
        return Matches(column, match, "".join((*pieces, draw(st.sampled_from(["", "", "%", "_", "a"])))))
    start = draw(st.integers(0, len(word)))
    return Matches(column, match, word[start : draw(st.integers(start, len(word)))])


def _standing_for(letter: str) -> list[str]:
    """What may stand in a pattern for a letter, or for another one."""
    itself = f"\\{letter}" if letter in "%_\\" else letter
    return [itself, itself, f"\\{letter}", "_", "%", "%%", f"%{itself}", itself.swapcase(), ""]


@st.composite
def _said_of_json(draw: st.DrawFn, column: str, value: Any) -> Filter:
    """A test at a place within a value, or at another path."""
    path, found = draw(st.sampled_from(list(_places(value))))
    other = st.lists(st.sampled_from([*NAMES, "00", "-", "²", "12345678901234567890"]), max_size=2).map(tuple)
    there: JsonPath = draw(st.just(path) | other | other.map(lambda more: (*path, *more)))
    kind = draw(st.sampled_from([JsonCompare, JsonContains, JsonContains, JsonExists]))
    if kind is JsonExists:
        return JsonExists(column, there)
    if kind is JsonContains:
        return JsonContains(column, there, draw(_part_of(found) | json_values))
    scalar = found if isinstance(found, str | int | float) else "a"
    return JsonCompare(column, there, draw(operators), draw(st.just(scalar) | compared))


def _places(value: Any, path: JsonPath = ()) -> Iterator[tuple[JsonPath, Any]]:
    yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in members:
        yield from _places(inner, (*path, str(name)))


@st.composite
def _part_of(draw: st.DrawFn, value: Any) -> Any:
    """A JSON value with some of its members and elements left out, and the others in any order."""
    match value:
        case dict():
            return {name: draw(_part_of(inner)) for name, inner in value.items() if draw(st.booleans())}
        case list():
            return [draw(_part_of(inner)) for inner in reversed(value) if draw(st.booleans())]
        case _:
            return value
