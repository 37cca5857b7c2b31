SELECT kingpin.users.username
FROM kingpin.users
LEFT OUTER JOIN unnest($1::VARCHAR(100)[], $2::BIGINT[]) AS "known 0"(username, value) ON kingpin.users.username = "known 0".username
ORDER BY "known 0".value DESC NULLS LAST, kingpin.users.id ASC
LIMIT 21;
-- $1 = ['ann', 'bob']
-- $2 = [3, 2]

SELECT kingpin.users.username
FROM kingpin.users
LEFT OUTER JOIN unnest($1::VARCHAR(100)[], $2::DOUBLE PRECISION[]) AS "known 0"(username, value) ON kingpin.users.username = "known 0".username
ORDER BY "known 0".value ASC, kingpin.users.id ASC
LIMIT 21;
-- $1 = ['ann', 'bob']
-- $2 = [12.5, 3.0]

SELECT kingpin.users.username
FROM kingpin.users
LEFT OUTER JOIN unnest($1::VARCHAR(100)[], $2::TEXT[]) AS "known 0"(username, value) ON kingpin.users.username = "known 0".username
ORDER BY "known 0".value DESC, kingpin.users.id ASC
LIMIT 21;
-- $1 = ['ann', 'bob']
-- $2 = ['Gold', 'Silver']

SELECT kingpin.users.username AS "group 0", count(*) AS rows
FROM kingpin.users
WHERE true
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;

SELECT kingpin.users.username AS "group 0", count(*) AS rows
FROM kingpin.users
WHERE true
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;

SELECT kingpin.users.username AS "group 0", count(*) AS rows
FROM kingpin.users
WHERE true
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;
