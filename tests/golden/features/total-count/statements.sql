SELECT count(*) AS count
FROM fire22.wagers
WHERE fire22.wagers.status IN ('settled');

SELECT fire22.agents.id
FROM fire22.agents
ORDER BY fire22.agents.id ASC
LIMIT 21;

SELECT fire22.customers.agent_id, count(*) AS count
FROM fire22.customers
WHERE fire22.customers.agent_id = any($1::TEXT[])
GROUP BY fire22.customers.agent_id;
-- $1 = ['a1', 'a2', 'a3']

SELECT fire22.wagers.id
FROM fire22.wagers
WHERE fire22.wagers.status IN ('settled')
ORDER BY fire22.wagers.id ASC
LIMIT 2;
