SELECT keys.event_type, figures."group 0", figures.rows, figures."measure 0",
  figures."measure 1"
FROM unnest($1::VARCHAR(30)[]) AS keys(event_type)
JOIN LATERAL (
  SELECT kingpin.heist_events.winner_id AS "group 0", count(*) AS rows,
    sum(kingpin.heist_events.reward_wealth) AS "measure 0",
    min(kingpin.heist_events.response_time_ms) AS "measure 1"
  FROM kingpin.heist_events
  WHERE kingpin.heist_events.event_type = keys.event_type AND kingpin.heist_events.status = $2::VARCHAR AND kingpin.heist_events.winner_id IS NOT NULL
  GROUP BY 1
  ORDER BY 2 DESC NULLS LAST, 1 ASC NULLS LAST
  LIMIT 2
  OFFSET 0) AS figures ON true;
-- $1 = ['riddle', 'trivia']
-- $2 = 'won'

SELECT kingpin.heist_events.event_type AS "group 0", kingpin.heist_events.status AS "group 1",
  kingpin.heist_events.reward_crate_tier AS "group 2", count(*) AS rows,
  sum(kingpin.heist_events.attempt_count) AS "measure 0", sum(kingpin.heist_events.reward_wealth) AS "measure 1",
  sum(kingpin.heist_events.reward_xp) AS "measure 2"
FROM kingpin.heist_events
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;

SELECT kingpin.heist_events.event_type, count(*) AS rows, (avg(kingpin.heist_events.response_time_ms))::float8 AS "measure 0",
  min(kingpin.heist_events.response_time_ms) AS "measure 1",
  count(DISTINCT kingpin.heist_events.winner_id) AS "measure 2"
FROM kingpin.heist_events
WHERE kingpin.heist_events.event_type = any($1::VARCHAR(30)[]) AND kingpin.heist_events.status = $2::VARCHAR
GROUP BY 1;
-- $1 = ['riddle', 'trivia']
-- $2 = 'won'

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
WHERE kingpin.users.id = any($1::INTEGER[]);
-- $1 = [1, 2]
