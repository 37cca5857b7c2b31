SELECT asked.name, sum(coalesce(nullif(live.n_live_tup, 0), greatest(part.reltuples, 0)))::bigint AS rows,
  sum(pg_table_size(part.oid))::bigint AS row_bytes, sum(pg_indexes_size(part.oid))::bigint AS index_bytes
FROM unnest($1::text[], $2::text[], $3::text[]) AS asked (name, schema, relation)
JOIN pg_namespace AS space ON space.nspname = asked.schema
JOIN pg_class AS owner ON owner.relnamespace = space.oid AND owner.relname = asked.relation CROSS
JOIN LATERAL (
  SELECT relid
  FROM pg_partition_tree(owner.oid) UNION
  SELECT owner.oid ) AS tree
JOIN pg_class AS part ON part.oid = tree.relid AND part.relkind IN ('r', 'm') LEFT
JOIN pg_stat_all_tables AS live ON live.relid = part.oid
GROUP BY asked.name;
-- $1 = ['Activity', 'Agent', 'Customer', 'KpiMetric', 'Transaction', 'User', 'Wager', 'WeeklyStat']
-- $2 = ['fire22', 'fire22', 'fire22', 'fire22', 'fire22', 'fire22', 'fire22', 'fire22']
-- $3 = ['activities', 'agents', 'customers', 'kpi_metrics', 'transactions', 'users', 'wagers', 'weekly_stats']
