SELECT fire22.wagers.customer_id AS "group 0", count(*) AS rows,
  sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
GROUP BY 1
HAVING count(*) >= $1::NUMERIC AND ((sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity'))::numeric > $2::NUMERIC::numeric) AND ((sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity'))::numeric < $3::NUMERIC::numeric)
ORDER BY 3 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 1
OFFSET 1;
-- $1 = '1'
-- $2 = '10'
-- $3 = '60.30'
