"""How the tiers of credentials grow and when they reach their thresholds, hand-computed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from bson import Decimal128, ObjectId

from tests.graph.catalogue import CATALOGUE
from tests.graph.conftest import Graph
from tests.graph.pantheon.slots import NOON, Slots, before, text
from tests.graph.reference import Reference

MEMBERS = """tier samples since sampledAt value resets dollarsPerDay storedDollarsPerDay difference threshold reached
    reachesThresholdAt earliest latest"""
GROWTH = f"""query ($name: String!, $days: Int, $samples: Int, $threshold: ThresholdOwner, $asOf: DateTime) {{
    credential(username: $name) {{ growth(days: $days, samples: $samples, threshold: $threshold, asOf: $asOf) {{
        tiers {{ {MEMBERS} }} }} }} }}"""
UNKNOWN = dict.fromkeys(MEMBERS.split()) | {"samples": 0, "resets": 0}


async def tiers(slots: Slots, name: str = "ann", **arguments: Any) -> list[dict[str, Any]]:
    """The four tiers of a credential at `NOON`."""
    found = await slots.data(GROWTH, name=name, **({"asOf": text(NOON)} | arguments))
    made: list[dict[str, Any]] = found["growth"]["tiers"]
    return made


async def grand(slots: Slots, name: str = "ann", **arguments: Any) -> dict[str, Any]:
    """The grand tier of a credential."""
    return (await tiers(slots, name, **arguments))[0]


async def test_a_steady_climb_reaches_its_threshold_to_the_second(slots: Slots) -> None:
    await slots.credential("ann", thresholds={"Grand": 1_785.0}, per_day={"Grand": 15.0})
    await slots.grand("ann", (72, 1_700), (48, 1_710), (24, 1_720), (12, 1_725))
    # 25 dollars in 60 hours, 10 a day; 60 dollars are left, six days from the newest sample. No step strays from that.
    reached = text(before(12) + timedelta(days=6))
    assert await grand(slots) == {
        "tier": "GRAND",
        "samples": 4,
        "since": text(before(72)),
        "sampledAt": text(before(12)),
        "value": 1_725,
        "resets": 0,
        "dollarsPerDay": 10,
        "storedDollarsPerDay": 15,
        "difference": 5,
        "threshold": 1_785,
        "reached": False,
        "reachesThresholdAt": reached,
        "earliest": reached,
        "latest": reached,
    }


async def test_steps_that_scatter_make_an_interval_and_a_reset_is_left_out(slots: Slots) -> None:
    await slots.credential("ann", thresholds={"Grand": 127.0})
    await slots.grand("ann", (120, 900), (96, 100), (72, 104), (48, 109), (0.5, 118.0 - 9 / 96))
    # After the reset the jackpot gains 4 in a day, 5 in the next, and 4.5 a day in the 47.5 hours then: 4.5 a day.
    # The steps stray by -0.5, 0.5 and 0; the variance of a day is 0.25. See test_growth_rate.py for the interval.
    found = await grand(slots)
    assert (found["resets"], found["samples"], found["dollarsPerDay"]) == (1, 5, pytest.approx(4.5))
    expected, earliest, latest = (
        (datetime.fromisoformat(found[name]) - before(0.5)) / timedelta(days=1)
        for name in ("reachesThresholdAt", "earliest", "latest")
    )
    assert expected == pytest.approx((9 + 9 / 96) / 4.5)
    assert earliest < expected < latest


async def test_a_credential_without_samples_has_what_is_stored(slots: Slots) -> None:
    await slots.credential("ann", thresholds={"Mini": 23.0}, per_day={"Mini": 0.5})
    found = await tiers(slots)
    assert found[:3] == [UNKNOWN | {"tier": tier} for tier in ("GRAND", "MAJOR", "MINOR")]
    assert found[3] == UNKNOWN | {"tier": "MINI", "threshold": 23, "storedDollarsPerDay": 0.5}


async def test_a_threshold_that_is_reached_is_not_foretold(slots: Slots) -> None:
    await slots.credential("ann", thresholds={"Grand": 103.0})
    await slots.grand("ann", (72, 100), (48, 101), (24, 102), (0.1, 103))
    found = await grand(slots)
    assert (found["reached"], found["reachesThresholdAt"], found["earliest"], found["latest"]) == (
        True,
        None,
        None,
        None,
    )


async def test_two_steps_and_no_growth_are_not_foretold(slots: Slots) -> None:
    await slots.credential("few", thresholds={"Grand": 200.0})
    await slots.grand("few", (72, 100), (48, 101), (24, 102))
    await slots.credential("still", thresholds={"Grand": 200.0})
    await slots.grand("still", (72, 100), (48, 100), (24, 100), (12, 100))
    await slots.credential("falling", thresholds={"Grand": 200.0})
    await slots.grand("falling", (72, 100), (48, 99))
    for name, per_day in (("few", 1), ("still", 0), ("falling", None)):
        found = await grand(slots, name)
        assert (found["dollarsPerDay"], found["reached"], found["reachesThresholdAt"]) == (per_day, False, None)


async def test_what_is_missing_or_no_amount_is_passed_over(slots: Slots) -> None:
    await slots.credential("ann", thresholds={"Grand": "much"}, per_day={"Grand": None})
    await slots.samples(
        "ann",
        (96, {"Grand": 100, "Mini": 20.0}),
        (72, {"Grand": None, "Mini": float("nan")}),
        (48, {"Mini": "22"}),
        (24, {"Grand": Decimal128("106"), "Mini": 23.0}),
    )
    await slots.write("JACKP0T", CredentialId="ann", Grand=5_000.0)
    found = await tiers(slots)
    # 6 dollars in the three days from the first sample to the last, whatever kind of number they are stored as.
    assert (found[0]["samples"], found[0]["dollarsPerDay"], found[0]["threshold"]) == (2, 2, None)
    assert (found[0]["reached"], found[0]["difference"]) == (None, None)
    assert (found[3]["samples"], found[3]["dollarsPerDay"]) == (2, 1)


async def test_of_two_samples_of_one_moment_the_one_written_last_counts(slots: Slots) -> None:
    await slots.credential("ann")
    await slots.grand("ann", (48, 100))
    for key, value in ((b"a" * 12, 150.0), (b"c" * 12, 110.0), (b"b" * 12, 50.0)):
        await slots.write("JACKP0T", _id=ObjectId(key), CredentialId="ann", Timestamp=before(24), Grand=value)
    found = await grand(slots)
    assert (found["samples"], found["value"], found["dollarsPerDay"], found["resets"]) == (2, 110, 10, 0)


async def test_the_days_looked_at_begin_with_their_first_moment_and_end_before_their_last(slots: Slots) -> None:
    await slots.credential("ann")
    await slots.grand("ann", (24 * 7 + 0.001, 1), (24 * 7, 100), (24, 106), (0, 900), (-1, 1_000))
    found = await grand(slots)
    assert (found["since"], found["sampledAt"]) == (text(before(24 * 7)), text(before(24)))
    assert found["dollarsPerDay"] == 1
    assert (await grand(slots, days=1))["since"] == text(before(24))
    assert (await grand(slots, days=8))["samples"] == 3


async def test_the_newest_samples_count_if_there_are_more(slots: Slots) -> None:
    await slots.credential("ann")
    await slots.grand("ann", (96, 50), (72, 100), (48, 110), (24, 112))
    found = await grand(slots, samples=2)
    assert (found["samples"], found["since"], found["dollarsPerDay"]) == (2, text(before(48)), 2)


async def test_the_lowest_threshold_of_the_houses_games_can_be_looked_forward_to(slots: Slots) -> None:
    await slots.credential("ann", thresholds={"Grand": 500.0})
    await slots.grand("ann", (72, 100), (48, 110), (24, 120), (12, 125))
    for game, house, thresholds in (
        ("g1", "Lucky", {"Grand": 150.0}),
        ("g2", "Lucky", {"Grand": 145.0, "Mini": 3.0}),
        ("g3", "Other", {"Grand": 10.0}),
        ("g4", "Lucky", {}),
    ):
        await slots.write("G4ME", _id=game, House=house, Thresholds=thresholds)
    found = await tiers(slots, threshold="GAME")
    assert [tier["threshold"] for tier in found] == [145, None, None, 3]
    assert found[0]["reachesThresholdAt"] == text(before(12) + timedelta(days=2))
    assert (await grand(slots))["threshold"] == 500
    await slots.credential("alone", house="Nowhere", thresholds={"Grand": 500.0})
    assert (await grand(slots, "alone", threshold="GAME"))["threshold"] is None


async def test_all_credentials_take_one_statement_and_one_more_for_the_games(slots: Slots) -> None:
    query = """query ($threshold: ThresholdOwner, $asOf: DateTime) { credentials { nodes { username
        growth(threshold: $threshold, asOf: $asOf) { tiers { value dollarsPerDay } } } } }"""
    for number, name in enumerate(("ann", "bob", "cleo")):
        await slots.credential(name)
        await slots.grand(name, (48, 100), (24, 101.0 + number))
    await slots.credential("dan")
    found = (await slots.data(query, asOf=text(NOON)))["nodes"]
    assert [(each["entity"], each["keys"]) for each in slots.graph.statements] == [("Credential", 0), ("Jackpot", 4)]
    assert {one["username"]: one["growth"]["tiers"][0] for one in found} == {
        "ann": {"value": 101, "dollarsPerDay": 1},
        "bob": {"value": 102, "dollarsPerDay": 2},
        "cleo": {"value": 103, "dollarsPerDay": 3},
        "dan": {"value": None, "dollarsPerDay": None},
    }
    await slots.data(query, asOf=text(NOON), threshold="GAME")
    assert [each["entity"] for each in slots.graph.statements] == ["Credential", "Jackpot", "Game"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"days": 0}, "`days` must be from 1 to 365, not 0"),
        ({"days": 366}, "`days` must be from 1 to 365, not 366"),
        ({"samples": 1}, "`samples` must be from 2 to 1000, not 1"),
        ({"samples": 1001}, "`samples` must be from 2 to 1000, not 1001"),
        ({"asOf": "0001-01-01T00:00:00Z"}, "`asOf` must lie in the years 1900 to 2199"),
    ],
)
async def test_arguments_that_cannot_be_met_are_refused(slots: Slots, arguments: dict[str, Any], message: str) -> None:
    await slots.credential("ann")
    assert await slots.graph.errors(GROWTH, name="ann", **arguments) == [("BAD_INPUT", message)]


async def test_the_sample_data_grows_as_its_samples_do_one_by_one(graph: Graph, reference: Reference) -> None:
    rows = await reference.rows(CATALOGUE["Jackpot"])
    until = datetime.now(UTC)
    query = """query ($asOf: DateTime!) { credentials(first: 100) { nodes { username
        growth(days: 50, samples: 400, asOf: $asOf) { tiers { tier samples value resets dollarsPerDay } } } } }"""
    found = (await graph.data(query, asOf=until.isoformat()))["credentials"]["nodes"]
    seen = 0
    for credential in found:
        for tier in credential["growth"]["tiers"]:
            samples = sorted(
                (row["timestamp"], row[tier["tier"].lower()])
                for row in rows
                if row["credential_id"] == credential["username"]
                and row["timestamp"] is not None
                and until - timedelta(days=50) <= row["timestamp"] < until
                and row[tier["tier"].lower()] is not None
            )
            steps = [(b[1] - a[1], (b[0] - a[0]).total_seconds() / 86_400) for a, b in pairwise(samples)]
            up = [step for step in steps if step[0] >= 0]
            seen += len(up)
            assert tier["samples"] == len(samples)
            assert tier["resets"] == len(steps) - len(up)
            assert tier["value"] == (samples[-1][1] if samples else None)
            rate = sum(gain for gain, _ in up) / sum(time for _, time in up) if up else None
            assert tier["dollarsPerDay"] == (None if rate is None else pytest.approx(rate))
    assert seen > 100
