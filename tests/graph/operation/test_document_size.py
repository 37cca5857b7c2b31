"""The size of a document with its fragments opened, found without opening them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from hypothesis import given, settings, strategies as st

from graph.operation.document_size import COUNTED, DocumentSize, document_size
from tests.graph.random_documents import RandomDocument

Selection = FieldNode | InlineFragmentNode | FragmentSpreadNode


def opened(document: DocumentNode) -> DocumentSize:
    """The size of a document of one operation, found by opening its fragments one by one."""
    operation, *definitions = document.definitions
    assert isinstance(operation, OperationDefinitionNode)
    fragments = [node for node in definitions if isinstance(node, FragmentDefinitionNode)]
    named = {node.name.value: node for node in fragments}

    def below(selection: Selection) -> SelectionSetNode | None:
        if isinstance(selection, FragmentSpreadNode):
            return named[selection.name.value].selection_set
        return selection.selection_set

    def selections(selection_set: SelectionSetNode | None, depth: int, levels: int) -> Iterator[Place]:
        for selection in selection_set.selections if selection_set else ():
            assert isinstance(selection, Selection)
            yield Place(selection, depth, levels)
            yield from selections(below(selection), depth + isinstance(selection, FieldNode), levels + 1)

    places = list(selections(operation.selection_set, 1, 1))
    fields = [place for place in places if isinstance(place.selection, FieldNode)]
    spread = [named[each.selection.name.value] for each in places if isinstance(each.selection, FragmentSpreadNode)]
    annotated = [operation, *(operation.variable_definitions or ()), *spread, *(place.selection for place in places)]
    return DocumentSize(
        fields=len(fields),
        aliases=sum(getattr(place.selection, "alias", None) is not None for place in fields),
        directives=sum(len(node.directives or ()) for node in annotated),
        depth=max(place.depth for place in fields),
        levels=max(place.levels for place in places),
        fragments=len(fragments),
    )


class Place(NamedTuple):
    """A selection within so many fields and selection sets, its own included."""

    selection: Selection
    depth: int
    levels: int


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("{ a }", DocumentSize(fields=1, depth=1, levels=1)),
        ("{ a b { c } ... { d } }", DocumentSize(fields=4, depth=2, levels=2)),
        (
            "query A { a } query B { a b { c { d } } } fragment F on Query { e }",
            DocumentSize(fields=5, depth=3, levels=3, fragments=1),
        ),
        (
            "{ ...F b { ...F } } fragment F on Query { a ...G } fragment G on Query { c { d } }",
            DocumentSize(fields=7, depth=3, levels=5, fragments=2),
        ),
        ("{ ...F } fragment G on Query { a }", DocumentSize(levels=1, fragments=1)),
        ("fragment F on Query { a }", DocumentSize(fragments=1)),
        (
            "{ x: a ...F b { ...F } } fragment F on Query { y: a z: b { x: c } }",
            DocumentSize(fields=8, aliases=7, depth=3, levels=4, fragments=1),
        ),
        (
            "query ($v: Int @a) @a { b @a @b ...F @a ...F ... @a { c } } fragment F on Query @c @c { d @a }",
            DocumentSize(fields=4, directives=12, depth=1, levels=2, fragments=1),
        ),
    ],
)
def test_figures_are_those_of_the_operations(text: str, size: DocumentSize) -> None:
    assert document_size(parse(text)) == size


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=True))
def test_size_is_that_of_the_opened_document(random: Random) -> None:
    document = parse(RandomDocument(random).text())
    assert document_size(document) == opened(document)


@pytest.mark.parametrize(
    "text",
    [
        "{ ...F } fragment F on Query { a ...F }",
        "{ ...F } fragment F on Query { a { ...G } } fragment G on Query { ...F }",
        "{ a } fragment F on Query { ...G } fragment G on Query { ...F }",
    ],
)
def test_a_fragment_that_spreads_itself_has_no_size(text: str) -> None:
    assert document_size(parse(text)) is None


def test_thousands_of_fragments_in_a_chain_are_counted() -> None:
    """Without recursion; and numbers of any length end at `COUNTED`."""
    chain = "".join(f"fragment F{n} on Query {{ a ...F{n + 1} ...F{n + 1} }}" for n in range(3_000))
    size = document_size(parse(f"{{ ...F0 }} {chain} fragment F3000 on Query {{ a }}"))
    assert size == DocumentSize(fields=COUNTED, depth=1, levels=3_002, fragments=3_001)
