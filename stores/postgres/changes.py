"""The table of changes that the migration `0006_changes` makes: the statements over it, and what its rows say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from stores.catalogue import Column, Entity, ValueType
from stores.postgres.codecs import JsonText
from stores.postgres.times import read_day, read_moment
from stores.query import KeyValue
from stores.store import Row

CHANNEL = "polygraph_changes"
"""Where each statement that recorded something sends a notification, if a feed sleeps."""

ASLEEP = "SELECT pg_advisory_lock_shared(hashtextextended('polygraph feed', 0)), pg_current_xact_id()"
AWAKE = "SELECT pg_advisory_unlock_shared(hashtextextended('polygraph feed', 0))"
"""Say on a feed's connection that it needs to be notified, and that it does not.

The first is a transaction with a number: a snapshot ends behind the last transaction that has ended, so that snapshots
from then on show those in flight that wrote before it, and may commit without notifying.
"""

KEPT = 24 * 3600.0
"""Seconds for which changes are kept."""

GAP = "gap"
"""The operation that says that some changes of the table were not recorded."""

NO_ROW = "[]"
"""The key of a change that is of no single row: of a gap, or of many whose time was over."""

SCANNED = 10_000
"""Changes of all tables that one statement passes over at most: few of them may be of those that are asked for."""

NOW = """
SELECT
    polygraph.origin(), forgotten.home = polygraph.home(), pg_snapshot_xmax(seen), pg_snapshot_xmin(seen),
    coalesce(last.transaction, forgotten.transaction), coalesce(last.number, forgotten.number)
FROM polygraph.forgotten
CROSS JOIN pg_current_snapshot() AS seen
LEFT JOIN LATERAL (
    SELECT transaction, number FROM polygraph.changes
    WHERE transaction < pg_snapshot_xmin(seen)
    ORDER BY transaction DESC, number DESC LIMIT 1
) AS last ON true
"""
"""The last change that has no transaction in flight before it. (https://www.postgresql.org/docs/current/functions-info.html,
"Transaction ID and Snapshot Information Functions")

It is a row that was committed, and not the horizon itself: after a crash PostgreSQL may give the numbers of
transactions that wrote nothing a second time, and what gets them must come after every position.
"""

READ = """
WITH state AS MATERIALIZED (
    SELECT
        polygraph.origin() AS origin, forgotten.home = polygraph.home() AS at_home,
        pg_snapshot_xmax(seen) AS latest, pg_snapshot_xmin(seen) AS horizon,
        ($1::xid8, $2::bigint) < (forgotten.transaction, forgotten.number) AS expired
    FROM polygraph.forgotten CROSS JOIN pg_current_snapshot() AS seen
)
SELECT
    state.origin, state.at_home, state.latest, state.horizon, state.expired,
    bound.number IS NOT NULL, coalesce(bound.transaction, last.transaction), coalesce(bound.number, last.number),
    change.transaction, change.number, change.source, change.operation::text, change.key::text,
    (SELECT jsonb_object_agg(part.name, part.value::text) FROM jsonb_each(change.before) AS part (name, value))::text
