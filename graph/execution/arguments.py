"""A field's arguments (GraphQL specification, section 6.4.1)."""

from __future__ import annotations

from typing import Any, NamedTuple

from graphql import GraphQLField, VariableNode, is_non_null_type
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues, get_argument_values
from graphql.pyutils import Undefined


class Passed(NamedTuple):
    """An argument that is given by a variable."""

    name: str
    variable: str
    non_null: bool


class Arguments:
    """The arguments of one field in a document.

    Where variables are all that is given, and have values, those are the arguments: validation has seen that they fit.
    All else graphql-core does, errors too.
    """

    def __init__(self, definition: GraphQLField, details: FieldDetails) -> None:
        self._definition = definition
        self._details = details
        self._passed = _all_passed(definition, details)

    def values(self, variables: VariableValues) -> dict[str, Any]:
        """The arguments as GraphQL's coercion gives them. Raises GraphQLError."""
        values: dict[str, Any] = {}
        for name, variable, non_null in self._passed:
            value = variables.coerced.get(variable)
            if value is None and (non_null or variable not in variables.coerced):
                break
            values[name] = value
        else:
            if self._passed:
                return values
        return get_argument_values(
            self._definition, self._details.node, variables, self._details.fragment_variable_values
        )


def _all_passed(definition: GraphQLField, details: FieldDetails) -> tuple[Passed, ...]:
    """How the field's arguments are given, if it is by the operation's variables alone."""
    given = {each.name.value: each.value for each in details.node.arguments or ()}
    passed: list[Passed] = []
    for name, argument in definition.args.items():
        value = given.get(name)
        if isinstance(value, VariableNode):
            passed.append(Passed(argument.out_name or name, value.name.value, is_non_null_type(argument.type)))
        elif value is not None or argument.default is not None or argument.default_value is not Undefined:
            return ()
    return () if details.fragment_variable_values else tuple(passed)
