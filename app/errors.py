"""The one place where exceptions become GraphQL errors.

Every error has a code in `extensions.code`. What Polygraph raised on purpose keeps its message. What nobody foresaw is
logged with its traceback under an id, and clients see that id alone, since its text may hold anything.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from graphql import GraphQLError
from graphql.language import ArgumentNode, ValueNode

from graph.execution.cause import cause_of
from graph.execution.prepare import OperationRejected
from stores.errors import Interrupted, PolygraphError

logger = logging.getLogger("polygraph")


def format_error(error: Exception) -> list[dict[str, Any]]:
    """The GraphQL errors that tell of an exception outside of execution."""
    if isinstance(error, OperationRejected):
        return [
            _formatted(cause, cause.message, {"code": error.code, **(cause.extensions or {})}) for cause in error.errors
        ]
    if isinstance(error, GraphQLError):
        return list(format_errors([error]))
    message, extensions = _public(error, {})
    return [{"message": message, "extensions": extensions}]


def format_errors(errors: Iterable[GraphQLError]) -> Iterator[dict[str, Any]]:
    """The errors of one executed operation, with their paths and locations; one cause is logged once, under one id."""
    known: dict[int, str] = {}
    return (_formatted(error, *_described(error, known)) for error in errors)


def log_internal(error: BaseException) -> str:
    """Log an exception that nobody foresaw; returns the id by which it can be found."""
    identifier = uuid.uuid4().hex
    logger.error("Internal error %s", identifier, exc_info=error)
    return identifier


def _formatted(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    return {**error.formatted, "message": message, "extensions": extensions}


def _described(error: GraphQLError, known: dict[int, str]) -> tuple[str, dict[str, Any]]:
    """The message and the extensions to show for an error that came up while executing."""
    cause = cause_of(error)
    if not isinstance(cause, GraphQLError):
        return _public(cause, known)
    if cause.extensions and "code" in cause.extensions:
        return cause.message, cause.extensions
    if _is_about_input(cause):
        return cause.message, {"code": "BAD_USER_INPUT"}
    return _public(cause, known)


def _is_about_input(error: GraphQLError) -> bool:
    """Whether graphql-core refused an argument, as for a nullable variable that was null where null is not allowed.

    It points at the argument or its value then; at the field, if what a resolver returned was wrong.
    """
    return any(isinstance(node, ArgumentNode | ValueNode) for node in error.nodes or ())


def _public(error: Exception, known: dict[int, str]) -> tuple[str, dict[str, Any]]:
    if isinstance(error, Interrupted) and error.cursor is not None:
        return str(error), {"code": error.code, "cursor": error.cursor}
    if isinstance(error, PolygraphError):
        return str(error), {"code": error.code}
    identifier = known.get(id(error))
    if identifier is None:
        identifier = known[id(error)] = log_internal(error)
    return f"Internal error {identifier}", {"code": "INTERNAL_ERROR", "id": identifier}
