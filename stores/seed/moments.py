"""Times within a row: when it began, what happened to it since, and what is still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import sin, tau
from random import Random

from sqlalchemy import Column, Date, DateTime, Table

from stores.seed.recipe import Row

HORIZON = timedelta(days=60)
"""How far back rows reach that have no recipe."""

REACH = timedelta(days=120)
"""How far back telemetry reaches: beyond its retention, so that there is something to clear away."""

AHEAD = timedelta(days=14)
"""How far after its beginning a row's deadlines lie at most."""

DEADLINE = re.compile(r"expire|until|due|draw_at|scheduled|deadline|_end$|end_date")


def time_columns(table: Table) -> list[str]:
    """A table's times and dates, the one at which a row began first and its last change last.

    A row begins at the time that the database would set to now by default.
    """
    columns = [column for column in table.columns if isinstance(column.type, DateTime | Date)]
    return [column.name for column in sorted(columns, key=lambda column: (_rank(column), columns.index(column)))]


def _rank(column: Column[object]) -> int:
    if column.name == "updated_at":
        return 3
    if column.server_default is not None:
        return 0
    return 2 if column.nullable else 1


def beginning(random: Random, now: datetime) -> datetime:
    """When a row began: more often lately than long ago."""
    return now - timedelta(seconds=int(HORIZON.total_seconds() * random.random() ** 1.6))


def by_day_and_night(time_of_day: datetime, now: datetime) -> datetime:
    """The same day, at an hour that moves even times to where people are awake (UTC afternoon and evening).

    Later stays later, and what was before `now` stays before it: today's times move within the day so far.
    """
    midnight = time_of_day.replace(hour=0, minute=0, second=0)
    seconds = _awake((time_of_day - midnight).total_seconds())
    if midnight < now < midnight + timedelta(days=1):
        so_far = (now - midnight).total_seconds()
        seconds *= so_far / _awake(so_far)
    return midnight + timedelta(seconds=int(seconds))


def _awake(seconds: float) -> float:
    """Where a second of an evenly spread day comes to lie, a second of the same day."""
    part = seconds / 86_400
    return 86_400 * (part + 0.12 * (sin(tau * (part - 0.2)) + sin(tau * 0.2)))


def growing_denser(part: float, reach: timedelta, now: datetime) -> datetime:
    """The time at `part` (0 to 1) of a history of length `reach` that has more and more rows towards `now`."""
    return now - timedelta(seconds=int(reach.total_seconds() * (1 - part) ** 2))


def moment(name: str, row: Row, random: Random, now: datetime) -> datetime:
    """A time for the column `name` of a row whose beginning is known: after all that happened so far, or a deadline."""
    known = sorted(times_of(row, now)) or [beginning(random, now)]
    if DEADLINE.search(name):
        return known[0] + timedelta(seconds=random.randint(3_600, int(AHEAD.total_seconds())))
    if name == "updated_at":
        return known[-1]
    return known[-1] + timedelta(seconds=int((now - known[-1]).total_seconds() * random.random() * 0.4))


def times_of(row: Row, now: datetime) -> Iterator[datetime]:
    """The times in a row that are past."""
    for value in row.values():
        if isinstance(value, datetime) and value <= now:
            yield value
        elif isinstance(value, date) and not isinstance(value, datetime):
            at_midnight = datetime.combine(value, time(), now.tzinfo)
            if at_midnight <= now:
                yield at_midnight
