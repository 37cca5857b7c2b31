"""The directives of a document, as far as its execution depends on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import DirectiveNode, DocumentNode, VariableNode, Visitor, visit
from graphql.type.directives import GraphQLDisableErrorPropagationDirective

CONDITIONAL = frozenset(("skip", "include"))
LEFT = frozenset(("defer", "stream", GraphQLDisableErrorPropagationDirective.name))


@dataclass(frozen=True, slots=True)
class Directives:
    """The variables that `@skip` and `@include` go by, and whether any is `left` to graphql-core's executor."""

    conditions: tuple[str, ...]
    left: bool


def directives_of(document: DocumentNode) -> Directives:
    """Those of all its operations together, for one walk through it."""
    finder = Finder()
    visit(document, finder)
    return Directives(tuple(sorted(finder.conditions)), finder.left)


class Finder(Visitor):
    """Goes through a document and notes what `Directives` tells."""

    def __init__(self) -> None:
        super().__init__()
        self.conditions: set[str] = set()
        self.left = False

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        """Called by graphql-core for each directive."""
        if node.name.value in CONDITIONAL:
            values = (argument.value for argument in node.arguments or ())
            self.conditions.update(value.name.value for value in values if isinstance(value, VariableNode))
        self.left = self.left or node.name.value in LEFT
