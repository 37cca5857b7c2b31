"""Subtrees of an operation that one store answers with one statement, as finished JSON.

Rows of PostgreSQL take Python a tenth of the time if they pass as one text. A list is asked for so if one store has all
that is selected of its rows, however deep. What goes wrong in detail is left to the run that goes level by level: an
argument that is refused, a value that its field cannot say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import orjson
from graphql import GraphQLEnumType, get_named_type, is_abstract_type
from graphql.execution.values import VariableValues

from graph.batch_field import Rows
from graph.execution.plan import Field, Scope
from graph.execution.recent import Recent
from graph.operation.variants import NO_VARIABLES
from graph.selection import variables_of
from resolvers.cursors import cursor_token
from resolvers.order_values import order_crosses
from resolvers.pages import PageRequest
from resolvers.semi_join import crosses
from stores.catalogue import Entity, ValueType
from stores.document import (
    Around,
    Constant,
    Content,
    Document,
    End,
    Frame,
    Group,
    Items,
    Members,
    More,
    Nested,
    Part,
    Token,
    Value,
)
from stores.order import Order
from stores.query import KeyValue

NAME_LIMIT = 63
"""Bytes of a response name: PostgreSQL cuts the labels of columns off there."""

MEMBER_LIMIT = 500
"""Fields in a document, with those of documents within it."""

NESTED_LIMIT = 40
"""Documents in a document, however deep: to compile one takes a millisecond."""

NESTING_LIMIT = 10
"""Documents within each other, each of which is a query within a query."""


class LevelByLevel(Exception):
    """The subtree is not one for a single document, with these arguments."""


def mark_documents(fields: Sequence[Field]) -> None:
    """Say of the fields of one scope whether they may come as one document each.

    Rows of one entity that are looked up beside each other are asked for together, which is a matter of rows; those
    that `node` finds may be of any.
    """
    looked_up = Counter(field.rows.entity for field in fields if field.rows is not None and field.rows.look_up)
    if any(is_abstract_type(get_named_type(field.definition.type)) for field in fields):
        looked_up.update(list(looked_up))
    for field in fields:
        if field.rows is not None and _fits(field, many=False):
            field.recent = Recent(_variables(field))
            field.members = _known_members(field)
            field.frames = Recent(()) if field.members is not None else None
            field.one_document = looked_up[field.rows.entity] <= 1 and _is_one_document(field)


def _is_one_document(field: Field) -> bool:
    """Whether a field is a list, or a row that is looked up, of which not too much is selected."""
    return (
        field.rows is not None
        and (field.rows.request is not None or field.rows.look_up is not None)
        and sum(1 for _ in islice(_below(field), MEMBER_LIMIT + 1)) <= MEMBER_LIMIT
        and sum(each.rows is not None for each in _below(field)) <= NESTED_LIMIT
        and _nesting(field) <= NESTING_LIMIT
    )


@dataclass(slots=True)
class Asked:
    """What a field that may come as one document asks for: the rows whose `by` columns equal a key, for each key."""

    document: Document
    by: tuple[str, ...]
    keys: Sequence[KeyValue]


def asked(field: Field, sources: Sequence[Any], variables: VariableValues) -> Asked:
    """What the field asks for, with a key for each parent. Raises LevelByLevel, UserError and GraphQLError."""
    rows = _rows(field)
    if rows.look_up is not None:
        by, key = rows.look_up(field.arguments(variables))
        return Asked(_row(field, by, variables), by, [key] * len(sources))
    return Asked(_document(field, variables), _remote(rows), rows.keys_of(sources))


def _document(field: Field, variables: VariableValues) -> Document:
    rows = _rows(field)
    if rows.request is None:
        return _row(field, _remote(rows), variables)
    return _recent(field).of((), variables, lambda: _list(field, variables))


def _list(field: Field, variables: VariableValues) -> Document:
    rows, scope = _rows(field), _scope(field)
    assert rows.request is not None  # noqa: S101  (it is a list)
    request = rows.request(field.arguments(variables))
    if request.backward or crosses(request.entity, request.filter) or order_crosses(request.entity):
        raise LevelByLevel

    def frame() -> Frame:
        members = field.members or _members(_item_scope(scope), rows.entity, variables, request)
        return Frame(request.entity, members, request.order, _around(scope, request))

    if field.frames is None or request.entity is not rows.entity:
        return Document(frame(), request.where, request.size)
    known = field.frames.of((request.order, request.after), NO_VARIABLES, frame)
    return Document(known, request.where, request.size)


def _row(field: Field, by: tuple[str, ...], variables: VariableValues) -> Document:
    """One row; of several the first by its key."""

    def made() -> Document:
        entity = _rows(field).entity
        order = () if by == entity.key else tuple(Order(column) for column in entity.key)
        return Document(Frame(entity, field.members or _members(_scope(field), entity, variables), order))

    return _recent(field).of(by, variables, made)


def _recent(field: Field) -> Recent[Document]:
    assert field.recent is not None  # noqa: S101  (only fields that fit come here)
    return field.recent


def _variables(field: Field) -> Iterator[str]:
    """The variables that have a say in a field's document; those that find a single row have none."""
    for each in chain((field,) if _is_list(field) else (), _below(field)):
        yield from variables_of(each.nodes[0])


def _remote(rows: Rows) -> tuple[str, ...]:
    return tuple(remote for _, remote in rows.pairs)


