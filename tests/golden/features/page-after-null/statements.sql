SELECT convert_to(CAST((
  SELECT row_to_json("object 6") AS row_to_json_1
  FROM (
    SELECT "list 4"."the items" AS nodes, (
      SELECT row_to_json("object 5") AS row_to_json_2
      FROM (
        SELECT "list 4".more AS "hasNextPage", true AS "hasPreviousPage") AS "object 5") AS "pageInfo"
    FROM (
      SELECT array_to_json((coalesce(array_agg("rows 3"."the item"), '{}'))[1:2]) AS "the items",
        count(*) > 2 AS more, least(count(*), 2) AS size
      FROM (
        SELECT (
          SELECT row_to_json("object 2") AS row_to_json_3
          FROM (
            SELECT coalesce("page 1".id, 'unusual'::text) AS id,
              CASE WHEN "page 1".balance > '-Infinity' AND "page 1".balance < 'Infinity' THEN "page 1".balance::text WHEN "page 1".balance IS NOT NULL THEN 'unusual'::text END AS balance) AS "object 2") AS "the item"
        FROM (
          SELECT "table 0".id AS id, "table 0".balance AS balance
          FROM fire22.customers AS "table 0"
          WHERE "table 0".balance IS NOT NULL OR "table 0".balance IS NULL AND "table 0".id > (
            SELECT $1::VARCHAR AS anon_1)
          ORDER BY "table 0".balance ASC NULLS FIRST, "table 0".id ASC
          LIMIT 2 + 1) AS "page 1") AS "rows 3") AS "list 4") AS "object 6") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 'c3'
