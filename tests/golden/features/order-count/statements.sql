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
          FROM fire22.customers AS "table 0"
          LEFT OUTER JOIN LATERAL (
            SELECT count(*) AS value
            FROM fire22.wagers AS "of figure 0"
            WHERE "of figure 0".customer_id = "table 0".id) AS "figure 0" ON true
          ORDER BY coalesce("figure 0".value, 0) DESC, "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
