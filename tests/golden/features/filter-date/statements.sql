SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce(CASE WHEN "page 1".created_at BETWEEN timestamptz '0001-01-01 00:00:00+00' AND timestamptz '9999-12-31 23:59:59.999999+00' AND "page 1".created_at::timestamptz(0) = "page 1".created_at THEN replace(timezone('UTC', "page 1".created_at)::text, ' ', 'T') || 'Z' WHEN "page 1".created_at BETWEEN timestamptz '0001-01-01 00:00:00+00' AND timestamptz '9999-12-31 23:59:59.999999+00' THEN to_char(timezone('UTC', "page 1".created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US') || 'Z' WHEN "page 1".created_at IS NOT NULL THEN 'unusual'::text END, 'unusual'::text) AS "createdAt"
        FROM (
          SELECT "table 0".id AS id, "table 0".created_at AS created_at
          FROM fire22.wagers AS "table 0"
          WHERE "table 0".created_at >= $1::TIMESTAMP WITH TIME ZONE
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = datetime.datetime(2026, 3, 29, 22, 0, tzinfo=datetime.timezone.utc)

SELECT convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, unusual::bigint) AS id,
          CASE WHEN "page 1".purchase_date BETWEEN date '0001-01-01' AND date '9999-12-31' THEN "page 1".purchase_date::text WHEN "page 1".purchase_date IS NOT NULL THEN 'unusual'::text END AS "purchaseDate"
        FROM (
          SELECT "table 0".id AS id, "table 0".purchase_date AS purchase_date
          FROM hosting.hosting_miners AS "table 0"
          WHERE "table 0".purchase_date > $1::DATE
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = datetime.date(2025, 1, 31)
