SELECT count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  (avg(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity'))::float8 AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.amount > $1::NUMERIC;
-- $1 = '1000'

SELECT count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  (avg(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity'))::float8 AS "measure 1",
  (avg(fire22.wagers.odds) FILTER (WHERE fire22.wagers.odds > '-Infinity' AND fire22.wagers.odds < 'Infinity'))::float8 AS "measure 2",
  (stddev_samp(fire22.wagers.odds) FILTER (WHERE fire22.wagers.odds > '-Infinity' AND fire22.wagers.odds < 'Infinity'))::float8 AS "measure 3",
  min(fire22.wagers.created_at) FILTER (WHERE isfinite(fire22.wagers.created_at)) AS "measure 4",
  max(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 5"
FROM fire22.wagers
WHERE fire22.wagers.agent_id = $1::VARCHAR;
-- $1 = 'a1'
