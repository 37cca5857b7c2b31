"""Which entities an operation reads, as far as it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLSchema,
    Node,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)

from graph.execution.execute import Admitted


class Touched:
    """Finds entities by the names of types, each of which begins with the name of its entity."""

    def __init__(self, schema: GraphQLSchema, entities: Iterable[str]) -> None:
        self._schema = schema
        longest_first = sorted(entities, key=len, reverse=True)
        self._entities: Mapping[str, str | None] = {
            name: next((each for each in longest_first if name.startswith(each)), None) for name in schema.type_map
        }

    def of(self, operation: Admitted) -> set[str]:
        """The entities whose rows an operation asks for, filters by or sorts by."""
        found: set[str | None] = set()
        info = TypeInfo(self._schema)

        class Finder(Visitor):
            def enter(_, __: Node, *___: Any) -> None:  # noqa: N805
                for type_ in (info.get_type(), info.get_input_type()):
                    if type_ is not None:
                        found.add(self._entities[get_named_type(type_).name])

        for node in (operation.prepared.operation, *operation.definitions.values()):
            visit(node, TypeInfoVisitor(info, Finder()))
        for definition in operation.prepared.operation.variable_definitions or ():
            type_ = get_named_type(type_from_ast(self._schema, definition.type))
            found |= self._of_value(type_, operation.prepared.variables.get(definition.variable.name.value))
        return {name for name in found if name is not None}

    def _of_value(self, type_: Any, value: Any) -> set[str | None]:
        if isinstance(value, list):
            return {name for each in value for name in self._of_value(type_, each)}
        if not isinstance(type_, GraphQLInputObjectType) or not isinstance(value, dict):
            return set()
        inner = (self._of_value(get_named_type(type_.fields[name].type), each) for name, each in value.items())
        return {self._entities[type_.name], *(name for names in inner for name in names)}
