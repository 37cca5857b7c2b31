SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('Europe/Berlin', date_bin(make_interval(days => 1), timezone('Europe/Berlin', fire22.wagers.created_at), timestamp '2000-01-01') - interval '1 microsecond') + interval '1 microsecond' END AS "group 0",
  count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 20
OFFSET 0;
