"""What became of signals, hand-computed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import ObjectId

from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.pantheon.slots import NOON, Slots, before, text
from tests.graph.reference import Reference, Row

OUTCOMES = """query ($from: DateTime!, $to: DateTime!, $hours: Int, $signals: Int, $where: SignalFilter) {
    signalOutcomes(from: $from, to: $to, hours: $hours, signals: $signals, where: $where) {
        tier signals judged hits hitRate } }"""
WINDOW = {"from": text(before(240)), "to": text(NOON)}
NONE = {"signals": 0, "judged": 0, "hits": 0, "hitRate": None}


async def outcomes(slots: Slots, **arguments: Any) -> dict[str | None, dict[str, Any]]:
    """The outcomes by tier, those of tiers without signals left out."""
    found = await slots.data(OUTCOMES, **(WINDOW | arguments))
    assert [one["tier"] for one in found] == ["GRAND", "MAJOR", "MINOR", "MINI", None]
    return {one.pop("tier"): one for one in found if one["signals"]}


async def test_a_signal_is_a_hit_if_its_tier_falls_in_time(slots: Slots) -> None:
    ids = await slots.samples(
        "ann",
        (100, {"Grand": 1_700.0, "Mini": 20.0}),
        (90, {"Grand": 1_750.0, "Mini": 5.0}),
        (80, {"Grand": 1_500.0, "Mini": 6.0}),
    )
    for tier in ("Grand", "Grand", "Mini", "Major"):
        await slots.signal(before(99), ids[0], tier)
    await slots.signal(before(89), ids[1], "Mini")
    # Of the grand tier both signals see the fall from 1,750 to 1,500 after 19 hours. The mini tier falls from 20 to 5
    # before, and rises from 5 to 6 afterwards. No sample knows a major tier.
    assert await outcomes(slots) == {
        "GRAND": {"signals": 2, "judged": 2, "hits": 2, "hitRate": 1},
        "MINI": {"signals": 2, "judged": 2, "hits": 1, "hitRate": 0.5},
        "MAJOR": NONE | {"signals": 1},
    }
    # In ten hours both signals about the grand tier see only how it rises.
    assert (await outcomes(slots, hours=10))["GRAND"] == {"signals": 2, "judged": 2, "hits": 0, "hitRate": 0}


async def test_the_hours_end_before_their_last_moment(slots: Slots) -> None:
    ids = await slots.grand("ann", (100, 1_700), (97, 1_701), (96, 1_500))
    await slots.signal(before(99), ids[0])
    await slots.signal(before(96.5), ids[1])
    assert (await outcomes(slots, hours=3))["GRAND"] == {"signals": 2, "judged": 2, "hits": 1, "hitRate": 0.5}
    assert (await outcomes(slots, hours=4))["GRAND"]["hits"] == 2


async def test_a_tier_that_stands_still_was_not_won(slots: Slots) -> None:
    ids = await slots.grand("ann", (100, 1_700), (97, 1_700))
    await slots.signal(before(99), ids[0])
    assert (await outcomes(slots))["GRAND"] == {"signals": 1, "judged": 1, "hits": 0, "hitRate": 0}


async def test_other_credentials_and_earlier_samples_say_nothing(slots: Slots) -> None:
    await slots.grand("ann", (120, 1_900))
    ids = await slots.grand("ann", (100, 1_700), (90, 1_710))
    await slots.grand("bob", (99.5, 1_600), (95, 1_500))
    await slots.signal(before(99), ids[0])
    assert (await outcomes(slots))["GRAND"] == {"signals": 1, "judged": 1, "hits": 0, "hitRate": 0}


async def test_signals_of_which_nothing_is_known_are_counted_and_not_judged(slots: Slots) -> None:
    (known,) = await slots.grand("ann", (100, 1_700))
    nobody = await slots.write("JACKP0T", Timestamp=before(100), Grand=1_700.0)
    timeless = await slots.write("JACKP0T", CredentialId="ann", Grand=1_700.0)
    for jackpot in (known, nobody, timeless, ObjectId(), None):
        await slots.signal(before(99), jackpot)
    for tier in ("Colossal", 7, None):
        await slots.signal(before(99), known, tier)
    await slots.signal(before(99), known, Metadata="none")
    assert await outcomes(slots) == {"GRAND": NONE | {"signals": 5}, None: NONE | {"signals": 4}}


async def test_a_signal_whose_time_is_not_over_is_judged_only_once_it_is_a_hit(slots: Slots) -> None:
    now = datetime.now(UTC)
    ids = {}
    for credential, after in (("ann", 1_710.0), ("bob", 1_500.0)):
        for ago, value in ((3, 1_700.0), (1, after)):
            sample = {"CredentialId": credential, "Timestamp": now - timedelta(hours=ago), "Grand": value}
            ids[credential, ago] = await slots.write("JACKP0T", **sample)
        await slots.signal(now - timedelta(hours=2), ids[credential, 3])
    window = {"from": text(now - timedelta(hours=4)), "to": text(now)}
    assert (await outcomes(slots, **window))["GRAND"] == {"signals": 2, "judged": 1, "hits": 1, "hitRate": 1}
    assert (await outcomes(slots, **window, hours=1))["GRAND"]["judged"] == 0


async def test_only_signals_of_the_window_count_and_the_newest_if_there_are_more(slots: Slots) -> None:
    ids = await slots.grand("ann", (300, 1_700), (290, 1_600), (100, 1_610), (90, 1_620))
    for at, jackpot in ((299, ids[0]), (240, ids[1]), (99, ids[2]), (0, ids[3])):
        await slots.signal(before(at), jackpot)
    assert (await outcomes(slots))["GRAND"]["signals"] == 2
    assert (await outcomes(slots, signals=1))["GRAND"] == {"signals": 1, "judged": 1, "hits": 0, "hitRate": 0}
    wide = {"from": text(before(300)), "to": text(NOON)}
    assert (await outcomes(slots, **wide, hours=48))["GRAND"] == {"signals": 3, "judged": 2, "hits": 1, "hitRate": 0.5}


async def test_other_events_are_no_signals_and_a_filter_says_which_signals_count(slots: Slots) -> None:
    ids = await slots.grand("ann", (100, 1_700), (90, 1_500))
    await slots.signal(before(99), ids[0])
    await slots.signal(before(99), ids[0], Agent="H4ND")
    await slots.signal(before(99), ids[0], Action="SPIN")
    assert (await outcomes(slots))["GRAND"]["signals"] == 2
    assert (await outcomes(slots, where={"agent": {"eq": "H4ND"}}))["GRAND"]["signals"] == 1


async def test_without_signals_every_tier_has_none_and_three_statements_are_all_there_ever_are(slots: Slots) -> None:
    assert await outcomes(slots) == {}
    for name in ("ann", "bob"):
        ids = await slots.grand(name, (100, 1_700), (90, 1_500))
        await slots.signal(before(99), ids[0])
    assert (await outcomes(slots))["GRAND"]["hits"] == 2
    assert [each["entity"] for each in slots.graph.statements] == ["Signal", "Jackpot", "Jackpot"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"from": WINDOW["to"], "to": WINDOW["from"]}, "`from` must be before `to`"),
        ({"hours": 0}, "`hours` must be from 1 to 720, not 0"),
        ({"hours": 721}, "`hours` must be from 1 to 720, not 721"),
        ({"signals": 0}, "`signals` must be from 1 to 1000, not 0"),
        ({"signals": 1001}, "`signals` must be from 1 to 1000, not 1001"),
    ],
)
async def test_arguments_that_cannot_be_met_are_refused(slots: Slots, arguments: dict[str, Any], message: str) -> None:
    assert await slots.graph.errors(OUTCOMES, **(WINDOW | arguments)) == [("BAD_INPUT", message)]


async def test_the_sample_data_has_the_outcomes_of_its_signals_one_by_one(graph: Graph, reference: Reference) -> None:
    until, hours = datetime.now(UTC) - timedelta(days=11), timedelta(hours=240)
    start = until - timedelta(days=70)
    window = {"from": start.isoformat(), "to": until.isoformat(), "hours": 240, "signals": 1000}
    found = (await graph.data(OUTCOMES, **window))["signalOutcomes"]
    jackpots = {row["id"]: row for row in await reference.rows(CATALOGUE["Jackpot"])}
    signals = await reference.rows(CATALOGUE["Signal"])
    counted: dict[str | None, list[bool | None]] = {one["tier"]: [] for one in found}
    for signal in signals:
        if signal["timestamp"] is not None and start <= signal["timestamp"] < until:
            tier = (signal["metadata"] or {}).get("Tier")
            counted[tier and tier.upper()].append(outcome(signal, tier, jackpots, signal["timestamp"] + hours))
    assert {one["tier"]: (one["signals"], one["judged"], one["hits"]) for one in found} == {
        tier: (len(hits), len(hits) - hits.count(None), hits.count(True)) for tier, hits in counted.items()
    }
    assert {hit for hits in counted.values() for hit in hits} == {None, True, False}


def outcome(signal: Row, tier: str | None, jackpots: dict[Any, Row], end: datetime) -> bool | None:
    """Whether a signal is a hit, from a look at all samples."""
    seen = jackpots.get(signal["jackpot_id"])
    if tier is None or seen is None or None in (seen["credential_id"], seen[tier.lower()]):
        return None
    later = [
        (row["timestamp"], row[tier.lower()])
        for row in jackpots.values()
        if row["credential_id"] == seen["credential_id"] and row["timestamp"] is not None
    ]
    values = [value for at, value in sorted(later) if seen["timestamp"] <= at < end and value is not None]
    return any(values[n + 1] < values[n] for n in range(len(values) - 1)) if len(values) > 1 else None
