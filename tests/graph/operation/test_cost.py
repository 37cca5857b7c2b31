"""The cost of operations, against figures that were counted by hand."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, parse, validate
from graphql.execution.collect_fields import FragmentDetails
from graphql.execution.values import VariableValues, get_variable_values

from app.settings import Settings
from graph.connections import BESIDE_ROWS
from graph.execution.prepare import DOCUMENT_BYTES_PER_CHARACTER, PRICE_BYTES_PER_FIELD, Documents
from graph.operation.cost import COUNTED, Price
from graph.operation.directives import directives_of
from graph.operation.pricing import Prices, Pricing
from graph.operation.variants import NO_VARIABLES
from graph.schema import build_schema
from resolvers.pages import PageSizes
from tests.benchmarks.queries import BenchmarkQuery, Subjects, benchmark_queries
from tests.graph.catalogue import CATALOGUE
from tests.graph.operation.work import calls
from tests.graph.unlimited import UNLIMITED

SCHEMA = build_schema(CATALOGUE, PageSizes(default=20, maximum=1_000))._schema
WIDE_SCHEMA = build_schema(CATALOGUE, PageSizes(default=20, maximum=20_000))._schema


class Operation:
    """The only operation in a valid document, with its prices."""

    def __init__(self, text: str, schema: GraphQLSchema = SCHEMA) -> None:
        document = parse(text)
        assert validate(schema, document) == []
        self.schema = schema
        operation, *definitions = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        fragments = (node for node in definitions if isinstance(node, FragmentDefinitionNode))
        self.node = operation
        self.fragments = {node.name.value: FragmentDetails(node, None) for node in fragments}
        self.prices = Prices(operation, self.fragments, directives_of(document).conditions, opened=0)

    async def priced(self, **variables: Any) -> tuple[Price, VariableValues]:
        """Its price, and its variables as they are coerced."""
        values = get_variable_values(self.schema, self.node.variable_definitions or (), variables)
        assert isinstance(values, VariableValues)
        return await self.prices.of(self.schema, values), values

    async def cost(self, **variables: Any) -> int:
        """Its cost with these variables."""
        price, values = await self.priced(**variables)
        return price.cost(values)


async def cost(text: str, **variables: Any) -> int:
    return await Operation(text).cost(**variables)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ __typename }", 0),
        ("{ __schema { types { name fields { name } } } }", 0),
        ('{ agent(id: "a") { id name } }', 1),
        ('{ agent(id: "a") { id } b: agent(id: "b") { id } }', 2),
        ("{ agents { nodes { id } } }", 20),
        ("{ agents(first: 7) { nodes { id } } }", 7),
        ("{ agents(last: 7) { nodes { id } } }", 7),
        ("{ agents(first: 0) { nodes { id customers { nodes { id } } } } }", 0),
        ("{ agents(first: null) { nodes { id } } }", 20),
        ("{ agents(first: 7) { edges { cursor node { id } } pageInfo { hasNextPage } } }", 7),
        ("{ agents(first: 7) { pageInfo { hasNextPage } } }", 7),
        ("{ agents(first: 10) { nodes { customers(first: 5) { nodes { id } } } } }", 10 * (1 + 5)),
        (
            "{ agents(first: 10) { nodes { customers(first: 5) { nodes { wagers(first: 3) { nodes { id } } } } } } }",
            10 * (1 + 5 * (1 + 3)),
        ),
        ("{ wagers(first: 10) { nodes { customer { id agent { id } } agent { id } } } }", 10 * (1 + (1 + 1) + 1)),
        ("{ agents(first: 5) { nodes { id } } players(first: 6) { nodes { id } } }", 5 + 6),
    ],
)
async def test_rows_are_multiplied_down_the_tree_and_added_side_by_side(text: str, expected: int) -> None:
    """Columns, `nodes`, `edges` and `pageInfo` cost nothing themselves, nor does introspection."""
    assert await cost(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ agents(first: 7) { nodes { id } edges { node { id } } } }", 7),
        (
            """{ agents(first: 7) {
                nodes { customers(first: 2) { nodes { id } } } edges { node { customers(first: 3) { nodes { id } } } }
            } }""",
            7 * (1 + 2 + 3),
        ),
    ],
)
async def test_a_page_counts_once_for_both_of_its_lists(text: str, expected: int) -> None:
    """What is below either is asked for each."""
    assert await cost(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ agents(first: 7) { totalCount } }", 1),
        ("{ agents(first: 7) { totalCount __typename } }", 1),
        ("{ agents(first: 7) { totalCount nodes { id } } }", 1 + 7),
        ("{ agents(first: 7) { nodes { customers { totalCount } } } }", 7 * (1 + 1)),
    ],
)
async def test_a_total_counts_one_and_asks_for_no_rows(text: str, expected: int) -> None:
    assert await cost(text) == expected


def test_what_a_page_has_beside_its_rows_says_itself_what_it_costs() -> None:
    """So a page's rows are counted where they are read, and only there."""
    for name in CATALOGUE:
        page = SCHEMA.type_map[f"{name}Connection"]
        assert isinstance(page, GraphQLObjectType)
        sizes = {name: field.extensions["strawberry-definition"].size for name, field in page.fields.items()}
        assert {name for name, size in sizes.items() if size is not None} == BESIDE_ROWS & sizes.keys()


