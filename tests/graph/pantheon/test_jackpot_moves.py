"""Which tiers have moved since the sample before, hand-computed."""

from __future__ import annotations

from typing import Any

from tests.graph.conftest import Graph
from tests.graph.pantheon.slots import Slots

MOVES = """query ($first: Int) { jackpots(first: $first, orderBy: [{credentialId: ASC}, {timestamp: DESC}]) {
    nodes { credentialId grand moves { tier before now reset } } } }"""


async def moves(slots: Slots, first: int = 20) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """The moves of each jackpot, those of one credential together, the newest first."""
    graph: Graph = slots.graph
    data = await graph.data(MOVES, first=first)
    return [
        (node["credentialId"], [(each["tier"], each["before"], each["now"], each["reset"]) for each in node["moves"]])
        for node in data["jackpots"]["nodes"]
    ]


async def test_a_sample_is_compared_with_the_one_before_of_its_credential(slots: Slots) -> None:
    await slots.samples(
        "ann", (9, {"Grand": 5.0, "Mini": 1.0}), (8, {"Grand": 6.0, "Mini": 1.0}), (7, {"Grand": 6.0, "Mini": 0.5})
    )
    await slots.samples("bob", (8, {"Grand": 7.0}), (6, {"Major": 3.0}))
    assert await moves(slots) == [
        ("ann", [("MINI", 1.0, 0.5, True)]),
        ("ann", [("GRAND", 5.0, 6.0, False)]),
        ("ann", []),
        ("bob", [("GRAND", 7.0, None, False), ("MAJOR", None, 3.0, False)]),
        ("bob", []),
    ]
    assert [statement["entity"] for statement in slots.graph.statements] == ["Jackpot", "Jackpot"]


async def test_the_one_before_is_found_beyond_the_page(slots: Slots) -> None:
    await slots.grand("ann", (9, 5.0), (8, 6.0))
    assert await moves(slots, first=1) == [("ann", [("GRAND", 5.0, 6.0, False)])]


async def test_what_lies_too_far_back_is_an_error_and_not_nothing(slots: Slots) -> None:
    await slots.grand("ann", *[(300 - hour, float(hour)) for hour in range(203)])
    query = "{ jackpots(first: 300, orderBy: [{timestamp: DESC}]) { nodes { moves { tier } } } }"
    response = await slots.graph.answer(query)
    found = [node["moves"] for node in response["data"]["jackpots"]["nodes"]]
    assert found == [*[[{"tier": "GRAND"}]] * 200, None, None, None]
    assert {error["extensions"]["code"] for error in response["errors"]} == {"ANSWER_TOO_LARGE"}
