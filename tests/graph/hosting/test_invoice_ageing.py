"""`invoiceAgeing`, by hand: invoices at both ends of every band."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from tests.graph.hosting.conftest import Hosting, Row

AGEING = """query ($asOf: Date, $where: InvoiceFilter) {
    invoiceAgeing(asOf: $asOf, where: $where) { fromDays toDays count amount } }"""
DAY = date(2026, 3, 10)
NUMBERS = count(1)
DEALS = [{"id": key, "lead_id": 1, "title": "A", "value": Decimal(1)} for key in (1, 2)]
PARENTS: dict[str, Any] = {"crm_leads": [{"id": 1, "name": "Somebody"}], "crm_deals": DEALS}


def invoice(overdue: int, amount: str, status: str = "sent", *, paid: date | None = None, deal: int = 1) -> Row:
    """An invoice that is so many days overdue on the day."""
    due = DAY - timedelta(days=overdue)
    row = {"deal_id": deal, "invoice_number": f"I{next(NUMBERS)}", "amount": Decimal(amount), "status": status}
    return {**row, "issue_date": due - timedelta(days=30), "due_date": due, "paid_date": paid}


INVOICES = [
    invoice(-20, "0.01"),
    invoice(0, "0.02"),
    invoice(1, "0.10", "overdue"),
    invoice(30, "0.20", "overdue"),
    invoice(30, "0.20", "overdue", deal=2),
    invoice(31, "1"),
    invoice(60, "2"),
    invoice(61, "10"),
    invoice(90, "20"),
    invoice(91, "100"),
    invoice(5_000, "200.00", deal=2),
    # Not waited for: drafts and what is paid, by its status or by its day.
    invoice(10, "1000", "draft"),
    invoice(10, "1000", "paid", paid=DAY),
    invoice(10, "1000", "paid"),
    invoice(10, "1000", "overdue", paid=DAY),
]


def bands(*found: tuple[int, str]) -> list[dict[str, Any]]:
    """The bands with these numbers and amounts."""
    ends = ((None, 0), (1, 30), (31, 60), (61, 90), (91, None))
    pairs = zip(ends, found, strict=True)
    return [{"fromDays": low, "toDays": high, "count": number, "amount": sum_} for (low, high), (number, sum_) in pairs]


async def test_unpaid_invoices_are_in_the_band_of_their_days(hosting: Hosting) -> None:
    """In one statement."""
    await hosting.fill(**PARENTS, crm_invoices=INVOICES)
    data = await hosting.data(AGEING, asOf="2026-03-10")
    expected = bands((2, "0.03"), (3, "0.50"), (2, "3"), (2, "30"), (2, "300.00"))
    assert data["invoiceAgeing"] == expected
    assert hosting.statements == 1


async def test_a_day_later_they_are_a_day_older(hosting: Hosting) -> None:
    await hosting.fill(**PARENTS, crm_invoices=INVOICES)
    data = await hosting.data(AGEING, asOf="2026-03-11")
    assert [each["count"] for each in data["invoiceAgeing"]] == [1, 2, 3, 2, 3]


async def test_the_day_is_today_if_nothing_is_said(hosting: Hosting) -> None:
    since = (datetime.now(UTC).date() - DAY).days
    await hosting.fill(**PARENTS, crm_invoices=[invoice(-since, "1"), invoice(-since + 45, "2")])
    data = await hosting.data(AGEING)
    assert [each["count"] for each in data["invoiceAgeing"]] == [1, 0, 1, 0, 0]


async def test_without_invoices_every_band_is_empty(hosting: Hosting) -> None:
    await hosting.fill()
    assert (await hosting.data(AGEING))["invoiceAgeing"] == bands(*[(0, "0")] * 5)


async def test_a_filter_keeps_some_of_the_invoices(hosting: Hosting) -> None:
    await hosting.fill(**PARENTS, crm_invoices=INVOICES)
    data = await hosting.data(AGEING, asOf="2026-03-10", where={"dealId": {"eq": 2}})
    assert data["invoiceAgeing"] == bands((0, "0"), (1, "0.20"), (0, "0"), (0, "0"), (1, "200.00"))


async def test_an_amount_that_is_no_number_adds_nothing(hosting: Hosting) -> None:
    """NUMERIC has NaN, which PostgreSQL holds to be above 0."""
    await hosting.fill(**PARENTS, crm_invoices=[invoice(10, "NaN"), invoice(40, "NaN"), invoice(41, "3")])
    data = await hosting.data(AGEING, asOf="2026-03-10")
    assert data["invoiceAgeing"] == bands((0, "0"), (1, "0"), (2, "3"), (0, "0"), (0, "0"))


async def test_days_beyond_the_calendar_are_told_apart(hosting: Hosting) -> None:
    """What is never due is not due; a day that cannot be counted from is an error that names the column."""
    await hosting.fill(**PARENTS, crm_invoices=[invoice(10, "1")])
    await hosting.execute("UPDATE hosting.crm_invoices SET due_date = 'infinity'")
    assert (await hosting.data(AGEING))["invoiceAgeing"][0]["count"] == 1
    await hosting.execute("UPDATE hosting.crm_invoices SET due_date = '294276-12-31'")
    ((code, message),) = await hosting.errors(AGEING)
    assert (code, "due_date" in message) == ("UNREPRESENTABLE_VALUE", True)
