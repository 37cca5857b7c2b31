SELECT "via 0".draw_type AS "group 0", count(*) AS rows, sum(kingpin.lottery_tickets.purchase_price) AS "measure 0",
  count(DISTINCT kingpin.lottery_tickets.user_id) AS "measure 1"
FROM kingpin.lottery_tickets
LEFT OUTER JOIN kingpin.lottery_draws AS "via 0" ON "via 0".id = kingpin.lottery_tickets.draw_id
WHERE EXISTS (
  SELECT 1
  FROM kingpin.lottery_draws AS "related 0"
  WHERE "related 0".id = kingpin.lottery_tickets.draw_id)
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;

SELECT keys.draw_id, figures."group 0", figures.rows, figures."measure 0"
FROM unnest($1::INTEGER[]) AS keys(draw_id)
JOIN LATERAL (
  SELECT kingpin.lottery_tickets.user_id AS "group 0", count(*) AS rows,
    sum(kingpin.lottery_tickets.purchase_price) AS "measure 0"
  FROM kingpin.lottery_tickets
  WHERE kingpin.lottery_tickets.draw_id = keys.draw_id
  GROUP BY 1
  ORDER BY 2 DESC NULLS LAST, 1 ASC NULLS LAST
  LIMIT 1
  OFFSET 0) AS figures ON true;
-- $1 = [1, 2, 3]

SELECT keys.user_id, figures."group 0", figures.rows
FROM unnest($1::INTEGER[]) AS keys(user_id)
JOIN LATERAL (
  SELECT kingpin.lottery_tickets.draw_id AS "group 0", count(*) AS rows
  FROM kingpin.lottery_tickets
  WHERE kingpin.lottery_tickets.user_id = keys.user_id AND (EXISTS (
    SELECT 1
    FROM kingpin.lottery_draws AS "related 0"
    WHERE "related 0".id = kingpin.lottery_tickets.draw_id AND "related 0".status = any($2::VARCHAR(20)[])))
  GROUP BY 1
  ORDER BY 1 ASC NULLS LAST
  LIMIT 50
  OFFSET 0) AS figures ON true;
-- $1 = [1, 2, 3]
-- $2 = ['open', 'drawing']

SELECT kingpin.lottery_draws.draw_type AS "group 0", kingpin.lottery_draws.status AS "group 1",
  count(*) AS rows, sum(kingpin.lottery_draws.prize_pool) AS "measure 0",
  max(kingpin.lottery_draws.prize_pool) AS "measure 1"
FROM kingpin.lottery_draws
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST;

SELECT kingpin.lottery_draws.id
FROM kingpin.lottery_draws
WHERE kingpin.lottery_draws.id = any($1::INTEGER[]);
-- $1 = [2]

SELECT kingpin.lottery_draws.id, kingpin.lottery_draws.rollover_amount,
  kingpin.lottery_draws.house_cut_percent, kingpin.lottery_draws.tickets_sold,
  kingpin.lottery_draws.prize_pool, kingpin.lottery_draws.winner_id
FROM kingpin.lottery_draws
ORDER BY kingpin.lottery_draws.id ASC
LIMIT 21;

SELECT kingpin.lottery_tickets.draw_id, count(*) AS count
FROM kingpin.lottery_tickets
WHERE kingpin.lottery_tickets.draw_id = any($1::INTEGER[])
GROUP BY kingpin.lottery_tickets.draw_id;
-- $1 = [2]

SELECT kingpin.lottery_tickets.draw_id, count(*) AS rows, sum(kingpin.lottery_tickets.purchase_price) AS "measure 0",
  count(DISTINCT kingpin.lottery_tickets.user_id) AS "measure 1"
FROM kingpin.lottery_tickets
WHERE kingpin.lottery_tickets.draw_id = any($1::INTEGER[])
GROUP BY 1;
-- $1 = [1, 2, 3]

SELECT kingpin.lottery_tickets.draw_id, kingpin.lottery_tickets.user_id,
  count(*) AS count
FROM kingpin.lottery_tickets
WHERE (kingpin.lottery_tickets.draw_id, kingpin.lottery_tickets.user_id) IN (
  SELECT keys.draw_id, keys.user_id
  FROM unnest($1::INTEGER[], $2::INTEGER[]) AS keys(draw_id, user_id))
GROUP BY kingpin.lottery_tickets.draw_id, kingpin.lottery_tickets.user_id;
-- $1 = [1]
-- $2 = [1]

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
ORDER BY kingpin.users.id ASC
LIMIT 21;

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
WHERE kingpin.users.id = any($1::INTEGER[]);
-- $1 = [1, 3]
