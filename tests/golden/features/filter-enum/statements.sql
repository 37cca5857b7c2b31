SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          CASE "page 1".result WHEN 'win' THEN 'WIN' WHEN 'loss' THEN 'LOSS' WHEN 'push' THEN 'PUSH' WHEN 'void' THEN 'VOID' ELSE CASE WHEN "page 1".result IS NOT NULL THEN 'unusual'::text END END AS result
        FROM (
          SELECT "table 0".id AS id, "table 0".result AS result
          FROM fire22.wagers AS "table 0"
          WHERE (("table 0".result IN ('loss')) IS NOT TRUE)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          CASE "page 1".status WHEN 'pending' THEN 'PENDING' WHEN 'active' THEN 'ACTIVE' WHEN 'settled' THEN 'SETTLED' WHEN 'cancelled' THEN 'CANCELLED' WHEN 'voided' THEN 'VOIDED' ELSE 'unusual'::text END AS status,
          CASE "page 1".result WHEN 'win' THEN 'WIN' WHEN 'loss' THEN 'LOSS' WHEN 'push' THEN 'PUSH' WHEN 'void' THEN 'VOID' ELSE CASE WHEN "page 1".result IS NOT NULL THEN 'unusual'::text END END AS result
        FROM (
          SELECT "table 0".id AS id, "table 0".status AS status,
            "table 0".result AS result
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".status IN ('voided', 'active') AND "table 0".result IS NULL
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
