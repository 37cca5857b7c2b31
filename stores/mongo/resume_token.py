"""Resume tokens: the places between the events of a change stream, and their order."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import bson
from bson.errors import BSONError

from stores.errors import BadCursor

Place = tuple[int, str]
"""Compares as its place does with the others of the same server."""

HEXADECIMAL = re.compile(r"(?:[0-9a-fA-F]{2})+")

DAMAGED = "this is not a position in the changes of this installation's MongoDB"


def place_of(token: object, database: str) -> Place:
    """What compares as the token's place in the stream of a database; `token` is the text in a token's `_data`.

    MongoDB's tokens compare as texts: they are hexadecimal so that they can be compared and sorted
    (https://www.mongodb.com/docs/manual/changeStreams/#resume-tokens). SecantusDB's are BSON documents that begin with
    their length, and compare by the number `s` of the entry in its log. Raises BadCursor for what is neither, and for
    another database's where it says so.
    """
    if not isinstance(token, str):
        raise BadCursor(DAMAGED)
    return _place_of(token, database)


@lru_cache(maxsize=1_024)
def _place_of(token: str, database: str) -> Place:
    if not HEXADECIMAL.fullmatch(token):
        raise BadCursor(DAMAGED)
    inner = _document(bytes.fromhex(token))
    if inner is None:
        return 0, token.upper()
    number, namespace = inner.get("s"), inner.get("n")
    if not isinstance(number, int) or not isinstance(namespace, str) or not namespace.startswith(f"{database}."):
        raise BadCursor(DAMAGED)
    return number, ""


def _document(data: bytes) -> dict[str, Any] | None:
    """The BSON document that the bytes are, if they are one: its first four are its length."""
    if len(data) != int.from_bytes(data[:4], "little"):
        return None
    try:
        return bson.decode(data)
    except (BSONError, ValueError):
        return None
