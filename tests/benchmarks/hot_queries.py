"""`python -m tests.benchmarks.hot_queries`: whether the documents' hot queries use the indexes made for them.

Each query of `hot_queries.toml` runs through the gateway in this process; what it asked of the stores is explained by
them. Prints a table, writes it as Markdown, and fails where a large table is read whole or no index is used.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Annotated, Any

import asyncpg
import typer
import uvloop
from rich.console import Console

from app.gateway import Gateway
from app.operation_request import OperationRequest
from app.settings import Settings
from stores.embedded import Endpoints
from stores.mongo.driver import Driver
from stores.mongo.models.pantheon import DATABASE
from stores.mongo.store import MongoOptions, connect
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from tests.benchmarks.data import filled_databases
from tests.benchmarks.explain import Plan, Tables, ToldPlans, explained_pipeline, read_tables, told_plans
from tests.benchmarks.peers import ROOT
from tests.golden.recording import Asked, recorded_gateway

HERE = Path(__file__).parent
LARGE = 10_000
"""Rows of a table that no hot query may read whole."""

SETTLING = 7
"""Runs before a query is timed: after five of a prepared statement PostgreSQL may decide on one plan for all values."""

RUNS = 5

TIME_LIMIT = 60.0
"""Seconds, so that a slow statement is explained and not ended."""

HEADING = """# Hot queries

What the systems' documents have indexes for, on sample data of the scale `{scale}`; `make bench-explain` writes this.

The plans of PostgreSQL are those of the statements that a connection keeps prepared, once they have settled. `rows
read` are those looked at in tables, `store ms` the time in PostgreSQL while it counts them, `ms` the median of the
whole operation in one process, on one connection. SecantusDB tells only how the first stages of a pipeline find their
documents, and nothing of a view or of a look-up for many parents.

"""
VARIABLE = re.compile(r"\$(\w+):")
COLUMNS = (
    "query",
    "document",
    "index of the document",
    "indexes used",
    "statements",
    "rows read",
    "store ms",
    "ms",
    "",
)


@dataclass(frozen=True, slots=True)
class HotQuery:
    """What a document has an index for: the document's section, the index if it names one, what is asked, and how."""

    document: str
    index: str
    asks: str
    graphql: str

    @property
    def variables(self) -> list[str]:
        """The names of its variables, each of which is given."""
        return VARIABLE.findall(self.graphql)


@dataclass(frozen=True, slots=True)
class Explained:
    """A hot query with the median of its milliseconds in the gateway, and the plan of each statement."""

    query: HotQuery
    milliseconds: float
    plans: Sequence[Plan]
    large: frozenset[str]

    @property
    def indexes(self) -> list[str]:
        """All indexes used."""
        return list(dict.fromkeys(index for plan in self.plans for index in plan.indexes))

    @property
    def complaints(self) -> list[str]:
        """What is wrong with its plans."""
        if whole := [name for plan in self.plans for name in plan.whole if name in self.large]:
            return [f"reads all of {name}" for name in dict.fromkeys(whole)]
        if (passed := sum(plan.passed or 0 for plan in self.plans)) > LARGE:
            return [f"passes over {passed:,} rows"]
        return ["uses no index"] if not self.indexes and sum(plan.read or 0 for plan in self.plans) > LARGE else []

    @property
    def cells(self) -> list[str]:
        """A row of the table."""
        read = [plan.read for plan in self.plans if plan.read is not None]
        spent = [plan.milliseconds for plan in self.plans if plan.milliseconds is not None]
        return [
            self.query.asks,
            self.query.document,
            self.query.index,
            ", ".join(self.indexes),
            str(len(self.plans)),
            f"{sum(read):,}" if read else "",
            f"{sum(spent):.1f}" if spent else "",
            f"{self.milliseconds:.1f}",
            "; ".join(self.complaints),
        ]


def hot_queries() -> tuple[list[HotQuery], Mapping[str, str]]:
    """All queries, and where the values of their variables come from."""
    told = tomllib.loads((HERE / "hot_queries.toml").read_text(encoding="utf-8"))
    return [HotQuery(**query) for query in told["query"]], told["given"]


