SELECT fire22.users.username AS "group 0", count(*) AS rows
FROM fire22.users
WHERE true
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;
