SELECT kingpin.gambling_sessions.game_type AS "group 0", count(*) AS rows,
  count(DISTINCT kingpin.gambling_sessions.user_id) AS "measure 0"
FROM kingpin.gambling_sessions
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;

SELECT kingpin.gambling_sessions.game_type AS "group 0", count(*) AS rows,
  count(DISTINCT kingpin.gambling_sessions.user_id) AS "measure 0"
FROM kingpin.gambling_sessions
WHERE kingpin.gambling_sessions.platform IN ('kick')
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;

SELECT kingpin.gambling_sessions.game_type AS "group 0", kingpin.gambling_sessions.result AS "group 1",
  count(*) AS rows, sum(kingpin.gambling_sessions.wager_amount) AS "measure 0",
  sum(kingpin.gambling_sessions.payout) AS "measure 1", max(kingpin.gambling_sessions.net_result) AS "measure 2",
  min(kingpin.gambling_sessions.net_result) AS "measure 3"
FROM kingpin.gambling_sessions
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST;

SELECT kingpin.gambling_sessions.game_type AS "group 0", kingpin.gambling_sessions.result AS "group 1",
  count(*) AS rows, sum(kingpin.gambling_sessions.wager_amount) AS "measure 0",
  sum(kingpin.gambling_sessions.payout) AS "measure 1", max(kingpin.gambling_sessions.net_result) AS "measure 2",
  min(kingpin.gambling_sessions.net_result) AS "measure 3"
FROM kingpin.gambling_sessions
WHERE kingpin.gambling_sessions.platform IN ('kick')
GROUP BY 1, 2
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST;

SELECT kingpin.gambling_sessions.user_id, kingpin.gambling_sessions.game_type AS "group 0",
  kingpin.gambling_sessions.result AS "group 1", count(*) AS rows,
  sum(kingpin.gambling_sessions.wager_amount) AS "measure 0",
  sum(kingpin.gambling_sessions.payout) AS "measure 1", max(kingpin.gambling_sessions.net_result) AS "measure 2",
  min(kingpin.gambling_sessions.net_result) AS "measure 3"
FROM kingpin.gambling_sessions
WHERE kingpin.gambling_sessions.user_id = any($1::INTEGER[])
GROUP BY 1, 2, 3
ORDER BY 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = [1, 2, 3]

SELECT kingpin.player_gambling_stats.biggest_win, kingpin.player_gambling_stats.id
FROM kingpin.player_gambling_stats
WHERE kingpin.player_gambling_stats.id = any($1::INTEGER[]);
-- $1 = [1]

SELECT kingpin.users.username, kingpin.users.id
FROM kingpin.users
ORDER BY kingpin.users.id ASC
LIMIT 21;

SELECT page.id, page.game_type, page.games_played, page.games_won,
  page.games_lost, page.jackpots_won, page.total_wagered, page.total_payout,
  page.net_profit, page.biggest_win, page.biggest_loss, page.user_id
FROM unnest($1::INTEGER[]) AS keys(user_id)
JOIN LATERAL (
  SELECT kingpin.player_gambling_stats.id AS id, kingpin.player_gambling_stats.game_type AS game_type,
    kingpin.player_gambling_stats.games_played AS games_played,
    kingpin.player_gambling_stats.games_won AS games_won, kingpin.player_gambling_stats.games_lost AS games_lost,
    kingpin.player_gambling_stats.jackpots_won AS jackpots_won,
    kingpin.player_gambling_stats.total_wagered AS total_wagered,
    kingpin.player_gambling_stats.total_payout AS total_payout,
    kingpin.player_gambling_stats.net_profit AS net_profit,
    kingpin.player_gambling_stats.biggest_win AS biggest_win,
    kingpin.player_gambling_stats.biggest_loss AS biggest_loss,
    kingpin.player_gambling_stats.user_id AS user_id
  FROM kingpin.player_gambling_stats
  WHERE kingpin.player_gambling_stats.user_id = keys.user_id
  ORDER BY kingpin.player_gambling_stats.id ASC
  LIMIT 101) AS page ON true;
-- $1 = [1, 2, 3]
