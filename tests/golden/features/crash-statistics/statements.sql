SELECT crash.bot_vm_registration.bot_id
FROM crash.bot_vm_registration
ORDER BY crash.bot_vm_registration.id ASC
LIMIT 21;

SELECT crash.crash_game_rounds.bot_id, count(*) AS rows, count(DISTINCT crash.crash_game_rounds.bot_id) AS "measure 0",
  count(DISTINCT crash.crash_game_rounds.session_id) AS "measure 1",
  (avg(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 2",
  (percentile_cont($1::FLOAT(53)) WITHIN GROUP (ORDER BY crash.crash_game_rounds.crash_multiplier::float8) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 3",
  min(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 4",
  max(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 5",
  (avg(crash.crash_game_rounds.cashout_multiplier) FILTER (WHERE crash.crash_game_rounds.cashout_multiplier > '-Infinity' AND crash.crash_game_rounds.cashout_multiplier < 'Infinity'))::float8 AS "measure 6",
  min(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 7",
  max(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 8"
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.bot_id = any($2::TEXT[])
GROUP BY 1;
-- $1 = 0.5
-- $2 = ['b1', 'b2']

SELECT crash.crash_game_rounds.bot_id, crash.crash_game_rounds.currency AS "group 0",
  crash.crash_game_rounds.round_outcome AS "group 1", count(*) AS rows,
  sum(crash.crash_game_rounds.stake_amount) FILTER (WHERE crash.crash_game_rounds.stake_amount > '-Infinity' AND crash.crash_game_rounds.stake_amount < 'Infinity') AS "measure 0",
  sum(crash.crash_game_rounds.payout_amount) FILTER (WHERE crash.crash_game_rounds.payout_amount > '-Infinity' AND crash.crash_game_rounds.payout_amount < 'Infinity') AS "measure 1",
  sum(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 2",
  max(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 3",
  min(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 4"
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.bot_id = any($1::TEXT[])
GROUP BY 1, 2, 3
ORDER BY 2 ASC NULLS LAST, 3 ASC NULLS LAST;
-- $1 = ['b1', 'b2']

SELECT crash.crash_game_rounds.game_name, crash.crash_game_rounds.platform_code,
  count(*) AS rows, count(DISTINCT crash.crash_game_rounds.bot_id) AS "measure 0",
  count(DISTINCT crash.crash_game_rounds.session_id) AS "measure 1",
  (avg(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 2",
  (percentile_cont($1::FLOAT(53)) WITHIN GROUP (ORDER BY crash.crash_game_rounds.crash_multiplier::float8) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity'))::float8 AS "measure 3",
  min(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 4",
  max(crash.crash_game_rounds.crash_multiplier) FILTER (WHERE crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity') AS "measure 5",
  (avg(crash.crash_game_rounds.cashout_multiplier) FILTER (WHERE crash.crash_game_rounds.cashout_multiplier > '-Infinity' AND crash.crash_game_rounds.cashout_multiplier < 'Infinity'))::float8 AS "measure 6",
  min(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 7",
  max(crash.crash_game_rounds.timestamp) FILTER (WHERE isfinite(crash.crash_game_rounds.timestamp)) AS "measure 8"
FROM crash.crash_game_rounds
WHERE (crash.crash_game_rounds.game_name, crash.crash_game_rounds.platform_code) IN (
  SELECT keys.game_name, keys.platform_code
  FROM unnest($2::TEXT[], $3::TEXT[]) AS keys(game_name, platform_code)) AND crash.crash_game_rounds.timestamp >= $4::TIMESTAMP WITH TIME ZONE
GROUP BY 1, 2;
-- $1 = 0.5
-- $2 = ['Rocket']
-- $3 = ['P']
-- $4 = datetime.datetime(2026, 3, 28, 10, 15, tzinfo=datetime.timezone.utc)

SELECT crash.crash_game_rounds.game_name, crash.crash_game_rounds.platform_code,
  crash.crash_game_rounds.currency AS "group 0", crash.crash_game_rounds.round_outcome AS "group 1",
  count(*) AS rows, sum(crash.crash_game_rounds.stake_amount) FILTER (WHERE crash.crash_game_rounds.stake_amount > '-Infinity' AND crash.crash_game_rounds.stake_amount < 'Infinity') AS "measure 0",
  sum(crash.crash_game_rounds.payout_amount) FILTER (WHERE crash.crash_game_rounds.payout_amount > '-Infinity' AND crash.crash_game_rounds.payout_amount < 'Infinity') AS "measure 1",
  sum(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 2",
  max(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 3",
  min(crash.crash_game_rounds.profit) FILTER (WHERE crash.crash_game_rounds.profit > '-Infinity' AND crash.crash_game_rounds.profit < 'Infinity') AS "measure 4"
FROM crash.crash_game_rounds
WHERE (crash.crash_game_rounds.game_name, crash.crash_game_rounds.platform_code) IN (
  SELECT keys.game_name, keys.platform_code
  FROM unnest($1::TEXT[], $2::TEXT[]) AS keys(game_name, platform_code)) AND crash.crash_game_rounds.timestamp >= $3::TIMESTAMP WITH TIME ZONE
GROUP BY 1, 2, 3, 4
ORDER BY 3 ASC NULLS LAST, 4 ASC NULLS LAST;
-- $1 = ['Rocket']
-- $2 = ['P']
-- $3 = datetime.datetime(2026, 3, 28, 10, 15, tzinfo=datetime.timezone.utc)

SELECT crash.game_platform_config.game_name, crash.game_platform_config.platform_code
FROM crash.game_platform_config
ORDER BY crash.game_platform_config.id ASC
LIMIT 21;
