"""SQL of our own among SQLAlchemy's: text with expressions in it, and limits that are written in when it is sent."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

LIMIT_MARK = re.compile(r"<limit (\d+)>")
"""Where a limit goes, with its number among the query's values.

Limits are text, not parameters: PostgreSQL plans a statement anew, each time, if the plan depends on a parameter.
"""


PART = re.compile(r"\{(\w+)\}")


class Sql(ColumnElement[Any]):
    """SQL of our own with expressions in it, as the parts come."""

    inherit_cache = False

    def __init__(self, *parts: str | ColumnElement[Any]) -> None:
        self.parts = parts


@compiles(Sql)
def _compiled(element: Sql, compiler: SQLCompiler, **options: Any) -> str:
    return "".join(part if isinstance(part, str) else compiler.process(part, **options) for part in element.parts)


class Values:
    """The values of a query, which are bound as `value_0`, `value_1`, … in the order in which they come up."""

    def __init__(self) -> None:
        self._numbers = count()

    def bind(self, type_: TypeEngine[Any]) -> BindParameter[Any]:
        """The next value, which is of this type."""
        return bindparam(f"value_{next(self._numbers)}", type_=type_, required=False)

    def limit(self) -> Sql:
        """The next value, which is a limit; see `LIMIT_MARK`."""
        return Sql(f"<limit {next(self._numbers)}>")


def filled(template: str, **parts: ColumnElement[Any]) -> Sql:
    """SQL with expressions in the place of their names in braces."""
    texts = PART.split(template)
    return Sql(*(parts[text] if position % 2 else text for position, text in enumerate(texts)))


def quoted(text: str) -> str:
    """A text constant in SQL."""
    return "'" + text.replace("'", "''") + "'"
