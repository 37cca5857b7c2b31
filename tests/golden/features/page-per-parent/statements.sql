SELECT convert_to(CAST((
  SELECT row_to_json("object 11") AS row_to_json_1
  FROM (
    SELECT "list 10"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 9"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".name, 'unusual'::text) AS name,
          (
          SELECT row_to_json("object 8") AS row_to_json_2
          FROM (
            SELECT "list 6"."the items" AS nodes, (
              SELECT row_to_json("object 7") AS row_to_json_3
              FROM (
                SELECT "list 6".more AS "hasNextPage") AS "object 7") AS "pageInfo"
            FROM (
              SELECT array_to_json((coalesce(array_agg("rows 5"."the item"), '{}'))[1:2]) AS "the items",
                count(*) > 2 AS more, least(count(*), 2) AS size
              FROM (
                SELECT (
                  SELECT row_to_json("object 4") AS row_to_json_4
                  FROM (
                    SELECT coalesce("page 3".id, 'unusual'::text) AS id,
                      coalesce(CASE WHEN "page 3".created_at BETWEEN timestamptz '0001-01-01 00:00:00+00' AND timestamptz '9999-12-31 23:59:59.999999+00' AND "page 3".created_at::timestamptz(0) = "page 3".created_at THEN replace(timezone('UTC', "page 3".created_at)::text, ' ', 'T') || 'Z' WHEN "page 3".created_at BETWEEN timestamptz '0001-01-01 00:00:00+00' AND timestamptz '9999-12-31 23:59:59.999999+00' THEN to_char(timezone('UTC', "page 3".created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US') || 'Z' WHEN "page 3".created_at IS NOT NULL THEN 'unusual'::text END, 'unusual'::text) AS "createdAt") AS "object 4") AS "the item"
                FROM (
                  SELECT "table 2".id AS id, "table 2".created_at AS created_at
                  FROM fire22.wagers AS "table 2"
                  WHERE "table 2".customer_id = "page 1".id
                  ORDER BY "table 2".created_at DESC, "table 2".id ASC
                  LIMIT 2 + 1) AS "page 3") AS "rows 5") AS "list 6") AS "object 8") AS wagers
        FROM (
          SELECT "table 0".name AS name, "table 0".id AS id
          FROM fire22.customers AS "table 0"
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 9") AS "list 10") AS "object 11") AS TEXT), 'UTF8') AS convert_to_1;
