"""Buckets of time: numbers and starts agree with each other, and a wider bucket is found for any span."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st

from resolvers.buckets import LADDER, SECONDS, number_of, numbers_between, start_of, widened
from stores.aggregate import Bucket, Unit

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "America/Havana", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia"]
BUCKETS = st.builds(Bucket, st.sampled_from(Unit), st.integers(1, 40), st.sampled_from(ZONES))
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(BUCKETS, MOMENTS)
@settings(max_examples=500)
def test_a_moment_is_between_the_start_of_its_bucket_and_that_of_the_next(bucket: Bucket, moment: datetime) -> None:
    number = number_of(bucket, moment)
    assert start_of(bucket, number) <= moment < start_of(bucket, number + 1)
    assert number_of(bucket, start_of(bucket, number)) == number


@given(BUCKETS, MOMENTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=40_000)), st.integers(1, 1_000))
@settings(max_examples=300)
def test_buckets_are_widened_until_they_fit_and_no_further(
    bucket: Bucket, start: datetime, length: timedelta, most: int
) -> None:
    def fits(each: Bucket) -> bool:
        return len(numbers_between(each, start, start + length)) <= most

    found = widened(bucket, fits)
    assert found == bucket if fits(bucket) else SECONDS[found.unit] * found.size > SECONDS[bucket.unit] * bucket.size
    assert fits(found) or (found.unit, found.size) == LADDER[-1]


def test_the_end_of_a_span_is_not_in_it() -> None:
    day = Bucket(Unit.DAY)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert len(numbers_between(day, start, start + timedelta(days=2))) == 2
