SELECT convert_to(CAST((
  SELECT row_to_json("object 6") AS row_to_json_1
  FROM (
    SELECT "list 4"."the items" AS nodes, (
      SELECT row_to_json("object 5") AS row_to_json_2
      FROM (
        SELECT "list 4".more AS "hasNextPage", true AS "hasPreviousPage") AS "object 5") AS "pageInfo"
    FROM (
      SELECT array_to_json((coalesce(array_agg("rows 3"."the item"), '{}'))[1:1]) AS "the items",
        count(*) > 1 AS more, least(count(*), 1) AS size
      FROM (
        SELECT (
          SELECT row_to_json("object 2") AS row_to_json_3
          FROM (
            SELECT coalesce("page 1".id, 'unusual'::text) AS id) AS "object 2") AS "the item"
        FROM (
          SELECT "table 0".id AS id
          FROM fire22.agents AS "table 0"
          LEFT OUTER JOIN LATERAL (
            SELECT (sum("of figure 0".amount) FILTER (WHERE "of figure 0".amount > '-Infinity' AND "of figure 0".amount < 'Infinity'))::numeric AS value
            FROM fire22.wagers AS "of figure 0"
            WHERE "of figure 0".agent_id = "table 0".id) AS "figure 0" ON true
          WHERE "figure 0".value IS NOT NULL OR "figure 0".value IS NULL AND "table 0".id > (
            SELECT $1::VARCHAR AS anon_1)
          ORDER BY "figure 0".value DESC, "table 0".id ASC
          LIMIT 1 + 1) AS "page 1") AS "rows 3") AS "list 4") AS "object 6") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 'a3'

SELECT convert_to(CAST((
  SELECT row_to_json("object 6") AS row_to_json_1
  FROM (
    SELECT "list 4"."the items" AS nodes, (
      SELECT row_to_json("object 5") AS row_to_json_2
      FROM (
        SELECT "list 4".more AS "hasNextPage", true AS "hasPreviousPage") AS "object 5") AS "pageInfo"
    FROM (
      SELECT array_to_json((coalesce(array_agg("rows 3"."the item"), '{}'))[1:1]) AS "the items",
        count(*) > 1 AS more, least(count(*), 1) AS size
      FROM (
        SELECT (
          SELECT row_to_json("object 2") AS row_to_json_3
          FROM (
            SELECT coalesce("page 1".id, 'unusual'::text) AS id) AS "object 2") AS "the item"
        FROM (
          SELECT "table 0".id AS id
          FROM fire22.customers AS "table 0"
          LEFT OUTER JOIN LATERAL (
            SELECT count(*) AS value
            FROM fire22.wagers AS "of figure 0"
            WHERE "of figure 0".customer_id = "table 0".id) AS "figure 0" ON true
          WHERE coalesce("figure 0".value, 0) <= (
            SELECT $1::BIGINT AS anon_1) AND (coalesce("figure 0".value, 0) < (
            SELECT $2::BIGINT AS anon_2) OR coalesce("figure 0".value, 0) = (
            SELECT $3::BIGINT AS anon_3) AND "table 0".id > (
            SELECT $4::VARCHAR AS anon_4))
          ORDER BY coalesce("figure 0".value, 0) DESC, "table 0".id ASC
          LIMIT 1 + 1) AS "page 1") AS "rows 3") AS "list 4") AS "object 6") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 3
-- $2 = 3
-- $3 = 3
-- $4 = 'c3'

SELECT kingpin.users.username
FROM kingpin.users
LEFT OUTER JOIN unnest($1::VARCHAR(100)[], $2::DOUBLE PRECISION[]) AS "known 0"(username, value) ON kingpin.users.username = "known 0".username
WHERE "known 0".value < (
  SELECT $3::FLOAT AS anon_1) OR "known 0".value IS NULL OR "known 0".value = (
  SELECT $4::FLOAT AS anon_2) AND kingpin.users.id > (
  SELECT $5::INTEGER AS anon_3)
ORDER BY "known 0".value DESC NULLS LAST, kingpin.users.id ASC
LIMIT 2;
-- $1 = ['ann', 'bob']
-- $2 = [12.5, 3.0]
-- $3 = 12.5
-- $4 = 12.5
-- $5 = 1

SELECT kingpin.users.username AS "group 0", count(*) AS rows
FROM kingpin.users
WHERE true
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;
