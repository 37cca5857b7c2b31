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
-- $2 = datetime.date(2026, 3, 19)
-- $3 = datetime.date(2026, 3, 25)
-- $4 = datetime.date(2026, 3, 25)

SELECT kingpin.leaderboard_snapshots.play_count AS "group 0",
  count(*) AS rows
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $2::DATE AND kingpin.leaderboard_snapshots.play_count IS NOT NULL AND kingpin.leaderboard_snapshots.play_count = any($3::INTEGER[])
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)
-- $3 = [3, 4]

SELECT kingpin.leaderboard_snapshots.user_id, kingpin.leaderboard_snapshots.wealth_earned
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $2::DATE AND kingpin.leaderboard_snapshots.wealth_earned IS NOT NULL
ORDER BY kingpin.leaderboard_snapshots.wealth_earned DESC NULLS LAST,
  kingpin.leaderboard_snapshots.user_id ASC, kingpin.leaderboard_snapshots.id ASC
LIMIT 20002;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)

SELECT kingpin.leaderboard_snapshots.wealth_earned AS "group 0",
  count(*) AS rows
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $1::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $2::DATE AND kingpin.leaderboard_snapshots.wealth_earned IS NOT NULL AND kingpin.leaderboard_snapshots.wealth_earned = any($3::BIGINT[])
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = 'weekly'
-- $2 = datetime.date(2026, 3, 23)
-- $3 = [100, 50]

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
ORDER BY kingpin.users.id ASC
LIMIT 21;

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
WHERE kingpin.users.id = any($1::INTEGER[]);
-- $1 = [1, 2]

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
WHERE kingpin.users.id = any($1::INTEGER[]);
-- $1 = [2, 3]

SELECT page.play_count, page.user_id
FROM unnest($1::INTEGER[]) AS keys(user_id)
JOIN LATERAL (
  SELECT kingpin.leaderboard_snapshots.play_count AS play_count,
    kingpin.leaderboard_snapshots.user_id AS user_id
  FROM kingpin.leaderboard_snapshots
  WHERE kingpin.leaderboard_snapshots.user_id = keys.user_id AND kingpin.leaderboard_snapshots.period_type = $2::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $3::DATE AND kingpin.leaderboard_snapshots.play_count IS NOT NULL
  ORDER BY kingpin.leaderboard_snapshots.id ASC
  LIMIT 2) AS page ON true;
-- $1 = [1, 2, 3]
-- $2 = 'weekly'
-- $3 = datetime.date(2026, 3, 23)

SELECT page.wealth_earned, page.user_id
FROM unnest($1::INTEGER[]) AS keys(user_id)
JOIN LATERAL (
  SELECT kingpin.leaderboard_snapshots.wealth_earned AS wealth_earned,
    kingpin.leaderboard_snapshots.user_id AS user_id
  FROM kingpin.leaderboard_snapshots
  WHERE kingpin.leaderboard_snapshots.user_id = keys.user_id AND kingpin.leaderboard_snapshots.period_type = $2::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $3::DATE AND kingpin.leaderboard_snapshots.wealth_earned IS NOT NULL
  ORDER BY kingpin.leaderboard_snapshots.id ASC
  LIMIT 2) AS page ON true;
-- $1 = [1, 2, 3]
-- $2 = 'weekly'
-- $3 = datetime.date(2026, 3, 23)

SELECT width_bucket(kingpin.leaderboard_snapshots.play_count::numeric, $1::NUMERIC[]) AS "group 0",
  count(*) AS rows
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $2::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $3::DATE AND kingpin.leaderboard_snapshots.play_count IS NOT NULL
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = ['3', '4']
-- $2 = 'weekly'
-- $3 = datetime.date(2026, 3, 23)

SELECT width_bucket(kingpin.leaderboard_snapshots.wealth_earned::numeric, $1::NUMERIC[]) AS "group 0",
  count(*) AS rows
FROM kingpin.leaderboard_snapshots
WHERE kingpin.leaderboard_snapshots.period_type = $2::VARCHAR AND kingpin.leaderboard_snapshots.period_start = $3::DATE AND kingpin.leaderboard_snapshots.wealth_earned IS NOT NULL
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = ['50', '100']
-- $2 = 'weekly'
-- $3 = datetime.date(2026, 3, 23)
