"""Moments and days as PostgreSQL writes them, which has more of them than Python.

asyncpg's own codecs lose a whole answer for one year out of Python's range, and take the last microsecond of the year
9999 for infinity. (https://www.postgresql.org/docs/current/datatype-datetime.html)
"""

from __future__ import annotations

from datetime import UTC, date, datetime


class InfiniteMoment(datetime):
    """`infinity` or `-infinity`: for clients the last or the first moment there is, for the store its `exact` word."""

    exact: str

    def __str__(self) -> str:
        return self.exact


class InfiniteDay(date):
    """The same for days."""

    exact: str

    def __str__(self) -> str:
        return self.exact


def read_moment(text: str) -> datetime | str:
    """A `timestamptz` in UTC; a year that Python does not have stays PostgreSQL's text."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return MOMENTS.get(text, text)


def read_day(text: str) -> date | str:
    """A `date`; a year that Python does not have stays PostgreSQL's text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return DAYS.get(text, text)


def _infinite_moment(moment: datetime, exact: str) -> InfiniteMoment:
    infinite = InfiniteMoment.fromisoformat(moment.isoformat()).replace(tzinfo=UTC)
    infinite.exact = exact
    return infinite


def _infinite_day(day: date, exact: str) -> InfiniteDay:
    infinite = InfiniteDay.fromisoformat(day.isoformat())
    infinite.exact = exact
    return infinite


MOMENTS = {
    "infinity": _infinite_moment(datetime.max, "infinity"),
    "-infinity": _infinite_moment(datetime.min, "-infinity"),
}
DAYS = {
    "infinity": _infinite_day(date.max, "infinity"),
    "-infinity": _infinite_day(date.min, "-infinity"),
}
