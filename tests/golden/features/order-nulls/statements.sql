SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          CASE WHEN "page 1".balance > '-Infinity' AND "page 1".balance < 'Infinity' THEN "page 1".balance::text WHEN "page 1".balance IS NOT NULL THEN 'unusual'::text END AS balance
        FROM (
          SELECT "table 0".id AS id, "table 0".balance AS balance
          FROM fire22.customers AS "table 0"
          ORDER BY "table 0".balance ASC, "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          CASE WHEN "page 1".balance > '-Infinity' AND "page 1".balance < 'Infinity' THEN "page 1".balance::text WHEN "page 1".balance IS NOT NULL THEN 'unusual'::text END AS balance
        FROM (
          SELECT "table 0".id AS id, "table 0".balance AS balance
          FROM fire22.customers AS "table 0"
          ORDER BY "table 0".balance DESC NULLS LAST, "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          CASE WHEN "page 1".balance > '-Infinity' AND "page 1".balance < 'Infinity' THEN "page 1".balance::text WHEN "page 1".balance IS NOT NULL THEN 'unusual'::text END AS balance
        FROM (
          SELECT "table 0".id AS id, "table 0".balance AS balance
          FROM fire22.customers AS "table 0"
          ORDER BY "table 0".balance DESC, "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