@pytest.mark.parametrize(
    "text",
    [
        "{ agents(first: 50) { nodes { id } } agents(first: 50) { nodes { name } } }",
        "{ ...F ...G } fragment F on Query { agents(first: 50) { nodes { id } } }"
        " fragment G on Query { agents(first: 50) { nodes { name } } }",
        "{ ...F ... on Query { ...F } ... { ...F } } fragment F on Query { agents(first: 50) { nodes { id } } }",
        "{ agents(first: 50) { ...P nodes { ...A ... on Node { nodeId } } } }"
        " fragment P on AgentConnection { nodes { id } } fragment A on Agent { name }",
    ],
)
async def test_fields_of_one_response_name_count_once(text: str) -> None:
    assert await cost(text) == 50


async def test_fields_below_fields_of_one_response_name_are_merged_too() -> None:
    text = """{
        agents(first: 5) { nodes { customers(first: 3) { nodes { id } } } }
        ...F
    } fragment F on Query { agents(first: 5) { nodes { customers(first: 3) { totalCount } } } }"""
    assert await cost(text) == 5 * (1 + 3 + 1)


async def test_fields_under_other_response_names_count_for_themselves() -> None:
    assert await cost("{ a: agents(first: 50) { nodes { id } } b: agents(first: 50) { nodes { id } } }") == 100


async def test_variables_decide_as_they_do_when_the_operation_runs() -> None:
    """One that is left out leaves the default of the variable, or of the argument."""
    text = "query ($a: Int, $b: Int = 3) { agents(first: $a) { nodes { customers(first: $b) { nodes { id } } } } }"
    assert await cost(text, a=10) == 10 * (1 + 3)
    assert await cost(text, a=10, b=5) == 10 * (1 + 5)
    assert await cost(text, b=None) == 20 * (1 + 20)


async def test_only_arguments_that_decide_on_the_number_have_a_say() -> None:
    """A cursor that is damaged is nothing to the cost."""
    text = "query ($a: String, $o: [AgentOrder!]) { agents(first: 4, after: $a, orderBy: $o) { nodes { id } } }"
    price, values = await Operation(text).priced(a="damaged")
    assert price.cost(values) == price.fixed == 4


