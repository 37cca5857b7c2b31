"""How effective signals are, beside figures that were worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.graph.conftest import Graph
from tests.graph.crash.conftest import START, Play, outcomes

TOTALS = "{ signals judged correct precision averageConfidence calibration }"
SIGNALS = f"""query ($edges: [Decimal!], $from: DateTime, $to: DateTime, $where: RoundSignalFilter) {{
    signalEffectiveness(edges: $edges, from: $from, to: $to, where: $where) {{
        signalType calibrationError totals {TOTALS} bands {{ fromConfidence toConfidence totals {TOTALS} }}
    }}
}}"""


async def signals(play: Play, *given: tuple[str, str, bool | None]) -> None:
    """Signals of the first round, a minute after each other: type, confidence, and whether it was right."""
    await play.rounds(*outcomes("w"))
    known = {"round_id": 1, "bot_id": "b1", "game_name": "Aviator", "platform_code": "p1"}
    rows = [
        {
            **known,
            "signal_type": kind,
            "confidence_score": Decimal(confidence),
            "was_correct": correct,
            "timestamp": START + timedelta(minutes=place),
        }
        for place, (kind, confidence, correct) in enumerate(given)
    ]
    await play.made.add("analytics_round_signals", rows)


def totals(*figures: Any) -> dict[str, Any]:
    """Totals as the graph shows them."""
    names = ("signals", "judged", "correct", "precision", "averageConfidence", "calibration")
    expected = (each if each is None or isinstance(each, int) else pytest.approx(each) for each in figures)
    return dict(zip(names, expected, strict=True))


async def test_without_signals_there_is_nothing_to_tell(play: Play) -> None:
    assert await play.one(SIGNALS) == []


async def test_signals_are_told_apart_by_type_and_by_confidence(play: Play) -> None:
    await signals(
        play,
        ("skip", "0.30", False),
        ("enter", "0.90", True),
        ("enter", "0.70", True),
        ("enter", "0.70", False),
        ("enter", "0.60", None),
        ("enter", "0.40", False),
    )
    enter, skip = await play.one(SIGNALS, edges=["0.5", "0.7"])
    assert enter == {
        "signalType": "ENTER",
        # 2 of 4 were right; 3.3 / 5 sure on average, 2.7 / 4 those that are judged.
        "totals": totals(5, 4, 2, 0.5, 0.66, 0.5 - 0.675),
        # One judged signal that was 0.4 too sure, three that were 2/3 right and 2.3 / 3 sure: (0.4 + 3 * 0.1) / 4.
        "calibrationError": pytest.approx(0.175),
        "bands": [
            {"fromConfidence": None, "toConfidence": "0.5", "totals": totals(1, 1, 0, 0.0, 0.4, -0.4)},
            {"fromConfidence": "0.5", "toConfidence": "0.7", "totals": totals(1, 0, 0, None, 0.6, None)},
            {"fromConfidence": "0.7", "toConfidence": None, "totals": totals(3, 3, 2, 2 / 3, 2.3 / 3, -0.1)},
        ],
    }
    assert (skip["signalType"], skip["totals"]) == ("SKIP", totals(1, 1, 0, 0.0, 0.3, -0.3))
    assert skip["bands"][2]["totals"] == totals(0, 0, 0, None, None, None)
    assert len(play.made.statements) == 1


async def test_bands_weigh_in_the_calibration_error_by_the_signals_that_are_judged(play: Play) -> None:
    await signals(play, ("enter", "0.9", True), ("enter", "0.9", None), ("enter", "0.4", False))
    (enter,) = await play.one(SIGNALS)
    # One that is right and 0.1 too unsure, one that is wrong and 0.4 too sure.
    assert enter["calibrationError"] == pytest.approx((0.1 + 0.4) / 2)


async def test_signals_that_nobody_can_judge_yet_have_no_precision(play: Play) -> None:
    await signals(play, ("stop", "0.8", None))
    (stop,) = await play.one(SIGNALS)
    assert (stop["totals"], stop["calibrationError"]) == (totals(1, 0, 0, None, 0.8, None), None)


async def test_the_usual_bands_end_at_tenths_from_a_half_on(play: Play) -> None:
    await signals(play, ("stop", "0.8", True))
    (stop,) = await play.one(SIGNALS)
    assert [band["toConfidence"] for band in stop["bands"]] == ["0.5", "0.6", "0.7", "0.8", "0.9", None]
    assert [band["totals"]["signals"] for band in stop["bands"]] == [0, 0, 0, 0, 1, 0]


async def test_signals_outside_of_the_window_or_the_filter_do_not_count(play: Play) -> None:
    await signals(play, *(("enter", "0.5", correct) for correct in (True, False, False, True)))
    start, end = ((START + timedelta(minutes=minute)).isoformat() for minute in (1, 3))
    (found,) = await play.one(SIGNALS, **{"from": start, "to": end})
    assert (found["totals"]["judged"], found["totals"]["correct"]) == (2, 0)
    (found,) = await play.one(SIGNALS, where={"wasCorrect": {"eq": True}})
    assert found["totals"]["signals"] == 2


@pytest.mark.parametrize("edges", [[], ["0.5", "0.5"], ["1.01"], ["0"], [f"0.{edge}" for edge in range(10, 31)]])
async def test_edges_that_make_no_bands_of_confidence_are_refused(play: Play, edges: list[str]) -> None:
    assert [code for code, _ in await play.made.errors(SIGNALS, edges=edges)] == ["BAD_INPUT"]


async def test_signals_of_the_sample_data_are_as_right_as_they_are_one_by_one(graph: Graph) -> None:
    rows = (await graph.data("{ roundSignals(first: 1000) { nodes { signalType confidenceScore wasCorrect } } }"))[
        "roundSignals"
    ]["nodes"]
    found = (await graph.data(SIGNALS))["signalEffectiveness"]
    assert {each["signalType"] for each in found} == {row["signalType"] for row in rows}
    for each in found:
        judged = [row for row in rows if row["signalType"] == each["signalType"] and row["wasCorrect"] is not None]
        sure = sum(float(row["confidenceScore"]) for row in judged) / len(judged)
        right = sum(row["wasCorrect"] for row in judged) / len(judged)
        assert each["totals"]["calibration"] == pytest.approx(right - sure)
