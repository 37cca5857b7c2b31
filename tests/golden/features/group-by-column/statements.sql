SELECT fire22.wagers.result AS "group 0", count(*) AS rows,
  sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 20
OFFSET 0;
