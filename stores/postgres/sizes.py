"""How large tables are, by what PostgreSQL keeps of them, all partitions together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from stores.query import Size, Sizes

STATEMENT = """
SELECT
    asked.name,
    sum(coalesce(nullif(live.n_live_tup, 0), greatest(part.reltuples, 0)))::bigint AS rows,
    sum(pg_table_size(part.oid))::bigint AS row_bytes,
    sum(pg_indexes_size(part.oid))::bigint AS index_bytes
FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (name, schema, relation)
JOIN pg_namespace AS space ON space.nspname = asked.schema
JOIN pg_class AS owner ON owner.relnamespace = space.oid AND owner.relname = asked.relation
CROSS JOIN LATERAL (
    SELECT relid FROM pg_partition_tree(owner.oid) UNION SELECT owner.oid
) AS tree
JOIN pg_class AS part ON part.oid = tree.relid AND part.relkind IN ('r', 'm')
LEFT JOIN pg_stat_all_tables AS live ON live.relid = part.oid
GROUP BY asked.name
"""
"""Rows by the statistics of the server; where those were lost, as they were when the table was analysed last."""


def size_arguments(query: Sizes, tables: Mapping[str, Table]) -> Sequence[Any]:
    """The arguments of `STATEMENT`."""
    found = [(entity.name, tables[entity.name]) for entity in query.entities]
    return [
        [name for name, _ in found],
        [table.schema or "public" for _, table in found],
        [table.name for _, table in found],
    ]


def read_sizes(records: Iterable[Any]) -> Mapping[str, Size]:
    """What the statement finds, by the entity's name."""
    return {name: Size(rows, row_bytes, index_bytes) for name, rows, row_bytes, index_bytes in records}
