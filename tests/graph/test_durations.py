"""Durations mean the same in their short form and in ISO 8601."""

from __future__ import annotations

import pytest

from graph.durations import read_bucket, write_bucket
from stores.aggregate import Bucket, Unit
from stores.errors import BadInput


@pytest.mark.parametrize(
    ("every", "bucket", "written"),
    [
        ("5m", Bucket(Unit.SECOND, 300), "PT5M"),
        ("90s", Bucket(Unit.SECOND, 90), "PT1M30S"),
        ("1h", Bucket(Unit.SECOND, 3_600), "PT1H"),
        ("1d", Bucket(Unit.DAY), "P1D"),
        ("2w", Bucket(Unit.WEEK, 2), "P2W"),
        ("1mo", Bucket(Unit.MONTH), "P1M"),
        ("1q", Bucket(Unit.MONTH, 3), "P3M"),
        ("1y", Bucket(Unit.MONTH, 12), "P1Y"),
        ("P1Y6M", Bucket(Unit.MONTH, 18), "P18M"),
        ("PT1H30M", Bucket(Unit.SECOND, 5_400), "PT1H30M"),
    ],
)
def test_durations_are_read_and_written(every: str, bucket: Bucket, written: str) -> None:
    assert read_bucket(every, "UTC") == bucket
    assert write_bucket(bucket) == written
    assert read_bucket(written, "UTC") == bucket


@pytest.mark.parametrize(
    "every", ["", "1", "d", "0d", "-1d", "1.5h", "P", "PT", "P1D1M", "P1DT12H", "P1M1D", "1 d", "9999999d"]
)
def test_what_is_no_duration_of_one_unit_is_refused(every: str) -> None:
    with pytest.raises(BadInput, match="duration"):
        read_bucket(every, "UTC")


@pytest.mark.parametrize("zone", ["", "Mars", "/etc/passwd", "../UTC", "\0"])
def test_what_is_no_time_zone_is_refused(zone: str) -> None:
    with pytest.raises(BadInput, match="time zone"):
        read_bucket("1d", zone)
