SELECT fire22.agents.name, fire22.agents.id
FROM fire22.agents
ORDER BY fire22.agents.id ASC
LIMIT 6;

SELECT keys.reference, convert_to(CAST((
  SELECT row_to_json("object 4") AS row_to_json_1
  FROM (
    SELECT "list 3"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 2"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          coalesce(CASE WHEN "page 1".amount > '-Infinity' AND "page 1".amount < 'Infinity' THEN "page 1".amount::text WHEN "page 1".amount IS NOT NULL THEN 'unusual'::text END, 'unusual'::text) AS amount
        FROM (
          SELECT "table 0".id AS id, "table 0".amount AS amount
          FROM fire22.transactions AS "table 0"
          WHERE "table 0".reference = keys.reference
          ORDER BY "table 0".id ASC
          LIMIT 5) AS "page 1") AS "rows 2") AS "list 3") AS "object 4") AS TEXT), 'UTF8') AS convert_to_1
FROM unnest($1::TEXT[]) AS keys(reference);
-- $1 = ['W-1', 'W-2', 'W-3', 'W-4', 'W-5', 'W-6', 'W-7']

SELECT page.id, page.wager_number, page.customer_id
FROM unnest($1::TEXT[]) AS keys(customer_id)
JOIN LATERAL (
  SELECT fire22.wagers.id AS id, fire22.wagers.wager_number AS wager_number,
    fire22.wagers.customer_id AS customer_id
  FROM fire22.wagers
  WHERE fire22.wagers.customer_id = keys.customer_id
  ORDER BY fire22.wagers.id ASC
  LIMIT 6) AS page ON true;
-- $1 = ['c1', 'c2', 'c3', 'c4']

SELECT page.name, page.id, page.agent_id
FROM unnest($1::TEXT[]) AS keys(agent_id)
JOIN LATERAL (
  SELECT fire22.customers.name AS name, fire22.customers.id AS id,
    fire22.customers.agent_id AS agent_id
  FROM fire22.customers
  WHERE fire22.customers.agent_id = keys.agent_id
  ORDER BY fire22.customers.id ASC
  LIMIT 6) AS page ON true;
-- $1 = ['a1', 'a2', 'a3']
