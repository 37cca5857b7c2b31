SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('UTC', date_bin(make_interval(days => 1), timezone('UTC', fire22.wagers.created_at), timestamp '2000-01-01') - interval '1 microsecond') + interval '1 microsecond' END AS "group 0",
  count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 10001
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 28, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)

SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('UTC', date_bin(make_interval(days => 1), timezone('UTC', fire22.wagers.created_at), timestamp '2000-01-01') - interval '1 microsecond') + interval '1 microsecond' END AS "group 0",
  count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 10001
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 28, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)

SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('UTC', date_bin(make_interval(days => 1), timezone('UTC', fire22.wagers.created_at), timestamp '2000-01-01') - interval '1 microsecond') + interval '1 microsecond' END AS "group 0",
  count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 10001
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 28, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)
