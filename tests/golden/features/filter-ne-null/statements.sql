SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          "page 1".phone AS phone
        FROM (
          SELECT "table 0".id AS id, "table 0".phone AS phone
          FROM fire22.customers AS "table 0"
          WHERE (("table 0".phone = $1::VARCHAR) IS NOT TRUE)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '100%'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          "page 1".phone AS phone
        FROM (
          SELECT "table 0".id AS id, "table 0".phone AS phone
          FROM fire22.customers AS "table 0"
          WHERE (("table 0".phone = $1::VARCHAR) IS NOT TRUE) AND "table 0".phone IS NOT NULL
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '100%'
