SELECT fire22.agents.id
FROM fire22.agents
ORDER BY fire22.agents.id ASC
LIMIT 21;

SELECT fire22.customers.id
FROM fire22.customers
ORDER BY fire22.customers.id ASC
LIMIT 21;

SELECT fire22.wagers.agent_id, fire22.wagers.status AS "group 0",
  fire22.wagers.result AS "group 1", count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  sum(fire22.wagers.potential_win) FILTER (WHERE fire22.wagers.potential_win > '-Infinity' AND fire22.wagers.potential_win < 'Infinity') AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.agent_id = any($1::TEXT[])
GROUP BY 1, 2, 3
ORDER BY 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = ['a1', 'a2', 'a3']

SELECT fire22.wagers.customer_id, fire22.wagers.status AS "group 0",
  fire22.wagers.result AS "group 1", count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  sum(fire22.wagers.potential_win) FILTER (WHERE fire22.wagers.potential_win > '-Infinity' AND fire22.wagers.potential_win < 'Infinity') AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.customer_id = any($1::TEXT[]) AND fire22.wagers.created_at >= $2::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $3::TIMESTAMP WITH TIME ZONE
GROUP BY 1, 2, 3
ORDER BY 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = ['c1', 'c2', 'c3', 'c4']
-- $2 = datetime.datetime(2026, 3, 28, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 3, 29, 0, 0, tzinfo=datetime.timezone.utc)
