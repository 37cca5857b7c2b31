"""How large a document is with its fragments opened, found in time linear in the document as it is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

COUNTED = 10**9


@dataclass(frozen=True, slots=True)
class DocumentSize:
    """What the operations of a document have with their fragments opened, counted up to `COUNTED`.

    fields, aliases, directives: those of all operations together.
    depth: fields within each other, in the deepest operation.
    levels: selection sets within each other, those of inline fragments and fragments included.
    fragments: fragment definitions, each counted once.
    """

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    depth: int = 0
    levels: int = 0
    fragments: int = 0


@dataclass(frozen=True, slots=True)
class _Spread:
    """A fragment that is spread within so many fields and selection sets."""

    name: str
    depth: int
    levels: int


@dataclass(frozen=True, slots=True)
class _Definition:
    """One operation or fragment as it is written."""

    size: DocumentSize
    spreads: list[_Spread]

    def opened(self, fragments: Mapping[str, DocumentSize]) -> DocumentSize:
        """Its size if those of the fragments are `fragments`; a fragment that is not there has none."""
        return _together([self.size, *(_opened(spread, fragments) for spread in self.spreads)])


def document_size(document: DocumentNode) -> DocumentSize | None:
    """The size of a document, or None if a fragment spreads itself, which has no size."""
    written = {
        node.name.value: _written(node) for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    spreads = {name: [spread.name for spread in fragment.spreads] for name, fragment in written.items()}
    fragments: dict[str, DocumentSize] = {}
    try:
        for name in TopologicalSorter(spreads).static_order():
            if name in written:
                fragments[name] = written[name].opened(fragments)
    except CycleError:
        return None
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    together = _together([_written(node).opened(fragments) for node in operations])
    definitions = sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
    return replace(together, fragments=definitions)


def _together(sizes: Collection[DocumentSize]) -> DocumentSize:
    """The size of what stands beside each other."""
    return DocumentSize(
        fields=min(sum(size.fields for size in sizes), COUNTED),
        aliases=min(sum(size.aliases for size in sizes), COUNTED),
        directives=min(sum(size.directives for size in sizes), COUNTED),
        depth=max((size.depth for size in sizes), default=0),
        levels=max((size.levels for size in sizes), default=0),
    )


def _opened(spread: _Spread, fragments: Mapping[str, DocumentSize]) -> DocumentSize:
    size = fragments.get(spread.name)
    if size is None:
        return DocumentSize()
    return replace(size, depth=spread.depth + size.depth, levels=spread.levels + size.levels)


def _written(definition: OperationDefinitionNode | FragmentDefinitionNode) -> _Definition:
    fields = aliases = deepest = innermost = 0
    directives = sum(len(node.directives or ()) for node in (definition, *(definition.variable_definitions or ())))
    spreads: list[_Spread] = []
    pending: list[tuple[SelectionSetNode, int, int]] = [(definition.selection_set, 0, 1)]
    while pending:
        selection_set, depth, levels = pending.pop()
        innermost = max(innermost, levels)
        for selection in selection_set.selections:
            directives += len(selection.directives or ())
            match selection:
                case FieldNode():
                    fields += 1
                    aliases += selection.alias is not None
                    deepest = max(deepest, depth + 1)
                    if selection.selection_set is not None:
                        pending.append((selection.selection_set, depth + 1, levels + 1))
                case InlineFragmentNode():
                    pending.append((selection.selection_set, depth, levels + 1))
                case FragmentSpreadNode():
                    spreads.append(_Spread(selection.name.value, depth, levels))
    return _Definition(DocumentSize(fields, aliases, directives, deepest, innermost), spreads)
