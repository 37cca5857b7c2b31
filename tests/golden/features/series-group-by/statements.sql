SELECT "via 0".name AS "group 0", CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('UTC', date_bin(make_interval(days => 1), timezone('UTC', fire22.wagers.created_at), timestamp '2000-01-01') - interval '1 microsecond') + interval '1 microsecond' END AS "group 1",
  count(*) AS rows
FROM fire22.wagers
LEFT OUTER JOIN fire22.agents AS "via 0" ON "via 0".id = fire22.wagers.agent_id
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST
LIMIT 10001
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 29, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 3, 31, 0, 0, tzinfo=datetime.timezone.utc)
