"""Whether a schema may take another's place: the changes that break clients, and those that may surprise them."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    GraphQLError,
    GraphQLSchema,
    assert_valid_schema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

from stores.errors import Misconfigured


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, one sentence each: `breaking` makes valid operations fail, `dangerous` may change what they do."""

    breaking: tuple[str, ...]
    dangerous: tuple[str, ...]


def compare(old: str, new: str, names: tuple[str, str] = ("old", "new")) -> Changes:
    """The changes from one schema to another, both in GraphQL's schema definition language.

    `names` say which of the two an error is about. Raises `Misconfigured`, in one line, if a text is no valid schema.
    """
    before, after = _parsed(old, names[0]), _parsed(new, names[1])
    return Changes(
        tuple(sorted(change.description for change in find_breaking_changes(before, after))),
        tuple(sorted(change.description for change in find_dangerous_changes(before, after))),
    )


def _parsed(text: str, name: str) -> GraphQLSchema:
    try:
        schema = build_schema(text)
        assert_valid_schema(schema)
    except GraphQLError as error:
        place = f", line {error.locations[0].line}" if error.locations else ""
        raise Misconfigured(f"schema {name}{place}: {_one_line(error.message)}") from error
    except (TypeError, RecursionError) as error:
        raise Misconfigured(f"schema {name}: {_one_line(str(error))}") from error
    return schema


def _one_line(text: str) -> str:
    return " ".join(text.split())
