"""Durations as clients write them: ISO 8601 (`P1D`, `PT15M`), or a number with a unit (`15m`, `1mo`)."""

from __future__ import annotations

import re

from resolvers.buckets import known_zone
from stores.aggregate import Bucket, Unit
from stores.errors import BadInput

SHORT = re.compile(r"(\d{1,6})(s|m|h|d|w|mo|q|y)", re.ASCII)
ISO_8601 = re.compile(
    r"P(?:(?P<y>\d{1,6})Y)?(?:(?P<mo>\d{1,6})M)?(?:(?P<w>\d{1,6})W)?(?:(?P<d>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,6})H)?(?:(?P<m>\d{1,6})M)?(?:(?P<s>\d{1,6})S)?)?",
    re.ASCII,
)
UNITS = {
    "s": (Unit.SECOND, 1),
    "m": (Unit.SECOND, 60),
    "h": (Unit.SECOND, 3_600),
    "d": (Unit.DAY, 1),
    "w": (Unit.WEEK, 1),
    "mo": (Unit.MONTH, 1),
    "q": (Unit.MONTH, 3),
    "y": (Unit.MONTH, 12),
}
SIZE_LIMITS = {Unit.SECOND: 100_000_000, Unit.DAY: 36_525, Unit.WEEK: 5_218, Unit.MONTH: 1_200}
"""Units in a bucket: three years of seconds, a hundred years of all others."""

EXAMPLES = "like 15m, 1h, 1d, 1w, 1mo, or ISO 8601's PT15M, P1D, P1M"


def read_bucket(every: str, zone: str) -> Bucket:
    """Buckets of this length, on the clocks of a time zone. Raises BadInput."""
    parts = _parts(every)
    units = {UNITS[name][0] for name in parts}
    size = sum(number * UNITS[name][1] for name, number in parts.items())
    if len(units) != 1 or not 1 <= size <= SIZE_LIMITS[next(iter(units))]:
        raise BadInput(f"`every` must be a duration of one kind of unit, up to a hundred years, {EXAMPLES}")
    return Bucket(units.pop(), size, known_zone(zone))


def _parts(every: str) -> dict[str, int]:
    short = SHORT.fullmatch(every)
    if short:
        return {short[2]: int(short[1])}
    long = ISO_8601.fullmatch(every)
    return {name: int(number) for name, number in long.groupdict().items() if number} if long else {}


def write_bucket(bucket: Bucket) -> str:
    """The length of a bucket in ISO 8601."""
    match bucket.unit:
        case Unit.DAY:
            return f"P{bucket.size}D"
        case Unit.WEEK:
            return f"P{bucket.size}W"
        case Unit.MONTH:
            return f"P{bucket.size // 12}Y" if bucket.size % 12 == 0 else f"P{bucket.size}M"
        case Unit.SECOND:
            parts = ((bucket.size // 3_600, "H"), (bucket.size % 3_600 // 60, "M"), (bucket.size % 60, "S"))
            return "PT" + "".join(f"{number}{letter}" for number, letter in parts if number)
