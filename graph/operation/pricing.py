"""Pricing: what an operation's selections cost, found in one walk through them with their fragments opened.

It serves every executor, for it goes by the document and the schema alone. What is selected on an interface is opened
once, not once for each of its types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field as attribute
from typing import cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
)
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues
from graphql.pyutils import Path

from graph.background import INLINE_FIELDS, in_background
from graph.batch_field import BatchField, Size
from graph.operation.cost import Amount, Dearest, FieldPrice, Price, Together
from graph.operation.variants import Grown, Variants

Merged = dict[str, list[FieldNode]]
"""Fields by their response names, those of one name together."""


class Prices:
    """What one operation costs, remembered for the last used combinations of what its directives go by.

    conditions: the variables that its `@skip` and `@include` go by.
    opened: fields of its document with fragments opened, which says whether pricing is work for the background.
    grown: gives whom to tell how many more fields are priced than before, or fewer.
    """

    def __init__(
        self,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDetails],
        conditions: tuple[str, ...],
        opened: int,
        grown: Grown = lambda: None,
    ) -> None:
        self._operation = operation
        self._fragments = fragments
        self._opened = opened
        self._made: Variants[tuple[Price, int]] = Variants(conditions, lambda made: made[1], grown)

    async def of(self, schema: GraphQLSchema, variables: VariableValues) -> Price:
        """The price of the operation where its directives have these variables to go by."""

        async def priced(conditions: VariableValues) -> tuple[Price, int]:
            pricing = Pricing(schema, self._fragments, conditions)
            price = await in_background(self._opened, INLINE_FIELDS, lambda: pricing.price(self._operation))
            return price, pricing.priced

        price, _ = await self._made.of(variables, priced)
        return price


@dataclass(slots=True)
class Below:
    """What is selected on an object: prices of what is in lists of it, of all else, and whether there is anything else.

    `wanted` says whether there are fields that ask for the object itself, and not only for what brings its own rows.
    """

    each: list[Price] = attribute(default_factory=list)
    once: list[Price] = attribute(default_factory=list)
    wanted: bool = False

    @property
    def all(self) -> list[Price]:
        """Both."""
        return [*self.each, *self.once]


class Pricing:
    """One walk through an operation. `priced` are the fields that bring rows."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDetails], conditions: VariableValues
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._conditions = conditions
        self.priced = 0

    def price(self, operation: OperationDefinitionNode) -> Price:
        """The price of all that the operation selects."""
        root = self._schema.get_root_type(operation.operation)
        return Together(self._below(root, [operation.selection_set], None).all if root else ())

    def _below(
        self, type_: GraphQLCompositeType, selection_sets: Iterable[SelectionSetNode], path: Path | None
    ) -> Below:
        found = Below()
        types: list[Price] = []
        for each, fields in self._collected(type_, selection_sets).items():
            if each is type_ or is_abstract_type(each):
                self._add(found, each, fields, path)
            else:
                of_type = Below()
                self._add(of_type, each, fields, path)
                types += [Together(of_type.all)] if of_type.all else []
        if types:
            found.once.append(Dearest(types))
        return found

    def _add(self, found: Below, type_: GraphQLCompositeType, fields: Merged, path: Path | None) -> None:
        # Those of introspection are not among them, nor has a union any.
        definitions: Mapping[str, GraphQLField] = getattr(type_, "fields", {})
        for name, nodes in fields.items():
            definition = definitions.get(nodes[0].name.value)
            if definition is not None:
                self._add_field(found, definition, nodes, Path(path, name, None))

    def _add_field(self, found: Below, definition: GraphQLField, nodes: Sequence[FieldNode], path: Path) -> None:
        size = _size(definition)
        selection_sets = [node.selection_set for node in nodes if node.selection_set is not None]
        below = self._below(_composite(definition), selection_sets, path) if selection_sets else Below()
        if size is not None:
            found.once.append(self._priced(size, definition, nodes[0], below, path))
            return
        found.wanted = True
        if is_list_type(get_nullable_type(definition.type)):
            found.each += below.all
        else:
            found.each += below.each
            found.once += below.once

    def _priced(self, size: Size, definition: GraphQLField, node: FieldNode, below: Below, path: Path) -> FieldPrice:
        self.priced += 1
        amount = Amount(size, definition, node)
        if size.paged:
            return FieldPrice(path, amount, Together(below.each), Together(below.once), wanted=below.wanted)
        return FieldPrice(path, amount, Together(below.all), Together(()), wanted=True)

    def _collected(
        self, type_: GraphQLCompositeType, selection_sets: Iterable[SelectionSetNode]
    ) -> dict[GraphQLCompositeType, Merged]:
        """The fields selected on objects of a type, by the narrower type that fragments name for them."""
        collected: dict[GraphQLCompositeType, Merged] = {}
        spread: set[tuple[str, GraphQLCompositeType]] = set()
        pending = [(selection_set, type_) for selection_set in selection_sets]
        while pending:
            selection_set, within = pending.pop()
            for selection in filter(self._included, selection_set.selections):
                if isinstance(selection, FieldNode):
                    name = (selection.alias or selection.name).value
                    collected.setdefault(within, {}).setdefault(name, []).append(selection)
                    continue
                fragment = self._fragment(selection)
                narrowed = self._narrowed(within, fragment.type_condition)
                if narrowed is None:
                    continue
                if isinstance(selection, FragmentSpreadNode):
                    if (selection.name.value, narrowed) in spread:
                        continue
                    spread.add((selection.name.value, narrowed))
                pending.append((fragment.selection_set, narrowed))
        return collected

    def _included(self, selection: SelectionNode) -> bool:
        """Whether `@skip` and `@include` leave it; where they have no value to go by, executors select nothing."""
        if not selection.directives:
            return True
        try:
            skip = get_directive_values(GraphQLSkipDirective, selection, self._conditions)
            include = get_directive_values(GraphQLIncludeDirective, selection, self._conditions)
        except GraphQLError:
            return False
        return not (skip and skip["if"]) and (include is None or bool(include["if"]))

    def _fragment(self, selection: SelectionNode) -> InlineFragmentNode | FragmentDefinitionNode:
        if isinstance(selection, FragmentSpreadNode):
            return self._fragments[selection.name.value].definition
        return cast("InlineFragmentNode", selection)

    def _narrowed(self, type_: GraphQLCompositeType, condition: NamedTypeNode | None) -> GraphQLCompositeType | None:
        """The type of objects of `type_` that a fragment is about; None if it is about no such objects."""
        named = type_ if condition is None else self._schema.get_type(condition.name.value)
        if is_abstract_type(type_):
            return cast("GraphQLCompositeType", named)
        applies = named is type_ or (is_abstract_type(named) and self._schema.is_sub_type(named, type_))
        return type_ if applies else None


def _composite(definition: GraphQLField) -> GraphQLCompositeType:
    return cast("GraphQLCompositeType", get_named_type(definition.type))


def _size(definition: GraphQLField) -> Size | None:
    field = definition.extensions.get("strawberry-definition")
    return field.size if isinstance(field, BatchField) else None
