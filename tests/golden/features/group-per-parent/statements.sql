SELECT fire22.agents.id
FROM fire22.agents
ORDER BY fire22.agents.id ASC
LIMIT 21;

SELECT keys.agent_id, figures."group 0", figures.rows
FROM unnest($1::TEXT[]) AS keys(agent_id)
JOIN LATERAL (
  SELECT fire22.wagers.status AS "group 0", count(*) AS rows
  FROM fire22.wagers
  WHERE fire22.wagers.agent_id = keys.agent_id
  GROUP BY 1
  ORDER BY 1 ASC NULLS LAST
  LIMIT 20
  OFFSET 0) AS figures ON true;
-- $1 = ['a1', 'a2', 'a3']
