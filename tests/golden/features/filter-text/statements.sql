SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          "page 1".phone AS phone
        FROM (
          SELECT "table 0".id AS id, "table 0".phone AS phone
          FROM fire22.customers AS "table 0"
          WHERE "table 0".phone LIKE $1::VARCHAR
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '555\\_%'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".description, 'unusual'::text) AS description
        FROM (
          SELECT "table 0".id AS id, "table 0".description AS description
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".description ILIKE $1::VARCHAR
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 'lions to ____'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".description, 'unusual'::text) AS description
        FROM (
          SELECT "table 0".id AS id, "table 0".description AS description
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".description LIKE $1::VARCHAR
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '%\\\\slash'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".description, 'unusual'::text) AS description
        FROM (
          SELECT "table 0".id AS id, "table 0".description AS description
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".description LIKE $1::VARCHAR
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '%a\\_b%'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".description, 'unusual'::text) AS description
        FROM (
          SELECT "table 0".id AS id, "table 0".description AS description
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".description LIKE $1::VARCHAR
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = '100\\%%'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".description, 'unusual'::text) AS description
        FROM (
          SELECT "table 0".id AS id, "table 0".description AS description
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".description LIKE $1::VARCHAR
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 'Lions%'

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce("page 1".description, 'unusual'::text) AS description
        FROM (
          SELECT "table 0".id AS id, "table 0".description AS description
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".description LIKE $1::VARCHAR
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 'a\\_b'