@pytest.mark.parametrize(
    ("directive", "counts"),
    [
        ("@skip(if: true)", False),
        ("@skip(if: false)", True),
        ("@include(if: false)", False),
        ("@include(if: true)", True),
        ("@skip(if: true) @include(if: true)", False),
        ("@skip(if: $yes)", False),
        ("@skip(if: $no)", True),
        ("@include(if: $no)", False),
        ("@include(if: $yes) @skip(if: $no)", True),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "{{ agents {0} {{ nodes {{ id }} }} }}",
        "{{ ... {0} {{ agents {{ nodes {{ id }} }} }} }}",
        "{{ ...F {0} }} fragment F on Query {{ agents {{ nodes {{ id }} }} }}",
        "{{ agents {0} {{ nodes {{ id }} }} agents @skip(if: true) {{ nodes {{ name }} }} }}",
    ],
)
async def test_what_directives_leave_out_costs_nothing(text: str, directive: str, counts: bool) -> None:
    """The variables that they go by may differ from run to run."""
    used = "yes: __typename @skip(if: $yes) no: __typename @skip(if: $no)"
    declared = "query ($yes: Boolean! = true, $no: Boolean! = false)"
    operation = Operation(f"{declared} {text.format(directive).replace('{', '{ ' + used, 1)}")
    assert await operation.cost() == 20 * counts
    assert await operation.cost(yes=False, no=True) == 20 * (counts ^ ("$" in directive))
    assert await operation.cost() == 20 * counts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{ node(nodeId: "x") { nodeId } }', 1),
        ('{ node(nodeId: "x") { ... on Agent { customers(first: 5) { nodes { id } } } } }', 1 + 5),
        ('{ nodes(nodeIds: ["x", "y", "z"]) { nodeId } }', 3),
        ("{ nodes(nodeIds: []) { nodeId ... on Agent { customers { totalCount } } } }", 0),
        (
            """{ nodes(nodeIds: ["x", "y"]) {
                ... on Agent { customers(first: 5) { nodes { id } } }
                ... on Customer { wagers(first: 3) { totalCount nodes { id } } ...C }
                ... on Player { id }
            } } fragment C on Customer { transactions { totalCount } agent { id } }""",
            2 * (1 + (3 + 1) + 1 + 1),
        ),
        (
            """{ nodes(nodeIds: ["x", "y"]) { ...A ... on Node { ...A ... on Customer { agent { id } } } } }
            fragment A on Agent { customers(first: 5) { nodes { id } } }""",
            2 * (1 + 5),
        ),
        (
            """{ nodes(nodeIds: ["x"]) { ...N ... on Agent { ...N } } } fragment N on Node {
                ... on Agent { customers(first: 5) { nodes { id } } } ... on Customer { agent { id } }
            }""",
            1 + 5,
        ),
        (
            """{ agent(id: "x") {
                ... on Node { ... on Customer { wagers { nodes { id } } } ... on Agent { wagers { totalCount } } }
            } }""",
            2,
        ),
    ],
)
async def test_of_objects_of_several_types_the_dearest_counts(text: str, expected: int) -> None:
    """All may be of that type; what is selected on other types is not theirs."""
    assert await cost(text) == expected


async def test_as_many_rows_as_ids_are_given() -> None:
    assert await cost("query ($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }", ids=["a"] * 17) == 17


@pytest.mark.parametrize(
    "wrong",
    [
        "agents(first: -1)",
        "agents(first: 1001)",
        "agents(first: 1, last: 1)",
        "agents(first: $wrong)",
    ],
)
async def test_a_field_with_wrong_arguments_counts_as_nothing(wrong: str) -> None:
    """It has an error of its own, and nothing below it runs; its siblings do."""
    text = f"query ($wrong: Int) {{ {wrong} {{ totalCount nodes {{ id }} }} players(first: 3) {{ nodes {{ id }} }} }}"
    text = text if "$wrong)" in wrong else text.replace("query ($wrong: Int)", "")
    assert await cost(text, wrong=-5) == 3


async def test_more_ids_than_a_page_has_rows_count_as_nothing() -> None:
    assert await cost("query ($ids: [ID!]!) { nodes(nodeIds: $ids) { nodeId } }", ids=["a"] * 1_001) == 0


async def test_a_cost_beyond_all_measure_stays_a_number_for_every_client() -> None:
    level = "customers(first: 1000) {{ nodes {{ agent {{ {} }} }} }}"
    text = "id"
    for _ in range(10):
        text = level.format(text)
    assert await cost(f"{{ agents(first: 1000) {{ nodes {{ {text} }} }} }}") == COUNTED < 2**53


async def test_a_cost_in_which_no_variable_has_a_say_is_known_beforehand() -> None:
    fixed, _ = await Operation(
        "query ($id: String) { agent(id: $id) { customers(first: 3) { nodes { id } } } }"
    ).priced()
    varying, values = await Operation(
        "query ($n: Int) { agents { nodes { customers(first: $n) { nodes { id } } } } }"
    ).priced(n=2)
    assert fixed.fixed == 1 + 3
    assert (varying.fixed, varying.cost(values)) == (None, 20 * (1 + 2))


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (
            "{ sites(first: 9) { nodes { miners(first: 8) { nodes { telemetry(first: 7) { nodes { id } } } } } } }",
            "reduce `first` of `sites.nodes.miners.nodes.telemetry`",
        ),
        ("{ a: agents(last: 9) { edges { node { id } } } players(first: 8) { nodes { id } } }", "reduce `last` of `a`"),
        ("{ agents { nodes { b: customers { nodes { id } } } } }", "reduce `first` of `agents.nodes.b`"),
        ("{ wagers { nodes { customer { a: agent { id } customer: agent { id } } } } }", "reduce `first` of `wagers`"),
        (
            '{ nodes(nodeIds: ["x"]) { ...on Agent { customers { nodes { id } } } ...on Customer { agent { id } } } }',
            "reduce `first` of `nodes.customers`",
        ),
        ("""{ nodes(nodeIds: ["x", "y"]) { nodeId } }""", "reduce `nodeIds` of `nodes`"),
        ("""{ a: agent(id: "x") { id } b: agent(id: "x") { id } }""", "select fewer fields like `a`"),
        ("{ agents(first: 1) { totalCount } b: agents { nodes { id } } }", "reduce `first` of `b`"),
    ],
)
async def test_what_brings_most_rows_is_named_with_what_to_reduce(text: str, advice: str) -> None:
    price, values = await Operation(text).priced()
    assert max(price.sources(values), key=lambda source: source.rows).advice == advice


