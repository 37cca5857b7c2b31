"""Every error Polygraph raises on purpose.

PolygraphError
├── UserError            the request is wrong; the message says what to change
│   ├── BadInput         BAD_INPUT: an argument has a wrong value or combination
│   ├── BadCursor        BAD_CURSOR: a cursor is damaged, foreign or for another order
│   │   └── CursorExpired CURSOR_EXPIRED: what came after a cursor of a stream has been forgotten
│   ├── FilterTooWide    CROSS_STORE_FILTER_TOO_WIDE: a filter across stores would have to carry too many keys
│   ├── OrderTooWide     CROSS_STORE_ORDER_TOO_WIDE: an order across stores would have to carry too many values
│   └── AnswerTooLarge   ANSWER_TOO_LARGE: more was asked for than fits into an answer
├── Interrupted          a subscription ends before its client did; it may go on from `cursor`
│   ├── Lagged           SUBSCRIPTION_LAGGED: the client reads more slowly than events come
│   └── Stopping         SERVER_STOPPING: the server ends
├── Outage               a dependency failed; the same request may work later
│   ├── StoreUnavailable STORE_UNAVAILABLE: a store cannot be reached
│   ├── StoreTimeout     STORE_TIMEOUT: a store did not answer within its time limit
│   ├── StoreForbidden   STORE_FORBIDDEN: a store does not let its user read what the graph reads
│   └── StoreNotMigrated STORE_NOT_MIGRATED: a store lacks tables or columns that the graph reads
├── UnrepresentableValue UNREPRESENTABLE_VALUE: a stored value is not what its column says; the data must be mended
└── Misconfigured        MISCONFIGURED: a setting, model or link is wrong; raised at start, never per request

Anything else that escapes is a bug of ours: it is logged with an id and shown as that id (`app.errors`).
"""

from __future__ import annotations


class PolygraphError(Exception):
    """The root: `code` is stable and goes to clients in `extensions.code`; the message is safe to show."""

    code = "INTERNAL_ERROR"


class UserError(PolygraphError):
    """The caller can mend this by changing the request."""

    code = "BAD_INPUT"


class BadInput(UserError):
    """An argument has a wrong value, or arguments exclude each other."""


class BadCursor(UserError):
    """A cursor is damaged, belongs to another list, or to another order of this list."""

    code = "BAD_CURSOR"


class CursorExpired(BadCursor):
    """The changes after a cursor of a stream have been forgotten: read the list anew, and go on from now."""

    code = "CURSOR_EXPIRED"


class FilterTooWide(UserError):
    """A filter leads from one store to another, and neither side of it keeps few enough rows to ask the other for."""

    code = "CROSS_STORE_FILTER_TOO_WIDE"


class OrderTooWide(UserError):
    """An order leads from one store to another, and neither side of it has few enough rows to bring the values."""

    code = "CROSS_STORE_ORDER_TOO_WIDE"


class AnswerTooLarge(UserError):
    """What was asked for is more than fits into an answer."""

    code = "ANSWER_TOO_LARGE"


class Interrupted(PolygraphError):
    """A subscription ends before its client did; a new one misses nothing by `after` the cursor, if there is one."""

    def __init__(self, message: str, cursor: str | None = None) -> None:
        super().__init__(message)
        self.cursor = cursor


class Lagged(Interrupted):
    """The client reads more slowly than events come, and more of them wait than may."""

    code = "SUBSCRIPTION_LAGGED"


class Stopping(Interrupted):
    """The server ends."""

    code = "SERVER_STOPPING"


class Outage(PolygraphError):
    """A dependency failed; nothing is wrong with the request."""

    code = "STORE_UNAVAILABLE"


class StoreUnavailable(Outage):
    """A store cannot be reached."""


class StoreTimeout(Outage):
    """A store did not answer within its time limit."""

    code = "STORE_TIMEOUT"


class StoreForbidden(Outage):
    """A store answers, but its user may not read a table or collection."""

    code = "STORE_FORBIDDEN"


class StoreNotMigrated(Outage):
    """A store answers, but lacks tables or columns that the graph reads."""

    code = "STORE_NOT_MIGRATED"


class UnrepresentableValue(PolygraphError):
    """A stored value is not what its column says: missing, of another type, or not of the closed set."""

    code = "UNREPRESENTABLE_VALUE"


class Misconfigured(PolygraphError):
    """A setting, a model or a link is wrong; the message names it in one line."""

    code = "MISCONFIGURED"
