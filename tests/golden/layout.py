"""Statements, pipelines and answers as texts that a person reads: one clause or one member a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from bson import json_util

from stores.postgres.json_form import UNUSUAL

WIDTH = 118
CLAUSES = "SELECT|FROM|(?:LEFT OUTER )?JOIN|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|UNION ALL"
TOKEN = re.compile(
    rf"""(?P<quoted>'(?:[^']|'')*'|"[^"]*")|(?P<open>\()|(?P<close>\))"""
    rf"|(?P<comma>, )|(?P<clause>\b(?:{CLAUSES})\b)|(?P<other>\w+|.)",
)
SUBQUERY = re.compile(r"\s*(?:SELECT|WITH)\b")


def laid_out_sql(statements: Iterable[tuple[str, Sequence[Any]]]) -> str:
    """The statements by text, each followed by its values as comments."""
    return "\n".join(sorted(_statement(sql, values) for sql, values in statements))


def _statement(sql: str, values: Sequence[Any]) -> str:
    comments = [f"-- ${position} = {value!r}\n" for position, value in enumerate(values, 1)]
    # Every process marks unusual values in its own way.
    text = " ".join(sql.split()).replace(UNUSUAL.decode(), "unusual")
    return "\n".join(_lines(text)) + ";\n" + "".join(comments)


def _lines(sql: str) -> list[str]:
    """A line for each clause of each query, and for each column where they are more than fit on one line."""
    lines = [""]
    # Of each open parenthesis, whether it holds a query; the statement is one too.
    queries = [True]
    for token in TOKEN.finditer(sql):
        text = token[0]
        if token["close"]:
            queries.pop()
        in_query = queries[-1]
        if token["clause"] and in_query and lines[-1].strip():
            lines.append(_indent(queries))
        lines[-1] += text
        if token["open"]:
            queries.append(SUBQUERY.match(sql, token.end()) is not None)
        elif token["comma"] and in_query and len(lines[-1]) > WIDTH // 2:
            lines.append(_indent(queries) + "  ")
    return [line.rstrip() for line in lines]


def _indent(queries: Sequence[bool]) -> str:
    return "  " * (sum(queries) - 1)


def laid_out_pipelines(pipelines: Iterable[tuple[str | None, Sequence[Mapping[str, Any]]]]) -> str:
    """The pipelines by text with the collections that they run on, in MongoDB's extended JSON."""
    plain = [{"aggregate": source, "pipeline": _plain(stages)} for source, stages in pipelines]
    return laid_out_json(sorted(plain, key=str)) + "\n"


def _plain(stages: Sequence[Mapping[str, Any]]) -> Any:
    return orjson.loads(json_util.dumps(stages, json_options=json_util.RELAXED_JSON_OPTIONS))


def laid_out_json(value: Any, indent: str = "") -> str:
    """JSON in which what fits stays on one line."""
    line = _on_one_line(value)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    inner = indent + " "
    if isinstance(value, dict):
        members = [f"{_on_one_line(name)}: {laid_out_json(each, inner)}" for name, each in value.items()]
        opening, closing = "{", "}"
    else:
        members = [laid_out_json(each, inner) for each in value]
        opening, closing = "[", "]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(members) + f"\n{indent}{closing}"


def _on_one_line(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_on_one_line(name)}: {_on_one_line(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_on_one_line, value)) + "]"
    return orjson.dumps(value).decode()
