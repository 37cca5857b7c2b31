"""How the jackpots of houses grow over their credentials, hand-computed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.graph.pantheon.slots import NOON, Slots, before, text

MEMBERS = "tier credentials reached dollarsPerDay nextCredential { username } reachesThresholdAt earliest latest"
HOUSES = f"""query ($asOf: DateTime, $credentials: Int, $samples: Int, $threshold: ThresholdOwner) {{
    houses {{ nodes {{ name growth(asOf: $asOf, credentials: $credentials, samples: $samples, threshold: $threshold) {{
        credentials tiers {{ {MEMBERS} }} }} }} }} }}"""
NOBODY = {
    "credentials": 0,
    "reached": 0,
    "dollarsPerDay": None,
    "nextCredential": None,
    "reachesThresholdAt": None,
    "earliest": None,
    "latest": None,
}


async def growths(slots: Slots, **arguments: Any) -> dict[str, Any]:
    """Growth of each house by its name."""
    found = await slots.data(HOUSES, **({"asOf": text(NOON)} | arguments))
    return {house["name"]: house["growth"] for house in found["nodes"]}


async def house(slots: Slots, name: str) -> None:
    """A house with a name."""
    await slots.write("H0U53", _id=name.lower(), Name=name)


async def climb(slots: Slots, name: str, per_day: float, threshold: float, house: str = "Lucky") -> None:
    """A credential whose grand tier stood at 100 dollars three days ago and grew steadily, lastly a day ago."""
    await slots.credential(name, house, thresholds={"Grand": threshold})
    days = ((72, 0), (60, 0.5), (48, 1), (24, 2))
    await slots.grand(name, *((hours, 100 + per_day * day) for hours, day in days))


async def test_a_house_has_the_mean_growth_of_its_credentials_and_the_next_threshold(slots: Slots) -> None:
    await house(slots, "Lucky")
    await house(slots, "Other")
    # From 120 dollars, 10 a day reach 200 in 8 days; from 104, 2 a day reach 110 in 3; from 130, 120 is behind.
    await climb(slots, "fast", 10, 200)
    await climb(slots, "near", 2, 110)
    await climb(slots, "there", 15, 120)
    await slots.credential("blind", "Lucky", thresholds={"Grand": 1.0})
    await climb(slots, "far", 1, 112, house="Other")
    found = await growths(slots)
    reached = text(before(24) + timedelta(days=3))
    assert found["Lucky"]["credentials"] == 4
    assert found["Lucky"]["tiers"][0] == {
        "tier": "GRAND",
        "credentials": 3,
        "reached": 1,
        "dollarsPerDay": pytest.approx(9),
        "nextCredential": {"username": "near"},
        "reachesThresholdAt": reached,
        "earliest": reached,
        "latest": reached,
    }
    assert found["Lucky"]["tiers"][1:] == [NOBODY | {"tier": tier} for tier in ("MAJOR", "MINOR", "MINI")]
    assert found["Other"]["tiers"][0]["reachesThresholdAt"] == text(before(24) + timedelta(days=10))


async def test_of_two_that_reach_it_at_once_the_first_by_name_is_next(slots: Slots) -> None:
    await house(slots, "Lucky")
    await climb(slots, "bob", 2, 110)
    await climb(slots, "ann", 2, 110)
    found = await growths(slots)
    assert found["Lucky"]["tiers"][0]["nextCredential"] == {"username": "ann"}


async def test_houses_without_credentials_or_a_name_have_no_growth(slots: Slots) -> None:
    await house(slots, "Empty")
    await slots.write("H0U53", _id="nameless")
    nothing = [NOBODY | {"tier": tier} for tier in ("GRAND", "MAJOR", "MINOR", "MINI")]
    assert await growths(slots) == {name: {"credentials": 0, "tiers": nothing} for name in ("Empty", None)}


async def test_of_more_credentials_than_asked_for_nothing_is_told_for_that_house_alone(slots: Slots) -> None:
    await house(slots, "Lucky")
    await house(slots, "Other")
    for name in ("ann", "bob"):
        await climb(slots, name, 2, 110)
    await climb(slots, "cleo", 2, 110, house="Other")
    response = await slots.graph.answer(HOUSES, asOf=text(NOON), credentials=1)
    shown = {one["name"]: one["growth"] and one["growth"]["credentials"] for one in response["data"]["houses"]["nodes"]}
    assert shown == {"Lucky": None, "Other": 1}
    ((code, message),) = ((one["extensions"]["code"], one["message"]) for one in response["errors"])
    assert (code, message) == ("ANSWER_TOO_LARGE", "the house has more than 1 credentials: raise `credentials`")


async def test_all_houses_take_two_statements_and_the_next_credentials_one_for_all(slots: Slots) -> None:
    for name in ("Lucky", "Other", "Third"):
        await house(slots, name)
        await climb(slots, f"of {name}", 2, 110, house=name)
    found = await growths(slots)
    asked = [(each["entity"], each["keys"]) for each in slots.graph.statements]
    assert asked == [("House", 0), ("Credential", 3), ("Jackpot", 3), ("Credential", 3)]
    assert all(found[name]["tiers"][0]["nextCredential"] == {"username": f"of {name}"} for name in found)


async def test_the_lowest_threshold_of_its_games_is_looked_forward_to(slots: Slots) -> None:
    await house(slots, "Lucky")
    await climb(slots, "ann", 2, 500)
    await slots.write("G4ME", _id="g", House="Lucky", Thresholds={"Grand": 106.0})
    found = await growths(slots, threshold="GAME")
    assert found["Lucky"]["tiers"][0]["reachesThresholdAt"] == text(NOON)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"credentials": 0}, "`credentials` must be from 1 to 1000, not 0"),
        ({"credentials": 1001}, "`credentials` must be from 1 to 1000, not 1001"),
        ({"samples": 1}, "`samples` must be from 2 to 1000, not 1"),
    ],
)
async def test_arguments_that_cannot_be_met_are_refused(slots: Slots, arguments: dict[str, Any], message: str) -> None:
    await house(slots, "Lucky")
    assert await slots.graph.errors(HOUSES, **arguments) == [("BAD_INPUT", message)]
