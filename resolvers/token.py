"""Opaque tokens: a few plain values as one text that is safe in a URL: base64url, unpadded, of a JSON array."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

import orjson


def pack(values: Iterable[Any]) -> str:
    """The token of some JSON values."""
    return urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def unpack(token: str) -> Any:
    """What `pack` was given, if it made the token; any JSON value otherwise. Raises ValueError."""
    return orjson.loads(urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4)))
