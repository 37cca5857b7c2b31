"""What may be said of a column in a `where`: an input for each type of column, and the filters it stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from strawberry.types.field import StrawberryField

from graph.fields import fields_of
from graph.inputs import input_field, new_input
from stores.catalogue import Column, ValueType
from stores.errors import BadInput
from stores.filter import (
    Among,
    And,
    Choice,
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
)

Given = Mapping[str, Any]
"""An input as GraphQL's coercion gives it."""

Make = Callable[[str, JsonPath, Any], Filter]
"""A column, a path in it (which JSON alone has) and a member's value in; what is said of the column out."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an input: what may be said of a column. Its value is of the column's type, or a list, or `of`."""

    name: str
    description: str
    make: Make
    many: bool = False
    of: Any = None


def _compare(operator: Operator) -> Make:
    return lambda column, _, value: Compare(column, operator, value)


def _match(match: Match) -> Make:
    return lambda column, _, text: Matches(column, match, _short(text))


def _like(match: Match) -> Make:
    return lambda column, _, text: Matches(column, match, _complete(_short(text)))


def _short(text: str) -> str:
    if len(text) > TEXT_LIMIT:
        raise BadInput(f"a text that is looked for may have {TEXT_LIMIT} characters, not {len(text)}")
    return text


def _complete(pattern: str) -> str:
    if not COMPLETE.fullmatch(pattern):
        raise BadInput(r"a pattern must not end with a single backslash: `\\` is one that stands for itself")
    return pattern


def _among(column: str, _: JsonPath, values: Sequence[Any]) -> Filter:
    return Among(column, tuple(values))


def _compare_json(name: str, operator: Operator) -> Make:
    def make(column: str, path: JsonPath, value: Any) -> Filter:
        if not isinstance(value, str | int | float) or (isinstance(value, bool) and operator is not Operator.EQUAL):
            raise BadInput(f"`{name}` of JSON takes a text or a number (`eq` and `ne` also a boolean); see `contains`")
        return JsonCompare(column, path, operator, value)

    return make


def _is_null_in_json(column: str, path: JsonPath, value: bool) -> Filter:
    exists = JsonExists(column, path)
    return Not(exists) if value else exists


def _not(make: Make) -> Make:
    return lambda column, path, value: Not(make(column, path, value))


OPERATORS = {
    "gt": (Operator.GREATER, "Is greater, or later."),
    "gte": (Operator.GREATER_OR_EQUAL, "Is greater, or later, or equal."),
    "lt": (Operator.LESS, "Is less, or earlier."),
    "lte": (Operator.LESS_OR_EQUAL, "Is less, or earlier, or equal."),
}
EQ, NE = "Equals this.", "Does not equal this; null does not."
NULL = "Whether it is null."

EQUALITY = (
    Member("eq", EQ, _compare(Operator.EQUAL)),
    Member("ne", NE, _not(_compare(Operator.EQUAL))),
    Member("in", "Equals one of these.", _among, many=True),
    Member("notIn", "Equals none of these; null does not.", _not(_among), many=True),
    Member("isNull", NULL, lambda column, _, value: IsNull(column, negated=not value), of=bool),
)
ORDER = tuple(Member(name, text, _compare(operator)) for name, (operator, text) in OPERATORS.items())
TEXT = (
    Member("like", r"Matches this: `%` is any text, `_` any character; `\%`, `\_`, `\\` are not.", _like(Match.LIKE)),
    Member("ilike", "Matches this as `like` has it, in upper or lower case.", _like(Match.LIKE_IN_ANY_CASE)),
    Member("startsWith", "Starts with this.", _match(Match.STARTS_WITH)),
    Member("endsWith", "Ends with this.", _match(Match.ENDS_WITH)),
    Member("contains", "Has this within it.", _match(Match.CONTAINS)),
)
JSON = (
    Member("eq", EQ, _compare_json("eq", Operator.EQUAL)),
    Member("ne", NE, _not(_compare_json("ne", Operator.EQUAL))),
    *(Member(name, text, _compare_json(name, operator)) for name, (operator, text) in OPERATORS.items()),
    Member("contains", "Contains this: members of an object, elements of an array.", JsonContains),
    Member("isNull", "Whether it is null, or not there.", _is_null_in_json, of=bool),
)
PATH = "Where in the value it is said: names of members, and positions in arrays from 0. Left out: of the value itself."

