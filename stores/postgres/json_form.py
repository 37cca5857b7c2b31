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
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from stores.catalogue import Column, ValueType
from stores.document import Value

WORD = secrets.token_hex(16)
UNUSUAL = WORD.encode()
"""No value holds it: nobody has seen it."""


class Sql(ColumnElement[Any]):
    """SQL of our own with expressions in it, as the parts come."""

    inherit_cache = False

    def __init__(self, *parts: str | ColumnElement[Any]) -> None:
        self.parts = parts


@compiles(Sql)
def _compiled(element: Sql, compiler: SQLCompiler, **options: Any) -> str:
    return "".join(part if isinstance(part, str) else compiler.process(part, **options) for part in element.parts)


def quoted(text: str) -> str:
    """A text constant in SQL."""
    return "'" + text.replace("'", "''") + "'"


def shown(column: Column, content: Value, value: ColumnElement[Any]) -> Sql:
    """A column's value as clients see it."""
    if content.names:
        cases = " ".join(f"WHEN {quoted(stored)} THEN {quoted(name)}" for stored, name in content.names)
        return _filled(f"CASE {{value}} {cases} ELSE {_otherwise(column)} END", value)
    template = FORMS.get(column.type, "{value}")
    if not column.nullable:
        present = template if column.type in TEXTS else f"to_json({template})"
        template = f"coalesce({present}, {MARK if column.type in TEXTS else f'to_json({MARK})'})"
    return _filled(template, value)


def token(head: tuple[str | int, ...], values: Iterable[tuple[Column, ColumnElement[Any]]]) -> Sql:
    """See `stores.document.Token`; `resolvers.token` writes the same."""
    opening = orjson.dumps(list(head)).decode().removesuffix("]")
    parts: list[str | ColumnElement[Any]] = [f"translate(encode(convert_to({quoted(opening)}"]
    for column, value in values:
        parts += [" || ',' || coalesce(", _filled(PLAIN[column.type], value), ", 'null')"]
    return Sql(*parts, r" || ']', 'UTF8'), 'base64'), E'+/=\n', '-_')")


def _otherwise(column: Column) -> str:
    return f"CASE WHEN {{value}} IS NOT NULL THEN {MARK} END" if column.nullable else MARK


def _filled(template: str, value: ColumnElement[Any]) -> Sql:
    first, *rest = template.split("{value}")
    return Sql(first, *(part for text in rest for part in (value, text)))


MARK = f"'{WORD}'::text"

MOMENT_TEXT = """to_char(timezone('UTC', {value}), 'YYYY-MM-DD"T"HH24:MI:SS.US')"""
IS_MOMENT = "{value} BETWEEN timestamptz '0001-01-01 00:00:00+00' AND timestamptz '9999-12-31 23:59:59.999999+00'"
IS_DAY = "{value} BETWEEN date '0001-01-01' AND date '9999-12-31'"
"""Those that have a year of four digits."""

IS_NO_NUMBER = "{value} IN ('NaN', 'Infinity', '-Infinity')"

FORMS: Mapping[ValueType, str] = {
    ValueType.BIG_INTEGER: "{value}::text",
    ValueType.DECIMAL: f"CASE WHEN {IS_NO_NUMBER} THEN {MARK} ELSE {{value}}::text END",
    ValueType.FLOAT: f"CASE WHEN {IS_NO_NUMBER} THEN to_json({MARK}) ELSE to_json({{value}}) END",
    ValueType.DATETIME: (
        f"CASE WHEN {IS_MOMENT} THEN replace({MOMENT_TEXT} || 'Z', '.000000Z', 'Z')"
        f" WHEN {{value}} IS NOT NULL THEN {MARK} END"
    ),
    ValueType.DATE: f"CASE WHEN {IS_DAY} THEN {{value}}::text WHEN {{value}} IS NOT NULL THEN {MARK} END",
}
"""RFC 3339 for moments, with six digits of a second or none, as `stores.json_value.rfc_3339` writes it."""

TEXTS = frozenset((ValueType.TEXT, ValueType.BIG_INTEGER, ValueType.DECIMAL, ValueType.DATETIME, ValueType.DATE))
"""Types whose values are texts for clients."""

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
