SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id
        FROM (
          SELECT "table 0".id AS id
          FROM fire22.activities AS "table 0"
          WHERE (("table 0".metadata) @> $1::JSONB)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '{"tags": ["vip"]}'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id
        FROM (
          SELECT "table 0".id AS id
          FROM fire22.activities AS "table 0"
          WHERE (((jsonb_typeof(("table 0".metadata #> $1::TEXT[])) <> 'null')) IS NOT TRUE)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = ['tags']

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id
        FROM (
          SELECT "table 0".id AS id
          FROM fire22.activities AS "table 0"
          WHERE CASE WHEN jsonb_typeof(("table 0".metadata #> $1::TEXT[])) = 'number' THEN (("table 0".metadata #> $1::TEXT[]))::numeric >= $2::NUMERIC ELSE false END
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = ['legs']
-- $2 = 3

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id
        FROM (
          SELECT "table 0".id AS id
          FROM fire22.activities AS "table 0"
          WHERE CASE WHEN jsonb_typeof(("table 0".metadata #> $1::TEXT[])) = 'string' THEN ("table 0".metadata #> $1::TEXT[]) #>> '{}' = $2::VARCHAR ELSE false END
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = ['device', 'kind']
-- $2 = 'phone'
