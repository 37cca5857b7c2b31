"""Subtrees of an operation that one store answers with one statement, as finished JSON.

A list is asked for so if all that is selected of its rows, however deep, is columns of one store: rows of PostgreSQL
take Python a tenth of the time if they pass as one text. What Python has to make (global ids, cursors, counts) is left
to the run that goes level by level, and so is what goes wrong in detail: an argument that is refused, a value that its
field cannot say.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import orjson
from graphql import GraphQLEnumType
from graphql.execution.values import VariableValues

from graph.batch_field import Rows
from graph.execution.plan import Field, Scope
from stores.query import Around, Constant, Document, Nested, Order, Value

NAME_LIMIT = 63
"""Bytes of a response name: PostgreSQL cuts the labels of columns off there."""

MEMBER_LIMIT = 1_000
"""Fields in a document, with those of documents within it: PostgreSQL takes 1,664 columns in one query."""

NESTING_LIMIT = 10
"""Documents within each other, each of which is a query within a query."""

Content = Value | Constant | Nested


class LevelByLevel(Exception):
    """The subtree is not one for a single document, with these arguments."""


def is_one_document(field: Field) -> bool:
    """Whether this field is a list whose whole subtree may come as one document."""
    return (
        field.rows is not None
        and field.rows.request is not None
        and _fits(field)
        and sum(1 for _ in islice(_below(field), MEMBER_LIMIT + 1)) <= MEMBER_LIMIT
        and _nesting(field) <= NESTING_LIMIT
    )


def document_of(field: Field, variables: VariableValues) -> Document:
    """The document of a field that `is_one_document`. Raises LevelByLevel, UserError and GraphQLError."""
    rows = _rows(field)
    scope = _row_scope(field)
    assert scope is not None  # noqa: S101
    members = tuple(_member(each, variables) for each in scope.fields)
    if rows.request is None:
        by = tuple(remote for _, remote in rows.pairs)
        order = () if by == rows.entity.key else tuple(Order(column) for column in rows.entity.key)
        return Document(rows.entity, members, None, order, 1)
    request = rows.request(field.arguments(variables))
    if request.backward:
        raise LevelByLevel
    return Document(rows.entity, members, request.where, request.order, request.size)


def around(field: Field) -> Around:
    """The connection that the list of a field stands in."""
    scope = _scope(field)
    fields = scope.fields if scope else ()
    return tuple((each.name, each.parent.name if each.is_typename else None) for each in fields)


def empty(field: Field) -> orjson.Fragment:
    """The connection of a parent that leads to nothing."""
    return orjson.Fragment(orjson.dumps({name: [] if text is None else text for name, text in around(field)}))


def _member(field: Field, variables: VariableValues) -> tuple[str, Content]:
    if field.is_typename:
        return field.name, Constant(field.parent.name)
    if field.column is not None:
        leaf = field.leaf
        names = leaf.values.items() if isinstance(leaf, GraphQLEnumType) else ()
        return field.name, Value(field.column.column.name, tuple((each.value, name) for name, each in names))
    rows, document = _rows(field), document_of(field, variables)
    many = rows.request is not None
    return field.name, Nested(document, rows.pairs, many, around(field) if many else ())


def _fits(field: Field) -> bool:
    """Whether the rows of a field, and what is selected of them, come from one store as they are shown."""
    scope = _row_scope(field)
    return scope is not None and field.rows is not None and all(_member_fits(field, each) for each in scope.fields)


def _member_fits(parent: Field, field: Field) -> bool:
    if not _is_label(field):
        return False
    if field.is_typename or field.column is not None:
        return True
    if field.rows is None or field.rows.entity.store != _rows(parent).entity.store or not field.rows.indexed:
        return False
    # Rows that many parents share are read once if they are read for themselves, and so are the lists below them.
    return _fits(field) and (field.rows.request is not None or not any(map(_is_list, _below(field))))


def _is_list(field: Field) -> bool:
    return field.rows is not None and field.rows.request is not None


def _below(field: Field) -> Iterator[Field]:
    for scope in field.scopes():
        for each in scope.fields:
            yield each
            yield from _below(each)


def _nesting(field: Field) -> int:
    below = (_nesting(each) for scope in field.scopes() for each in scope.fields)
    return (field.rows is not None) + max(below, default=0)


def _is_label(field: Field) -> bool:
    return len(field.name) <= NAME_LIMIT


def _rows(field: Field) -> Rows:
    assert field.rows is not None  # noqa: S101  (only fields that fit come here)
    return field.rows


def _scope(field: Field) -> Scope | None:
    """What is selected below a field of objects of one type."""
    return next(iter(field.scopes()), None)


def _row_scope(field: Field) -> Scope | None:
    """What is selected of the rows that a field leads to."""
    scope = _scope(field)
    if scope is None or field.rows is None or field.rows.request is None:
        return scope
    lists = [each for each in scope.fields if not each.is_typename]
    if len(lists) != 1 or lists[0].nodes[0].name.value != "nodes" or not _is_label(lists[0]):
        return None
    return _scope(lists[0])
