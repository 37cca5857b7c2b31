"""Random operations, run by our executor and by graphql-core's: both must say the same.

    python -m tests.graph.execution.differential --cases 100000 --seed 1

prints what was compared, or the smallest operation that it finds to differ.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import orjson
from hypothesis import HealthCheck, given, seed, settings, strategies as st
from pymongo import MongoClient

from app.errors import format_error, format_errors
from app.gateway import Gateway
from app.json_text import encode
from app.operation_request import OperationRequest
from app.settings import Settings
from graph.execution.prepare import OperationRejected
from graph.schema import build_schema
from resolvers.pages import PageSizes
from stores.embedded.servers import EmbeddedServers, Endpoints
from stores.mongo.store import MongoOptions, MongoStore
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.seed.scale import SCALES
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import filled
from tests.graph.execution import odd_documents
from tests.graph.execution.failing_store import NONE, FailingStore, Failures
from tests.graph.execution.random_operation import RandomOperation
from tests.graph.execution.samples import read_samples

PAGES = PageSizes(default=4, maximum=50)

FAILURE_CODES = ("STORE_UNAVAILABLE", "STORE_TIMEOUT", "INTERNAL_ERROR")

CHUNK = 5_000
"""Cases for which Hypothesis remembers what it has tried."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one executor gave: the data as its bytes and the errors as a multiset.

    statements: of each one the store, the entity, how many keys went in and how many rows came out.
    """

    data: bytes
    errors: Counter[bytes]
    statements: Counter[tuple[str, str, int, int]]
    rejected: str | None = None


@dataclass(slots=True)
class Tally:
    """What was compared so far."""

    counts: Counter[str] = field(default_factory=Counter)
    touched: set[tuple[str, str]] = field(default_factory=set)

    def add(self, operation: RandomOperation, answer: Answer, failures: Failures) -> None:
        """One operation and its answer."""
        seen = {
            "cases": True,
            "invalid": answer.rejected == "GRAPHQL_VALIDATION_FAILED",
            "rejected otherwise": answer.rejected not in (None, "GRAPHQL_VALIDATION_FAILED"),
            "with errors": bool(answer.errors),
            "with failing stores": failures.percent > 0,
            "with statements": bool(answer.statements),
            "with a null for data": answer.data == b"null" and answer.rejected is None,
            "with a null that came from below": any(map(came_from_below(answer.data), answer.errors)),
        }
        self.counts.update(name for name, applies in seen.items() if applies)
        if answer.rejected is None:
            self.touched |= operation.touched


class Differential:
    """Both executors over the same stores."""

    def __init__(self, stores: dict[str, FailingStore], endpoints: Endpoints) -> None:
        self.stores = stores
        self.endpoints = endpoints
        self.tally = Tally()
        self.ours, self.reference = (
            Gateway(build_schema(CATALOGUE, PAGES, execution), stores, Settings())
            for execution in ("breadth-first", "standard")
        )

    async def prepare(self) -> None:
        """Read the values that arguments may have."""
        self._samples = await read_samples(self.reference)

    def operation(self, random: Random) -> RandomOperation:
        """A random operation over the schema."""
        return RandomOperation(random, self.ours.schema._schema, self._samples)

    async def check(self, random: Random) -> None:
        """Run one random operation both ways and compare; sometimes again, as its plan is remembered by then."""
        operation = self.operation(random)
        failures = Failures(random.randrange(1000), random.choice((0, 0, 0, 0, 10, 40)))
        self.tally.add(operation, await self.compare(operation.text, operation.variables, failures), failures)
        if random.random() > 0.7:
            await self.compare(operation.text, operation.other_variables())

    async def compare(self, text: str, variables: dict[str, Any], failures: Failures = NONE) -> Answer:
        """The answer of both. Raises AssertionError where theirs differ."""
        for store in self.stores.values():
            store.fail(failures)
        ours = await _answer(self.ours, text, variables)
        reference = await _answer(self.reference, text, variables)
        problem = difference(ours, reference)
        if not problem and not failures.percent:
            ours = await self._with_documents(text, variables)
            problem = document_difference(ours, reference)
            self.tally.counts["answered by documents"] += ours.statements != reference.statements
        if problem and failures.percent and asked_in_vain(ours, reference):
            self.tally.counts["with a failure that graphql-core did not meet"] += 1
            await self.compare(text, variables)
        elif problem:
            raise AssertionError(
                f"{problem}\n\n{text}\nvariables: {variables!r}\nfailures: {failures}\n"
                f"ours:      {ours}\nreference: {reference}"
            )
        return reference

    async def _with_documents(self, text: str, variables: dict[str, Any]) -> Answer:
        for store in self.stores.values():
            store.write_documents(allowed=True)
        try:
            return await _answer(self.ours, text, variables)
        finally:
            for store in self.stores.values():
                store.write_documents(allowed=False)


def document_difference(ours: Answer, reference: Answer) -> str | None:
    """The same where stores may write documents: JSON is compared, in its order, and fewer statements are better."""
    same_text = replace(ours, data=reference.data, statements=reference.statements)
    if _ordered(ours.data) != _ordered(reference.data):
        return "the data of documents differs"
    if not reference.errors and _entities(ours) - _entities(reference):
        return "documents take more statements"
    return difference(same_text, reference)


def _ordered(text: bytes) -> Any:
    """JSON with the members of objects in order, in which 5 is 5.0."""
    return json.loads(text or b"null", object_pairs_hook=tuple)


def difference(ours: Answer, reference: Answer) -> str | None:
    """Where two answers differ, if they do. The statements count where nothing failed."""
    if ours.rejected != reference.rejected:
        return "one executor refuses the operation"
    if ours.data != reference.data:
        return "the data differs"
    if ours.errors != reference.errors:
        return "the errors differ"
    if not reference.errors and ours.statements != reference.statements:
        return "the statements differ"
    return None


def asked_in_vain(ours: Answer, reference: Answer) -> bool:
    """Whether ours differs by a failure of a statement that graphql-core did not send.

    Below an object that an error makes null graphql-core resolves nothing more, so it may send a statement for fewer
    parents than ours, or for none. Where just that statement fails, the parents that are left see the failure in ours
    alone. Without the failure both must answer alike.
    """
    more = ours.errors - reference.errors
    return (
        any(map(came_from_below(reference.data), reference.errors))
        and all(orjson.loads(error)["extensions"]["code"] in FAILURE_CODES for error in more)
        and _entities(reference) <= _entities(ours)
    )


def _entities(answer: Answer) -> Counter[str]:
    return Counter(entity for _, entity, _, _ in answer.statements.elements())


async def _answer(gateway: Gateway, text: str, variables: dict[str, Any]) -> Answer:
    try:
        result = await gateway.execute(OperationRequest(text, variables=variables, ledger=True))
    except OperationRejected as rejection:
        return Answer(b"", Counter(map(orjson.dumps, format_error(rejection))), Counter(), rejection.code)
    statements = (result.extensions or {})["statements"]
    return Answer(
        encode(result.data),
        Counter(_without_id(error) for error in format_errors(result.errors)),
        Counter((each["store"], each["entity"], each["keys"], each["rows"]) for each in statements),
    )


def _without_id(error: dict[str, Any]) -> bytes:
    """An internal error has another id each time."""
    if "id" in error["extensions"]:
        error = {**error, "message": "Internal error", "extensions": {**error["extensions"], "id": ""}}
    return orjson.dumps(error, option=orjson.OPT_SORT_KEYS)


def came_from_below(data_text: bytes) -> Callable[[bytes], bool]:
    """Tells of an error whether it made more null than its own place in the data."""
    data = orjson.loads(data_text or b"null")

    def came(error: bytes) -> bool:
        place = data
        path = orjson.loads(error).get("path", ())
        for key in path[:-1]:
            if place is None:
                return True
            place = place[key]
        return place is None and len(path) > 0

    return came


@contextmanager
def silent() -> Iterator[None]:
    """Internal errors are wanted here, and not logged."""
    logger = logging.getLogger("polygraph")
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = False


@asynccontextmanager
async def open_differential(endpoints: Endpoints) -> AsyncIterator[Differential]:
    """Both executors over the sample data, and a MongoDB database with odd documents beside it."""
    with MongoClient[dict[str, Any]](endpoints.mongo_url) as client, silent():
        odd_documents.fill(client)
        postgres = PostgresStore(PostgresOptions(endpoints.postgres_url))
        mongo = MongoStore(MongoOptions(endpoints.mongo_url, database=odd_documents.NAME))
        stores = {store.name: FailingStore(store) for store in (postgres, mongo)}
        differential = Differential(stores, endpoints)
        try:
            await differential.prepare()
            yield differential
        finally:
            for store in stores.values():
                await store.close()
            client.drop_database(odd_documents.NAME)


def explore(runner: asyncio.Runner, differential: Differential, cases: int, number: int) -> None:
    """Compare this many random operations; Hypothesis shrinks the first that differs."""
    for start in range(0, cases, CHUNK):

        @seed(f"{number} {start}")
        @settings(
            max_examples=min(CHUNK, cases - start),
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(st.randoms(use_true_random=False))
        def run(random: Random) -> None:
            runner.run(differential.check(random))

        run()


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, EmbeddedServers(Path(folder)) as servers, asyncio.Runner() as runner:
        endpoints = runner.run(filled(servers, SCALES["tiny"], now=datetime.now(UTC)))
        context = open_differential(endpoints)
        differential = runner.run(context.__aenter__())
        try:
            explore(runner, differential, wanted.cases, wanted.seed)
        finally:
            runner.run(context.__aexit__(None, None, None))
            print(report(differential.tally))  # noqa: T201


def report(tally: Tally) -> str:
    """What was compared, line by line."""
    types = {type_name for type_name, _ in tally.touched}
    lines = [f"{count:>8,} {name}" for name, count in tally.counts.most_common()]
    return "\n".join([*lines, f"{len(tally.touched):>8,} fields of {len(types)} types"])


if __name__ == "__main__":
    main()
