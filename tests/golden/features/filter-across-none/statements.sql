SELECT kingpin.users.username AS "group 0", count(*) AS rows
FROM kingpin.users
WHERE kingpin.users.level > $1::INTEGER
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;
-- $1 = 5
