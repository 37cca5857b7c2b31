"""What was bet, hand-computed: by period, agent and customer, at the root and of each of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.operation_request import OperationRequest
from resolvers.fire22.betting import LINE_LIMIT
from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.fire22.books import Books
from tests.graph.reference import Reference, Row

TOTALS = "bets decidedBets handle decidedHandle paidBack win volume holdPercent"
NOTHING = {
    "bets": 0,
    "decidedBets": 0,
    "handle": "0",
    "decidedHandle": "0",
    "paidBack": "0",
    "win": "0",
    "volume": "0",
    "holdPercent": None,
}
BETTING = f"""query ($from: DateTime!, $to: DateTime!, $every: BettingPeriod, $zone: String, $by: BettingSide,
        $first: Int, $where: WagerFilter) {{
    betting(from: $from, to: $to, every: $every, timeZone: $zone, by: $by, first: $first, where: $where) {{
        start end agent {{ id }} customer {{ id }} totals {{ {TOTALS} }} }} }}"""
MARCH = {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"}


def brief(lines: Iterable[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """When a line starts, whose it is, how many wagers it has and their handle."""
    return [
        (line["start"], *(line[side]["id"] for side in ("agent", "customer") if line[side]), *said(line["totals"]))
        for line in lines
    ]


def said(totals: dict[str, Any]) -> tuple[int, str]:
    """How many wagers, and their handle."""
    return totals["bets"], totals["handle"]


async def test_every_status_and_result_counts_as_the_definitions_say(books: Books) -> None:
    await books.people(a=["c"])
    day = "2026-03-02"
    for status, result, amount, promised in (
        ("pending", None, "1", "9000"),
        ("active", None, "2", "9000"),
        ("settled", "win", "10", "25.50"),
        ("settled", "loss", "20.25", "9000"),
        ("settled", "push", "30", "9000"),
        ("settled", "void", "40", "9000"),
        ("settled", None, "50", "9000"),
        ("cancelled", None, "60", "9000"),
        ("voided", "void", "70", None),
        ("settled", "win", "80", None),
    ):
        await books.wager("c", day, amount, status, result, potential_win=promised and Decimal(promised))
    # The stakes are 363.25, 3 of them open. Paid back are 25.50 to one winner and nothing to the other, whose payout is
    # not stored, and the stakes 30 + 40 + 60 + 70. The win is 360.25 - 225.50; of 360.25 that is 37.40 %.
    (line,) = await books.data(BETTING, **MARCH)
    assert line["totals"].pop("holdPercent") == pytest.approx(100 * 134.75 / 360.25)
    assert line == {
        "start": None,
        "end": None,
        "agent": None,
        "customer": None,
        "totals": {
            "bets": 10,
            "decidedBets": 8,
            "handle": "363.25",
            "decidedHandle": "360.25",
            "paidBack": "225.50",
            "win": "134.75",
            "volume": "588.75",
        },
    }


async def test_without_wagers_there_is_one_line_of_nothing_and_none_of_periods_or_people(books: Books) -> None:
    await books.people(a=["c"])
    (line,) = await books.data(BETTING, **MARCH)
    assert line["totals"] == NOTHING
    assert await books.data(BETTING, **MARCH, every="DAY") == []
    assert await books.data(BETTING, **MARCH, by="AGENT", every="DAY") == []
    assert await books.data(f"{{ agents {{ nodes {{ betting {{ {TOTALS} }} }} }} }}") == {
        "nodes": [{"betting": NOTHING}]
    }


async def test_a_house_that_pays_more_than_it_takes_has_a_negative_win(books: Books) -> None:
    await books.people(a=["c"])
    await books.wager("c", "2026-03-02", "10", "settled", "win", potential_win=Decimal("12.5"))
    (line,) = await books.data(BETTING, **MARCH)
    assert (line["totals"]["win"], line["totals"]["holdPercent"]) == ("-2.5", -25)


async def test_stakes_that_are_all_open_have_no_hold(books: Books) -> None:
    await books.people(a=["c"])
    await books.wager("c", "2026-03-02", "10")
    (line,) = await books.data(BETTING, **MARCH)
    assert line["totals"] == NOTHING | {"bets": 1, "handle": "10", "volume": "10"}


async def test_sums_of_many_digits_stay_exact(books: Books) -> None:
    await books.people(a=["c"])
    huge = Decimal("123456789012345678901234567890.01")
    await books.wager("c", "2026-03-02", str(huge), "settled", "loss")
    await books.wager("c", "2026-03-02", "0.02", "cancelled")
    (line,) = await books.data(BETTING, **MARCH)
    assert line["totals"]["handle"] == "123456789012345678901234567890.03"
    assert line["totals"]["win"] == str(huge)


async def test_the_window_holds_its_start_and_not_its_end(books: Books) -> None:
    await books.people(a=["c"])
    for at, amount in (
        ("2026-02-28T23:59:59.999999+00:00", "1"),
        ("2026-03-01", "2"),
        ("2026-03-31T23:59:59.999999+00:00", "4"),
        ("2026-04-01", "8"),
    ):
        await books.wager("c", at, amount)
    (line,) = await books.data(BETTING, **MARCH)
    assert said(line["totals"]) == (2, "6")
    query = (
        """query ($from: DateTime, $to: DateTime) { customer(id: "c") { betting(from: $from, to: $to) { handle } } }"""
    )
    for window, handle in ((MARCH, "6"), ({}, "15"), ({"from": MARCH["to"]}, "8"), ({"to": MARCH["from"]}, "1")):
        assert await books.data(query, **window) == {"betting": {"handle": handle}}


async def test_periods_are_those_of_a_place(books: Books) -> None:
    await books.people(a=["c"])
    # Monday the 30th of March began in Berlin at 22:00 UTC, for on Sunday the clocks there were put forward.
    for at, amount in (
        ("2026-03-22T22:59:59+00:00", "1"),
        ("2026-03-22T23:00:00+00:00", "2"),
        ("2026-03-29T21:59:59+00:00", "4"),
        ("2026-03-29T22:00:00+00:00", "8"),
    ):
        await books.wager("c", at, amount)
    lines = await books.data(BETTING, **MARCH, every="WEEK", zone="Europe/Berlin")
    assert brief(lines) == [
        ("2026-03-15T23:00:00Z", 1, "1"),
        ("2026-03-22T23:00:00Z", 2, "6"),
        ("2026-03-29T22:00:00Z", 1, "8"),
    ]
    assert [line["end"] for line in lines] == ["2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z"]
    days = await books.data(BETTING, **MARCH, every="DAY")
    assert brief(days) == [("2026-03-22T00:00:00Z", 2, "3"), ("2026-03-29T00:00:00Z", 2, "12")]
    (month,) = await books.data(BETTING, **MARCH, every="MONTH")
    assert (month["start"], month["end"]) == ("2026-03-01T00:00:00Z", "2026-04-01T00:00:00Z")


async def test_lines_of_people_come_with_the_largest_handle_first_and_equal_ones_by_their_ids(books: Books) -> None:
    await books.people(a=["c1", "c2"], b=["c3"], idle=["c4"])
    for customer, day, amount in (
        ("c1", "2026-03-02", "10"),
        ("c1", "2026-03-03", "10"),
        ("c2", "2026-03-03", "20"),
        ("c3", "2026-03-02", "50"),
        ("c3", "2026-04-02", "500"),
    ):
        await books.wager(customer, day, amount)
    assert brief(await books.data(BETTING, **MARCH, by="AGENT")) == [(None, "b", 1, "50"), (None, "a", 3, "40")]
    lines = await books.data(BETTING, **MARCH, by="CUSTOMER")
    assert brief(lines) == [(None, "c3", 1, "50"), (None, "c1", 2, "20"), (None, "c2", 1, "20")]
    first = await books.data(BETTING, **MARCH, by="CUSTOMER", first=2, every="DAY")
    assert brief(first) == [
        ("2026-03-02T00:00:00Z", "c3", 1, "50"),
        ("2026-03-02T00:00:00Z", "c1", 1, "10"),
        ("2026-03-03T00:00:00Z", "c1", 1, "10"),
    ]


async def test_a_filter_says_which_wagers_count(books: Books) -> None:
    await books.people(a=["c1"], b=["c2"])
    await books.wager("c1", "2026-03-02", "1", "settled", "loss")
    await books.wager("c1", "2026-03-02", "2")
    await books.wager("c2", "2026-03-02", "4", "settled", "loss")
    where = {"status": {"eq": "SETTLED"}}
    assert brief(await books.data(BETTING, **MARCH, where=where)) == [(None, 2, "5")]
    lines = await books.data(BETTING, **MARCH, by="AGENT", where=where | {"agent": {"id": {"eq": "a"}}})
    assert brief(lines) == [(None, "a", 1, "1")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"from": MARCH["to"], "to": MARCH["from"]}, "`from` must be before `to`"),
        (MARCH | {"first": 0}, "`first` must be from 1 to 1000, not 0"),
        (MARCH | {"first": 1001}, "`first` must be from 1 to 1000, not 1001"),
        (
            MARCH | {"first": 1000, "every": "DAY", "by": "AGENT"},
            f"there may be {LINE_LIMIT} lines, not 31000: ask for fewer or longer periods, or a lower `first`",
        ),
        (
            MARCH | {"every": "DAY", "zone": "Berlin"},
            "`Berlin` is not a time zone of the IANA database, like Europe/Berlin",
        ),
        (
            MARCH | {"from": "1899-12-31T00:00:00Z"},
            "`from` and `to` must lie in the years 1900 to 2199",
        ),
    ],
)
async def test_arguments_that_cannot_be_met_are_refused(books: Books, arguments: dict[str, Any], message: str) -> None:
    assert await books.graph.errors(BETTING, **arguments) == [("BAD_INPUT", message)]


async def test_agents_and_customers_cost_one_statement_each_however_many_there_are(books: Books) -> None:
    query = """{ agents { nodes { id betting { handle }
        customers { nodes { id betting(from: "2026-03-01T00:00:00Z") { handle } } } } } }"""
    await books.people(a=["c1"])
    await books.wager("c1", "2026-03-02", "1")
    await books.graph.data(query)
    one = [(each["entity"], each["keys"]) for each in books.graph.statements]
    await books.people(b=["c2", "c3"], c=["c4"], d=[])
    for customer, amount in (("c2", "2"), ("c3", "4"), ("c3", "8")):
        await books.wager(customer, "2026-03-02", amount)
    found = (await books.data(query))["nodes"]
    many = [(each["entity"], each["keys"]) for each in books.graph.statements]
    assert sorted(entity for entity, _ in many) == sorted(entity for entity, _ in one)
    assert [keys for entity, keys in many if entity == "Wager"] == [4, 4]
    assert [(agent["id"], agent["betting"]["handle"]) for agent in found] == [
        ("a", "1"),
        ("b", "14"),
        ("c", "0"),
        ("d", "0"),
    ]
    customers = {one["id"]: one["betting"]["handle"] for agent in found for one in agent["customers"]["nodes"]}
    assert customers == {"c1": "1", "c2": "2", "c3": "12", "c4": "0"}


async def test_lines_are_a_part_of_the_cost(books: Books) -> None:
    extent = {"from": "2026-03-01T00:00:00Z", "to": "2026-03-11T00:00:00Z", "every": "DAY"}
    assert await cost(books, **extent) == 10 + 10 * 2
    assert await cost(books, **extent, by="AGENT") == 1_000 + 1_000 * 2


async def cost(books: Books, **variables: Any) -> int:
    """That of the whole query, with the agent and the customer of each line."""
    result = await books.graph.gateway.execute(OperationRequest(BETTING, variables=variables, ledger=True))
    return int((result.extensions or {})["cost"])


def plain_totals(rows: Iterable[Row]) -> dict[str, Any]:
    """The definitions, one wager after the other."""
    bets, handle, decided, paid = 0, Decimal(0), Decimal(0), Decimal(0)
    for row in rows:
        bets += 1
        handle += row["amount"]
        if row["status"] in ("settled", "cancelled", "voided"):
            decided += row["amount"]
        if row["status"] in ("cancelled", "voided") or row["result"] in ("push", "void"):
            paid += row["amount"]
        elif row["result"] == "win":
            paid += row["potential_win"]
    return {"bets": bets, "handle": handle, "win": decided - paid, "volume": handle + paid}


async def test_the_sample_data_comes_to_what_its_wagers_do_one_by_one(graph: Graph, reference: Reference) -> None:
    rows = await reference.rows(CATALOGUE["Wager"])
    start, end = datetime.now(UTC) - timedelta(days=60), datetime.now(UTC) - timedelta(days=5)
    window = {"from": start.isoformat(), "to": end.isoformat()}
    inside = [row for row in rows if start <= row["created_at"] < end]
    data = await graph.data(BETTING, **window, every="DAY", by="CUSTOMER")
    expected = {
        (day, customer): plain_totals(
            row for row in inside if (row["created_at"].astimezone(UTC).date(), row["customer_id"]) == (day, customer)
        )
        for day, customer in {(row["created_at"].astimezone(UTC).date(), row["customer_id"]) for row in inside}
    }
    shown = {
        (datetime.fromisoformat(line["start"]).date(), line["customer"]["id"]): {
            name: type(value)(line["totals"][name]) for name, value in plain_totals(()).items()
        }
        for line in data["betting"]
    }
    assert len(shown) == len(data["betting"]) > 30
    assert shown == expected
