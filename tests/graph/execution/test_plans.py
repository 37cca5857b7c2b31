"""What is remembered of an operation: its last used plans, and nothing of the requests that they were made for."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from typing import Any
from weakref import ref

import pytest
from graphql import DocumentNode, GraphQLSchema, parse

from graph.batch_field import BatchField, Bind
from graph.execution.executor import Plans
from graph.execution.prepare import DOCUMENT_BYTES_PER_CHARACTER, PLAN_BYTES_PER_FIELD, Documents, Prepared
from graph.operation.directives import directives_of
from graph.operation.variants import VARIANT_LIMIT
from graph.selection import Selection
from tests.graph.execution.both import planned, schema_of
from tests.graph.unlimited import UNLIMITED

KINDS = [f"Kind{number}" for number in range(7)]
SDL = """
    scalar Any
    interface Being { name: String }
    type Query { beings(given: Any): [Being] a: Int }
""" + "".join(f"type {kind} implements Being {{ name: String }} " for kind in KINDS)
BEINGS = [{"__typename": kind, "name": kind} for kind in KINDS]


class Value(list[Any]):
    """A variable's value that can be watched."""


@pytest.fixture
def schema() -> GraphQLSchema:
    return schema_of(SDL, {"Query.beings": lambda *_, given=None: BEINGS})  # noqa: ARG005


@pytest.fixture
def _without_collector() -> Iterator[None]:
    """What stays in a circle is not freed."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def prepared_and_run(schema: GraphQLSchema, documents: Documents, text: str) -> Prepared:
    prepared = await documents.prepare(text, None, {})
    result = await planned(schema, DocumentNode(definitions=(prepared.operation,)), prepared.plans, {})
    assert result.errors is None
    return prepared


@pytest.mark.usefixtures("_without_collector")
async def test_a_plan_holds_no_values_of_variables(schema: GraphQLSchema) -> None:
    """Those below an interface are made while the operation runs, and still only directives have a say in them."""
    document = parse("query ($given: Any, $skip: Boolean!) { beings(given: $given) { name @skip(if: $skip) } }")
    plans = Plans.of(document)
    value = Value()
    watched = ref(value)
    result = await planned(schema, document, plans, {"given": value, "skip": False})
    assert result.data == {"beings": [{"name": kind} for kind in KINDS]}
    del value, result
    assert watched() is None


@pytest.mark.usefixtures("_without_collector")
async def test_an_operation_that_has_run_leaves_nothing_to_the_garbage_collector(schema: GraphQLSchema) -> None:
    documents = Documents(schema, UNLIMITED, cache_size=0)
    plans = ref((await prepared_and_run(schema, documents, "{ beings { name } }")).plans)
    assert plans() is None


def counted(schema: GraphQLSchema) -> list[str]:
    """Grows by one each time that a plan with `a` is made."""
    made: list[str] = []

    def prepare(selection: Selection) -> Bind:
        made.append(selection.nodes[0].name.value)
        return lambda arguments: lambda parents, context: [1] * len(parents)  # noqa: ARG005

    field = schema.type_map["Query"].fields["a"]  # type: ignore[attr-defined]
    field.extensions["strawberry-definition"] = BatchField("a", int, None, prepare)
    return made


async def test_the_last_used_plans_are_kept(schema: GraphQLSchema) -> None:
    made = counted(schema)
    names = [f"v{number}" for number in range(VARIANT_LIMIT + 1)]
    declared = " ".join(f"${name}: Boolean!" for name in names)
    skipped = " ".join(f"{name}: __typename @skip(if: ${name})" for name in names)
    document = parse(f"query ({declared}) {{ a {skipped} }}")
    plans = Plans.of(document)

    async def plans_made_for(number: int) -> int:
        before = len(made)
        await planned(schema, document, plans, {name: name == f"v{number}" for name in names})
        return len(made) - before

    order = [*range(VARIANT_LIMIT), 0, VARIANT_LIMIT, 0, VARIANT_LIMIT, 1]
    assert [await plans_made_for(number) for number in order] == [*[1] * VARIANT_LIMIT, 0, 1, 0, 0, 1]


async def test_a_field_below_an_interface_counts_for_each_type_it_is_planned_for(schema: GraphQLSchema) -> None:
    """A document's size is told when it has run, and grows no more when it runs again."""
    told: list[int] = []
    document = parse("{ beings { name again: name } }")
    plans = Plans(directives_of(document), opened=3, grown=lambda: told.append)
    for _ in range(2):
        await planned(schema, document, plans, {})
    assert sum(told) == 1 + 2 * len(KINDS)


async def test_plans_take_their_memory_from_the_documents(schema: GraphQLSchema) -> None:
    """The oldest make room, and one whose plans alone are too large is not remembered."""
    large = f"{{ beings {{ {' '.join(f'a{number}: name' for number in range(100))} }} }}"
    texts = ["{ a }", large, "{ b: a }"]
    sizes = [
        len(text) * DOCUMENT_BYTES_PER_CHARACTER + fields * PLAN_BYTES_PER_FIELD
        for text, fields in zip(texts, (1, 1 + 100 * len(KINDS), 1), strict=True)
    ]
    for room, remembered in ((sum(sizes[1:]), [False, True, True]), (sizes[1] - 1, [True, False, True])):
        documents = Documents(schema, UNLIMITED, cache_size=room)
        for text in texts:
            await prepared_and_run(schema, documents, text)
        assert [text in documents for text in texts] == remembered
