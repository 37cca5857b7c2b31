"""SQL of our own among SQLAlchemy's: text with expressions in it, and limits that are written in when it is sent."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

LIMIT_MARK = re.compile(r"<limit (\d+)>")
"""Where a limit goes, with its number among the query's values.

Limits are text, not parameters: PostgreSQL plans a statement anew, each time, if the plan depends on a parameter.
"""


class Sql(ColumnElement[Any]):
    """SQL of our own with expressions in it, as the parts come."""

    inherit_cache = False

    def __init__(self, *parts: str | ColumnElement[Any]) -> None:
        self.parts = parts


@compiles(Sql)
def _compiled(element: Sql, compiler: SQLCompiler, **options: Any) -> str:
    return "".join(part if isinstance(part, str) else compiler.process(part, **options) for part in element.parts)


def limit_mark(number: int) -> Sql:
    """Stands for a limit; see `LIMIT_MARK`."""
    return Sql(f"<limit {number}>")


def quoted(text: str) -> str:
    """A text constant in SQL."""
    return "'" + text.replace("'", "''") + "'"
