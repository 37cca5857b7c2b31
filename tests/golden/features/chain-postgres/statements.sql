SELECT convert_to(CAST((
  SELECT row_to_json("object 14") AS row_to_json_1
  FROM (
    SELECT "list 13"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 12"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".name, 'unusual'::text) AS name,
          (
          SELECT row_to_json("object 11") AS row_to_json_2
          FROM (
            SELECT "list 10"."the items" AS nodes
            FROM (
              SELECT array_to_json(coalesce(array_agg("rows 9"), '{}')) AS "the items"
              FROM (
                SELECT coalesce("page 3".name, 'unusual'::text) AS name,
                  (
                  SELECT row_to_json("object 8") AS row_to_json_3
                  FROM (
                    SELECT "list 7"."the items" AS nodes
                    FROM (
                      SELECT array_to_json(coalesce(array_agg("rows 6"), '{}')) AS "the items"
                      FROM (
                        SELECT coalesce("page 5".id, 'unusual'::text) AS id,
                          coalesce(CASE WHEN "page 5".amount > '-Infinity' AND "page 5".amount < 'Infinity' THEN "page 5".amount::text WHEN "page 5".amount IS NOT NULL THEN 'unusual'::text END, 'unusual'::text) AS amount
                        FROM (
                          SELECT "table 4".id AS id, "table 4".amount AS amount
                          FROM fire22.wagers AS "table 4"
                          WHERE "table 4".customer_id = "page 3".id
                          ORDER BY "table 4".id ASC
                          LIMIT 5) AS "page 5") AS "rows 6") AS "list 7") AS "object 8") AS wagers
                FROM (
                  SELECT "table 2".name AS name, "table 2".id AS id
                  FROM fire22.customers AS "table 2"
                  WHERE "table 2".agent_id = "page 1".id
                  ORDER BY "table 2".id ASC
                  LIMIT 5) AS "page 3") AS "rows 9") AS "list 10") AS "object 11") AS customers
        FROM (
          SELECT "table 0".name AS name, "table 0".id AS id
          FROM fire22.agents AS "table 0"
          ORDER BY "table 0".id ASC
          LIMIT 5) AS "page 1") AS "rows 12") AS "list 13") AS "object 14") AS TEXT), 'UTF8') AS convert_to_1;
