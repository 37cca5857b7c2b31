"""Texts compared with parts of them, as regular expressions of PCRE, which MongoDB has for its `$regex`.

Each takes time in proportion to the text, whatever the pattern: the first place where a piece between two wildcards is
found will do, and a group that is atomic looks for no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import takewhile
from typing import Any

from stores.catalogue import Column
from stores.errors import BadInput
from stores.filter import Match, Matches
from stores.mongo.values import to_bson

LENGTH_LIMIT = 1000
"""Characters of a regular expression that every server takes; MongoDB takes some thousands more."""


class Wildcard(Enum):
    """What stands for other characters."""

    ANY = "%"
    ONE = "_"


Token = str | Wildcard
"""A character that stands for itself, or a wildcard."""

LIKE_TOKEN = re.compile(r"\\(?P<itself>.)|(?P<wildcard>[%_])|(?P<plain>[^\\])", re.DOTALL)

SPECIAL: dict[Token, str] = {character: f"\\{character}" for character in r"\^$.|?*+()[]{}"}
# A regular expression may say NUL, but not hold it.
PIECES: dict[Token, str] = {**SPECIAL, "\0": r"\x00", Wildcard.ONE: "."}


def text_condition(column: Column, test: Matches) -> dict[str, Any]:
    """The operators by which a field is a text that matches. Raises BadInput for what no text can match."""
    options = "si" if test.match is Match.LIKE_IN_ANY_CASE else "s"
    return {"$type": "string", "$regex": _expression(column, _tokens(column, test)), "$options": options}


def text_bounds(column: Column, test: Matches) -> dict[str, Any]:
    """The operators by which an index finds the texts that begin as all that match do, if these begin alike."""
    tokens = [] if test.match is Match.LIKE_IN_ANY_CASE else _tokens(column, test)
    start = "".join(
        token for token in takewhile(lambda token: isinstance(token, str), tokens) if isinstance(token, str)
    )
    end = _after(start)
    return {**({"$gte": start} if start else {}), **({"$lt": end} if end else {})}


def _tokens(column: Column, test: Matches) -> list[Token]:
    text = to_bson(column, test.text)
    match test.match:
        case Match.STARTS_WITH:
            return [*text, Wildcard.ANY]
        case Match.ENDS_WITH:
            return [Wildcard.ANY, *text]
        case Match.CONTAINS:
            return [Wildcard.ANY, *text, Wildcard.ANY]
        case _:
            return list(_like_tokens(column, text))


def _like_tokens(column: Column, pattern: str) -> Iterator[Token]:
    place = 0
    while place < len(pattern):
        token = LIKE_TOKEN.match(pattern, place)
        if token is None:
            raise BadInput(f"{column.name} cannot match a pattern that ends with a single backslash")
        yield Wildcard(token["wildcard"]) if token["wildcard"] else token["itself"] or token["plain"]
        place = token.end()


def _expression(column: Column, tokens: Sequence[Token]) -> str:
    first, *others = _segments(tokens)
    if others:
        *middle, last = others
        rest = "".join(f"(?>.*?{segment})" for segment in middle if segment) + (rf".*{last}\z" if last else "")
    else:
        rest = r"\z"
    expression = rf"\A{first}{rest}"
    if len(expression) > LENGTH_LIMIT:
        raise BadInput(f"{column.name} cannot match a text as long as that: give less than {LENGTH_LIMIT} characters")
    return expression


def _segments(tokens: Sequence[Token]) -> list[str]:
    """The regular expressions of what stands between wildcards for any text."""
    segments = [""]
    for token in tokens:
        if token is Wildcard.ANY:
            segments.append("")
        else:
            segments[-1] += PIECES.get(token, str(token))
    return segments


def _after(start: str) -> str:
    """The least text that is greater than all that begin so; none where there is none."""
    kept = start.rstrip(chr(0x10FFFF))
    if not kept:
        return ""
    following = ord(kept[-1]) + 1
    # Surrogates are no characters.
    return kept[:-1] + chr(0xE000 if following == 0xD800 else following)
