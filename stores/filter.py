"""Filters: which rows of an entity are wanted, said in no store's language.

A filter is true or false of a row, never anything between: what is said of a NULL (in a document: null, or missing) is
false, but for `IsNull`, and so what `Not` says of it is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stores.catalogue import Entity, Path, Relation
from stores.order import Order


class Operator(StrEnum):
    """How a value is compared with another one of its type."""

    EQUAL = "="
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="


class Match(StrEnum):
    """How a text is compared with a part of it.

    LIKE and its twin that takes upper and lower case for the same know `%` for any characters, `_` for any one, and the
    backslash before a character that stands for itself; the others take all characters for themselves.
    """

    LIKE = "like"
    LIKE_IN_ANY_CASE = "ilike"
    STARTS_WITH = "starts with"
    ENDS_WITH = "ends with"
    CONTAINS = "contains"


class Choice(str):
    """A text out of the closed set of its column: few enough for a statement to be written, and planned, for each."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Compare:
    """The column stands in this relation to a value that is not None."""

    column: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class Among:
    """The column equals one of the values, of which none is None."""

    column: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """The column, a text, matches another text."""

    column: str
    match: Match
    text: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """The column is NULL (in a document: null or missing), or, negated, is not."""

    column: str
    negated: bool = False


JsonPath = tuple[str, ...]
"""Names of members, from the outside in; in an array, a number in digits is a position. The empty path is the value."""


@dataclass(frozen=True, slots=True)
class JsonCompare:
    """What a JSON column has at a path is of the value's JSON type (text, number or boolean) and stands so to it."""

    column: str
    path: JsonPath
    operator: Operator
    value: str | int | float | bool


@dataclass(frozen=True, slots=True)
class JsonContains:
    """What a JSON column has at a path contains this value, as PostgreSQL's `@>` has it.

    An object contains one whose members it has, with values that contain those; an array one of whose elements each is
    contained in one of its own; a text, a number, a boolean or null itself. An array at the top also contains a single
    text, number, boolean or null that is one of its elements.
    """

    column: str
    path: JsonPath
    value: Any


@dataclass(frozen=True, slots=True)
class JsonExists:
    """A JSON column has a value other than null at a path."""

    column: str
    path: JsonPath


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold; with no parts, always true."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds; with no parts, never true."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Filter


@dataclass(frozen=True, slots=True)
class Related:
    """The row has a related one, by `relation` among the rows of `target`, for which `where` holds if it is given.

    A store is asked only where the target is one of its own entities.
    """

    relation: Relation
    target: Entity
    where: Filter | None


@dataclass(frozen=True, slots=True)
class Beyond:
    """The rows after a position in a total order: `position` holds a value, or None, for each part of `order`.

    `spelt_out` says the same by comparisons, which is enough where all values of a column are of one type.
    """

    order: tuple[Order, ...]
    position: tuple[Any, ...]
    spelt_out: Filter


Test = Compare | Among | Matches | IsNull | JsonCompare | JsonContains | JsonExists
"""What is said of one column."""

Filter = Test | And | Or | Not | Related | Beyond


def all_parts(where: Filter | None) -> Iterator[Filter]:
    """A filter and all that it is made of, each before its own parts; those of a `Beyond` are what spells it out."""
    parts: tuple[Filter | None, ...] = ()
    match where:
        case None:
            return
        case And(several) | Or(several):
            parts = several
        case Not(part) | Related(_, _, part):
            parts = (part,)
        case Beyond():
            parts = (where.spelt_out,)
    yield where
    for part in parts:
        yield from all_parts(part)


def joins(where: Filter | None) -> Iterator[Related]:
    """What a filter says of other rows, those too that such rows lead to."""
    return (part for part in all_parts(where) if isinstance(part, Related))


def related(path: Path, where: Filter) -> Filter:
    """That a filter holds of the row that a path leads to."""
    for relation, target in reversed(path):
        where = Related(relation, target, where)
    return where
