"""Buckets of time in a row: their numbers, their starts, and how wide they must be for a chart to hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stores.aggregate import Bucket, Unit
from stores.errors import BadInput

ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
FIRST_DAY = date(2000, 1, 1)
FIRST_MONDAY = date(2000, 1, 3)

MINUTE, HOUR, DAY = 60, 3_600, 86_400
LADDER = (
    *((Unit.SECOND, seconds) for seconds in (1, 2, 5, 10, 15, 30)),
    *((Unit.SECOND, MINUTE * minutes) for minutes in (1, 2, 5, 10, 15, 30)),
    *((Unit.SECOND, HOUR * hours) for hours in (1, 2, 3, 6, 12)),
    (Unit.DAY, 1),
    (Unit.DAY, 2),
    (Unit.WEEK, 1),
    (Unit.WEEK, 2),
    *((Unit.MONTH, months) for months in (1, 3, 6, 12, 60, 120, 1_200)),
)
"""The widths that buckets are widened to."""

SECONDS: Mapping[Unit, int] = {Unit.SECOND: 1, Unit.DAY: DAY, Unit.WEEK: 7 * DAY, Unit.MONTH: 30 * DAY}
"""About how long a unit is."""


def known_zone(name: str) -> str:
    """A time zone's name. Raises BadInput."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput(f"`{name[:100]}` is not a time zone of the IANA database, like Europe/Berlin") from error


def number_of(bucket: Bucket, moment: datetime) -> int:
    """The number of the bucket that a moment is in; that of the first bucket of the year 2000 is 0."""
    if bucket.unit is Unit.SECOND:
        return (moment - ORIGIN) // timedelta(seconds=bucket.size)
    day = moment.astimezone(ZoneInfo(bucket.zone)).date()
    match bucket.unit:
        case Unit.DAY:
            return (day - FIRST_DAY).days // bucket.size
        case Unit.WEEK:
            return (day - FIRST_MONDAY).days // (7 * bucket.size)
        case _:
            return (12 * (day.year - 2000) + day.month - 1) // bucket.size


def start_of(bucket: Bucket, number: int) -> datetime:
    """The moment, in UTC, at which a bucket starts."""
    if bucket.unit is Unit.SECOND:
        return ORIGIN + timedelta(seconds=bucket.size) * number
    count = bucket.size * number
    match bucket.unit:
        case Unit.DAY:
            day = FIRST_DAY + timedelta(days=count)
        case Unit.WEEK:
            day = FIRST_MONDAY + timedelta(weeks=count)
        case _:
            day = date(2000 + count // 12, count % 12 + 1, 1)
    return datetime.combine(day, time(), ZoneInfo(bucket.zone)).astimezone(UTC)


def numbers_between(bucket: Bucket, start: datetime, end: datetime) -> range:
    """The numbers of the buckets that have a part in the time from `start` until before `end`."""
    return range(number_of(bucket, start), number_of(bucket, end - timedelta(microseconds=1)) + 1)


def widened(bucket: Bucket, fits: Callable[[Bucket], bool]) -> Bucket:
    """The bucket, or the next wider one on the ladder that fits; the widest if none does."""
    if fits(bucket):
        return bucket
    width = SECONDS[bucket.unit] * bucket.size
    wider = [replace(bucket, unit=unit, size=size) for unit, size in LADDER if SECONDS[unit] * size > width]
    return next(filter(fits, wider), wider[-1] if wider else bucket)
