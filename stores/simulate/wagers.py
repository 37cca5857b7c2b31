"""Wagers: customers place them, and a little later they are settled. Balances and stored totals are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any

from sqlalchemy import DateTime, String, Values, column, func, select, update, values

from stores.errors import BadInput
from stores.postgres.catalogue import tables
from stores.postgres.models.fire22 import Customer, Wager
from stores.seed.choice import pick_skewed
from stores.seed.recipe import Row
from stores.seed.recipes.fire22 import MARKETS, OPEN, SPORTS, money
from stores.seed.vocabulary import Vocabulary
from stores.simulate.kind import Connection, copy, fetch

NUMBERED = "^wgr_[0-9]{1,15}$"
"""How wagers are called whose number goes on."""

SETTLED_AFTER = (5.0, 60.0)
"""Bounds, in seconds, of the time until a wager is settled."""

REMEMBERED = timedelta(hours=1)
"""How old an open wager may be that another simulation has left."""


class Wagers:
    """A `PostgresKind`: each step settles wagers that are due, and places new ones with the rest of its rows."""

    name = "wagers"
    share = 0.17

    def __init__(self, random: Random) -> None:
        self._random = random
        self._table = tables()["Wager"]
        words = Vocabulary().words
        self._leagues = [words[sport] for sport in SPORTS]
        self._number = 0
        self._customers: list[Any] = []
        self._open: list[tuple[datetime, str, float]] = []

    async def load(self, connection: Connection, now: datetime) -> None:
        """See `PostgresKind`."""
        numbered = select(func.max(Wager.id)).where(Wager.id.regexp_match(NUMBERED))
        customers = select(Customer.id, Customer.agent_id, Customer.betting_limit)
        remembered = select(Wager.id, Wager.odds).where(Wager.status.in_(OPEN), Wager.created_at > now - REMEMBERED)
        ((last,),) = await fetch(connection, numbered)
        self._number = 0 if last is None else int(last.removeprefix("wgr_"))
        active = customers.where(Customer.status == "active").order_by(Customer.id)
        self._customers = list(await fetch(connection, active))
        if not self._customers:
            raise BadInput("there are no customers to place wagers: run `polygraph seed` first")
        self._open = []
        for row in await fetch(connection, remembered.order_by(Wager.id)):
            self._remember(row["id"], float(row["odds"] or 2), now)

    async def write(self, connection: Connection, now: datetime, count: int) -> int:
        """See `PostgresKind`."""
        decided: list[tuple[str, str, str, datetime]] = []
        while len(decided) < count and self._open and self._open[0][0] <= now:
            _, wager, odds = heappop(self._open)
            decided.append((wager, *self._decision(odds), now))
        placed = [self._place(now) for _ in range(count - len(decided))]
        if decided:
            await fetch(connection, _settle(decided))
        if placed:
            await copy(connection, self._table, placed)
        return len(decided) + len(placed)

    def _place(self, now: datetime) -> Row:
        random = self._random
        customer = pick_skewed(self._customers, random)
        stake = max(100, min(int(100 * (customer["betting_limit"] or 1_000)), int(random.lognormvariate(7.8, 1.1))))
        odds = min(5_000, 105 + int(100 * random.lognormvariate(-0.2, 0.8)))
        self._number += 1
        wager = f"wgr_{self._number:08d}"
        self._remember(wager, odds / 100, now)
        return {
            "id": wager,
            "wager_number": f"W{self._number:08d}",
            "customer_id": customer["id"],
            "agent_id": customer["agent_id"],
            "amount": money(stake),
            "description": f"{' at '.join(random.sample(random.choice(self._leagues), 2))}, {random.choice(MARKETS)}",
            "status": "pending",
            "odds": money(odds),
            "potential_win": money((stake * odds + 50) // 100),
            "created_at": now,
            "updated_at": now,
        }

    def _remember(self, wager: str, odds: float, now: datetime) -> None:
        heappush(self._open, (now + timedelta(seconds=self._random.uniform(*SETTLED_AFTER)), wager, odds))

    def _decision(self, odds: float) -> tuple[str, str]:
        """The status and result of a wager: won as often as the odds say, less the house's edge."""
        chance = self._random.random()
        if chance < 0.02:
            return "voided", "void"
        if chance < 0.05:
            return "settled", "push"
        return "settled", "win" if self._random.random() < 0.95 / odds else "loss"


def _settle(decided: Sequence[tuple[str, str, str, datetime]]) -> Any:
    """One statement for all of them; a wager that somebody else has settled meanwhile stays as it is."""
    names = (column("id", String), column("status", String), column("result", String), column("at", DateTime(True)))
    rows: Values = values(*names, name="decided").data(list(decided))
    return (
        update(Wager)
        .where(Wager.id == rows.c.id, Wager.status.in_(OPEN))
        .values(status=rows.c.status, result=rows.c.result, settled_at=rows.c["at"], updated_at=rows.c["at"])
    )
