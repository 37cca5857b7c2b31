SELECT convert_to(CAST((
  SELECT row_to_json("object 7") AS row_to_json_1
  FROM (
    SELECT "list 5"."the items" AS edges, (
      SELECT row_to_json("object 6") AS row_to_json_2
      FROM (
        SELECT "list 5".more AS "hasNextPage", false AS "hasPreviousPage",
          CASE WHEN "list 5".size > 0 THEN translate(encode(convert_to('[1,3004391156' || ',' || coalesce(to_json("list 5"."first balance"::text)::text, 'null') || ',' || coalesce(to_json("list 5"."first id")::text, 'null') || ']', 'UTF8'), 'base64'), E'+/=\n', '-_') END AS "startCursor",
          CASE WHEN "list 5".size > 0 THEN translate(encode(convert_to('[1,3004391156' || ',' || coalesce(to_json("list 5"."last balance"::text)::text, 'null') || ',' || coalesce(to_json("list 5"."last id")::text, 'null') || ']', 'UTF8'), 'base64'), E'+/=\n', '-_') END AS "endCursor") AS "object 6") AS "pageInfo"
    FROM (
      SELECT array_to_json((coalesce(array_agg("rows 4"."the item"), '{}'))[1:2]) AS "the items",
        count(*) > 2 AS more, least(count(*), 2) AS size, (array_agg("rows 4".balance))[1] AS "first balance",
        (array_agg("rows 4".id))[1] AS "first id", (array_agg("rows 4".balance))[least(count(*), 2)] AS "last balance",
        (array_agg("rows 4".id))[least(count(*), 2)] AS "last id"
      FROM (
        SELECT (
          SELECT row_to_json("object 3") AS row_to_json_3
          FROM (
            SELECT translate(encode(convert_to('[1,3004391156' || ',' || coalesce(to_json("page 1".balance::text)::text, 'null') || ',' || coalesce(to_json("page 1".id)::text, 'null') || ']', 'UTF8'), 'base64'), E'+/=\n', '-_') AS cursor,
              (
              SELECT row_to_json("object 2") AS row_to_json_4
              FROM (
                SELECT coalesce("page 1".id, 'unusual'::text) AS id,
                  CASE WHEN "page 1".balance > '-Infinity' AND "page 1".balance < 'Infinity' THEN "page 1".balance::text WHEN "page 1".balance IS NOT NULL THEN 'unusual'::text END AS balance) AS "object 2") AS node) AS "object 3") AS "the item",
          "page 1".balance AS balance, "page 1".id AS id
        FROM (
          SELECT "table 0".balance AS balance, "table 0".id AS id
          FROM fire22.customers AS "table 0"
          ORDER BY "table 0".balance ASC, "table 0".id ASC
          LIMIT 2 + 1) AS "page 1") AS "rows 4") AS "list 5") AS "object 7") AS TEXT), 'UTF8') AS convert_to_1;
