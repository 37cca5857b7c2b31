"""What is asked: one text per query and language, in the folders of `queries/`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

FOLDER = Path(__file__).parent / "queries"

MONGO = frozenset({"mongo"})

Variables = Mapping[str, int | str | None]


@dataclass(frozen=True, slots=True)
class BenchmarkQuery:
    """A query with its variables, which have the same names in every GraphQL text.

    In SQL they are the parameters `$1`, `$2` …, in their order here. `stores` are those that hold the rows.
    """

    name: str
    title: str
    variables: Variables
    stores: frozenset[str] = frozenset({"postgres"})

    def given(self, **variables: int | str | None) -> BenchmarkQuery:
        """The same query with other values of some variables."""
        return replace(self, variables={**self.variables, **variables})

    def text(self, language: str) -> str | None:
        """Its text in a language, the name of a folder; None where the language cannot ask it."""
        found = [path for path in (FOLDER / language).iterdir() if path.stem == self.name]
        return found[0].read_text(encoding="utf-8") if found else None


@dataclass(frozen=True, slots=True)
class Subjects:
    """What queries are about: an agent's id for Q1 and Q6; for S1 a site's, and two days of its samples."""

    agent: str = ""
    site: int = 0
    since: str = ""
    until: str = ""


def benchmark_queries(subjects: Subjects, names: Sequence[str] = ()) -> list[BenchmarkQuery]:
    """The queries of these names, or all. Raises KeyError."""
    agent = subjects.agent
    queries = {
        query.name: query
        for query in (
            BenchmarkQuery("Q1", "one agent by id", {"agent": agent}),
            BenchmarkQuery("Q2", "1,000 miners with 8 fields", {"miners": 1_000}),
            BenchmarkQuery(
                "Q3", "20 agents → 10 customers → 5 newest wagers", {"agents": 20, "customers": 10, "wagers": 5}
            ),
            BenchmarkQuery(
                "Q4", "20 sites → 50 miners → model, 10 newest samples", {"sites": 20, "miners": 50, "samples": 10}
            ),
            BenchmarkQuery("Q5", "5,000 wagers, each with customer and agent", {"wagers": 5_000}),
            BenchmarkQuery(
                "Q6", "an agent's wagers by time, the second page of 50", {"agent": agent, "wagers": 50, "after": None}
            ),
            BenchmarkQuery(
                "S1",
                "two days of a site's telemetry by hour and model",
                {"site": subjects.site, "since": subjects.since, "until": subjects.until},
            ),
            BenchmarkQuery(
                "M1",
                "10 houses → 10 credentials → 10 newest jackpots → events",
                {"houses": 10, "credentials": 10, "jackpots": 10, "events": 5},
                MONGO,
            ),
            BenchmarkQuery("M2", "2,000 events", {"events": 2_000}, MONGO),
            BenchmarkQuery(
                "M3", "2,000 events → credential → user in PostgreSQL", {"events": 2_000}, MONGO | {"postgres"}
            ),
        )
    }
    return [queries[name] for name in names] if names else list(queries.values())


def growing(query: BenchmarkQuery) -> dict[int, BenchmarkQuery]:
    """The query at 1, 4 and 16 times its smallest size. Raises KeyError for one that does not grow."""
    field, smallest = {"Q4": ("sites", 5), "Q5": ("wagers", 1_250)}[query.name]
    return {factor: query.given(**{field: smallest * factor}) for factor in (1, 4, 16)}


def large(query: BenchmarkQuery) -> BenchmarkQuery:
    """Q4 with an answer of more than 10 MB."""
    return query.given(sites=40, miners=250)
