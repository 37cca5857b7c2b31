"""Plans: the selections of an operation merged once, level by level, with all that is known before it runs.

A `Scope` is the fields selected on one object type at one place; a `Field` stands in a scope and leads to the scopes
below it. Every field is resolved once, for all parents in its scope together.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field as attribute
from functools import cache, partial
from inspect import iscoroutinefunction
from operator import itemgetter
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLAbstractType,
    GraphQLError,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import CollectedFields, FieldDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from graph.arguments import Arguments
from graph.background import INLINE_FIELDS, in_background
from graph.batch_field import Batch, BatchField, Bind, Rows
from graph.execution.columns import Writer, writer
from graph.execution.recent import Recent
from graph.fields import ColumnField
from graph.selection import Selection, has_variables
from stores.document import Document, Frame, Members


@dataclass(frozen=True, slots=True)
class NonNull:
    """Values of which none may be null."""

    of: Shape


@dataclass(frozen=True, slots=True)
class ListOf:
    """Lists of values."""

    of: Shape


@dataclass(frozen=True, slots=True)
class Leaf:
    """Scalars and enums."""

    type: GraphQLLeafType


@dataclass(frozen=True, slots=True)
class Object:
    """Objects of one type, or the error that each of them is."""

    type: GraphQLObjectType
    scope: Scope | GraphQLError


@dataclass(frozen=True, slots=True)
class Abstract:
    """Objects of several types; the scope of each is planned when the first object of its type comes."""

    type: GraphQLAbstractType
    plan: Callable[[Sequence[GraphQLObjectType]], Awaitable[dict[str, Scope | GraphQLError]]]
    scopes: dict[str, Scope | GraphQLError] = attribute(default_factory=dict)

    async def prepare(self, concretes: Iterable[GraphQLObjectType]) -> None:
        """Plan for `scopes` what is selected on objects of these types, or the error that each of them is."""
        missing = [concrete for concrete in concretes if concrete.name not in self.scopes]
        if missing:
            # What another run has planned meanwhile may be in use already.
            for name, scope in (await self.plan(missing)).items():
                self.scopes.setdefault(name, scope)


Shape = NonNull | ListOf | Leaf | Object | Abstract
"""A field's type, with what is selected on its objects."""


@dataclass(eq=False, slots=True)
class Field:
    """A field of one scope, with all nodes that select it.

    `write` is there for a column, `bind` for what resolves in batches; for anything else, its own resolver is called.
    `batch` is what `bind` gives, if no variable has a say in that, and `at_hand` whether it makes each value of its
    parent alone. `rows` says which rows it leads to, if any, and `one_document` whether all below it may come as one
    document (`graph.execution.documents`): its `members` are known if no variable has a say in them, and `recent` are
    those it last came to, and `frames` what those have in common. `given` are its arguments, once they were asked for.
    """

    name: str
    parent: GraphQLObjectType
    definition: GraphQLField
    details: list[FieldDetails]
    shape: Shape
    column: ColumnField | None = None
    write: Writer | None = None
    bind: Bind | None = None
    batch: Batch | None = None
    at_hand: bool = False
    rows: Rows | None = None
    one_document: bool = False
    members: Members | None = None
    recent: Recent[Document] | None = None
    frames: Recent[Frame] | None = None
    given: Arguments | None = None

    @property
    def trusted(self) -> bool:
        """Whether what it resolves to is of its type: a derived field's objects are not checked again."""
        return self.bind is not None

    @property
    def nodes(self) -> list[FieldNode]:
        """Where the operation selects the field."""
        return [each.node for each in self.details]

    @property
    def is_typename(self) -> bool:
        """Whether it is the name of the object's type."""
        return self.nodes[0].name.value == "__typename"

    @property
    def leaf(self) -> GraphQLLeafType:
        """The type of a field without selections."""
        return cast("GraphQLLeafType", get_named_type(self.definition.type))

    def scopes(self) -> Iterable[Scope]:
        """The scopes below the field, as far as they are planned."""
        shape = self.shape
        while isinstance(shape, NonNull | ListOf):
            shape = shape.of
        scopes = (
            (shape.scope,)
            if isinstance(shape, Object)
            else shape.scopes.values()
            if isinstance(shape, Abstract)
            else ()
        )
        return [scope for scope in scopes if isinstance(scope, Scope)]

    def arguments(self, variables: VariableValues) -> dict[str, Any]:
        """The arguments as GraphQL's coercion gives them. Raises GraphQLError."""
        if self.given is None:
            self.given = Arguments(self.definition, self.details[0])
        return self.given.values(variables)


