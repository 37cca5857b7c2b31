"""JSON text: strict in, never failing out."""

from __future__ import annotations

from typing import Any

import orjson

from app.refusal import BadRequest


def decode(text: bytes | str, source: str) -> Any:
    """Read JSON (RFC 8259); of repeated names in one object the last counts.

    Raises `BadRequest` for anything else: broken or deeply nested JSON, invalid UTF-8, lone surrogates, a byte order
    mark, NaN, and numbers beyond the range of a double. `source` names the text in the message.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadRequest(f"{source} is not valid JSON: {error}") from None


def encode(payload: object) -> bytes:
    """Write `payload` as JSON in UTF-8.

    What JSON cannot hold is replaced rather than refused: NaN by null, a lone surrogate by U+FFFD, a value of an
    unknown type by its text.
    """
    try:
        return orjson.dumps(payload, default=str, option=orjson.OPT_UTC_Z)
    except TypeError:
        return _written(payload)


def _written(value: object) -> bytes:
    """Write what orjson refuses as a whole: lone surrogates, wide integers, and nesting beyond its 254 levels."""
    if isinstance(value, dict):
        members = [_written(str(name)) + b":" + _written(member) for name, member in value.items()]
        return b"{" + b",".join(members) + b"}"
    if isinstance(value, list | tuple):
        return b"[" + b",".join([_written(item) for item in value]) + b"]"
    if isinstance(value, str):
        return orjson.dumps(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value).encode()
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)
