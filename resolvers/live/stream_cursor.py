"""Cursors of streams: a position in a store's feed as an opaque, versioned text."""

from __future__ import annotations

from resolvers.token import pack, unpack
from stores.errors import BadCursor
from stores.feed import Position

KIND = "live"
VERSION = 1


def encode_position(store: str, position: Position) -> str:
    """The cursor of a position in the feed of a store."""
    return pack([KIND, VERSION, store, *position])


def decode_position(store: str, cursor: str) -> Position:
    """The position of a cursor, which the store's feed is still to look at. Raises BadCursor."""
    try:
        kind, version, of, *position = unpack(cursor)
    except (ValueError, TypeError) as error:
        raise BadCursor("the cursor is damaged: pass one unchanged, as it came with events") from error
    if (kind, version, of) != (KIND, VERSION, store):
        raise BadCursor("the cursor does not belong to this stream")
    return tuple(position)
