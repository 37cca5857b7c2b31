SELECT count(*) AS rows, count(DISTINCT fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  count(DISTINCT fire22.wagers.odds) FILTER (WHERE fire22.wagers.odds > '-Infinity' AND fire22.wagers.odds < 'Infinity') AS "measure 1",
  count(DISTINCT fire22.wagers.status) AS "measure 2", count(DISTINCT fire22.wagers.result) AS "measure 3",
  count(DISTINCT fire22.wagers.customer_id) AS "measure 4"
FROM fire22.wagers;
