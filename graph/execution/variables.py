"""An operation's variables: their values, coerced (GraphQL specification, section 6.1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    coerce_input_value,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_variable_values
from graphql.pyutils import Undefined

ERROR_LIMIT = 50
"""Errors in the variables after which no more are looked for, as graphql-core has it."""


class Variables:
    """The variables that one operation declares.

    Leaves are coerced here, by signatures that are made once; all else graphql-core does, defaults and errors too.
    """

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._schema = schema
        self._definitions = operation.variable_definitions or ()
        self._signatures: list[GraphQLVariableSignature] = []
        for definition in self._definitions:
            signature = get_variable_signature(schema, definition)
            if not isinstance(signature, GraphQLError):
                self._signatures.append(signature)
        self._leaves = len(self._signatures) == len(self._definitions) and all(
            is_leaf_type(get_nullable_type(signature.type)) for signature in self._signatures
        )

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | list[GraphQLError]:
        """The values as the operation uses them, or what is wrong with them."""
        values = self._coerced_leaves(given) if self._leaves else None
        if values is not None:
            return values
        return get_variable_values(self._schema, self._definitions, dict(given), max_errors=ERROR_LIMIT)

    def _coerced_leaves(self, given: Mapping[str, Any]) -> VariableValues | None:
        """The values, if each variable has a fitting one, or has none and needs none."""
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature in self._signatures:
            name = signature.name
            value = given.get(name, Undefined)
            sources[name] = VariableValueSource(signature, value)
            if value is not Undefined:
                coerced[name] = coerce_input_value(value, signature.type)
                if coerced[name] is Undefined:
                    return None
            elif signature.default or is_non_null_type(signature.type):
                return None
        return VariableValues(sources, coerced)
