"""Plans: the selections of an operation merged once, level by level, with all that is known before it runs.

A `Scope` is the fields selected on one object type at one place; a `Field` stands in a scope and leads to the scopes
below it. Every field is resolved once, for all parents in its scope together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field as attribute
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
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    visit,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetails,
    FragmentDetails,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues, get_argument_values

from graph.batch_field import Batch, BatchField, Bind, Rows
from graph.execution.columns import Writer, writer
from graph.fields import ColumnField
from graph.selection import Selection


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
    plan: Callable[[GraphQLObjectType], Scope | GraphQLError]
    scopes: dict[str, Scope | GraphQLError] = attribute(default_factory=dict)

    def scope(self, concrete: GraphQLObjectType) -> Scope | GraphQLError:
        """What is selected on objects of this type, or the error that each of them is."""
        if concrete.name not in self.scopes:
            self.scopes[concrete.name] = self.plan(concrete)
        return self.scopes[concrete.name]


Shape = NonNull | ListOf | Leaf | Object | Abstract
"""A field's type, with what is selected on its objects."""


@dataclass(eq=False, slots=True)
class Field:
    """A field of one scope, with all nodes that select it.

    `write` is there for a column, `bind` for what resolves in batches; for anything else, its own resolver is called.
    `batch` is what `bind` gives, if no variable has a say in that. `rows` says which rows it leads to, if any, and
    `one_document` whether all below it may come as one document (`graph.execution.documents`), once that is known.
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
    rows: Rows | None = None
    one_document: bool | None = None

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
        first = self.details[0]
        return get_argument_values(self.definition, first.node, variables, first.fragment_variable_values)


@dataclass(eq=False, slots=True)
class Scope:
    """The fields selected on objects of one type, in order; which of them are columns, and which are resolved."""

    type: GraphQLObjectType
    fields: list[Field]
    columns: list[Field]
    resolved: list[Field]
    names: tuple[str, ...]
    template: dict[str, Any]
    read: itemgetter[Any] | None

    @classmethod
    def of(cls, type_: GraphQLObjectType, fields: list[Field]) -> Scope:
        """`template` is an object of the scope before anything is known of it."""
        columns = [field for field in fields if field.column is not None]
        sources = [field.column.column.name for field in columns if field.column is not None]
        typenames = [field.name for field in fields if field.is_typename]
        names = tuple(field.name for field in fields)
        return cls(
            type=type_,
            fields=fields,
            columns=columns,
            resolved=[field for field in fields if field.column is None and field.name not in typenames],
            names=names,
            template={name: type_.name if name in typenames else None for name in names},
            read=itemgetter(*sources) if sources else None,
        )


class Planner:
    """Makes the scopes of one operation; `variables` matter only for `@skip` and `@include`."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        variables: VariableValues,
    ) -> None:
        self._schema = schema
        self._operation = operation
        self._fragments = fragments
        self._definitions: Mapping[str, FragmentDefinitionNode] = {
            name: fragment.definition for name, fragment in fragments.items()
        }
        self._variables = variables

    def root(self, type_: GraphQLObjectType) -> Scope:
        """The operation's own selections. Raises GraphQLError where a directive has no value to go by."""
        collected = collect_fields(self._schema, self._fragments, self._variables, type_, self._operation)
        return self._scope(type_, collected)

    def below(self, details: list[FieldDetails], type_: GraphQLObjectType) -> Scope | GraphQLError:
        """What is selected below a field on objects of this type, or the error that each of them is."""
        try:
            collected = collect_subfields(
                self._schema, self._fragments, self._variables, self._operation, type_, details
            )
        except GraphQLError as error:
            return error
        return self._scope(type_, collected)

    def _scope(self, type_: GraphQLObjectType, collected: CollectedFields) -> Scope:
        fields = (self._field(type_, name, details) for name, details in collected.grouped_field_set.items())
        return Scope.of(type_, [field for field in fields if field is not None])

    def _field(self, parent: GraphQLObjectType, name: str, details: list[FieldDetails]) -> Field | None:
        definition = self._schema.get_field(parent, details[0].node.name.value)
        if definition is None:
            return None
        field = Field(name, parent, definition, details, self._shape(definition.type, details))
        match definition.extensions.get("strawberry-definition"):
            case ColumnField() as column:
                field.column = column
                field.write = writer(column.column, field.leaf, typed=column.typed)
            case BatchField() as derived:
                field.rows = derived.rows
                field.bind = derived.prepare(Selection(self._schema, self._definitions, field.nodes))
                if not _has_variables(field.nodes[0]):
                    field.batch = _bound(field, field.bind)
        return field

    def _shape(self, type_: GraphQLOutputType, details: list[FieldDetails]) -> Shape:
        if is_non_null_type(type_):
            return NonNull(self._shape(type_.of_type, details))
        if is_list_type(type_):
            return ListOf(self._shape(type_.of_type, details))
        if is_leaf_type(type_):
            return Leaf(type_)
        if is_abstract_type(type_):
            return Abstract(type_, lambda concrete: self.below(details, concrete))
        made = cast("GraphQLObjectType", type_)
        return Object(made, self.below(details, made))


def _bound(field: Field, bind: Bind) -> Batch | None:
    """The batch of a field without variables; None if its arguments are wrong, which each run shall say anew."""
    try:
        return bind(field.arguments(VariableValues({}, {})))
    except Exception:
        return None


def _has_variables(node: FieldNode) -> bool:
    class Finder(Visitor):
        found = False

        def enter_variable(self, node: VariableNode, *_: Any) -> Any:  # noqa: ARG002
            self.found = True
            return self.BREAK

    finder = Finder()
    for argument in node.arguments or ():
        visit(argument.value, finder)
    return finder.found
