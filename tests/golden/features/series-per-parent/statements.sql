SELECT fire22.agents.id
FROM fire22.agents
ORDER BY fire22.agents.id ASC
LIMIT 21;

SELECT keys.agent_id, figures."group 0", figures.rows
FROM unnest($1::TEXT[]) AS keys(agent_id)
JOIN LATERAL (
  SELECT CASE WHEN isfinite(fire22.wagers.created_at) THEN timezone('UTC', date_bin(make_interval(days => 7 * 1), timezone('UTC', fire22.wagers.created_at), timestamp '2000-01-03') - interval '1 microsecond') + interval '1 microsecond' END AS "group 0",
    count(*) AS rows
  FROM fire22.wagers
  WHERE fire22.wagers.agent_id = keys.agent_id AND fire22.wagers.created_at >= $2::TIMESTAMP WITH TIME ZONE AND fire22.wagers.created_at < $3::TIMESTAMP WITH TIME ZONE
  GROUP BY 1
  ORDER BY 1 ASC NULLS LAST
  LIMIT 10001
  OFFSET 0) AS figures ON true;
-- $1 = ['a1', 'a2', 'a3']
-- $2 = datetime.datetime(2026, 3, 23, 0, 0, tzinfo=datetime.timezone.utc)
-- $3 = datetime.datetime(2026, 4, 6, 0, 0, tzinfo=datetime.timezone.utc)
