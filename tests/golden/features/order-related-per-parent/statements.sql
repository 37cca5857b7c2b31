SELECT convert_to(CAST((
  SELECT row_to_json("object 9") AS row_to_json_1
  FROM (
    SELECT "list 8"."the items" AS nodes
    FROM (
      SELECT array_to_json(coalesce(array_agg("rows 7"), '{}')) AS "the items"
      FROM (
        SELECT coalesce("page 1".id, 'unusual'::text) AS id,
          (
          SELECT row_to_json("object 6") AS row_to_json_2
          FROM (
            SELECT "list 5"."the items" AS nodes
            FROM (
              SELECT array_to_json(coalesce(array_agg("rows 4"), '{}')) AS "the items"
              FROM (
                SELECT coalesce("page 3".id, 'unusual'::text) AS id
                FROM (
                  SELECT "table 2".id AS id
                  FROM fire22.customers AS "table 2"
                  LEFT OUTER JOIN LATERAL (
                    SELECT count(*) AS value
                    FROM fire22.wagers AS "of figure 0"
                    WHERE "of figure 0".customer_id = "table 2".id) AS "figure 0" ON true
                  WHERE "table 2".agent_id = "page 1".id
                  ORDER BY coalesce("figure 0".value, 0) DESC,
                    "table 2".id ASC
                  LIMIT 1) AS "page 3") AS "rows 4") AS "list 5") AS "object 6") AS customers
        FROM (
          SELECT "table 0".id AS id
          FROM fire22.agents AS "table 0"
          ORDER BY "table 0".id ASC
          LIMIT 20) AS "page 1") AS "rows 7") AS "list 8") AS "object 9") AS TEXT), 'UTF8') AS convert_to_1;

SELECT kingpin.factions.name, kingpin.factions.id
FROM kingpin.factions
ORDER BY kingpin.factions.id ASC
LIMIT 21;

SELECT kingpin.users.username AS "group 0", count(*) AS rows
FROM kingpin.users
WHERE kingpin.users.faction_id = any($1::INTEGER[])
GROUP BY 1
ORDER BY 1 ASC NULLS LAST
LIMIT 4
OFFSET 0;
-- $1 = [1]

SELECT page.username, page.faction_id
FROM unnest($1::INTEGER[]) AS keys(faction_id)
JOIN LATERAL (
  SELECT kingpin.users.username AS username, kingpin.users.faction_id AS faction_id
  FROM kingpin.users
  LEFT OUTER JOIN unnest($2::VARCHAR(100)[], $3::DOUBLE PRECISION[]) AS "known 0"(username, value) ON kingpin.users.username = "known 0".username
  WHERE kingpin.users.faction_id = keys.faction_id
  ORDER BY "known 0".value DESC, kingpin.users.id ASC
  LIMIT 3) AS page ON true;
-- $1 = [1]
-- $2 = ['ann']
-- $3 = [12.5]
