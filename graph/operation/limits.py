"""The limits of a document and its variables, whatever brought them: each a figure that is found in linear time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from graphql import DocumentNode

from graph.operation.document_size import document_size

LEVEL_LIMIT = 100
"""Most levels of selection sets with fragments opened: executing and encoding them must not exhaust the stack."""


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """The most of each figure that an operation's document, or its variables, may have.

    variables: bytes of the variables, written as compact JSON.
    characters: of the document's text.
    tokens: comments included.
    fields, aliases, directives, depth, levels, fragments: see `DocumentSize`.
    """

    variables: int
    characters: int
    tokens: int
    fields: int
    aliases: int
    directives: int
    depth: int
    fragments: int
    levels: int = LEVEL_LIMIT

    def excess(self, figures: Mapping[str, int]) -> str | None:
        """What is too much and how to mend it, or None; `figures` are named as the limits are."""
        for name, figure in figures.items():
            limit: int = getattr(self, name)
            if figure > limit:
                has, mend = EXCESS[name]
                return f"{has.format(figure)}; at most {limit:,} are allowed. {mend}"
        return None

    def excess_of(self, document: DocumentNode) -> str | None:
        """The same of a document that was parsed. Cycles of fragments are left to validation."""
        size = document_size(document)
        return None if size is None else self.excess(asdict(size))


SPLIT = "Split the operation into several."
EXCESS = {
    "variables": ("The variables are {:,} bytes of JSON", "Send fewer values at a time."),
    "characters": ("The document has {:,} characters", "Send long values as variables, or split it into several."),
    "tokens": ("The document has {:,} or more tokens and comments", "Split it into several."),
    "fields": (
        "The document has {:,} fields with its fragments opened",
        "Select fewer fields, or spread its fragments less often.",
    ),
    "aliases": (
        "The document has {:,} aliases with its fragments opened",
        "Select fewer fields under names of their own, or spread its fragments less often.",
    ),
    "directives": (
        "The document has {:,} directives with its fragments opened",
        "Use fewer directives, or spread its fragments less often.",
    ),
    "depth": ("The fields of the document are {:,} levels deep with its fragments opened", SPLIT),
    "fragments": ("The document has {:,} fragment definitions", "Use fewer fragments, or split it into several."),
    "levels": ("The selection sets of the document are {:,} levels deep with its fragments opened", SPLIT),
}
"""For each figure what to say of one that is too much: how much it is, and how to mend it."""


def variables_size(variables: Mapping[str, Any]) -> int:
    """The bytes of variables as compact JSON."""
    if not variables:
        return 0
    try:
        return len(orjson.dumps(variables))
    except TypeError:
        # It refuses nesting beyond its 254 levels, and what no JSON text brings.
        text = json.dumps(variables, separators=(",", ":"), ensure_ascii=False, default=str)
        return len(text.encode(errors="replace"))
