"""What an operation selects below a field, and so which columns a statement must fetch."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)
from graphql.pyutils import Path

from stores.catalogue import Entity


@dataclass(frozen=True, slots=True)
class EntityFields:
    """An entity, and for each field of its object type the columns that the field reads from a row."""

    entity: Entity
    reads: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Selection:
    """The nodes of one field in an operation (several, if it was selected several times), and what is below them."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    nodes: Sequence[FieldNode]

    def below(self, type_name: str) -> Iterator[FieldNode]:
        """The fields selected on an object of type `type_name`, fragments opened.

        `@skip` and `@include` are not looked at: the executor does that, and a column too many does no harm.
        """
        seen: set[str] = set()
        for node in self.nodes:
            if node.selection_set is not None:
                yield from self._opened(node.selection_set, type_name, seen)

    def by_name(self, type_name: str) -> dict[str, Selection]:
        """The same by the names of the fields, those of one name together."""
        found: dict[str, list[FieldNode]] = {}
        for node in self.below(type_name):
            found.setdefault(node.name.value, []).append(node)
        return {name: Selection(self.schema, self.fragments, nodes) for name, nodes in found.items()}

    def columns(self, fields: EntityFields) -> list[str]:
        """The columns that the fields selected on an entity's object need, each once."""
        needed = (fields.reads.get(node.name.value, ()) for node in self.below(fields.entity.name))
        return list(dict.fromkeys(column for columns in needed for column in columns))

    def _opened(self, selection_set: SelectionSetNode, type_name: str, seen: set[str]) -> Iterator[FieldNode]:
        for selection in selection_set.selections:
            match selection:
                case FieldNode():
                    yield selection
                case InlineFragmentNode():
                    if self._applies(selection, type_name):
                        yield from self._opened(selection.selection_set, type_name, seen)
                case FragmentSpreadNode():
                    fragment = self.fragments[selection.name.value]
                    if selection.name.value not in seen and self._applies(fragment, type_name):
                        seen.add(selection.name.value)
                        yield from self._opened(fragment.selection_set, type_name, seen)

    def _applies(self, fragment: InlineFragmentNode | FragmentDefinitionNode, type_name: str) -> bool:
        condition = fragment.type_condition.name.value if fragment.type_condition else type_name
        if condition == type_name:
            return True
        abstract = self.schema.get_type(condition)
        return abstract in getattr(self.schema.get_type(type_name), "interfaces", ())


def variables_of(node: FieldNode) -> Iterator[str]:
    """The names of the variables in a field's arguments."""
    for argument in node.arguments or ():
        yield from variables_in(argument.value)


def variables_in(value: ValueNode) -> Iterator[str]:
    """The names of the variables that a value holds as it is written."""
    if isinstance(value, ListValueNode):
        for each in value.values:
            yield from variables_in(each)
    elif isinstance(value, ObjectValueNode):
        for field in value.fields:
            yield from variables_in(field.value)
    elif isinstance(value, VariableNode):
        yield value.name.value


def has_variables(node: FieldNode) -> bool:
    """Whether a field's arguments hold variables."""
    return any(True for _ in variables_of(node))


def place_of(info: GraphQLResolveInfo[Any]) -> Hashable:
    """Where in the operation a field stands: its path without the indices of lists, each name with its parent's type.

    All parents on one level share it, and no other field has it. The types are needed all the way up: below fragments
    on different types fields of the same name may have different arguments and selections.
    """
    path: Path | None = info.path
    place: list[tuple[str | None, str]] = []
    while path is not None:
        if not isinstance(path.key, int):
            place.append((path.typename, path.key))
        path = path.prev
    return tuple(reversed(place))
