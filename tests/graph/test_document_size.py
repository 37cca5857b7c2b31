"""The size of a document with its fragments opened, found without opening them."""

from __future__ import annotations

from random import Random

import pytest
from graphql import DocumentNode, FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode, parse
from hypothesis import given, settings, strategies as st

from graph.execution.document_size import COUNTED, DocumentSize, document_size
from tests.graph.random_documents import RandomDocument


def opened(document: DocumentNode) -> DocumentSize:
    """The size of a document of one operation, found by opening its fragments one by one."""
    operation, *fragments = document.definitions
    named = {node.name.value: node.selection_set for node in fragments if isinstance(node, FragmentDefinitionNode)}

    def size(selection_set: SelectionSetNode | None) -> tuple[int, int]:
        if selection_set is None:
            return 0, 0
        fields, depth = 0, 1
        for selection in selection_set.selections:
            spread = isinstance(selection, FragmentSpreadNode)
            below = size(named[selection.name.value] if spread else selection.selection_set)  # type: ignore[attr-defined]
            fields += below[0] + isinstance(selection, FieldNode)
            depth = max(depth, 1 + below[1])
        return fields, depth

    return DocumentSize(*size(operation.selection_set))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("{ a }", DocumentSize(1, 1)),
        ("{ a b { c } ... { d } }", DocumentSize(4, 2)),
        ("query A { a } query B { a b { c { d } } } fragment F on Query { e }", DocumentSize(5, 3)),
        ("{ ...F b { ...F } } fragment F on Query { a ...G } fragment G on Query { c { d } }", DocumentSize(7, 5)),
        ("{ ...F } fragment G on Query { a }", DocumentSize(0, 1)),
        ("fragment F on Query { a }", DocumentSize(0, 0)),
    ],
)
def test_fields_and_depth_are_those_of_the_operations(text: str, size: DocumentSize) -> None:
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
    assert size == DocumentSize(COUNTED, 3_002)
