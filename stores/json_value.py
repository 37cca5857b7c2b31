"""Values as stores hand them over, fit for clients and exact for the store itself; and how clients see moments."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol


class JsonValue(Protocol):
    """What a row holds for a JSON column that is not NULL, and in any other for a value that the column cannot hold.

    A store may know types that JSON does not: for clients they become text, for the store itself they must not.
    """

    @property
    def output(self) -> Any:
        """What orjson writes for clients."""

    @property
    def exact(self) -> str:
        """A text that the same store reads back as the very same value, in a `Compare` on the column."""


class Exact(str):
    """The `exact` text of a value, come back from a cursor to the store that wrote it."""

    __slots__ = ()


def rfc_3339(moment: datetime) -> str:
    """How every moment is written for clients: in UTC, with `Z`."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"
