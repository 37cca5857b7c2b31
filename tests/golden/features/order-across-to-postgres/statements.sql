SELECT kingpin.users.username AS "group 0", count(*) AS rows,
  max(kingpin.users.level) AS "measure 0"
FROM kingpin.users
WHERE kingpin.users.username = any($1::VARCHAR(100)[])
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = ['ann', 'bob', 'cyd']

SELECT page.username, page."agent.name"
FROM unnest($1::TEXT[]) AS keys(username)
JOIN LATERAL (
  SELECT fire22.users.username AS username, "via 0".name AS "agent.name"
  FROM fire22.users
  LEFT OUTER JOIN fire22.agents AS "via 0" ON "via 0".id = fire22.users.agent_id
  WHERE fire22.users.username = keys.username
  ORDER BY fire22.users.id ASC
  LIMIT 1) AS page ON true;
-- $1 = ['ann', 'bob', 'cyd']
