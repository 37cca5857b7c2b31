"""Messages of the WebSocket sub-protocol `graphql-transport-ws`.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import orjson

from app.errors import format_error
from app.json_text import decode, encode
from app.operation_request import OperationRequest, from_parameters
from app.refusal import BadRequest

PROTOCOL = "graphql-transport-ws"
ACKNOWLEDGEMENT = b'{"type":"connection_ack"}'
PING = b'{"type":"ping"}'
ID_LIMIT = 256
"""Longest id, in characters: every message of an operation repeats it."""

MEMBERS: Mapping[str, frozenset[str]] = {
    "connection_init": frozenset(),
    "ping": frozenset(),
    "pong": frozenset(),
    "subscribe": frozenset(("id", "payload")),
    "complete": frozenset(("id",)),
}
"""The types of messages that clients send, and what these must have."""


class CloseCode(IntEnum):
    """Why a connection is closed: codes of the sub-protocol, and of RFC 6455 as its registry has them."""

    RESTART = 1012
    TRY_AGAIN_LATER = 1013
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    NOT_ACCEPTABLE = 4406
    TIMEOUT = 4408
    CONFLICT = 4409
    TOO_MANY_INITIALISATIONS = 4429


class Violation(Exception):
    """A client broke a rule of the protocol; the connection is closed with this code and reason."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a client. `id` is empty if the type has none; `size` is in characters."""

    type: str
    id: str
    payload: dict[str, Any] | None
    size: int

    def request(self) -> OperationRequest:
        """What a `subscribe` asks for. Raises `Violation`."""
        try:
            return from_parameters(self.payload, self.size)
        except BadRequest as error:
            raise _bad(str(error)) from None


def read_message(text: str | None) -> Message:
    """Read a message; None stands for a binary one. Raises `Violation` for what the protocol does not specify."""
    if text is None:
        raise _bad("Messages must be text, not binary.")
    try:
        content = decode(text, "The message")
    except BadRequest as error:
        raise _bad(str(error)) from None
    if not isinstance(content, dict):
        raise _bad("Messages must be JSON objects.")
    kind = content.get("type")
    if not isinstance(kind, str) or kind not in MEMBERS:
        raise _bad(f"The member 'type' must be one of {', '.join(MEMBERS)}.")
    required = MEMBERS[kind]
    return Message(kind, _id(content) if "id" in required else "", _payload(content, kind, required), len(text))


def _id(content: Mapping[str, Any]) -> str:
    identifier = content.get("id")
    if not isinstance(identifier, str) or not 0 < len(identifier) <= ID_LIMIT:
        raise _bad(f"The member 'id' must be a string of 1 to {ID_LIMIT} characters.")
    return identifier


def _payload(content: Mapping[str, Any], kind: str, required: frozenset[str]) -> dict[str, Any] | None:
    payload = content.get("payload")
    if payload is None and "payload" not in required:
        return None
    if not isinstance(payload, dict):
        raise _bad(f"The member 'payload' of '{kind}' must be an object.")
    return payload


def pong(payload: dict[str, Any] | None) -> bytes:
    """The answer to a ping with this payload. Raises `Violation` if it is nested so deeply that it cannot be sent."""
    if payload is None:
        return b'{"type":"pong"}'
    try:
        return orjson.dumps({"type": "pong", "payload": payload})
    except TypeError:
        raise _bad("The payload is nested too deeply.") from None


@dataclass(frozen=True, slots=True)
class Replies:
    """The messages about one operation, of which all but the payload is written once."""

    next: bytes
    complete: bytes
    error: bytes

    @classmethod
    def to(cls, identifier: str) -> Replies:
        """Those to the operation with this id."""
        head = b'{"id":' + orjson.dumps(identifier) + b',"type":'
        return cls(head + b'"next","payload":', head + b'"complete"}', head + b'"error","payload":')

    def of_result(self, text: bytes) -> bytes:
        """A result that is JSON already."""
        return self.next + text + b"}"

    def of_failure(self, error: Exception) -> bytes:
        """The end of an operation that could not be started, or not be ended."""
        return self.error + encode(format_error(error)) + b"}"


def _bad(reason: str) -> Violation:
    return Violation(CloseCode.BAD_REQUEST, reason)
