"""Distributions of multipliers beside counts that were made by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from resolvers.crash.multiplier_distribution import reached
from tests.graph.conftest import Graph
from tests.graph.crash.conftest import START, Play
from tests.graph.hand_made import Row

BANDS = """{
    rounds unseen
    bands { fromMultiplier toMultiplier rounds share shareAtOrAbove theoreticalShareAtOrAbove }
}"""
ALL = f"""query ($edges: [Decimal!], $return: Float, $from: DateTime, $to: DateTime, $where: CrashRoundFilter) {{
    multiplierDistribution(edges: $edges, returnToPlayer: $return, from: $from, to: $to, where: $where) {BANDS}
}}"""


def crashes(*multipliers: str | None) -> list[Row]:
    """Rounds that crashed there; None was not seen."""
    return [{"crash_multiplier": None if each is None else Decimal(each)} for each in multipliers]


def counts(distribution: dict[str, Any]) -> list[int]:
    """How many rounds each band has."""
    return [band["rounds"] for band in distribution["bands"]]


async def test_a_band_has_its_least_multiplier_in_it_and_not_the_one_it_ends_before(play: Play) -> None:
    await play.rounds(*crashes("1.00", "1.99", "2", "2.00", "3.99", "4.00", "1000", None))
    assert await play.one(ALL, edges=["2", 4], **{"return": 96.0}) == {
        "rounds": 7,
        "unseen": 1,
        "bands": [
            {
                "fromMultiplier": None,
                "toMultiplier": "2",
                "rounds": 2,
                "share": pytest.approx(2 / 7),
                "shareAtOrAbove": 1.0,
                "theoreticalShareAtOrAbove": 1.0,
            },
            {
                "fromMultiplier": "2",
                "toMultiplier": "4",
                "rounds": 3,
                "share": pytest.approx(3 / 7),
                "shareAtOrAbove": pytest.approx(5 / 7),
                # 0.96 / 2
                "theoreticalShareAtOrAbove": pytest.approx(0.48),
            },
            {
                "fromMultiplier": "4",
                "toMultiplier": None,
                "rounds": 2,
                "share": pytest.approx(2 / 7),
                "shareAtOrAbove": pytest.approx(2 / 7),
                "theoreticalShareAtOrAbove": pytest.approx(0.24),
            },
        ],
    }


async def test_the_usual_bands_end_at_usual_multipliers(play: Play) -> None:
    await play.rounds(*crashes("1.19", "1.2", "1.5", "2", "3", "5", "10", "49.99", "50"))
    found = await play.one(ALL)
    assert [band["toMultiplier"] for band in found["bands"]] == ["1.2", "1.5", "2", "3", "5", "10", "50", None]
    assert counts(found) == [1, 1, 1, 1, 1, 1, 2, 1]
    assert found["bands"][3]["theoreticalShareAtOrAbove"] == pytest.approx(0.485)
    assert len(play.made.statements) == 1


async def test_of_no_rounds_there_are_bands_without_shares(play: Play) -> None:
    found = await play.one(ALL, edges=["2"])
    assert (found["rounds"], found["unseen"], counts(found)) == (0, 0, [0, 0])
    assert [(band["share"], band["shareAtOrAbove"]) for band in found["bands"]] == [(None, None)] * 2


async def test_rounds_outside_of_the_window_or_the_filter_do_not_count(play: Play) -> None:
    await play.rounds(*crashes("1", "3", "1", "3"))
    await play.rounds(*crashes("3", "3"), bot=2)
    start, end = ((START + timedelta(minutes=minute)).isoformat() for minute in (1, 3))
    assert counts(await play.one(ALL, edges=["2"], **{"from": start, "to": end})) == [1, 2]
    assert counts(await play.one(ALL, edges=["2"], where={"platformCode": {"eq": "p2"}})) == [0, 2]


@pytest.mark.parametrize(
    ("edges", "said"),
    [
        ([], "`edges` must be from 1 to 50 numbers, not 0"),
        ([str(edge) for edge in range(1, 52)], "`edges` must be from 1 to 50 numbers, not 51"),
        (["3", "2"], "`edges` must be numbers that rise, above 0 and up to 1000000000"),
        (["2", "2.0"], "`edges` must be numbers that rise, above 0 and up to 1000000000"),
        (["0"], "`edges` must be numbers that rise, above 0 and up to 1000000000"),
        (["1e10"], "`edges` must be numbers that rise, above 0 and up to 1000000000"),
    ],
)
async def test_edges_that_make_no_bands_are_refused(play: Play, edges: list[str], said: str) -> None:
    assert await play.made.errors(ALL, edges=edges) == [("BAD_INPUT", said)]


@pytest.mark.parametrize("returned", [0.0, -1.0, 100.5])
async def test_a_return_that_no_game_has_is_refused(play: Play, returned: float) -> None:
    assert [code for code, _ in await play.made.errors(ALL, **{"return": returned})] == ["BAD_INPUT"]


async def test_games_on_platforms_have_distributions_by_their_own_return_in_one_statement_more(play: Play) -> None:
    await play.rounds(*crashes("1.5", "2.5"))
    await play.rounds(*crashes("9", None), bot=2)
    games = await play.one(f'{{ gamePlatforms {{ nodes {{ multiplierDistribution(edges: ["2"]) {BANDS} }} }} }}')
    first, second = (node["multiplierDistribution"] for node in games["nodes"])
    assert (counts(first), counts(second)) == ([1, 1], [0, 1])
    # 97.5 % and not known.
    assert [band["theoreticalShareAtOrAbove"] for band in first["bands"]] == [1.0, pytest.approx(0.4875)]
    assert [band["theoreticalShareAtOrAbove"] for band in second["bands"]] == [None, None]
    assert len(play.made.statements) == 2


@pytest.mark.parametrize(
    ("multiplier", "expected"), [(None, 1.0), ("0.5", 1.0), ("1", 1.0), ("1.01", 0.97 / 1.01), ("10", 0.097)]
)
def test_a_multiplier_is_reached_with_the_probability_of_the_return_by_it(
    multiplier: str | None, expected: float
) -> None:
    at = None if multiplier is None else Decimal(multiplier)
    assert reached(at, 0.97) == pytest.approx(expected)


async def test_the_distribution_of_the_sample_data_is_that_of_its_rounds_one_by_one(graph: Graph) -> None:
    rounds = await graph.data("{ crashRounds(first: 1000) { nodes { crashMultiplier } } }")
    crashed = [round_["crashMultiplier"] for round_ in rounds["crashRounds"]["nodes"]]
    seen = [Decimal(each) for each in crashed if each is not None]
    found = (await graph.data(ALL))["multiplierDistribution"]
    assert found["unseen"] == len(crashed) - len(seen)
    for band in found["bands"]:
        low, high = (
            Decimal(band[end] or usual) for end, usual in (("fromMultiplier", 0), ("toMultiplier", "Infinity"))
        )
        assert band["rounds"] == sum(low <= each < high for each in seen)
        assert band["shareAtOrAbove"] == pytest.approx(sum(low <= each for each in seen) / len(seen))
