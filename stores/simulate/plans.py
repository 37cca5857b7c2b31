"""Curtailment plans: made, approved, executed when their time has come, and over when their miners start again.

What a plan does next follows from its row alone, so that any simulation goes on with those that another has left, and
with those of the sample data.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import func, insert, select, update

from stores.postgres.models.hosting import CurtailmentPlan, HostingUser, Miner, MinerOperation, PlanMiner, Site
from stores.simulate.fleet import Fleet
from stores.simulate.kind import Connection, fetch

EVERY = timedelta(seconds=40)
FIRST_AFTER = timedelta(seconds=5)
APPROVED_BEFORE = timedelta(seconds=10)
SCHEDULED_AFTER = timedelta(seconds=20)
STANDS_STILL = timedelta(seconds=60)
MOST_MINERS = 6
SHARE = 0.1
"""Part of a site's active miners that a plan shuts down."""

AUTOMATIC = "automatic"


@dataclass(slots=True)
class OpenPlan:
    """A plan that is not over, with the identifiers of its miners."""

    id: int
    site: int
    status: str
    scheduled: datetime
    recovery: datetime | None
    miners: tuple[int, ...]


class Plans:
    """A `PostgresKind` with a clock of its own."""

    name = "plans"
    share = 0.0

    def __init__(self, fleet: Fleet, random: Random) -> None:
        self._fleet = fleet
        self._random = random
        self._open: list[OpenPlan] = []
        self._staff: list[str] = []
        self._next: datetime | None = None

    async def load(self, connection: Connection, now: datetime) -> None:
        """See `PostgresKind`."""
        staff = select(HostingUser.id).where(HostingUser.role.in_(("owner", "admin"))).order_by(HostingUser.id)
        self._staff = [row["id"] for row in await fetch(connection, staff)]
        self._open = [_open_plan(row) for row in await fetch(connection, _open_plans())]
        self._next = now + FIRST_AFTER

    async def write(self, connection: Connection, now: datetime, _: int) -> int:
        """See `PostgresKind`; it does not matter how many rows are due."""
        written = 0
        for plan in self._open:
            written += await self._advance(connection, plan, now)
        self._open = [plan for plan in self._open if plan.status not in {"executed", "cancelled"}]
        if self._next is None or now >= self._next:
            self._next = now + EVERY
            written += await self._make(connection, now)
        return written

    async def _advance(self, connection: Connection, plan: OpenPlan, now: datetime) -> int:
        """What is due of a plan; never two things in one step, so that all can be seen."""
        if plan.status == "pending" and now >= plan.scheduled - APPROVED_BEFORE:
            return await self._set(connection, plan, "approved")
        if plan.status == "approved" and now >= plan.scheduled:
            return await self._execute(connection, plan, now)
        if plan.status == "executing" and plan.recovery is not None and now >= plan.recovery:
            return await self._recover(connection, plan, now)
        return 0

    async def _make(self, connection: Connection, now: datetime) -> int:
        """A new plan for a site that has active miners in no other plan; none if there is no such site."""
        taken = {miner for plan in self._open for miner in plan.miners}
        by_site: dict[int, list[int]] = {}
        for miner in self._fleet.miners.values():
            if miner.status == "active" and miner.id not in taken:
                by_site.setdefault(miner.site, []).append(miner.id)
        if not by_site:
            return 0
        site = self._random.choice(sorted(by_site))
        size = max(1, min(MOST_MINERS, int(SHARE * len(by_site[site]))))
        miners = tuple(self._random.sample(by_site[site], size))
        plan = OpenPlan(0, site, "pending", now + SCHEDULED_AFTER, now + SCHEDULED_AFTER + STANDS_STILL, miners)
        ((plan.id,),) = await fetch(connection, self._inserted(plan, now))
        places = [
            {"plan_id": plan.id, "miner_id": miner, "shutdown_order": 1 + place // 2}
            for place, miner in enumerate(miners)
        ]
        await fetch(connection, insert(PlanMiner).values(places))
        self._open.append(plan)
        return 1 + len(places)

    def _inserted(self, plan: OpenPlan, now: datetime) -> Any:
        kind = self._random.choice(("manual", "scheduled", AUTOMATIC))
        by_hand = kind != AUTOMATIC and self._staff
        row = {
            "site_id": plan.site,
            "plan_type": kind,
            "target_power_reduction": self._megawatts(plan.miners),
            "status": plan.status,
            "scheduled_time": plan.scheduled,
            "recovery_time": plan.recovery,
            "created_by": self._random.choice(self._staff) if by_hand else None,
            "created_at": now,
        }
        return insert(CurtailmentPlan).values(row).returning(CurtailmentPlan.id)

    async def _execute(self, connection: Connection, plan: OpenPlan, now: datetime) -> int:
        stopped = await self._switch(connection, plan, now, old="active", new="curtailed")
        if not stopped:
            return await self._set(connection, plan, "cancelled")
        saved = self._megawatts(stopped) * Decimal(self._random.randint(90, 99)) / 100
        await self._set(
            connection, plan, "executing", executed_at=now, miners_affected=len(stopped), power_reduced=round(saved, 6)
        )
        return 2 + 2 * len(stopped)

    async def _recover(self, connection: Connection, plan: OpenPlan, now: datetime) -> int:
        started = await self._switch(connection, plan, now, old="curtailed", new="active")
        return await self._set(connection, plan, "executed") + (1 + 2 * len(started) if started else 0)

    async def _switch(self, connection: Connection, plan: OpenPlan, now: datetime, *, old: str, new: str) -> list[int]:
        """Change the status of the plan's miners that have the old one, and all that follows from it; those changed."""
        operation = "start" if new == "active" else "shutdown"
        switch = update(Miner).where(Miner.id.in_(plan.miners), Miner.status == old)
        found = await fetch(connection, switch.values(status=new, updated_at=now).returning(Miner.id))
        switched = sorted(row["id"] for row in found)
        if switched:
            active = Site.active_miners + (len(switched) if new == "active" else -len(switched))
            bounded = func.least(Site.total_miners, func.greatest(0, active))
            await fetch(connection, update(Site).where(Site.id == plan.site).values(active_miners=bounded))
            details = f"By curtailment plan {plan.id}"
            noted = [
                {"miner_id": miner, "operation": operation, "details": details, "timestamp": now} for miner in switched
            ]
            await fetch(connection, insert(MinerOperation).values(noted))
            self._fleet.change(switched, new)
        return switched

    async def _set(self, connection: Connection, plan: OpenPlan, status: str, **others: Any) -> int:
        changed = update(CurtailmentPlan).where(CurtailmentPlan.id == plan.id).values(status=status, **others)
        await fetch(connection, changed)
        plan.status = status
        return 1

    def _megawatts(self, miners: Collection[int]) -> Decimal:
        known = [self._fleet.miners[miner].watts for miner in miners if miner in self._fleet.miners]
        return Decimal(round(sum(known))).scaleb(-6)


def _open_plans() -> Any:
    plan = CurtailmentPlan
    miners = select(func.array_agg(PlanMiner.miner_id)).where(PlanMiner.plan_id == plan.id).scalar_subquery()
    return (
        select(plan.id, plan.site_id, plan.status, plan.scheduled_time, plan.recovery_time, miners.label("miners"))
        .where(plan.status.in_(("pending", "approved", "executing")), plan.scheduled_time.is_not(None))
        .order_by(plan.id)
    )


def _open_plan(row: Any) -> OpenPlan:
    miners = tuple(sorted(row["miners"] or ()))
    return OpenPlan(row["id"], row["site_id"], row["status"], row["scheduled_time"], row["recovery_time"], miners)
