"""The statement ledger: what one request asked of the stores."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

from stores.query import Count, Select
from stores.store import Row, Store


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: the store and entity asked, how many keys went in and rows came out, and the milliseconds."""

    store: str
    entity: str
    keys: int
    rows: int
    milliseconds: float


@dataclass(slots=True)
class Ledger:
    """Runs queries and writes each down, the failed ones too."""

    statements: list[Statement] = field(default_factory=list)

    async def select(self, store: Store, query: Select) -> list[Row]:
        """`store.select`, written down."""
        started, rows = perf_counter(), list[Row]()
        try:
            rows = list(await store.select(query))
        finally:
            self._write(query, rows, started)
        return rows

    async def count(self, store: Store, query: Count) -> dict[tuple[Any, ...], int]:
        """`store.count`, written down."""
        started, counts = perf_counter(), dict[tuple[Any, ...], int]()
        try:
            counts = dict(await store.count(query))
        finally:
            self._write(query, counts, started)
        return counts

    def report(self) -> list[dict[str, Any]]:
        """The statements as plain values for a response's `extensions`."""
        return [asdict(statement) for statement in self.statements]

    def _write(self, query: Select | Count, rows: Sized, started: float) -> None:
        keys = len(query.keys.values) if query.keys else 0
        milliseconds = round((perf_counter() - started) * 1000, 3)
        self.statements.append(Statement(query.entity.store, query.entity.name, keys, len(rows), milliseconds))
