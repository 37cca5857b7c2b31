SELECT fire22.agents.id
FROM fire22.agents
ORDER BY fire22.agents.id ASC
LIMIT 21;

SELECT fire22.wagers.agent_id, count(*) AS rows, sum(fire22.wagers.amount) FILTER (WHERE fire22.wagers.amount > '-Infinity' AND fire22.wagers.amount < 'Infinity') AS "measure 0"
FROM fire22.wagers
WHERE fire22.wagers.agent_id = any($1::TEXT[])
GROUP BY 1;
-- $1 = ['a1', 'a2', 'a3']
