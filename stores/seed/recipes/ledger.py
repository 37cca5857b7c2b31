"""fire22's ledger: what moved on the customers' accounts because of the newer wagers, and what they paid in and out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count
from random import Random

from stores.seed.recipe import Row
from stores.seed.recipes.fire22 import RECIPES, money, paid_back
from stores.seed.world import World

PER_WAGER = 1.6
"""Transactions that a wager brings about, deposits and withdrawals included."""

UNSUCCESSFUL = {5: "failed", 8: "cancelled"}
"""Which of ten payments do not succeed."""


class Ledger:
    """Keeps every customer's balance, so that no account is overdrawn at any time."""

    def __init__(self, world: World, random: Random) -> None:
        self._world = world
        self._random = random
        self._balances: dict[str, Decimal] = {}
        self._due: list[tuple[datetime, int, Row]] = []
        self._numbers = count(1)
        self._payments = count(1)

    def place(self, wager: Row) -> Iterator[Row]:
        """The transactions up to and with the stake of a wager, after those that fell due before."""
        yield from self.settle_until(wager["created_at"])
        customer, at = wager["customer_id"], wager["created_at"]
        while self._balances.get(customer, Decimal(0)) < wager["amount"]:
            deposit = money(10_000 * self._random.randint(1, 5)) + wager["amount"].quantize(Decimal(1)) * 2
            yield self._book(self._payment("deposit", customer, deposit, at))
        yield self._book(_about(wager, "wager", -wager["amount"], at, wager["description"]))
        if back := paid_back(wager):
            refunded = wager["result"] not in {"win", "push"}
            described = f"Stake of {wager['wager_number']} returned" if refunded else None
            kind = "refund" if refunded else "settlement"
            returned = _about(wager, kind, back, wager["updated_at"], described)
            heappush(self._due, (wager["updated_at"], next(self._numbers), returned))

    def settle_until(self, time: datetime) -> Iterator[Row]:
        """The settlements and refunds that fall due until a time; after some of them the customer pays out."""
        while self._due and self._due[0][0] <= time:
            at, _, returned = heappop(self._due)
            yield self._book(returned)
            customer = returned["customer_id"]
            if self._random.random() < 0.15 and self._balances[customer] > 50:
                amount = (self._balances[customer] / 2).quantize(Decimal("0.01"))
                yield self._book(self._payment("withdrawal", customer, -amount, at))

    def open_requests(self) -> Iterator[Row]:
        """Withdrawals that were asked for last and are still pending."""
        known = sorted(self._balances)
        for customer in known[: max(2, len(known) // 100)]:
            asked = self._world.now - timedelta(minutes=self._random.randint(1, 300))
            yield self._book({**self._payment("withdrawal", customer, money(-5_000), asked), "status": "pending"})

    def _payment(self, kind: str, customer: str, amount: Decimal, at: datetime) -> Row:
        number = next(self._payments)
        return {
            "type": kind,
            "customer_id": customer,
            "amount": amount,
            "status": UNSUCCESSFUL.get(number % 10, "completed"),
            "reference": None if number % 6 == 0 else f"PAY-{number:08d}",
            "description": f"{kind.title()} by card",
            "created_at": at,
        }

    def _book(self, transaction: Row) -> Row:
        """The whole row; if it is completed, the balance moves."""
        customer, at = transaction["customer_id"], transaction["created_at"]
        completed = transaction["status"] == "completed"
        if completed:
            self._balances[customer] = self._balances.get(customer, Decimal(0)) + transaction["amount"]
        return {**transaction, "updated_at": at, "processed_at": at if completed else None}


def _about(wager: Row, kind: str, amount: Decimal, at: datetime, description: str | None) -> Row:
    """A completed transaction that a wager brings about, to be booked."""
    return {
        "type": kind,
        "customer_id": wager["customer_id"],
        "amount": amount,
        "status": "completed",
        "reference": wager["wager_number"],
        "description": description,
        "created_at": at,
    }


@RECIPES.table("fire22.transactions", streamed=True)
def transactions(world: World, random: Random) -> Iterator[Row]:
    """The transactions in the order of their time, as many as the scale says, which the newest wagers bring about."""
    ledger = Ledger(world, random)
    skipped = world.expected("fire22.wagers") - int(world.expected("fire22.transactions") / PER_WAGER)
    rows = _all(ledger, world, skipped)
    for number, row in enumerate(rows, 1):
        yield {"id": f"txn_{number:08d}", **row}


def _all(ledger: Ledger, world: World, skipped: int) -> Iterator[Row]:
    for number, wager in enumerate(world.rows("fire22.wagers")):
        if number >= skipped:
            yield from ledger.place(wager)
    yield from ledger.settle_until(world.now)
    yield from ledger.open_requests()
