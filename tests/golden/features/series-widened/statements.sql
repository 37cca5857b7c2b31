SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN date_bin(make_interval(secs => 43200), fire22.wagers.created_at, timestamptz '2000-01-01 00:00:00+00') END AS "group 0",
  count(*) AS rows
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 10001
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 28, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 2, 0, 0, tzinfo=datetime.timezone.utc)