NUMBERS = (ValueType.INTEGER, ValueType.BIG_INTEGER, ValueType.DECIMAL, ValueType.FLOAT)
MEMBERS: Mapping[ValueType, tuple[Member, ...]] = {
    ValueType.TEXT: (*EQUALITY, *ORDER, *TEXT),
    ValueType.BOOLEAN: EQUALITY,
    ValueType.OBJECT_ID: EQUALITY,
    ValueType.JSON: JSON,
    **dict.fromkeys((*NUMBERS, ValueType.DATETIME, ValueType.DATE), (*EQUALITY, *ORDER)),
}

NAMES: Mapping[ValueType, str] = {
    ValueType.TEXT: "String",
    ValueType.INTEGER: "Int",
    ValueType.BIG_INTEGER: "BigInt",
    ValueType.DECIMAL: "Decimal",
    ValueType.FLOAT: "Float",
    ValueType.BOOLEAN: "Boolean",
    ValueType.DATETIME: "DateTime",
    ValueType.DATE: "Date",
    ValueType.OBJECT_ID: "ID",
    ValueType.JSON: "JSON",
}
"""The scalars by the types of columns, as GraphQL calls them."""

COMPLETE = re.compile(r"(?:\\.|[^\\])*+", re.DOTALL)
SIGNED_POSITION = re.compile(r"[\s+-]+\d+", re.ASCII)
"""What PostgreSQL would read as a position in an array, counted from its end if it is negative."""

TEXT_LIMIT = 500
"""Characters of a text that is looked for within others."""


class ColumnFilters:
    """The inputs of columns: `StringFilter`, `WagerStatusFilter`, …"""

    def __init__(self) -> None:
        self._inputs: dict[str, Any] = {}

    def input_of(self, column: Column, annotation: Any) -> Any:
        """The input of a column whose GraphQL type is `annotation`."""
        name = annotation.__strawberry_definition__.name if column.values else NAMES[column.type]
        if name not in self._inputs:
            self._inputs[name] = made = new_input(f"{name}Filter", f"What holds of a {name}: all that is said.")
            fields_of(made).extend(_fields(column, annotation))
        return self._inputs[name]


def read_column(column: Column, given: Given) -> Filter:
    """What the input of a column says. Raises BadInput."""
    path = tuple(given.get("path") or ())
    if any(SIGNED_POSITION.fullmatch(name) for name in path):
        raise BadInput("`path` takes positions in an array from 0 on")
    members = {member.name: member for member in members_of(column)}
    said = ((name, not_null(name, value)) for name, value in given.items() if name in members)
    return all_of([members[name].make(column.name, path, _stored(value)) for name, value in said])


def _stored(value: Any) -> Any:
    """A value, or a list of values, as the store has it."""
    if isinstance(value, list):
        return [_stored(each) for each in value]
    return Choice(value.value) if isinstance(value, Enum) else value


def members_of(column: Column) -> tuple[Member, ...]:
    """What may be said of a column."""
    return EQUALITY if column.values else MEMBERS[column.type]


def not_null(name: str, value: Any) -> Any:
    """The value. Raises BadInput for null, which might mean anything, or nothing."""
    if value is None:
        raise BadInput(f"`{name}` in a filter may not be null: leave it out, or say `isNull`")
    return value


def all_of(parts: Sequence[Filter]) -> Filter:
    """All parts hold."""
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def _fields(column: Column, annotation: Any) -> Iterator[StrawberryField]:
    if column.type is ValueType.JSON:
        yield input_field("path", list[str], PATH)
    for member in members_of(column):
        type_ = member.of or (list[annotation] if member.many else annotation)
        yield input_field(member.name, type_, member.description)
