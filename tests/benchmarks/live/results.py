"""What the load of live subscriptions has cost, as it is written to JSON and read back."""

from __future__ import annotations

from datetime import datetime

from tests.benchmarks.results import Machine, Result


class Load(Result):
    """One number of subscribers. Times in milliseconds, memory in bytes, shares of a core in percent.

    latency: from when a row is committed until it has reached a client's program.
    statements: what the feed and the hub have asked of PostgreSQL, each second.
    """

    subscribers: int
    set_up: float
    rows: int
    deliveries: int
    latency_p50: float
    latency_p99: float
    latency_most: float
    idle_cpu: float
    cpu: float
    memory: int
    statements: float
    idle_statements: float


class LiveResults(Result):
    """One run."""

    date: datetime
    machine: Machine
    rows_per_second: int
    seconds: float
    loads: list[Load]
