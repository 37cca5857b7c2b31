"""Prepare an operation: parse and validate its document, remember that, and choose which operation to run."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from stores.errors import UserError

VALIDATION_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)

# An upper bound found with tracemalloc over terse and wordy documents; they took 110 to 330 bytes.
DOCUMENT_BYTES_PER_CHARACTER = 330


class OperationRejected(UserError):
    """An operation that cannot start: GraphQL's request error, answered without `data`.

    `errors` are graphql-core's own; `code` says in which step they came up.
    """

    def __init__(self, code: str, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.code = code
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid document with the operation to run from it; `variables` are still as the client sent them."""

    document: DocumentNode
    operation: OperationDefinitionNode
    variables: dict[str, Any]

    @property
    def operation_type(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


class Documents:
    """The valid documents of one schema, the latest used ones remembered by their text.

    token_limit: most tokens, comments included, that a document may have.
    cache_size: estimated memory that remembered documents may take, in bytes.
    """

    def __init__(self, schema: GraphQLSchema, *, token_limit: int, cache_size: int) -> None:
        self._schema = schema
        self._token_limit = token_limit
        self._cache_size = self._free = cache_size
        self._documents: OrderedDict[str, DocumentNode] = OrderedDict()

    def __contains__(self, text: object) -> bool:
        return text in self._documents

    def prepare(self, text: str, operation_name: str | None, variables: dict[str, Any]) -> Prepared:
        """Prepare one operation of the document `text`; raises `OperationRejected`."""
        document = self._documents.get(text)
        if document is None:
            document = self._validated(text)
            self._remember(text, document)
        else:
            self._documents.move_to_end(text)
        return Prepared(document, _choose(document, operation_name), variables)

    def _validated(self, text: str) -> DocumentNode:
        try:
            document = parse(text, max_tokens=self._token_limit)
        except GraphQLError as error:
            raise OperationRejected("GRAPHQL_PARSE_FAILED", [error]) from None
        if errors := validate(self._schema, document, VALIDATION_RULES):
            raise OperationRejected("GRAPHQL_VALIDATION_FAILED", errors)
        return document

    def _remember(self, text: str, document: DocumentNode) -> None:
        if _size(text) > self._cache_size:
            return
        self._documents[text] = document
        self._free -= _size(text)
        while self._free < 0:
            oldest, _ = self._documents.popitem(last=False)
            self._free += _size(oldest)


def _size(text: str) -> int:
    return len(text) * DOCUMENT_BYTES_PER_CHARACTER


def _choose(document: DocumentNode, operation_name: str | None) -> OperationDefinitionNode:
    """The operation named `operation_name`, or the only one (GraphQL specification, section 6.1, GetOperation)."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if operation_name is not None:
        named = [node for node in operations if node.name and node.name.value == operation_name]
        if not named:
            raise _unresolved(f"The document has no operation named '{operation_name}'.")
        return named[0]
    if len(operations) != 1:
        raise _unresolved(f"The document has {len(operations)} operations: name the one to run in 'operationName'.")
    return operations[0]


def _unresolved(message: str) -> OperationRejected:
    return OperationRejected("OPERATION_RESOLUTION_FAILURE", [GraphQLError(message)])
