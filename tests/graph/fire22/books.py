"""A sportsbook with just the rows that a test writes, and the graph over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import Any

import asyncpg

from tests.graph.conftest import Graph

TABLES = "wagers", "customers", "agents", "kpi_metrics", "weekly_stats"
NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Books:
    """Writes rows, and asks the graph."""

    connection: asyncpg.Connection[Any]
    graph: Graph

    async def clear(self) -> None:
        """Forget all rows."""
        await self.connection.execute("TRUNCATE " + ", ".join(f"fire22.{table}" for table in TABLES) + " CASCADE")

    async def people(self, **agents: Sequence[str]) -> None:
        """Agents by their ids, with the ids of their customers."""
        for agent, customers in agents.items():
            await self.write("agents", id=agent, name=agent, code=agent)
            for customer in customers:
                await self.write("customers", id=customer, agent_id=agent, name=customer, email=customer)

    async def wager(
        self, customer: str, at: str, amount: str, status: str = "pending", result: str | None = None, **more: Any
    ) -> None:
        """A wager of a customer with its agent; `potential_win` is given where it matters."""
        number = f"w{next(NUMBERS)}"
        agent = await self.connection.fetchval("SELECT agent_id FROM fire22.customers WHERE id = $1", customer)
        placed = {"customer_id": customer, "agent_id": agent, "created_at": moment(at), "amount": Decimal(amount)}
        outcome = {"description": "a match", "status": status, "result": result}
        await self.write("wagers", id=number, wager_number=number, **placed, **outcome, **more)

    async def week(self, start: str, end: str, handle: str, win: str, volume: str, *, bets: int) -> None:
        """Stored totals of a week, whose id is its start."""
        totals = {"total_handle": handle, "total_win": win, "total_volume": volume}
        amounts = {name: Decimal(value) for name, value in totals.items()}
        week = {"id": start, "week_start": moment(start), "week_end": moment(end)}
        await self.write("weekly_stats", **week, **amounts, total_bets=bets)

    async def metric(self, name: str, value: str, start: str, end: str, period: str = "daily") -> None:
        """A stored key figure, whose id is its name and its start."""
        stored = {"id": f"{name} {start}", "metric_name": name, "metric_value": Decimal(value), "period": period}
        await self.write("kpi_metrics", **stored, period_start=moment(start), period_end=moment(end))

    async def write(self, table: str, **row: Any) -> None:
        """A row as it is."""
        values = ", ".join(f"${number + 1}" for number in range(len(row)))
        await self.connection.execute(f"INSERT INTO fire22.{table} ({', '.join(row)}) VALUES ({values})", *row.values())

    async def data(self, query: str, **variables: Any) -> Any:
        """What the only field at the root has; there are no errors."""
        (value,) = (await self.graph.data(query, **variables)).values()
        return value


def moment(text: str) -> datetime:
    """A day (at midnight in UTC), or a moment in ISO 8601."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T00:00:00+00:00")
