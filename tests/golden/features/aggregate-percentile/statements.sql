SELECT count(*) AS rows
FROM fire22.wagers;

SELECT count(*) AS rows, (percentile_cont($1::FLOAT(53)) WITHIN GROUP (ORDER BY fire22.wagers.amount::float8) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity'))::float8 AS "measure 0"
FROM fire22.wagers;
-- $1 = 0.5

SELECT count(*) AS rows, (percentile_cont($1::FLOAT(53)) WITHIN GROUP (ORDER BY fire22.wagers.amount::float8) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity'))::float8 AS "measure 0",
  (percentile_cont($2::FLOAT(53)) WITHIN GROUP (ORDER BY fire22.wagers.odds::float8) FILTER (WHERE fire22.wagers.odds > '-Infinity' AND fire22.wagers.odds < 'Infinity'))::float8 AS "measure 1"
FROM fire22.wagers;
-- $1 = 0.25
-- $2 = 0.25