@dataclass(frozen=True, slots=True)
class Explainer:
    """The gateway over the databases, with one connection to PostgreSQL, and what these tell of their plans."""

    gateway: Gateway
    asked: Asked
    told: ToldPlans
    driver: Driver
    tables: Tables
    values: Mapping[str, Any]

    async def explain(self, query: HotQuery, warm_up: int = SETTLING, runs: int = RUNS) -> Explained:
        """Run a query until its plans have settled, and then to time it. Raises AssertionError for an error."""
        request = OperationRequest(query.graphql, variables={name: self.values[name] for name in query.variables})
        spent = [await self._run(request) for _ in range(warm_up + runs)][warm_up:]
        self.asked.taken()
        plans = await self.told.of(self._run(request))
        asked = self.asked.taken()
        plans += [await explained_pipeline(self.driver, self.tables, *pipeline) for pipeline in asked.pipelines]
        assert len(plans) == len(asked), "every statement has a plan"
        return Explained(query, median(spent), plans, self.tables.large(LARGE))

    async def _run(self, request: OperationRequest) -> float:
        started = perf_counter()
        result = await self.gateway.execute(request)
        assert not result.errors, result.errors
        return (perf_counter() - started) * 1000


@asynccontextmanager
async def open_explainer(endpoints: Endpoints, mongo_database: str = DATABASE) -> AsyncIterator[Explainer]:
    """An explainer over filled databases."""
    postgres = PostgresOptions(endpoints.postgres_url, connections=1, time_limit=TIME_LIMIT)
    mongo = MongoOptions(endpoints.mongo_url, database=mongo_database, time_limit=TIME_LIMIT)
    gateway, asked = recorded_gateway(Settings(), postgres, mongo)
    driver = connect(mongo)
    try:
        tables = await read_tables(endpoints.postgres_url, driver)
        _, sources = hot_queries()
        values = await _given(endpoints.postgres_url, driver, sources)
        store = gateway.stores["postgres"]
        assert isinstance(store, PostgresStore)
        async with told_plans(store._pool, tables) as told:
            yield Explainer(gateway, asked, told, driver, tables, values)
    finally:
        await gateway.close()
        await driver.close()


async def _given(url: str, driver: Driver, sources: Mapping[str, str]) -> dict[str, Any]:
    connection = await asyncpg.connect(url)
    values: dict[str, Any] = {}
    for name, source in sources.items():
        if source.startswith("SELECT"):
            values[name] = _as_json(await connection.fetchval(source))
        else:
            values[name] = _as_json(await _near_the_end(driver, *source.split(".")))
    await connection.close()
    return values


async def _near_the_end(driver: Driver, collection: str, field: str) -> Any:
    """The value of a field that all but a hundredth of the documents are before."""
    count = (await driver.command({"count": collection}))["n"]
    (document,) = await driver.aggregate(
        collection, [{"$sort": {field: 1}}, {"$skip": count * 99 // 100}, {"$limit": 1}]
    )
    return document[field]


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def report(explained: Sequence[Explained], scale: str) -> str:
    """The results in Markdown."""
    lines = [COLUMNS, ["---"] * len(COLUMNS), *(each.cells for each in explained)]
    return HEADING.format(scale=scale) + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def run(
    *,
    scale: Annotated[str, typer.Option(help="Amount of sample data.")] = "bench",
    data_folder: Annotated[Path | None, typer.Option(help="Folder of the databases.")] = None,
    output_folder: Annotated[Path, typer.Option(help="Where hot_queries.md is written.")] = HERE,
    only: Annotated[str, typer.Option(help="A part of a document's name or of what is asked.")] = "",
) -> None:
    """Explain the hot queries."""
    queries = [query for query in hot_queries()[0] if only in f"{query.document} {query.asks}"]
    with filled_databases(data_folder or ROOT / ".polygraph" / "benchmark" / scale, scale) as databases:
        explained = uvloop.run(_explain_all(databases.endpoints, queries))
    text = report(explained, scale)
    Console(highlight=False).print(text, markup=False, soft_wrap=True)
    if not only:
        (output_folder / "hot_queries.md").write_text(text, encoding="utf-8")
    raise typer.Exit(1 if any(each.complaints for each in explained) else 0)


async def _explain_all(endpoints: Endpoints, queries: Sequence[HotQuery]) -> list[Explained]:
    async with open_explainer(endpoints) as explainer:
        return [await explainer.explain(query) for query in queries]


if __name__ == "__main__":
    commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    commands.command()(run)
    commands()
