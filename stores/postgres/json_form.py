"""How PostgreSQL writes the values of columns into JSON, as clients see them, and into tokens.

What a field cannot say is written as `UNUSUAL`: a year beyond four digits, a number that is none, a value outside a
closed set, NULL where the catalogue has none.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement

from stores.catalogue import Column, ValueType
from stores.document import Value
from stores.postgres.sql import Sql, filled, quoted

NUMBER = 2**62 + secrets.randbits(61)
UNUSUAL = str(NUMBER).encode()
"""No value holds it: nobody has seen it. A number, so that it can stand for one."""


def shown(column: Column, content: Value, value: ColumnElement[Any]) -> Sql:
    """A column's value as clients see it."""
    if content.names:
        cases = " ".join(f"WHEN {quoted(stored)} THEN {quoted(name)}" for stored, name in content.names)
        return filled(f"CASE {{value}} {cases} ELSE {_otherwise(column)} END", value=value)
    template = FORMS.get(column.type, "{value}")
    if not column.nullable:
        mark = MARKS.get(column.type)
        template = f"coalesce({template}, {mark})" if mark else f"coalesce(to_json({template}), {JSON_MARK})"
    return filled(template, value=value)


def token(head: tuple[str | int, ...], values: Iterable[tuple[Column, ColumnElement[Any]]]) -> Sql:
    """See `stores.document.Token`; `resolvers.token` writes the same."""
    opening = orjson.dumps(list(head)).decode().removesuffix("]")
    parts: list[str | ColumnElement[Any]] = [f"translate(encode(convert_to({quoted(opening)}"]
    for column, value in values:
        parts += [" || ',' || coalesce(", filled(PLAIN[column.type], value=value), ", 'null')"]
    return Sql(*parts, r" || ']', 'UTF8'), 'base64'), E'+/=\n', '-_')")


def _otherwise(column: Column) -> str:
    return f"CASE WHEN {{value}} IS NOT NULL THEN {MARK} END" if column.nullable else MARK


MARK = f"'{NUMBER}'::text"
JSON_MARK = f"'{NUMBER}'::json"

IS_MOMENT = "{value} BETWEEN timestamptz '0001-01-01 00:00:00+00' AND timestamptz '9999-12-31 23:59:59.999999+00'"
IS_DAY = "{value} BETWEEN date '0001-01-01' AND date '9999-12-31'"
"""Those that have a year of four digits."""

IS_NUMBER = "{value} > '-Infinity' AND {value} < 'Infinity'"
"""PostgreSQL has NaN above infinity."""

IS_WHOLE_SECOND = "{value}::timestamptz(0) = {value}"
SECOND_TEXT = "replace(timezone('UTC', {value})::text, ' ', 'T') || 'Z'"
MOMENT_TEXT = """to_char(timezone('UTC', {value}), 'YYYY-MM-DD"T"HH24:MI:SS.US')"""
"""`to_char` takes twice as long as the cast."""

FORMS: Mapping[ValueType, str] = {
    ValueType.BIG_INTEGER: "{value}::text",
    ValueType.DECIMAL: f"CASE WHEN {IS_NUMBER} THEN {{value}}::text WHEN {{value}} IS NOT NULL THEN {MARK} END",
    ValueType.FLOAT: f"CASE WHEN {IS_NUMBER} THEN to_json({{value}}) WHEN {{value}} IS NOT NULL THEN {JSON_MARK} END",
    ValueType.DATETIME: (
        f"CASE WHEN {IS_MOMENT} AND {IS_WHOLE_SECOND} THEN {SECOND_TEXT} WHEN {IS_MOMENT} THEN {MOMENT_TEXT} || 'Z'"
        f" WHEN {{value}} IS NOT NULL THEN {MARK} END"
    ),
    ValueType.DATE: f"CASE WHEN {IS_DAY} THEN {{value}}::text WHEN {{value}} IS NOT NULL THEN {MARK} END",
}
"""RFC 3339 for moments, with six digits of a second or none, as `stores.json_value.rfc_3339` writes it."""


MARKS: Mapping[ValueType, str] = {
    ValueType.TEXT: MARK,
    ValueType.BIG_INTEGER: MARK,
    ValueType.DECIMAL: MARK,
    ValueType.DATETIME: MARK,
    ValueType.DATE: MARK,
    ValueType.INTEGER: f"{NUMBER}::bigint",
}
"""What is written for a missing value beside values in these forms; others become JSON first, which takes longer."""

PLAIN: Mapping[ValueType, str] = {
    ValueType.TEXT: "to_json({value})::text",
    ValueType.INTEGER: "{value}::text",
    ValueType.BIG_INTEGER: "{value}::text",
    ValueType.BOOLEAN: "{value}::text",
    ValueType.DECIMAL: "to_json({value}::text)::text",
    ValueType.JSON: "to_json({value}::text)::text",
    ValueType.DATETIME: (
        f"CASE WHEN {IS_MOMENT} THEN to_json(replace({MOMENT_TEXT} || '+00:00', '.000000+', '+'))::text"
        " ELSE '[' || to_json({value}::text) || ']' END"
    ),
    ValueType.DATE: (
        f"CASE WHEN {IS_DAY} THEN to_json({{value}}::text)::text ELSE '[' || to_json({{value}}::text) || ']' END"
    ),
}
"""As `resolvers.cursors` writes values; a FLOAT's digits are Python's own."""
