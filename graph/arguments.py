"""A field's arguments (GraphQL specification, section 6.4.1)."""

from __future__ import annotations

from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLError, GraphQLField, VariableNode, is_non_null_type
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues, get_argument_values

from graph.selection import has_variables


class Passed(NamedTuple):
    """An argument that is given by a variable."""

    name: str
    variable: str
    non_null: bool


class Arguments:
    """The arguments of one field in a document.

    What is written in the document, or left out, is coerced once: resolvers must leave it as it is. What variables give
    is what they hold: validation has seen that it fits. All else graphql-core does, errors too.
    """

    def __init__(self, definition: GraphQLField, details: FieldDetails) -> None:
        self._definition = definition
        self._details = details
        self._passed, self._written = _parted(definition, details)

    def values(self, variables: VariableValues) -> dict[str, Any]:
        """The arguments as GraphQL's coercion gives them. Raises GraphQLError."""
        if self._written is not None:
            values = self._written.copy()
            for name, variable, non_null in self._passed:
                value = variables.coerced.get(variable)
                if value is None and (non_null or variable not in variables.coerced):
                    break
                values[name] = value
            else:
                return values
        return get_argument_values(
            self._definition, self._details.node, variables, self._details.fragment_variable_values
        )


def _parted(definition: GraphQLField, details: FieldDetails) -> tuple[tuple[Passed, ...], dict[str, Any] | None]:
    """The arguments that variables give, and the values of the others; None if those are not the same in each run."""
    given = {each.name.value: each for each in details.node.arguments or ()}
    variables = {name: each.value for name, each in given.items() if isinstance(each.value, VariableNode)}
    others = [each for name, each in given.items() if name not in variables]
    node = FieldNode(name=details.node.name, arguments=tuple(others))
    if details.fragment_variable_values or has_variables(node):
        return (), None
    rest = {name: argument for name, argument in definition.args.items() if name not in variables}
    try:
        written = get_argument_values(GraphQLField(definition.type, rest), node)
    except GraphQLError:
        return (), None
    arguments = ((name, definition.args[name], value.name.value) for name, value in variables.items())
    return tuple(
        Passed(argument.out_name or name, variable, is_non_null_type(argument.type))
        for name, argument, variable in arguments
    ), written
