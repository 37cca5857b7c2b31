SELECT convert_to(CAST((
  SELECT row_to_json("object 2") AS row_to_json_1
  FROM (
    SELECT coalesce("page 1".id, 'unusual'::text) AS id, coalesce("page 1".name, 'unusual'::text) AS name
    FROM (
      SELECT "table 0".id AS id, "table 0".name AS name
      FROM fire22.agents AS "table 0"
      WHERE "table 0".code = $1::VARCHAR
      ORDER BY "table 0".id ASC
      LIMIT 1) AS "page 1") AS "object 2") AS TEXT), 'UTF8') AS convert_to_1;
-- $1 = 'S'

SELECT fire22.wagers.id
FROM fire22.wagers
WHERE fire22.wagers.id = any($1::TEXT[]);
-- $1 = ['w9']

SELECT fire22.wagers.id, fire22.wagers.amount, fire22.wagers.wager_number
FROM fire22.wagers
WHERE fire22.wagers.wager_number = any($1::TEXT[])
ORDER BY fire22.wagers.id ASC;
-- $1 = ['W-4']