def _known_members(field: Field) -> Members | None:
    """What the rows of a field come to, if neither variables nor its own arguments have a say in that."""
    rows, scope = _rows(field), _scope(field)
    if rows.request is not None:
        scope = _item_scope(scope)
    lists = (each for each in _below(field) if _is_list(each))
    if any(each.name.value == "cursor" for field in scope.fields for each in field.nodes[:1]):
        return None
    if any(each.batch is None for each in lists):
        return None
    try:
        return _members(scope, rows.entity, VariableValues({}, {}))
    except LevelByLevel:
        return None


def empty(document: Document) -> orjson.Fragment:
    """What a parent is answered with that leads to nothing."""
    return orjson.Fragment(orjson.dumps(None if document.around is None else _nothing(document.around)))


def _nothing(around: Around) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, content in around:
        match content:
            case Constant(value):
                values[name] = value
            case Items():
                values[name] = []
            case More():
                values[name] = False
            case End():
                values[name] = None
            case Group(members):
                values[name] = _nothing(members)
    return values


def _around(scope: Scope, request: PageRequest) -> Around:
    """What a connection holds, or its page info."""
    return tuple((field.name, _fact(field, request)) for field in scope.fields)


def _fact(field: Field, request: PageRequest) -> Constant | Items | More | End | Group:
    match field.nodes[0].name.value:
        case "__typename":
            return Constant(field.parent.name)
        case "pageInfo":
            return Group(_around(_scope(field), request))
        case "hasNextPage":
            return More()
        case "hasPreviousPage":
            return Constant(request.after)
        case "startCursor" | "endCursor" as end:
            return End(_cursor(request), last=end == "endCursor")
        case _:
            return Items()


def _members(scope: Scope, entity: Entity, variables: VariableValues, request: PageRequest | None = None) -> Members:
    """What a row's object holds, or an edge of the list that was asked for by `request`."""
    return Members(tuple((field.name, _content(field, entity, variables, request)) for field in scope.fields))


def _content(field: Field, entity: Entity, variables: VariableValues, request: PageRequest | None) -> Content:
    if field.column is not None:
        leaf = field.leaf
        names = leaf.values.items() if isinstance(leaf, GraphQLEnumType) else ()
        return Value(field.column.column.name, tuple((each.value, name) for name, each in names))
    if field.rows is not None:
        return Nested(_document(field, variables), field.rows.pairs)
    match field.nodes[0].name.value:
        case "__typename":
            return Constant(field.parent.name)
        case "nodeId":
            return Token((entity.name,), entity.key)
        case "cursor":
            assert request is not None  # noqa: S101  (only edges have one)
            return _cursor(request)
        case _:
            return Part(_members(_scope(field), entity, variables))


def _cursor(request: PageRequest) -> Token:
    """Raises LevelByLevel for an order whose cursors only Python can write: those hold the digits of a FLOAT."""
    if any(request.entity.columns[part.column].type is ValueType.FLOAT for part in request.order):
        raise LevelByLevel
    return cursor_token(request.entity, request.order)


def _fits(field: Field, *, many: bool) -> bool:
    """Whether the rows of a field, of one parent or of `many`, come from one store with all that is selected."""
    scope = next(iter(field.scopes()), None)
    if scope is None or field.rows is None or not all(map(_is_label, scope.fields)):
        return False
    if field.rows.request is None:
        return _row_fits(field, scope, many=many)
    return len(_items(scope)) == 1 and all(_fact_fits(field, each) for each in scope.fields)


def _fact_fits(parent: Field, field: Field) -> bool:
    """Whether a field of a connection can come with its rows."""
    if field.is_typename:
        return True
    scope = next(iter(field.scopes()), None)
    if scope is None or not all(map(_is_label, scope.fields)):
        return False
    match field.nodes[0].name.value:
        case "nodes":
            return _row_fits(parent, scope, many=True)
        case "edges":
            nodes = (each for each in scope.fields if each.nodes[0].name.value == "node")
            return all(each.scopes() and _row_fits(parent, _scope(each), many=True) for each in nodes)
        case name:
            return name == "pageInfo"


def _row_fits(parent: Field, scope: Scope, *, many: bool) -> bool:
    return all(_member_fits(parent, each, many=many) for each in scope.fields)


def _member_fits(parent: Field, field: Field, *, many: bool) -> bool:
    if not _is_label(field):
        return False
    if field.is_typename or field.column is not None or field.nodes[0].name.value == "nodeId":
        return True
    if field.rows is None or field.rows.entity.store != _rows(parent).entity.store or not field.rows.indexed:
        return False
    # Rows that many parents share are read once if they are read for themselves, and so are the lists below them.
    shared = many and field.rows.request is None
    return _fits(field, many=many) and not (shared and any(map(_is_list, _below(field))))


def _items(scope: Scope) -> list[Field]:
    """The fields of a connection that hold its rows."""
    return [field for field in scope.fields if field.nodes[0].name.value in {"nodes", "edges"}]


def _item_scope(scope: Scope) -> Scope:
    """What is selected of a connection's rows, or of their edges."""
    (items,) = _items(scope)
    return _scope(items)


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


def _scope(field: Field) -> Scope:
    """What is selected below a field of objects of one type."""
    (scope,) = field.scopes()
    return scope
