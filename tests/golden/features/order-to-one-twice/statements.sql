SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".agent_id, 'unusual'::text) AS "agentId",
          coalesce(CASE WHEN "page 1".amount > '-Infinity' AND "page 1".amount < 'Infinity' THEN "page 1".amount::text WHEN "page 1".amount IS NOT NULL THEN 'unusual'::text END, 'unusual'::text) AS amount
        FROM (
          SELECT "table 0".id AS id, "table 0".agent_id AS agent_id,
            "table 0".amount AS amount
          FROM fire22.wagers AS "table 0"
          LEFT OUTER JOIN fire22.customers AS "via 0" ON "via 0".id = "table 0".customer_id
          LEFT OUTER JOIN fire22.agents AS "via 1" ON "via 1".id = "via 0".agent_id
          ORDER BY "via 1".name DESC NULLS LAST, "table 0".amount DESC,
            "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
