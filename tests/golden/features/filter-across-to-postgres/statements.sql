SELECT fire22.users.username AS "group 0", count(*) AS rows
FROM fire22.users
WHERE EXISTS (
  SELECT 1
  FROM fire22.agents AS "related 0"
  WHERE "related 0".id = fire22.users.agent_id AND "related 0".code = $1::VARCHAR)
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;
-- $1 = 'N'
