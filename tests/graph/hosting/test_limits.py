"""What would take too many rows to read is refused, never cut."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest

from tests.graph.hosting.conftest import Hosting, at, miner, model, sample, site

TIMES = {"executed_at": at("10:00"), "recovery_time": at("11:00")}
ROWS: dict[str, Any] = {
    "hosting_sites": [site(1)],
    "miner_models": [model(1, 100, 3_000)],
    "hosting_miners": [miner(1, 1), miner(2, 1)],
    "curtailment_plans": [{"id": 1, "site_id": 1, "target_power_reduction": Decimal(1), **TIMES}],
    "curtailment_plan_miners": [{"plan_id": 1, "miner_id": key, "shutdown_order": 1} for key in (1, 2)],
    "miner_telemetry": [sample(key, at("10:00"), "1", "1") for key in (1, 2)],
    "crm_leads": [{"id": 1, "name": "Somebody"}],
    "crm_deals": [{"id": 1, "lead_id": 1, "title": "A", "value": Decimal(1)}],
    "crm_invoices": [
        {
            "deal_id": 1,
            "invoice_number": str(day),
            "amount": Decimal(1),
            "status": "sent",
            "issue_date": date(2026, 3, 1),
            "due_date": date(2026, 3, day),
        }
        for day in (1, 2)
    ],
}
POWER = '{ site(id: 1) { power(from: "2026-03-10T10:00:00Z", to: "2026-03-10T11:00:00Z") { minersReporting } } }'
MEASURED = "{ curtailmentPlan(id: 1) { measuredEffect { miners } } }"


@pytest.mark.parametrize(
    ("module", "limit", "query"),
    [
        ("site_power", "MINER_LIMIT", POWER),
        ("measured_curtailment", "MINER_LIMIT", MEASURED),
        ("measured_curtailment", "SAMPLE_LIMIT", MEASURED),
        ("invoice_ageing", "DAY_LIMIT", "{ invoiceAgeing { count } }"),
    ],
)
async def test_two_rows_are_read_where_two_are_the_limit_and_refused_where_it_is_one(
    hosting: Hosting, monkeypatch: pytest.MonkeyPatch, module: str, limit: str, query: str
) -> None:
    await hosting.fill(**ROWS)
    monkeypatch.setattr(import_module(f"resolvers.hosting.{module}"), limit, 2)
    await hosting.data(query)
    monkeypatch.setattr(import_module(f"resolvers.hosting.{module}"), limit, 1)
    ((code, message),) = await hosting.errors(query)
    assert (code, "more than 1 " in message) == ("ANSWER_TOO_LARGE", True)
