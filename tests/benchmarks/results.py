"""The results, as they are written to JSON and read back."""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict


class Result(BaseModel):
    """A part of the results; unchangeable."""

    model_config = ConfigDict(frozen=True)


class Spread(Result):
    """The median of several rounds, with the least and the most."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Self:
        """The spread of at least one value."""
        known = sorted(values)
        return cls(median=statistics.median(known), low=known[0], high=known[-1])


class Figures(Result):
    """What one peer's answers to one query cost: times in milliseconds, memory in bytes.

    `store_cpu` is that of the stores that hold the query's rows, and of no other.
    """

    requests_per_second: Spread
    p50: Spread
    p99: Spread
    server_cpu: Spread
    store_cpu: Spread
    peak_memory: int


class Ratios(Result):
    """One peer's figures divided by PostGraphile's of the same round."""

    requests_per_second: Spread
    p50: Spread
    server_cpu: Spread


class Cell(Result):
    """One query, one peer, one number of connections. `answer` is the length of the answer in bytes.

    A peer that failed under the load has no figures; `failure` says how.
    """

    query: str
    peer: str
    connections: int
    rounds: int
    requests: int
    answer: int
    figures: Figures | None
    ratios: Ratios | None
    failure: str | None = None


class Growth(Result):
    """Server CPU of a query at multiples of its smallest size, in milliseconds per request.

    `exponent` is the slope of the logarithms: 1 is linear, less is cheaper per row the more rows there are.
    """

    query: str
    peer: str
    server_cpu: dict[int, float]
    answer: dict[int, int]
    exponent: float


class Scaling(Result):
    """Requests per second by number of workers, all on all cores, which they share with load and databases."""

    query: str
    peer: str
    requests_per_second: dict[int, float]


class LargeAnswer(Result):
    """What a large answer adds to a fresh server's memory at its peak, in bytes."""

    peer: str
    answer: int
    before: int
    added: int


class PeerMemory(Result):
    """A peer's share of a core while nobody asks it, in percent, and its memory after all queries, in bytes.

    Its peak is the largest of its cells' `peak_memory`.
    """

    name: str
    title: str
    idle: float
    resident: int


class Machine(Result):
    """Where it was measured; `busy` is the load average of the minute before."""

    cores: int
    model: str
    memory: int
    system: str
    busy: float


class Results(Result):
    """One run of the benchmark."""

    date: datetime
    scale: str
    rounds: int
    seconds: float
    machine: Machine
    versions: dict[str, str]
    queries: dict[str, str]
    peers: list[PeerMemory]
    cells: list[Cell]
    growth: list[Growth] = []
    scaling: list[Scaling] = []
    large_answers: list[LargeAnswer] = []