@dataclass(eq=False, slots=True)
class Scope:
    """The fields selected on objects of one type, in order; which are columns, and which are resolved.

    Of those, leaves that are at hand in their parents are apart from what may have to be waited for.
    """

    type: GraphQLObjectType
    fields: list[Field]
    columns: list[Field]
    at_hand: list[Field]
    waited: list[Field]
    names: tuple[str, ...]
    template: dict[str, Any]
    read: itemgetter[Any] | None

    @classmethod
    def of(cls, type_: GraphQLObjectType, fields: list[Field]) -> Scope:
        """`template` is an object of the scope before anything is known of it."""
        columns = [field for field in fields if field.column is not None]
        sources = [field.column.column.name for field in columns if field.column is not None]
        typenames = {field.name for field in fields if field.is_typename}
        names = tuple(field.name for field in fields)
        resolved = [field for field in fields if field.column is None and not field.is_typename]
        leaves = {field for field in resolved if field.at_hand and field.nodes[0].selection_set is None}
        return cls(
            type=type_,
            fields=fields,
            columns=columns,
            at_hand=[field for field in resolved if field in leaves],
            waited=[field for field in resolved if field not in leaves],
            names=names,
            template={name: type_.name if name in typenames else None for name in names},
            read=itemgetter(*sources) if sources else None,
        )


class Planner:
    """Makes the scopes of one operation, some of them only while it runs.

    conditions: the variables that `@skip` and `@include` go by; no others, for plans outlive the request.
    opened: fields of the document with its fragments opened, which says whether planning is work for the background.
    mark_documents: says of the fields of a scope, those below it being marked already, which may come as documents.
    """

    def __init__(
        self,
        executor: Executor[Any],
        conditions: VariableValues,
        opened: int,
        mark_documents: Callable[[Sequence[Field]], None],
    ) -> None:
        self._schema = executor.schema
        self._operation = executor.operation
        self._fragments = executor.fragments
        self._definitions: Mapping[str, FragmentDefinitionNode] = executor.fragment_definitions
        self._variables = conditions
        self._opened = opened
        self._mark_documents = mark_documents
        self.fields = 0
        """Fields planned so far: one below an interface counts for each type that it is planned for."""

    async def root(self, type_: GraphQLObjectType) -> Scope:
        """The operation's own selections. Raises GraphQLError where a directive has no value to go by."""
        return await in_background(self._opened, INLINE_FIELDS, lambda: self._root(type_))

    def _root(self, type_: GraphQLObjectType) -> Scope:
        collected = collect_fields(self._schema, self._fragments, self._variables, type_, self._operation)
        return self._scope(type_, collected)

    async def _each_below(
        self, details: list[FieldDetails], types: Sequence[GraphQLObjectType]
    ) -> dict[str, Scope | GraphQLError]:
        return await in_background(
            self._opened * len(types),
            INLINE_FIELDS,
            lambda: {type_.name: self._below(details, type_) for type_ in types},
        )

    def _below(self, details: list[FieldDetails], type_: GraphQLObjectType) -> Scope | GraphQLError:
        """What is selected below a field on objects of this type, or the error that each of them is."""
        try:
            collected = collect_subfields(
                self._schema, self._fragments, self._variables, self._operation, type_, details
            )
        except GraphQLError as error:
            return error
        return self._scope(type_, collected)

    def _scope(self, type_: GraphQLObjectType, collected: CollectedFields) -> Scope:
        found = (self._field(type_, name, details) for name, details in collected.grouped_field_set.items())
        fields = [field for field in found if field is not None]
        self._mark_documents(fields)
        return Scope.of(type_, fields)

    def _field(self, parent: GraphQLObjectType, name: str, details: list[FieldDetails]) -> Field | None:
        definition = self._schema.get_field(parent, details[0].node.name.value)
        if definition is None:
            return None
        self.fields += 1
        field = Field(name, parent, definition, details, self._shape(definition.type, details))
        match definition.extensions.get("strawberry-definition"):
            case ColumnField() as column:
                field.column = column
                field.write = writer(column.column, field.leaf, typed=column.typed)
            case BatchField() as derived:
                field.rows = derived.rows
                field.bind = derived.prepare(Selection(self._schema, self._definitions, field.nodes))
                if not has_variables(field.nodes[0]):
                    field.batch = _bound(field, field.bind)
                    field.at_hand = field.batch is not None and not iscoroutinefunction(field.batch)
        return field

    def _shape(self, type_: GraphQLOutputType, details: list[FieldDetails]) -> Shape:
        if is_leaf_type(get_named_type(type_)):
            return _leaves(type_)
        if is_non_null_type(type_):
            return NonNull(self._shape(type_.of_type, details))
        if is_list_type(type_):
            return ListOf(self._shape(type_.of_type, details))
        if is_abstract_type(type_):
            return Abstract(type_, partial(self._each_below, details))
        made = cast("GraphQLObjectType", type_)
        return Object(made, self._below(details, made))


@cache
def _leaves(type_: GraphQLOutputType) -> Shape:
    """The shape of a field without selections, which all such fields of a type share."""
    if is_non_null_type(type_):
        return NonNull(_leaves(type_.of_type))
    if is_list_type(type_):
        return ListOf(_leaves(type_.of_type))
    return Leaf(cast("GraphQLLeafType", type_))


def _bound(field: Field, bind: Bind) -> Batch | None:
    """The batch of a field without variables; None if its arguments are wrong, which each run shall say anew."""
    try:
        return bind(field.arguments(VariableValues({}, {})))
    except Exception:
        return None
