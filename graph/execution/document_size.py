"""How large a document is with its fragments opened, found in time linear in the document as it is written."""

from __future__ import annotations

from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

COUNTED = 10**9


@dataclass(frozen=True, slots=True)
class DocumentSize:
    """What the operations of a document have with their fragments opened.

    fields: fields of all operations together, counted up to `COUNTED`.
    depth: levels of selection sets, those of inline fragments and fragments included, in the deepest operation.
    """

    fields: int
    depth: int


@dataclass(frozen=True, slots=True)
class _Definition:
    """One operation or fragment as it is written; each spread comes with the depth at which it stands."""

    fields: int
    depth: int
    spreads: list[tuple[str, int]]

    def opened(self, fragments: dict[str, DocumentSize]) -> DocumentSize:
        """Its size if those of the fragments are `fragments`; a fragment that is not there has none."""
        known = [(fragments[name], depth) for name, depth in self.spreads if name in fragments]
        fields = self.fields + sum(fragment.fields for fragment, _ in known)
        depths = (depth + fragment.depth for fragment, depth in known)
        return DocumentSize(min(fields, COUNTED), max(self.depth, *depths, 0))


def document_size(document: DocumentNode) -> DocumentSize | None:
    """The size of a document, or None if a fragment spreads itself, which has no size."""
    written = {
        node.name.value: _written(node.selection_set)
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    spreads = {name: [spread for spread, _ in fragment.spreads] for name, fragment in written.items()}
    fragments: dict[str, DocumentSize] = {}
    try:
        for name in TopologicalSorter(spreads).static_order():
            if name in written:
                fragments[name] = written[name].opened(fragments)
    except CycleError:
        return None
    operations = [
        _written(node.selection_set).opened(fragments)
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
    ]
    return DocumentSize(
        min(sum(operation.fields for operation in operations), COUNTED),
        max((operation.depth for operation in operations), default=0),
    )


def _written(selection_set: SelectionSetNode) -> _Definition:
    fields = deepest = 0
    spreads: list[tuple[str, int]] = []
    pending = [(selection_set, 1)]
    while pending:
        level, depth = pending.pop()
        deepest = max(deepest, depth)
        for selection in level.selections:
            if isinstance(selection, FragmentSpreadNode):
                spreads.append((selection.name.value, depth))
                continue
            fields += isinstance(selection, FieldNode)
            nested: SelectionSetNode | None = getattr(selection, "selection_set", None)
            if nested is not None:
                pending.append((nested, depth + 1))
    return _Definition(fields, deepest, spreads)
