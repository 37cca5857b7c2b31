SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('Europe/Berlin', date_bin(make_interval(days => 1), timezone('Europe/Berlin', fire22.wagers.created_at), timestamp '2000-01-01') - interval '1 microsecond') + interval '1 microsecond' END AS "group 0",
  fire22.wagers.status AS "group 1", fire22.wagers.result AS "group 2",
  count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  sum(fire22.wagers.potential_win) FILTER (WHERE fire22.wagers.potential_win > '-Infinity' AND fire22.wagers.potential_win < 'Infinity') AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE AND fire22.wagers.status IN ('pending')
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)

SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('UTC', date_bin(make_interval(days => 7 * 1), timezone('UTC', fire22.wagers.created_at), timestamp '2000-01-03') - interval '1 microsecond') + interval '1 microsecond' END AS "group 0",
  fire22.wagers.agent_id AS "group 1", fire22.wagers.status AS "group 2",
  fire22.wagers.result AS "group 3", count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  sum(fire22.wagers.potential_win) FILTER (WHERE fire22.wagers.potential_win > '-Infinity' AND fire22.wagers.potential_win < 'Infinity') AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE AND fire22.wagers.agent_id = any($3::TEXT[])
GROUP BY 1, 2, 3, 4
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST,
  4 ASC NULLS LAST;
-- $1 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = ['a1', 'a2']

SELECT fire22.agents.name, fire22.agents.id
FROM fire22.agents
WHERE fire22.agents.id = any($1::TEXT[]);
-- $1 = ['a1', 'a2']

SELECT fire22.customers.name, fire22.customers.id
FROM fire22.customers
WHERE fire22.customers.id = any($1::TEXT[]);
-- $1 = ['c1']

SELECT fire22.wagers.agent_id AS "group 0", count(*) AS rows,
  sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1
ORDER BY 3 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 100
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)

SELECT fire22.wagers.customer_id AS "group 0", count(*) AS rows,
  sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1
ORDER BY 3 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 1
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)

SELECT fire22.wagers.customer_id AS "group 0", fire22.wagers.status AS "group 1",
  fire22.wagers.result AS "group 2", count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  sum(fire22.wagers.potential_win) FILTER (WHERE fire22.wagers.potential_win > '-Infinity' AND fire22.wagers.potential_win < 'Infinity') AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE AND fire22.wagers.customer_id = any($3::TEXT[])
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = ['c1']

SELECT fire22.wagers.status AS "group 0", fire22.wagers.result AS "group 1",
  count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  sum(fire22.wagers.potential_win) FILTER (WHERE fire22.wagers.potential_win > '-Infinity' AND fire22.wagers.potential_win < 'Infinity') AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST;
-- $1 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)
