"""Whatever runs on the breadth-first executor gives the data and the errors that graphql-core's executor gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from random import Random

import orjson
import pytest
from graphql import get_introspection_query, get_named_type, is_leaf_type
from hypothesis import HealthCheck, given, settings, strategies as st

from stores.catalogue import Entity
from stores.embedded.servers import Endpoints
from stores.naming import camel_case
from tests.graph.catalogue import CATALOGUE
from tests.graph.execution.differential import Answer, Differential, Tally, difference, open_differential


@pytest.fixture(scope="module")
async def differential(sample: Endpoints) -> AsyncIterator[Differential]:
    async with open_differential(sample) as differential:
        yield differential


@settings(max_examples=2_000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
async def test_random_operations_are_answered_alike(differential: Differential, random: Random) -> None:
    await differential.check(random)


async def test_the_operations_are_worth_comparing(differential: Differential) -> None:
    """Of any few hundred, nearly all are valid, and enough fail in each way and reach into the stores."""
    differential.tally = Tally()
    for number in range(300):
        await differential.check(Random(number))
    counts = differential.tally.counts
    assert counts["invalid"] < 30
    assert counts["rejected otherwise"] < 30
    assert counts["with statements"] > 200
    assert 75 < counts["with errors"] < 225
    assert counts["with failing stores"] > 50
    assert counts["answered by documents"] > 15
    assert counts["with a null that came from below"] > 2
    assert len(differential.tally.touched) > 400


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=CATALOGUE)
async def test_every_column_and_relation_of_an_entity_is_answered_alike(
    differential: Differential, entity: Entity
) -> None:
    fields = differential.ours.schema._schema.type_map[entity.name].fields  # type: ignore[attr-defined]
    columns = [name for name, field in fields.items() if is_leaf_type(get_named_type(field.type))]
    lists = [name for name, field in fields.items() if field.args]
    rows = [name for name in fields if name not in columns and name not in lists]
    selections = [
        *columns,
        *(f"{name} {{ nodeId }}" for name in rows),
        *(f"{name}(first: 2) {{ totalCount edges {{ cursor node {{ nodeId }} }} }}" for name in lists),
    ]
    await differential.compare(f"{{ {camel_case(entity.plural)} {{ nodes {{ {' '.join(selections)} }} }} }}", {})
    for selection in selections:
        text = f"{{ {camel_case(entity.plural)}(last: 50) {{ nodes {{ {selection} }} }} }}"
        await differential.compare(text, {})


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=CATALOGUE)
async def test_all_that_stores_can_write_is_answered_alike(differential: Differential, entity: Entity) -> None:
    """Every column, of rows and of those that they lead to: what PostgreSQL writes as JSON is what Python would."""
    selections = [
        f"{camel_case(relation.name)}(first: 3) {{ __typename nodes {{ __typename {_columns(relation.target)} }} }}"
        if relation.many
        else f"{camel_case(relation.name)} {{ {_columns(relation.target)} __typename }}"
        for relation in entity.relations.values()
    ]
    selection = f"{_columns(entity.name)} {' '.join(selections)}"
    await differential.compare(f"{{ {camel_case(entity.plural)}(first: 50) {{ nodes {{ {selection} }} }} }}", {})


def _columns(name: str) -> str:
    return " ".join(camel_case(column.name) for column in CATALOGUE[name].exposed)


async def test_errors_below_a_row_that_several_places_share(differential: Differential) -> None:
    """Two events have one jackpot, whose credential has a wrong balance, and no house where there must be one."""
    text = "{ events(first: 50) { nodes { jackpot { id credential { balance houseName } } } } }"
    answer = await differential.compare(text, {})
    assert answer.errors.total() == 4


async def test_an_error_that_is_waited_for_below_a_null_is_not_told(differential: Differential) -> None:
    """A credential has a jackpot with a wrong moment, and no house where there must be one, which is known at once."""
    text = '{ credential(username: "a_bob") { jackpots { nodes { timestamp } } houseName } }'
    answer = await differential.compare(text, {})
    assert [orjson.loads(error)["path"] for error in answer.errors] == [["credential", "houseName"]]


async def test_introspection_is_answered_alike(differential: Differential) -> None:
    text = get_introspection_query(
        descriptions=True,
        specified_by_url=True,
        directive_is_repeatable=True,
        input_value_deprecation=True,
        one_of=True,
    )
    await differential.compare(text, {})


async def test_a_comparison_sees_each_kind_of_difference() -> None:
    answer = Answer(b"{}", Counter([b"a"]), Counter())
    others = [
        Answer(b"null", Counter([b"a"]), Counter()),
        Answer(b"{}", Counter([b"a", b"a"]), Counter()),
        Answer(b"{}", Counter([b"a"]), Counter(), "refused"),
    ]
    assert difference(answer, answer) is None
    assert all(difference(other, answer) for other in others)
    silent, asking = (Answer(b"{}", Counter(), Counter(asked)) for asked in ([], [("mongo", "House", 1, 1)]))
    assert difference(silent, asking)
