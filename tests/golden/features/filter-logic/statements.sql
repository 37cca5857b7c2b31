SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          CASE "page 1".status WHEN 'pending' THEN 'PENDING' WHEN 'active' THEN 'ACTIVE' WHEN 'settled' THEN 'SETTLED' WHEN 'cancelled' THEN 'CANCELLED' WHEN 'voided' THEN 'VOIDED' ELSE 'unusual'::text END AS status,
          coalesce(CASE WHEN "page 1".amount > '-Infinity' AND "page 1".amount < 'Infinity' THEN "page 1".amount::text WHEN "page 1".amount IS NOT NULL THEN 'unusual'::text END, 'unusual'::text) AS amount,
          CASE "page 1".result WHEN 'win' THEN 'WIN' WHEN 'loss' THEN 'LOSS' WHEN 'push' THEN 'PUSH' WHEN 'void' THEN 'VOID' ELSE CASE WHEN "page 1".result IS NOT NULL THEN 'unusual'::text END END AS result
        FROM (
          SELECT "table 0".id AS id, "table 0".status AS status,
            "table 0".amount AS amount, "table 0".result AS result
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".status IN ('voided') OR "table 0".amount > $1::NUMERIC AND (("table 0".result IN ('loss')) IS NOT TRUE)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '20'

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
          WHERE (("table 0".balance > $1::NUMERIC) IS NOT TRUE)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '5'
