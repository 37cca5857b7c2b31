"""The statement ledger: what one request asked of the stores."""

from __future__ import annotations

from collections.abc import Awaitable, Sized
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any, TypeVar

from stores.aggregate import Aggregate
from stores.document import Documents
from stores.query import Count, Select, Sizes

Answer = TypeVar("Answer", bound=Sized)

Query = Select | Count | Documents | Aggregate | Sizes


@dataclass(slots=True)
class Statement:
    """One statement: the store and entity asked, how many keys went in and rows came out, and the milliseconds."""

    store: str
    entity: str
    keys: int
    rows: int
    milliseconds: float


@dataclass(slots=True)
class Ledger:
    """The statements of one request, the failed ones too, in the order in which they ended; and what they ask."""

    statements: list[Statement] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)

    async def record(self, query: Query, answering: Awaitable[Answer]) -> Answer:
        """Wait for a store's answer to `query` and write the statement down."""
        started, rows = perf_counter(), 0
        try:
            answer = await answering
            rows = len(answer)
        finally:
            milliseconds = round((perf_counter() - started) * 1000, 3)
            self.statements.append(_statement(query, rows, milliseconds))
            self.queries.append(query)
        return answer

    def report(self) -> list[dict[str, Any]]:
        """The statements as plain values for a response's `extensions`."""
        return [asdict(statement) for statement in self.statements]


def _statement(query: Query, rows: int, milliseconds: float) -> Statement:
    """Sizes are written down as a statement about the first of the entities, with all of them as its keys."""
    if isinstance(query, Sizes):
        first, keys = query.entities[0], len(query.entities)
    else:
        first, keys = query.entity, len(query.keys.values) if query.keys else 0
    return Statement(first.store, first.name, keys, rows, milliseconds)
