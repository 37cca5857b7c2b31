"""hosting's sales: leads that become deals, deals that become invoices, each in a state that fits the one before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from stores.seed.choice import pick_skewed, pick_weighted
from stores.seed.recipe import Row
from stores.seed.recipes.hosting import RECIPES
from stores.seed.world import World

LEAD_STATUSES = {"converted": 30, "qualified": 20, "lost": 12, "contacted": 20, "new": 18}
SCORES = {"converted": (70, 100), "qualified": (55, 85), "lost": (5, 45), "contacted": (25, 65), "new": (10, 60)}
SOURCES = {"website": 55, "referral": 30, "cold_call": 15}
OPEN_STAGES = {"discovery": (10, 25), "proposal": (30, 50), "negotiation": (55, 85)}
ACTIVITIES = {"call": 35, "email": 40, "meeting": 15, "note": 10}
ACTIVITY_TEXTS = {
    "call": ("Talked about the price of a kilowatt-hour.", "Asked when the miners can be delivered.", "No answer."),
    "email": ("Sent the offer.", "Sent the contract.", "Answered questions about uptime.", "Sent photos of the site."),
    "meeting": ("Showed the site.", "Went through the contract.", "Met the client's engineers."),
    "note": ("Wants immersion cooling.", "Compares us with two others.", "Decides after the next board meeting."),
}
PAYMENT_DAYS = 30


def sales_people(world: World) -> list[str]:
    """The users who sell, by their identifiers."""
    return [user["id"] for user in world.rows("hosting.users") if user["role"] in {"user", "admin"}]


@RECIPES.table("hosting.crm_leads")
def leads(world: World, random: Random) -> Iterator[Row]:
    """Leads; one in four has an account already, under the same e-mail address."""
    accounts = list(world.rows("hosting.users"))
    owners = sales_people(world)
    for number in range(1, world.expected("hosting.crm_leads") + 1):
        account = pick_skewed(accounts, random) if number % 4 == 1 else None
        person = account["name"] if account else world.vocabulary.person(random)
        status = pick_weighted(LEAD_STATUSES, number, random)
        email = account["email"] if account else world.vocabulary.email(random, person)
        created = world.now - timedelta(days=random.randint(3, 500), seconds=random.randrange(86_400))
        yield {
            "name": person,
            "email": None if number % 16 == 6 else email,
            "status": status,
            "source": None if number % 12 == 10 else pick_weighted(SOURCES, number, random),
            "score": None if number % 10 == 8 else random.randint(*SCORES[status]),
            "owner_id": None if number % 9 == 7 else pick_skewed(owners, random),
            "created_at": created,
        }


@RECIPES.table("hosting.crm_deals")
def deals(world: World, random: Random) -> Iterator[Row]:
    """A won deal for every converted lead, open ones for the qualified, lost ones for some of the lost."""
    stages = cycle(OPEN_STAGES)
    qualified = 0
    for lead in world.rows("hosting.crm_leads"):
        if lead["status"] == "converted":
            yield _deal(world, lead, "closed_won", 100, random)
        elif lead["status"] == "lost" and lead["id"] % 3:
            yield _deal(world, lead, "closed_lost", 0, random)
        elif lead["status"] == "qualified":
            for _ in range(3 - qualified % 3):
                stage = next(stages)
                yield _deal(world, lead, stage, random.randint(*OPEN_STAGES[stage]), random)
            qualified += 1


def _deal(world: World, lead: Row, stage: str, probability: int, random: Random) -> Row:
    created = lead["created_at"] + (world.now - lead["created_at"]) * (0.4 * random.random())
    created = created.replace(microsecond=0)
    closed = created + (world.now - created) * random.random() if stage.startswith("closed") else None
    megawatts = random.choice((1, 2, 3, 5, 8, 12))
    due = (world.now if closed is None else created).date() + timedelta(days=random.randint(10, 120))
    return {
        "lead_id": lead["id"],
        "title": f"Hosting of {megawatts} MW for {lead['company'] or lead['name']}",
        "value": Decimal(int(megawatts * random.lognormvariate(11.5, 0.5))),
        "stage": stage,
        "probability": probability,
        "expected_close_date": None if random.random() < 0.1 else due,
        "owner_id": lead["owner_id"],
        "created_at": created,
        "closed_at": closed and closed.replace(microsecond=0),
    }


@RECIPES.table("hosting.crm_activities")
def activities(world: World, random: Random) -> Iterator[Row]:
    """What was done for each deal since it came up; nothing yet for some of the newest."""
    deals = list(world.rows("hosting.crm_deals"))
    each = -(-world.expected("hosting.crm_activities") // len(deals))
    number = 0
    for deal in deals:
        end = deal["closed_at"] or world.now
        for _ in range(0 if deal["id"] % 13 == 12 else random.randint(1, 2 * each)):
            number += 1
            kind = pick_weighted(ACTIVITIES, number, random)
            yield {
                "deal_id": deal["id"],
                "type": kind,
                "description": None if number % 11 == 5 else random.choice(ACTIVITY_TEXTS[kind]),
                "performed_by": None if number % 14 == 6 else deal["owner_id"],
                "activity_date": (deal["created_at"] + (end - deal["created_at"]) * random.random()).replace(
                    microsecond=0
                ),
            }


@RECIPES.table("hosting.crm_invoices")
def invoices(world: World, random: Random) -> Iterator[Row]:
    """Monthly invoices of every won deal, up to six; the newest of a deal is a draft or just sent."""
    number = 0
    for deal in world.rows("hosting.crm_deals"):
        if deal["stage"] != "closed_won":
            continue
        for month in range(1, 7):
            issued = deal["closed_at"].date() + timedelta(days=30 * month)
            if issued > world.now.date() and month > 1:
                break
            number += 1
            issued = min(issued, world.now.date())
            yield {
                "deal_id": deal["id"],
                "invoice_number": f"INV-{issued.year}-{number:06d}",
                "amount": (deal["value"] / 12).quantize(Decimal("0.01")),
                **_payment(number, issued, world.now.date(), random),
            }


def _payment(number: int, issued: date, today: date, random: Random) -> Row:
    due = issued + timedelta(days=PAYMENT_DAYS)
    row: Row = {"issue_date": issued, "due_date": due, "paid_date": None}
    if number % 9 == 4:
        return {**row, "status": "draft", "pdf_path": None}
    file = {"pdf_path": f"invoices/{issued.year}/{number:06d}.pdf"}
    if due < today and number % 6 == 2:
        return {**row, **file, "status": "overdue"}
    if due < today or number % 4 == 0:
        paid = min(today, issued + timedelta(days=random.randint(2, 40)))
        return {**row, **file, "status": "paid", "paid_date": paid}
    return {**row, **file, "status": "sent"}
