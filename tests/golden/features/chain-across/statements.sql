SELECT fire22.agents.name, fire22.agents.id
FROM fire22.agents
WHERE fire22.agents.id = any($1::TEXT[]);
-- $1 = ['a1', 'a2']

SELECT fire22.users.email, fire22.users.agent_id, fire22.users.username
FROM fire22.users
WHERE fire22.users.username = any($1::TEXT[])
ORDER BY fire22.users.id ASC;
-- $1 = ['ann', 'bob', 'cyd']

SELECT page.level, page.username
FROM unnest($1::VARCHAR(100)[]) AS keys(username)
JOIN LATERAL (
  SELECT kingpin.users.level AS level, kingpin.users.username AS username
  FROM kingpin.users
  WHERE kingpin.users.username = keys.username
  ORDER BY kingpin.users.id ASC
  LIMIT 21) AS page ON true;
-- $1 = ['ann', 'bob', 'cyd']
