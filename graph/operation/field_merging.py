"""Whether the fields of an operation that share a response name can be merged (GraphQL specification, section 5.3.2).

graphql-core compares such fields pair by pair, which is quadratic in their number. Here all of them are compared at
once, after the algorithm that Simon Adameit published as "GraphQL overlapping fields can be merged fast": one pass asks
whether fields that may meet in one object are the same field with the same arguments, another whether all fields of
one response name have types of one shape. Both merge the selection sets below and go on there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLOutputType,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    ValueNode,
    VariableNode,
    get_named_type,
    is_interface_type,
    is_leaf_type,
    is_object_type,
    type_from_ast,
)

from graph.operation.document_size import document_size

REPEATS = 10
"""How often, on average, a field may be compared anew, each time beside fields of another object type.

A field of an interface meets those of every object type that is selected beside it, and so on below: without a bound
that would be exponential in the depth, in a schema whose interfaces have fields with selection sets.
"""
TOO_MANY_TYPES = (
    "The document selects fields of interfaces beside the same fields of so many of their types, one below the other, "
    "that comparing them was given up: select them in fewer levels or for fewer types."
)


class Selected(NamedTuple):
    """A field of a merged selection set. `within` is the field that selects it, None at the root."""

    node: FieldNode
    parent: GraphQLNamedType | None
    definition: GraphQLField | None
    within: Selected | None


Fields = list[Selected]
Path = tuple[str, ...]
Conflict = tuple[Selected, Selected, str]
"""Two fields that cannot be merged, and why."""


class FieldMergingRule(ValidationRule):
    """Stands in for graphql-core's `OverlappingFieldsCanBeMergedRule`, with its messages; one error for each path.

    It knows neither @stream nor arguments of fragments, and leaves fragments that no operation spreads, or that spread
    themselves, to the rules about them.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        size = document_size(context.document)
        self._remaining = REPEATS * size.fields if size else -1
        self._calls: dict[int, object] = {}
        self._reported: set[tuple[int, int]] = set()

    def enter_operation_definition(self, operation: OperationDefinitionNode, *_: Any) -> None:
        """Check one operation with all fragments that it spreads."""
        if self._remaining < 0:
            return
        root = self._merged([(None, self.context.get_type(), operation.selection_set)])  # type: ignore[list-item]
        conflicting: set[Path] = set()
        for find_conflict, split in ((self._different_fields, _by_object_type), (_different_shapes, _together)):
            self._check(root, conflicting, find_conflict, split)
        if self._remaining < 0:
            self.report_error(GraphQLError(TOO_MANY_TYPES, operation))

    def _check(
        self,
        root: dict[str, Fields],
        conflicting: set[Path],
        find_conflict: Callable[[Fields], Conflict | None],
        split: Callable[[Fields], Iterable[Fields]],
    ) -> None:
        """Look for conflicts from `root` down, except below the paths of `conflicting`, where new ones are added."""
        pending: list[tuple[Path, dict[str, Fields]]] = [((), root)]
        seen: set[frozenset[int]] = set()
        while pending and self._remaining >= 0:
            above, merged = pending.pop()
            for name, fields in merged.items():
                path = (*above, name)
                if path in conflicting:
                    continue
                if len(fields) > 1 and (conflict := find_conflict(fields)):
                    conflicting.add(path)
                    self._report(path, *conflict)
                    continue
                for parents in split([field for field in fields if field.node.selection_set]):
                    key = frozenset(id(field.node) for field in parents)
                    if parents and key not in seen:
                        seen.add(key)
                        pending.append((path, self._below(parents)))

    def _below(self, parents: Fields) -> dict[str, Fields]:
        """The fields selected by `parents`, by response name."""
        self._remaining -= len(parents)
        return self._merged(
            (field, get_named_type(field.definition.type) if field.definition else None, field.node.selection_set)
            for field in parents
            if field.node.selection_set
        )

    def _merged(
        self, sets: Iterable[tuple[Selected | None, GraphQLNamedType | None, SelectionSetNode]]
    ) -> dict[str, Fields]:
        merged: dict[str, Fields] = {}
        opened: set[str] = set()

        def add(within: Selected | None, parent: GraphQLNamedType | None, selection_set: SelectionSetNode) -> None:
            for selection in selection_set.selections:
                if isinstance(selection, FieldNode):
                    name = selection.alias or selection.name
                    selected = Selected(selection, parent, _definition(parent, selection.name.value), within)
                    merged.setdefault(name.value, []).append(selected)
                elif isinstance(selection, InlineFragmentNode):
                    condition = selection.type_condition
                    narrowed = type_from_ast(self.context.schema, condition) if condition else parent
                    add(within, narrowed, selection.selection_set)
                elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in opened:
                    opened.add(selection.name.value)
                    if fragment := self.context.get_fragment(selection.name.value):
                        condition = fragment.type_condition
                        add(within, type_from_ast(self.context.schema, condition), fragment.selection_set)

        for each in sets:
            add(*each)
        return merged

    def _different_fields(self, fields: Fields) -> Conflict | None:
        """Two fields that may meet in one object but differ in name or arguments."""
        abstract, objects = _parents(fields)
        for first, *others in [[*abstract, *chain(*objects)]] if abstract else objects:
            for other in others:
                if first.node.name.value != other.node.name.value:
                    names = f"'{first.node.name.value}' and '{other.node.name.value}'"
                    return first, other, f"{names} are different fields"
                if self._arguments(first.node) != self._arguments(other.node):
                    return first, other, "they have differing arguments"
        return None

    def _arguments(self, node: FieldNode) -> object:
        """The arguments of a field in a form that can be compared."""
        if not node.arguments:
            return ()
        if id(node) not in self._calls:
            self._calls[id(node)] = sorted(
                (argument.name.value, _comparable(argument.value)) for argument in node.arguments
            )
        return self._calls[id(node)]

    def _report(self, path: Path, first: Selected, other: Selected, reason: str) -> None:
        """Report a conflict, if its two fields have not been, at the innermost selection set that holds both."""
        pair = (id(first.node), id(other.node))
        if pair in self._reported:
            return
        self._reported.add(pair)
        sides = [first.node], [other.node]
        names = list(path)
        while first.within is not other.within and first.within and other.within:
            reason = f"subfields '{names.pop()}' conflict because {reason}"
            first, other = first.within, other.within
            sides[0].insert(0, first.node)
            sides[1].insert(0, other.node)
        message = (
            f"Fields '{names.pop()}' conflict because {reason}. Use different aliases on the fields"
            " to fetch both if this was intentional."
        )
        self.report_error(GraphQLError(message, [*sides[0], *sides[1]]))


