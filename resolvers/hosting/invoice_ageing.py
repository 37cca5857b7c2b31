"""How long invoices have been waiting for their money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated

from resolvers.analysis import Source, Where, analysis
from resolvers.exact import total
from stores.aggregate import Figures, Function, Measure
from stores.errors import AnswerTooLarge, UnrepresentableValue
from stores.filter import Among, Filter, IsNull

BANDS = ((None, 0), (1, 30), (31, 60), (61, 90), (91, None))
"""Days overdue of each band, both ends included; at most 0 are not yet due."""

DAY_LIMIT = 10_000
"""Most days on which invoices are due that are read: those of 27 years."""


@dataclass(frozen=True, slots=True)
class InvoiceAgeBand:
    """Unpaid invoices that are about as long overdue."""

    from_days: Annotated[int | None, "Least days overdue; null for invoices that are not yet due."]
    to_days: Annotated[int | None, "Most days overdue; null for the oldest invoices."]
    count: Annotated[int, "Number of unpaid invoices."]
    amount: Annotated[Decimal, "What they sum up to, in US dollars."]


@analysis(rows=len(BANDS))
async def invoice_ageing(
    source: Source,
    *,
    as_of: Annotated[date | None, "The day to count from; today in UTC if nothing is said."] = None,
    where: Annotated[Filter | None, Where("Invoice"), "Only invoices of which this holds."] = None,
) -> list[InvoiceAgeBand]:
    """Invoices that were sent and are not paid, by how many days they are overdue: the youngest band first.

    Whether an invoice is paid is what is stored now, whatever the day to count from. Drafts have no part, and neither
    has an invoice with a day of payment, whatever its status.
    """
    day = as_of or datetime.now(UTC).date()
    unpaid = (Among("status", ("sent", "overdue")), IsNull("paid_date"), where)
    amount = Measure(Function.SUM, "amount")
    (by_day,) = await source.figures("Invoice", [amount], groups=["due_date"], where=unpaid, limit=DAY_LIMIT + 1)
    if len(by_day) > DAY_LIMIT:
        raise AnswerTooLarge(f"unpaid invoices are due on more than {DAY_LIMIT} days: say more of them in `where`")
    return [_band(by_day, day, *band) for band in BANDS]


def _band(by_day: Sequence[Figures], day: date, least: int | None, most: int | None) -> InvoiceAgeBand:
    late = [(figures, _days_overdue(day, figures.groups[0])) for figures in by_day]
    kept = [figures for figures, days in late if (least is None or days >= least) and (most is None or days <= most)]
    amount = total(figures.measures[0] for figures in kept)
    return InvoiceAgeBand(least, most, sum(figures.count for figures in kept), amount)


def _days_overdue(day: date, due: object) -> int:
    if not isinstance(due, date):
        # PostgreSQL has days beyond Python's calendar.
        raise UnrepresentableValue("the due_date of an unpaid invoice is no day of the calendar")
    return (day - due).days