FROM state
LEFT JOIN LATERAL (
    SELECT transaction, number FROM polygraph.changes
    WHERE (transaction, number) > ($1::xid8, $2::bigint) AND transaction < state.horizon
    ORDER BY transaction, number OFFSET $5::integer LIMIT 1
) AS bound ON true
LEFT JOIN LATERAL (
    SELECT transaction, number FROM polygraph.changes
    WHERE (transaction, number) > ($1::xid8, $2::bigint) AND transaction < state.horizon
    ORDER BY transaction DESC, number DESC LIMIT 1
) AS last ON true
LEFT JOIN LATERAL (
    SELECT * FROM polygraph.changes
    WHERE (transaction, number) > ($1::xid8, $2::bigint)
        AND (transaction, number)
            <= (coalesce(bound.transaction, last.transaction), coalesce(bound.number, last.number))
        AND source = ANY ($3::text[])
    ORDER BY transaction, number LIMIT $4::integer
) AS change ON true
ORDER BY change.transaction, change.number
"""
"""The first changes of some tables after a position and below the horizon, at least one row in any case."""

UNRECORDED = "SET LOCAL polygraph.feed = 'off'"
"""For a bulk load, in its transaction: cursors before it expire, and its rows are not recorded one by one."""

SILENT = "SET polygraph.feed = 'silent'"
"""For a connection that deletes rows whose time is over: they are told of by `UNSAID`, like dropped partitions."""

UNSAID = """
WITH told AS (
    INSERT INTO polygraph.changes (operation, source, key) VALUES ('delete', $1::text, '[]') RETURNING source
)
SELECT pg_notify('polygraph_changes', '') FROM told
"""
"""Say that such rows of a table have gone, without saying which."""

ADOPT = "SELECT polygraph.adopt()"
FORGET_UNTIL = "SELECT polygraph.forget($1::timestamptz, $2::integer)"
FORGETTABLE = """
SELECT count(*) FROM polygraph.changes
WHERE transaction < pg_snapshot_xmin(pg_current_snapshot()) AND (transaction, number) < ALL (
    SELECT transaction, number FROM polygraph.changes WHERE at >= $1::timestamptz ORDER BY transaction, number LIMIT 1
)
"""
"""How many `FORGET_UNTIL` would delete in all."""

FORGET = "SELECT polygraph.forget(clock_timestamp() - make_interval(secs => $1::float8), $2::integer)"


class ChangedRows:
    """Reads keys and rows of one entity as the table of changes has them: the values are those of a query."""

    def __init__(self, entity: Entity) -> None:
        self._key = [_FROM_JSON.get(entity.columns[name].type, _same) for name in entity.key]
        self._columns = {name: (column.source, _text_reader(column)) for name, column in entity.columns.items()}

    def key(self, text: str) -> KeyValue:
        """The key, from a JSON array of its values."""
        return tuple(read(value) for read, value in zip(self._key, orjson.loads(text), strict=True))

    def row(self, text: str) -> Row:
        """The row, from a JSON object of the JSON texts of its values; a column that is not there is None."""
        texts: Mapping[str, str] = orjson.loads(text)
        return {
            name: None if (found := texts.get(source)) is None else read(found)
            for name, (source, read) in self._columns.items()
        }


@lru_cache(maxsize=1_000)
def changed_rows(entity: Entity) -> ChangedRows:
    """The reader of an entity's rows."""
    return ChangedRows(entity)


def _text_reader(column: Column) -> Callable[[str], Any]:
    """Reads the JSON text of a column's value."""
    if column.type is ValueType.JSON and not column.nullable:
        return JsonText
    exact = _FROM_TEXT.get(column.type)
    from_json = _FROM_JSON.get(column.type, _same)

    def read(text: str) -> Any:
        if text == "null":
            return None
        return exact(text) if exact else from_json(orjson.loads(text))

    return read


def _same(value: Any) -> Any:
    return value


def _moment(text: str) -> Any:
    """In JSON a moment has a `T`, and minutes in the offset, which is that of UTC; in a text it has neither."""
    return read_moment(text.replace("T", " ").replace("+00:00", "+00"))


def _number(text: str) -> str:
    """A number as it was written; NaN and infinities are texts in JSON."""
    return text.strip('"')


_FROM_JSON: Mapping[ValueType, Callable[[Any], Any]] = {
    ValueType.DATETIME: _moment,
    ValueType.DATE: read_day,
    ValueType.FLOAT: float,
}

_FROM_TEXT: Mapping[ValueType, Callable[[str], Any]] = {ValueType.DECIMAL: _number, ValueType.JSON: JsonText}
"""Types of which the text says more than what JSON parsers make of it."""
