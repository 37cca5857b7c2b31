"""hosting's curtailment: plans in every state, the miners in them, and the times at which those stood still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from stores.seed.choice import pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.hosting import RECIPES
from stores.seed.world import World

STATUSES = {"executed": 60, "executing": 0, "approved": 12, "pending": 14, "cancelled": 14}
KINDS = {"manual": 40, "scheduled": 40, "automatic": 20}
SHARE = 0.2
"""Part of a site's miners that a plan shuts down."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: its site, its miners in the order of shutting down, and when they stand still if it is carried out.

    Unless `chosen`, the miners only say how much power is to be saved, and others may be chosen later.
    """

    site: int
    status: str
    kind: str
    created: datetime
    scheduled: datetime | None
    executed: datetime | None
    recovery: datetime | None
    miners: tuple[Row, ...]
    chosen: bool = True


def plans(world: World) -> Iterator[Plan]:
    """The plans in order. The curtailed miners of a site are those of one plan that is being executed there.

    For some of the pending plans no miners have been chosen yet.
    """
    random = world.random("hosting curtailment")
    by_site = _miners_by_site(world)
    sites = sorted(by_site)
    curtailed = [site for site in sites if any(miner["status"] == "curtailed" for miner in by_site[site])]
    for site in curtailed:
        held = tuple(miner for miner in by_site[site] if miner["status"] == "curtailed")
        yield _plan("executing", held, 1, world.now, random)
    for number in range(1, max(len(STATUSES), world.expected("hosting.curtailment_plans") - len(curtailed)) + 1):
        site = random.choice(sites)
        size = max(1, int(len(by_site[site]) * SHARE))
        status = pick_weighted({kind: weight for kind, weight in STATUSES.items() if weight}, number, random)
        plan = _plan(status, tuple(random.sample(by_site[site], size)), number, world.now, random)
        yield replace(plan, chosen=status != "pending" or number % 2 == 0)


def standstills(world: World) -> Mapping[int, list[tuple[datetime, datetime]]]:
    """When each miner, by its identifier, stood still for a plan: from, included, and until."""
    found: dict[int, list[tuple[datetime, datetime]]] = {}
    for plan in plans(world):
        if plan.executed is not None:
            for miner in plan.miners:
                found.setdefault(miner["id"], []).append((plan.executed, plan.recovery or world.now))
    return found


def _miners_by_site(world: World) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for miner in world.rows("hosting.hosting_miners"):
        found.setdefault(miner["site_id"], []).append(miner)
    return found


def _plan(status: str, miners: tuple[Row, ...], number: int, now: datetime, random: Random) -> Plan:
    kind = pick_weighted(KINDS, number, random)
    length = timedelta(minutes=30 * random.randint(2, 12))
    scheduled = _scheduled(status, now, number, random)
    executed = scheduled + timedelta(minutes=random.randint(0, 3)) if status in {"executed", "executing"} else None
    return Plan(
        site=miners[0]["site_id"],
        status=status,
        kind=kind,
        created=min(now, scheduled) - timedelta(hours=random.randint(2, 60)),
        scheduled=None if kind == "manual" and number % 2 else scheduled,
        executed=executed,
        recovery=None if executed is None and number % 3 == 0 else (executed or scheduled) + length,
        miners=miners,
    )


def _scheduled(status: str, now: datetime, number: int, random: Random) -> datetime:
    hour = now.replace(minute=0, second=0)
    if status == "executing":
        return hour - timedelta(hours=1)
    if status == "executed":
        return hour - timedelta(hours=random.randint(16, 24 * (6 if number % 2 else 80)))
    if status == "cancelled":
        return hour - timedelta(hours=random.randint(24, 24 * 60))
    return hour + timedelta(hours=random.randint(3, 24 * 6))


@RECIPES.table("hosting.curtailment_plans")
def curtailment_plans(world: World, random: Random) -> Iterator[Row]:
    """The plans, with what those carried out really saved."""
    models = list(world.rows("hosting.miner_models"))
    for plan in plans(world):
        watts = sum(models[miner["miner_model_id"] - 1]["power_consumption"] for miner in plan.miners)
        saved = None if plan.executed is None else Decimal(int(watts * random.uniform(0.9, 0.99))).scaleb(-6)
        yield {
            "site_id": plan.site,
            "plan_type": plan.kind,
            "target_power_reduction": Decimal(watts).scaleb(-6),
            "status": plan.status,
            "scheduled_time": plan.scheduled,
            "executed_at": plan.executed,
            "recovery_time": plan.recovery,
            "miners_affected": len(plan.miners) if plan.executed else 0,
            "power_reduced": saved,
            "created_at": plan.created,
        }


@RECIPES.table("hosting.curtailment_plan_miners")
def plan_miners(world: World, _: Random) -> Iterator[Row]:
    """The miners of every plan, in groups of four that go together."""
    for number, plan in enumerate(plans(world), 1):
        for place, miner in enumerate(plan.miners if plan.chosen else ()):
            yield {"plan_id": number, "miner_id": miner["id"], "shutdown_order": 1 + place // 4}
