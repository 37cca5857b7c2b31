SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".agent_id, 'unusual'::text) AS "agentId"
        FROM (
          SELECT "table 0".id AS id, "table 0".agent_id AS agent_id
          FROM fire22.customers AS "table 0"
          LEFT OUTER JOIN fire22.agents AS "via 0" ON "via 0".id = "table 0".agent_id
          ORDER BY "via 0".name DESC NULLS LAST, "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
