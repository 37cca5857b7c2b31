"""Measures as SQL: what a function makes of the values that a column has in several rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement

from stores.aggregate import Function, Measure, type_of
from stores.catalogue import Column, ValueType
from stores.postgres.json_form import IS_NUMBER
from stores.postgres.sql import Sql, filled

Expression = ColumnElement[Any]

FUNCTIONS: Mapping[Function, str] = {
    Function.COUNT_DISTINCT: "count(DISTINCT {value})",
    Function.SUM: "sum({value})",
    Function.AVG: "avg({value})",
    Function.MIN: "min({value})",
    Function.MAX: "max({value})",
    Function.STDDEV: "stddev_samp({value})",
    Function.PERCENTILE: "percentile_cont({fraction}) WITHIN GROUP (ORDER BY {value}::float8)",
}

FINITE: Mapping[ValueType, str] = {
    ValueType.DECIMAL: IS_NUMBER,
    ValueType.FLOAT: IS_NUMBER,
    ValueType.DATETIME: "isfinite({value})",
    ValueType.DATE: "isfinite({value})",
}
"""Which values of a column have a part in its measures, if not all."""


def measured(
    measure: Measure,
    column: Column,
    value: Expression,
    fraction: Expression | None = None,
    *,
    by: Expression | None = None,
) -> Sql:
    """A measure of a column's values; `by` is an order to take them in."""
    parts = {"value": value if by is None else Sql(value, " ORDER BY ", by)}
    if fraction is not None:
        parts["fraction"] = fraction
    made = filled(FUNCTIONS[measure.function], **parts)
    if column.type in FINITE:
        made = Sql(made, " FILTER (WHERE ", filled(FINITE[column.type], value=value), ")")
    return Sql("(", made, ")::float8") if type_of(measure.function, column) is ValueType.FLOAT else made
