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
          FROM fire22.users AS "table 0"
          WHERE ((EXISTS (
            SELECT 1
            FROM fire22.agents AS "related 0"
            WHERE "related 0".id = "table 0".agent_id AND true)) IS NOT TRUE)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;

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
          FROM fire22.users AS "table 0"
          WHERE EXISTS (
            SELECT 1
            FROM fire22.agents AS "related 0"
            WHERE "related 0".id = "table 0".agent_id AND true)
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;

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
          FROM fire22.wagers AS "table 0"
          WHERE EXISTS (
            SELECT 1
            FROM fire22.customers AS "related 0"
            WHERE "related 0".id = "table 0".customer_id AND (EXISTS (
              SELECT 1
              FROM fire22.agents AS "related 1"
              WHERE "related 1".id = "related 0".agent_id AND "related 1".code = $1::VARCHAR)))
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 'S'
