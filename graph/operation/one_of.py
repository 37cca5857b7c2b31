"""Inputs of which exactly one field is given: `@oneOf` (GraphQL specification, section 5.6.5)."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLError,
    GraphQLNamedType,
    NonNullTypeNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValidationContext,
    VariableNode,
)
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule


class OneOfRule(OneOfInputValidationRule):
    """Strawberry's rule, and variables that a fragment uses.

    Strawberry's own fails with a KeyError where a variable is not defined by the operation that comes before it.
    """

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._types: dict[int, GraphQLNamedType] = {}

    def validate_one_of(self, node: ObjectValueNode, type: GraphQLNamedType) -> None:  # noqa: A002  (Strawberry's name)
        """Check one object of a `@oneOf` type; a variable as its only value waits for the operations that use it."""
        values = {field.name.value: field.value for field in node.fields}
        value = next(iter(values.values()), None)
        if len(values) == 1 and isinstance(value, VariableNode):
            self._types[id(value)] = type
        else:
            super().validate_one_of(node, type)

    def leave_document(self, *_: Any) -> None:
        """Check the variables, each by every operation that uses it."""
        if not self._types:
            return
        for operation in self.context.document.definitions:
            if isinstance(operation, OperationDefinitionNode):
                self._check_variables(operation)

    def _check_variables(self, operation: OperationDefinitionNode) -> None:
        types = {each.variable.name.value: each.type for each in operation.variable_definitions or ()}
        for usage in self.context.get_recursive_variable_usages(operation):
            name = usage.node.name.value
            one_of = self._types.get(id(usage.node))
            if one_of and name in types and not isinstance(types[name], NonNullTypeNode):
                message = f"Variable '${name}' must be non-nullable to be used for the input '{one_of.name}'."
                self.report_error(GraphQLError(message, usage.node))
