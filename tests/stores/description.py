"""What a PostgreSQL database holds, read from its own catalogue, so that two databases can be compared."""

from __future__ import annotations

import asyncpg

SCHEMAS = ("fire22", "hosting", "kingpin", "crash")

STATEMENT = """
WITH relation AS (
    SELECT c.oid, c.relkind, format('%s.%s', n.nspname, c.relname) AS name
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY($1::text[])
)
SELECT format('%s is %s, %s, %s', r.name, r.relkind, pg_get_partkeydef(r.oid), obj_description(r.oid, 'pg_class'))
FROM relation AS r
UNION ALL
SELECT format('%s.%s %s %s %s %s: %s', r.name, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
              a.attgenerated, pg_get_expr(d.adbin, d.adrelid), col_description(r.oid, a.attnum))
FROM relation AS r JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef AS d ON d.adrelid = r.oid AND d.adnum = a.attnum
WHERE r.relkind <> 'i' AND r.relkind <> 'I'
UNION ALL
SELECT format('%s has %s %s', r.name, k.conname, pg_get_constraintdef(k.oid))
FROM relation AS r JOIN pg_constraint AS k ON k.conrelid = r.oid
UNION ALL
SELECT pg_get_indexdef(r.oid) FROM relation AS r WHERE r.relkind IN ('i', 'I')
UNION ALL
SELECT pg_get_triggerdef(t.oid) FROM relation AS r JOIN pg_trigger AS t ON t.tgrelid = r.oid AND NOT t.tgisinternal
UNION ALL
SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname = ANY($1::text[])
UNION ALL
SELECT format('%s of %s', e.enumlabel, t.typname) FROM pg_enum AS e JOIN pg_type AS t ON t.oid = e.enumtypid
UNION ALL
SELECT format('schema %s', nspname) FROM pg_namespace WHERE nspname = ANY($1::text[])
"""


async def describe(url: str) -> set[str]:
    """One line for each schema, table, column, constraint, index, trigger, function and enum value."""
    connection = await asyncpg.connect(url)
    try:
        return {record[0] for record in await connection.fetch(STATEMENT, SCHEMAS)}
    finally:
        await connection.close()
