SELECT CASE WHEN crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity' THEN width_bucket(crash.crash_game_rounds.crash_multiplier::numeric, $1::NUMERIC[]) END AS "group 0",
  count(*) AS rows
FROM crash.crash_game_rounds
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = ['1.5', '2', '10']

SELECT CASE WHEN crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity' THEN width_bucket(crash.crash_game_rounds.crash_multiplier::numeric, $1::NUMERIC[]) END AS "group 0",
  count(*) AS rows
FROM crash.crash_game_rounds
WHERE crash.crash_game_rounds.round_outcome IN ('win')
GROUP BY 1
ORDER BY 1 ASC NULLS LAST;
-- $1 = ['2.5']

SELECT crash.crash_game_rounds.game_name, crash.crash_game_rounds.platform_code,
  CASE WHEN crash.crash_game_rounds.crash_multiplier > '-Infinity' AND crash.crash_game_rounds.crash_multiplier < 'Infinity' THEN width_bucket(crash.crash_game_rounds.crash_multiplier::numeric, $1::NUMERIC[]) END AS "group 0",
  count(*) AS rows
FROM crash.crash_game_rounds
WHERE (crash.crash_game_rounds.game_name, crash.crash_game_rounds.platform_code) IN (
  SELECT keys.game_name, keys.platform_code
  FROM unnest($2::TEXT[], $3::TEXT[]) AS keys(game_name, platform_code))
GROUP BY 1, 2, 3
ORDER BY 3 ASC NULLS LAST;
-- $1 = ['2']
-- $2 = ['Rocket']
-- $3 = ['P']

SELECT crash.game_platform_config.game_name, crash.game_platform_config.platform_code,
  crash.game_platform_config.return_to_player
FROM crash.game_platform_config
ORDER BY crash.game_platform_config.id ASC
LIMIT 21;
