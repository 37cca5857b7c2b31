"""`crmPipeline`, by hand: deals in three of the five stages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.graph.hosting.conftest import Hosting, Row

PIPELINE = "query ($where: DealFilter) { crmPipeline(where: $where) { stage deals value weightedValue } }"
LEADS = [{"id": 1, "name": "Somebody"}, {"id": 2, "name": "Somebody else"}]


def deal(value: str, stage: str, probability: int, lead: int = 1) -> Row:
    """A deal of that worth."""
    return {"lead_id": lead, "title": "A", "value": Decimal(value), "stage": stage, "probability": probability}


DEALS = [
    deal("100.01", "discovery", 33),
    deal("0.10", "discovery", 10),
    deal("0.20", "discovery", 10, lead=2),
    deal("1000", "discovery", 0),
    deal("90071992547409.93", "proposal", 50, lead=2),
    deal("500.00", "closed_won", 100),
]


def stage(name: str, deals: int = 0, value: str = "0", weighted: str = "0") -> dict[str, Any]:
    return {"stage": name, "deals": deals, "value": value, "weightedValue": weighted}


async def test_stages_come_in_their_order_with_exact_weighted_values(hosting: Hosting) -> None:
    """In one statement. 33 % of 100.01 are 33.0033, and 10 % of 0.30 are 0.03."""
    await hosting.fill(crm_leads=LEADS, crm_deals=DEALS)
    data = await hosting.data(PIPELINE)
    assert data["crmPipeline"] == [
        stage("DISCOVERY", 4, "1100.31", "33.0333"),
        stage("PROPOSAL", 1, "90071992547409.93", "45035996273704.9650"),
        stage("NEGOTIATION"),
        stage("CLOSED_WON", 1, "500.00", "500.0000"),
        stage("CLOSED_LOST"),
    ]
    assert hosting.statements == 1


async def test_without_deals_every_stage_has_nothing(hosting: Hosting) -> None:
    await hosting.fill()
    data = await hosting.data(PIPELINE)
    names = ("DISCOVERY", "PROPOSAL", "NEGOTIATION", "CLOSED_WON", "CLOSED_LOST")
    assert data["crmPipeline"] == [stage(name) for name in names]


async def test_a_filter_keeps_some_of_the_deals(hosting: Hosting) -> None:
    """Here by their lead, a relation to another row."""
    await hosting.fill(crm_leads=LEADS, crm_deals=DEALS)
    data = await hosting.data(PIPELINE, where={"lead": {"name": {"eq": "Somebody else"}}})
    assert [each["deals"] for each in data["crmPipeline"]] == [1, 1, 0, 0, 0]
