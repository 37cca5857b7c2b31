SELECT fire22.customers.id
FROM fire22.customers
LEFT OUTER JOIN LATERAL (
  SELECT count(*) AS value
  FROM fire22.wagers AS "of figure 0"
  WHERE "of figure 0".customer_id = fire22.customers.id) AS "figure 0" ON true
WHERE coalesce("figure 0".value, 0) >= (
  SELECT $1::BIGINT AS anon_1) AND (coalesce("figure 0".value, 0) > (
  SELECT $2::BIGINT AS anon_2) OR coalesce("figure 0".value, 0) = (
  SELECT $3::BIGINT AS anon_3) AND fire22.customers.id < (
  SELECT $4::VARCHAR AS anon_4))
ORDER BY coalesce("figure 0".value, 0) ASC, fire22.customers.id DESC
LIMIT 2;
-- $1 = 1
-- $2 = 1
-- $3 = 1
-- $4 = 'c2'

SELECT kingpin.users.username
FROM kingpin.users
LEFT OUTER JOIN unnest($1::VARCHAR(100)[], $2::DOUBLE PRECISION[]) AS "known 0"(username, value) ON kingpin.users.username = "known 0".username
WHERE "known 0".value IS NOT NULL OR "known 0".value IS NULL AND kingpin.users.id < (
  SELECT $3::INTEGER AS anon_1)
ORDER BY "known 0".value ASC NULLS FIRST, kingpin.users.id DESC
LIMIT 2;
-- $1 = ['ann', 'bob']
-- $2 = [12.5, 3.0]
-- $3 = 3

SELECT kingpin.users.username AS "group 0", count(*) AS rows
FROM kingpin.users
WHERE true
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;
