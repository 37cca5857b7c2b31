"""Prepare an operation: parse and validate its document, remember that, and choose which operation to run."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakMethod

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    parse,
)
from graphql.execution.collect_fields import FragmentDetails

from graph.background import INLINE_LENGTH, in_background
from graph.execution.executor import Plans
from graph.execution.variables import Variables
from graph.operation.directives import directives_of
from graph.operation.document_size import document_size
from graph.operation.limits import DocumentLimits, variables_size
from graph.operation.pricing import Prices
from graph.operation.validation import validation_errors
from stores.errors import UserError

# Upper bounds found with tracemalloc over terse and wordy documents: they took 95 to 330 bytes for each character,
# and their plans 250 to 950 for each field, fragments opened, and for each object type that it is planned for, and up
# to 1,800 with the documents that they last came to.
DOCUMENT_BYTES_PER_CHARACTER = 330
PLAN_BYTES_PER_FIELD = 2_000
PRICE_BYTES_PER_FIELD = 1_500

TOO_MANY_TOKENS = "Syntax Error: Document contains more than {} tokens. Parsing aborted."
"""What graphql-core says when it stops: it does not count on."""


class OperationRejected(UserError):
    """An operation that cannot start: GraphQL's request error, answered without `data`.

    `errors` are graphql-core's own; `code` says in which step they came up.
    """

    def __init__(self, code: str, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.code = code
        self.errors = list(errors)


@dataclass(slots=True)
class Prepared:
    """An operation of a valid document, with its fragments.

    declared: its variables, for which `variables` holds what the client sent.
    """

    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDetails]
    variables: dict[str, Any]
    declared: Variables
    plans: Plans
    prices: Prices

    @property
    def operation_type(self) -> OperationType:
        """Query, mutation or subscription."""
        return self.operation.operation


class Remembered:
    """A valid document, and the plans of its operations by their names; `size` is estimated, in bytes.

    grown: told by how much that has changed when an operation has run.
    """

    def __init__(
        self, schema: GraphQLSchema, text: str, document: DocumentNode, grown: Callable[[Remembered, int], None]
    ) -> None:
        self._schema = schema
        self.text = text
        self.size = len(text) * DOCUMENT_BYTES_PER_CHARACTER
        self._grown = grown
        fragments = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
        self._fragments = {fragment.name.value: FragmentDetails(fragment, None) for fragment in fragments}
        counted = document_size(document)
        self._opened = counted.fields if counted else 0
        self._directives = directives_of(document)
        self._operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        self._known: dict[str | None, tuple[Variables, Plans, Prices]] = {}

    def prepared(self, operation_name: str | None, variables: dict[str, Any]) -> Prepared:
        """The operation named so, or the only one (GraphQL specification, section 6.1, GetOperation)."""
        operation = self._operation(operation_name)
        name = operation.name.value if operation.name else None
        known = self._known.get(name)
        if known is None:
            # Weakly: in a circle, forgotten plans would stay until the garbage collector comes.
            plans = Plans(self._directives, self._opened, WeakMethod(self._planned))
            prices = Prices(
                operation, self._fragments, self._directives.conditions, self._opened, WeakMethod(self._priced)
            )
            known = self._known[name] = Variables(self._schema, operation), plans, prices
        return Prepared(operation, self._fragments, variables, *known)

    def _planned(self, fields: int) -> None:
        self._take(fields * PLAN_BYTES_PER_FIELD)

    def _priced(self, fields: int) -> None:
        self._take(fields * PRICE_BYTES_PER_FIELD)

    def _take(self, size: int) -> None:
        self.size += size
        self._grown(self, size)

    def _operation(self, name: str | None) -> OperationDefinitionNode:
        if name is not None:
            named = [node for node in self._operations if node.name and node.name.value == name]
            if not named:
                raise _unresolved(f"The document has no operation named '{name}'.")
            return named[0]
        if len(self._operations) != 1:
            count = len(self._operations)
            raise _unresolved(f"The document has {count} operations: name the one to run in 'operationName'.")
        return self._operations[0]


class Documents:
    """The valid documents of one schema, the latest used ones remembered by their text.

    limits: the most that a document and its variables may have.
    cache_size: estimated memory that remembered documents may take, in bytes.
    """

    def __init__(self, schema: GraphQLSchema, limits: DocumentLimits, *, cache_size: int) -> None:
        self._schema = schema
        self._limits = limits
        self._cache_size = self._free = cache_size
        self._documents: OrderedDict[str, Remembered] = OrderedDict()

    def __contains__(self, text: object) -> bool:
        return text in self._documents

    async def prepare(self, text: str, operation_name: str | None, variables: dict[str, Any]) -> Prepared:
        """Prepare one operation of the document `text`; raises `OperationRejected`.

        The event loop goes on while a long document is validated that is not remembered.
        """
        if problem := self._limits.excess({"variables": variables_size(variables)}):
            raise OperationRejected("VARIABLES_TOO_LARGE", [GraphQLError(problem)])
        document = self._documents.get(text)
        if document is not None:
            self._documents.move_to_end(text)
        else:
            document = await in_background(
                len(text), INLINE_LENGTH, lambda: Remembered(self._schema, text, self._validated(text), self._grown)
            )
            self._remember(document)
        return document.prepared(operation_name, variables)

    def _validated(self, text: str) -> DocumentNode:
        """Parse and validate; runs in any thread, so it changes nothing."""
        document = self._parsed(text)
        if problem := self._limits.excess_of(document):
            raise _too_large(problem)
        if errors := validation_errors(self._schema, document):
            raise OperationRejected("GRAPHQL_VALIDATION_FAILED", errors)
        return document

    def _parsed(self, text: str) -> DocumentNode:
        if problem := self._limits.excess({"characters": len(text)}):
            raise _too_large(problem)
        try:
            return parse(text, max_tokens=self._limits.tokens)
        except GraphQLError as error:
            if error.message == TOO_MANY_TOKENS.format(self._limits.tokens):
                problem = self._limits.excess({"tokens": self._limits.tokens + 1})
                raise _too_large(str(problem)) from None
            raise OperationRejected("GRAPHQL_PARSE_FAILED", [error]) from None

    def _remember(self, document: Remembered) -> None:
        if document.text in self._documents or document.size > self._cache_size:
            return
        self._documents[document.text] = document
        self._take(document.size)

    def _grown(self, document: Remembered, size: int) -> None:
        """Called when a document has taken more memory, or given some back; it may be forgotten already."""
        if self._documents.get(document.text) is document:
            if document.size > self._cache_size:
                self._documents.move_to_end(document.text, last=False)
            self._take(size)

    def _take(self, size: int) -> None:
        self._free -= size
        while self._free < 0:
            _, oldest = self._documents.popitem(last=False)
            self._free += oldest.size


def _too_large(problem: str) -> OperationRejected:
    return OperationRejected("DOCUMENT_TOO_LARGE", [GraphQLError(problem)])


def _unresolved(message: str) -> OperationRejected:
    return OperationRejected("OPERATION_RESOLUTION_FAILURE", [GraphQLError(message)])
