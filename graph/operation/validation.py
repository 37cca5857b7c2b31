"""Validate a document in time about linear in its size, and say plainly where that ends early."""

from __future__ import annotations

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    OverlappingFieldsCanBeMergedRule,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from graph.operation.field_merging import FieldMergingRule
from graph.operation.one_of import OneOfRule

VALIDATION_RULES = (
    *(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule),
    FieldMergingRule,
    MaybeNullValidationRule,
    OneOfRule,
)

ERROR_LIMIT = 10
"""Errors after which validation stops: each can cost the time, and repeat the text, of the whole document."""

FRAGMENTS_TOO_SHARED = (
    "Validating the document was given up, because its operations and fragments share too many fragments and variables:"
    " send its operations in separate documents, or use fewer fragments."
)


def validation_errors(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a document within its limits; the last error says so if there may be more."""
    errors = validate(schema, document, VALIDATION_RULES, max_errors=ERROR_LIMIT)
    if errors and isinstance(errors[-1], ValidationAbortedError):
        more = f"The document has more errors than these {ERROR_LIMIT}: mend them first."
        errors[-1] = GraphQLError(more if len(errors) > ERROR_LIMIT else FRAGMENTS_TOO_SHARED)
    return errors
