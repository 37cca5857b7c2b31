SELECT crash.crash_game_rounds.session_id, count(*) AS rows,
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
WHERE crash.crash_game_rounds.session_id = any($2::TEXT[])
GROUP BY 1;
-- $1 = 0.5
-- $2 = ['s1']

SELECT crash.crash_game_rounds.session_id, crash.crash_game_rounds.currency AS "group 0",
  crash.crash_game_rounds.round_outcome AS "group 1", count(*) AS rows,
  sum(crash.crash_game_rounds.stake_amount) FILTER (WHERE crash.crash_game_rounds.stake_amount > '-Infinity' AND crash.crash_game_rounds.stake_amount < 'Infinity') AS "measure 0",
  sum(crash.crash_game_rounds.payout_amount) FILTER (WHERE crash.crash_game_rounds.payout_amount > '-Infinity' AND crash.crash_game_rounds.payout_amount < 'Infinity') AS "measure 1",
  sum(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 2",
  max(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 3",
  min(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 4"
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.session_id = any($1::TEXT[])
GROUP BY 1, 2, 3
ORDER BY 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = ['s1']

SELECT crash.session_logs.session_id, crash.session_logs.session_start,
  crash.session_logs.session_end, crash.session_logs.starting_balance,
  crash.session_logs.total_rounds, crash.session_logs.winning_rounds,
  crash.session_logs.losing_rounds, crash.session_logs.highest_multiplier,
  crash.session_logs.total_staked, crash.session_logs.total_payout,
  crash.session_logs.net_profit
FROM crash.session_logs
ORDER BY crash.session_logs.id ASC
LIMIT 21;