async def test_the_sources_of_a_cost_come_to_all_of_it() -> None:
    text = """{
        sites(first: 9) { totalCount nodes { miners(first: 8) { nodes { model { name } } } } }
        nodes(nodeIds: ["x"]) { ... on Agent { customers { nodes { id } } } ... on Customer { agent { id } } }
        agents(first: -1) { nodes { id } }
    }"""
    price, values = await Operation(text).priced()
    assert sum(source.rows for source in price.sources(values)) == price.cost(values) == 1 + 9 * (1 + 8 * 2) + 1 + 20


@pytest.mark.parametrize(
    "query",
    benchmark_queries(Subjects("agt_0001", 1, "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z")),
    ids=lambda query: query.name,
)
async def test_the_queries_of_the_benchmark_pass_by_default(query: BenchmarkQuery) -> None:
    """With pages of their size."""
    text = query.text("polygraph")
    assert text is not None
    assert 0 < await Operation(text, WIDE_SCHEMA).cost(**query.variables) <= Settings().cost_limit


async def test_a_directive_without_a_value_to_go_by_leaves_its_field_out() -> None:
    """The selection that it stands in is an error, and so nothing of it is asked for."""
    text = """query ($v: Boolean = true) {
        agents(first: 3) { nodes { customers(first: 5) @include(if: $v) { nodes { id } } } }
    }"""
    assert await cost(text, v=None) == 3
    assert await cost(text) == 3 * (1 + 5)


async def test_prices_take_their_memory_from_the_documents() -> None:
    """One whose prices are too large is not remembered."""
    text = "{ " + " ".join(f"a{number}: agents {{ totalCount }}" for number in range(10)) + " }"
    size = len(text) * DOCUMENT_BYTES_PER_CHARACTER + 2 * 10 * PRICE_BYTES_PER_FIELD
    for room, remembered in ((size, True), (size - 1, False)):
        documents = Documents(SCHEMA, UNLIMITED, cache_size=room)
        prepared = await documents.prepare(text, None, {})
        assert text in documents
        await prepared.prices.of(SCHEMA, NO_VARIABLES)
        assert (text in documents) == remembered


def work_of(text: str) -> int:
    """What pricing an operation takes."""
    operation = Operation(text)
    return calls(lambda: Pricing(SCHEMA, operation.fragments, NO_VARIABLES).price(operation.node))


def test_work_grows_as_the_document_does_however_many_types_it_names() -> None:
    """What is selected on 90 types is looked at once, not once for each of them."""

    def text(types: int, fields: int) -> str:
        selected = " ".join(f"a{number}: nodeId" for number in range(fields))
        fragments = " ".join(f"... on {name} {{ {selected} }}" for name in list(CATALOGUE)[:types])
        return f'{{ node(nodeId: "x") {{ {fragments} }} }}'

    few, many, longer = work_of(text(20, 10)), work_of(text(80, 10)), work_of(text(20, 40))
    assert many < 5 * few
    assert longer < 5 * few


def test_fragments_that_spread_each_other_twice_are_opened_once() -> None:
    """Opened one by one, they would be 2**80."""

    def text(levels: int) -> str:
        spreads = "".join(f"fragment F{n} on Agent {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
        return f"{{ agents {{ nodes {{ ...F0 }} }} }} {spreads} fragment F{levels} on Agent {{ id }}"

    assert work_of(text(80)) < 5 * work_of(text(20))
