"""What an error comes from."""

from __future__ import annotations

from graphql import GraphQLError


def cause_of(error: Exception) -> Exception:
    """What was raised first: graphql-core wraps it once or more to say where."""
    while isinstance(error, GraphQLError) and error.original_error is not None:
        error = error.original_error
    return error
