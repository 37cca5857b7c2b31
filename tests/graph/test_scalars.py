"""Scalars: what they read, what they refuse, and that what they write they read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from graphql import GraphQLError
from hypothesis import given, strategies as st

from graph.scalars import (
    read_big_int,
    read_date,
    read_datetime,
    read_decimal,
    write_big_int,
    write_date,
    write_datetime,
)

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_is_written_in_utc_and_read_back(moment: datetime) -> None:
    assert write_datetime(moment).endswith("Z")
    assert read_datetime(write_datetime(moment)) == moment


@given(st.dates())
def test_a_day_is_read_back(day: date) -> None:
    assert read_date(write_date(day)) == day


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_64_bit_integer_is_text_and_read_back(number: int) -> None:
    assert read_big_int(write_big_int(number)) == number == read_big_int(number)


@pytest.mark.parametrize(
    "text", ["2026-01-31T12:00:00Z", "2026-01-31t12:00:00z", "2026-01-31T13:00:00+01:00", "2026-01-31T12:00:00.000Z"]
)
def test_every_form_of_rfc_3339_is_read(text: str) -> None:
    assert read_datetime(text) == NOON


REFUSED: dict[Callable[[Any], Any], list[Any]] = {
    read_datetime: [
        *(5, None, "", "now", "2026-01-31", "2026-01-31T12:00:00", "20260131T120000Z", "2026-W05-6T12:00:00Z"),
        *("2026-01-31 12:00:00Z", "2026-02-30T12:00:00Z", "0001-01-01T00:00:00+05:00", "\u0662026-01-31T12:00:00Z"),
    ],
    read_date: [5, None, "", "20260131", "2026-W05-6", "2026-02-30", "2026-01-31T00:00:00Z"],
    read_decimal: [
        *(True, None, [], "", "1_000", "NaN", "Infinity", "1e99999", "0x10", " 1", "\u0661", "9" * 1001),
        *(float("inf"), float("nan")),
    ],
    read_big_int: [True, None, 1.5, "1.0", "1_000", "", " 1", "\u0661", 2**63, -(2**63) - 1, "9" * 5000],
}


@pytest.mark.parametrize(("read", "value"), [(read, value) for read, values in REFUSED.items() for value in values])
def test_what_is_no_value_of_the_scalar_is_refused(read: Any, value: Any) -> None:
    with pytest.raises(GraphQLError, match=r"must"):
        read(value)


@pytest.mark.parametrize(
    ("value", "text"), [("12.50", "12.50"), (3, "3"), (0.5, "0.5"), ("-.5", "-.5"), ("1e3", "1e3")]
)
def test_a_decimal_keeps_its_text(value: Any, text: str) -> None:
    assert read_decimal(value) == text
