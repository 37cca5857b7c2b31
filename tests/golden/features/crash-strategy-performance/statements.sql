SELECT crash.crash_game_rounds.strategy_name AS "group 0", count(*) AS rows
FROM crash.crash_game_rounds
GROUP BY 1
ORDER BY 2 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 20
OFFSET 0;

SELECT crash.crash_game_rounds.strategy_name AS "group 0", count(*) AS rows
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.stake_amount < $1::NUMERIC AND crash.crash_game_rounds.round_outcome IN ('win', 'loss')
GROUP BY 1
ORDER BY 2 DESC NULLS LAST, 1 ASC NULLS LAST
LIMIT 1
OFFSET 0;
-- $1 = '40'

SELECT crash.crash_game_rounds.strategy_name AS "group 0", count(*) AS rows,
  count(DISTINCT crash.crash_game_rounds.bot_id) AS "measure 0",
  count(DISTINCT crash.crash_game_rounds.session_id) AS "measure 1",
  (avg(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 2",
  (percentile_cont($1::FLOAT(53)) WITHIN GROUP (ORDER BY crash.crash_game_rounds.crash_multiplier::float8) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 3",
  min(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 4",
  max(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 5",
  (avg(crash.crash_game_rounds.cashout_multiplier) FILTER (WHERE crash.crash_game_rounds.cashout_multiplier > '-Infinity' AND crash.crash_game_rounds.cashout_multiplier < 'Infinity'))::float8 AS "measure 6",
  min(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 7",
  max(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 8"
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.stake_amount < $2::NUMERIC AND crash.crash_game_rounds.round_outcome IN ('win', 'loss') AND crash.crash_game_rounds.strategy_name = any($3::TEXT[])
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = 0.5
-- $2 = '40'
-- $3 = ['flat']

SELECT crash.crash_game_rounds.strategy_name AS "group 0", count(*) AS rows,
  count(DISTINCT crash.crash_game_rounds.bot_id) AS "measure 0",
  count(DISTINCT crash.crash_game_rounds.session_id) AS "measure 1",
  (avg(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 2",
  (percentile_cont($1::FLOAT(53)) WITHIN GROUP (ORDER BY crash.crash_game_rounds.crash_multiplier::float8) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 3",
  min(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 4",
  max(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 5",
  (avg(crash.crash_game_rounds.cashout_multiplier) FILTER (WHERE crash.crash_game_rounds.cashout_multiplier > '-Infinity' AND crash.crash_game_rounds.cashout_multiplier < 'Infinity'))::float8 AS "measure 6",
  min(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 7",
  max(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 8"
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.strategy_name = any($2::TEXT[])
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = 0.5
-- $2 = ['double', 'flat']

SELECT crash.crash_game_rounds.strategy_name AS "group 0", crash.crash_game_rounds.currency AS "group 1",
  crash.crash_game_rounds.round_outcome AS "group 2", count(*) AS rows,
  sum(crash.crash_game_rounds.stake_amount) FILTER (WHERE crash.crash_game_rounds.stake_amount > '-Infinity' AND crash.crash_game_rounds.stake_amount < 'Infinity') AS "measure 0",
  sum(crash.crash_game_rounds.payout_amount) FILTER (WHERE crash.crash_game_rounds.payout_amount > '-Infinity' AND crash.crash_game_rounds.payout_amount < 'Infinity') AS "measure 1",
  sum(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 2",
  max(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 3",
  min(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 4"
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.stake_amount < $1::NUMERIC AND crash.crash_game_rounds.round_outcome IN ('win', 'loss') AND crash.crash_game_rounds.strategy_name = any($2::TEXT[])
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = '40'
-- $2 = ['flat']

SELECT crash.crash_game_rounds.strategy_name AS "group 0", crash.crash_game_rounds.currency AS "group 1",
  crash.crash_game_rounds.round_outcome AS "group 2", count(*) AS rows,
  sum(crash.crash_game_rounds.stake_amount) FILTER (WHERE crash.crash_game_rounds.stake_amount > '-Infinity' AND crash.crash_game_rounds.stake_amount < 'Infinity') AS "measure 0",
  sum(crash.crash_game_rounds.payout_amount) FILTER (WHERE crash.crash_game_rounds.payout_amount > '-Infinity' AND crash.crash_game_rounds.payout_amount < 'Infinity') AS "measure 1",
  sum(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 2",
  max(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 3",
  min(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 4"
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.strategy_name = any($1::TEXT[])
GROUP BY 1, 2, 3
ORDER BY 1 ASC NULLS LAST, 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = ['double', 'flat']