def _definition(parent: GraphQLNamedType | None, name: str) -> GraphQLField | None:
    return parent.fields.get(name) if is_object_type(parent) or is_interface_type(parent) else None


def _parents(fields: Fields) -> tuple[Fields, list[Fields]]:
    """The fields that any object may have, and those of each object type; fields of different ones never meet."""
    abstract: Fields = []
    objects: dict[GraphQLNamedType, Fields] = {}
    for field in fields:
        group = objects.setdefault(field.parent, []) if is_object_type(field.parent) else abstract
        group.append(field)
    return abstract, list(objects.values())


def _by_object_type(fields: Fields) -> list[Fields]:
    """Sets of fields that may all meet in one object."""
    abstract, objects = _parents(fields)
    return [[*abstract, *group] for group in objects] or [abstract]


def _together(fields: Fields) -> list[Fields]:
    return [fields]


def _different_shapes(fields: Fields) -> Conflict | None:
    """Two fields with types that no client could read as one: of other lists, nullability or leaves."""
    typed = [(field, field.definition.type) for field in fields if field.definition]
    for field, type_ in typed:
        if type_ is not typed[0][1] and _shape(type_) != _shape(typed[0][1]):
            return typed[0][0], field, f"they return conflicting types '{typed[0][1]}' and '{type_}'"
    return None


def _shape(type_: GraphQLOutputType) -> str:
    """The text of a type, where one name stands for all that have fields."""
    named = get_named_type(type_)
    return str(type_) if is_leaf_type(named) else str(type_).replace(named.name, "{}")


def _comparable(value: ValueNode) -> tuple[object, ...]:
    """A value in a form in which the order of an object's fields does not matter."""
    if isinstance(value, ObjectValueNode):
        return (value.kind, *sorted((field.name.value, _comparable(field.value)) for field in value.fields))
    if isinstance(value, ListValueNode):
        return (value.kind, *map(_comparable, value.values))
    if isinstance(value, VariableNode):
        return (value.kind, value.name.value)
    return (value.kind, getattr(value, "value", None), getattr(value, "block", None))
