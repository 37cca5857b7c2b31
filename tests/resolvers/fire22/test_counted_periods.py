"""The time that several periods cover together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from resolvers.fire22.counted_periods import without_overlaps

START = datetime(2026, 3, 1, tzinfo=UTC)

Days = list[tuple[int, int]]


@pytest.mark.parametrize(
    ("periods", "covered"),
    [
        ([(0, 7)], [(0, 7)]),
        ([(7, 14), (0, 7)], [(0, 14)]),
        ([(0, 31), (0, 7), (7, 14)], [(0, 31)]),
        ([(0, 7), (3, 10), (20, 21), (21, 22)], [(0, 10), (20, 22)]),
        ([(5, 6), (5, 6)], [(5, 6)]),
    ],
)
def test_periods_that_meet_are_one_and_gaps_stay_gaps(periods: Days, covered: Days) -> None:
    moments = [tuple(START + timedelta(days=day) for day in period) for period in periods]
    spans = without_overlaps([(start, end) for start, end in moments])
    assert [((start - START).days, (end - START).days) for start, end in spans] == covered
