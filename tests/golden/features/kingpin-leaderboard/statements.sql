SELECT count(*) AS count
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $2::DATE AND kingpin.leaderboard_snapshots.play_count IS NOT NULL;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)

SELECT count(*) AS count
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $2::DATE AND kingpin.leaderboard_snapshots.wealth_earned IS NOT NULL;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)

SELECT kingpin.leaderboard_snapshots.period_start AS "group 0",
  kingpin.leaderboard_snapshots.period_end AS "group 1", count(*) AS rows
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start >= $2::DATE AND kingpin.leaderboard_snapshots.period_start <= $3::DATE AND kingpin.leaderboard_snapshots.period_end >= $4::DATE
GROUP BY 1, 2
ORDER BY 1 DESC NULLS LAST, 1 ASC NULLS LAST, 2 ASC NULLS LAST
LIMIT 1
OFFSET 0;
-- $1 = 'weekly'
-- $2 = datetime.date(2025, 12, 26)
-- $3 = datetime.date(2026, 1, 1)
-- $4 = datetime.date(2026, 1, 1)

SELECT kingpin.leaderboard_snapshots.period_start AS "group 0",
  kingpin.leaderboard_snapshots.period_end AS "group 1", count(*) AS rows
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start >= $2::DATE AND kingpin.leaderboard_snapshots.period_start <= $3::DATE AND kingpin.leaderboard_snapshots.period_end >= $4::DATE
GROUP BY 1, 2
ORDER BY 1 DESC NULLS LAST, 1 ASC NULLS LAST, 2 ASC NULLS LAST
LIMIT 1
OFFSET 0;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 19)
-- $3 = datetime.date(2026, 3, 25)
-- $4 = datetime.date(2026, 3, 25)

SELECT kingpin.leaderboard_snapshots.period_start AS "group 0",
  kingpin.leaderboard_snapshots.period_end AS "group 1", count(*) AS rows
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start >= $2::DATE AND kingpin.leaderboard_snapshots.period_start <= $3::DATE AND kingpin.leaderboard_snapshots.period_end >= $4::DATE
GROUP BY 1, 2
ORDER BY 1 DESC NULLS LAST, 1 ASC NULLS LAST, 2 ASC NULLS LAST
LIMIT 1
OFFSET 0;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)
-- $3 = datetime.date(2026, 3, 29)
-- $4 = datetime.date(2026, 3, 29)

SELECT kingpin.leaderboard_snapshots.user_id, kingpin.leaderboard_snapshots.play_count
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $2::DATE AND kingpin.leaderboard_snapshots.play_count IS NOT NULL
ORDER BY kingpin.leaderboard_snapshots.play_count DESC NULLS LAST,
  kingpin.leaderboard_snapshots.user_id ASC, kingpin.leaderboard_snapshots.id ASC
LIMIT 2;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)

SELECT kingpin.leaderboard_snapshots.user_id, kingpin.leaderboard_snapshots.wealth_earned
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $2::DATE AND kingpin.leaderboard_snapshots.wealth_earned IS NOT NULL
ORDER BY kingpin.leaderboard_snapshots.wealth_earned DESC NULLS LAST,
  kingpin.leaderboard_snapshots.user_id ASC, kingpin.leaderboard_snapshots.id ASC
LIMIT 11;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
WHERE kingpin.users.id = any($1::INTEGER[]);
-- $1 = [1, 2, 3]

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
WHERE kingpin.users.id = any($1::INTEGER[]);
-- $1 = [3]
