SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN date_bin(make_interval(secs => 86400), fire22.wagers.created_at, timestamptz '2000-01-01 00:00:00+00') END AS "group 0",
  fire22.wagers.status AS "group 1", fire22.wagers.result AS "group 2",
  count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0",
  sum(fire22.wagers.potential_win) FILTER (WHERE fire22.wagers.potential_win > '-Infinity' AND fire22.wagers.potential_win < 'Infinity') AS "measure 1"
FROM fire22.wagers
WHERE fire22.wagers.created_at >= $1::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $2::TIMESTAMP WITH TIME ZONE
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST
LIMIT 100001
OFFSET 0;
-- $1 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $2 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)

SELECT fire22.weekly_stats.id, fire22.weekly_stats.total_handle,
  fire22.weekly_stats.total_win, fire22.weekly_stats.total_volume,
  fire22.weekly_stats.total_bets, fire22.weekly_stats.week_start,
  fire22.weekly_stats.week_end
FROM fire22.weekly_stats
ORDER BY fire22.weekly_stats.id ASC
LIMIT 21;
