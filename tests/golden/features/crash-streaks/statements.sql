SELECT crash.bot_vm_registration.bot_id
FROM crash.bot_vm_registration
ORDER BY crash.bot_vm_registration.id ASC
LIMIT 21;

SELECT crash.session_logs.session_id
FROM crash.session_logs
ORDER BY crash.session_logs.id ASC
LIMIT 21;

SELECT page.round_outcome, page.currency, page.profit, page.bot_id
FROM unnest($1::TEXT[]) AS keys(bot_id)
JOIN LATERAL (
  SELECT crash.crash_game_rounds.round_outcome AS round_outcome,
    crash.crash_game_rounds.currency AS currency, crash.crash_game_rounds.profit AS profit,
    crash.crash_game_rounds.bot_id AS bot_id
  FROM crash.crash_game_rounds
  WHERE crash.crash_game_rounds.bot_id = keys.bot_id
  ORDER BY crash.crash_game_rounds.timestamp DESC, crash.crash_game_rounds.id DESC
  LIMIT 502) AS page ON true;
-- $1 = ['b1', 'b2']

SELECT page.round_outcome, page.currency, page.profit, page.session_id
FROM unnest($1::TEXT[]) AS keys(session_id)
JOIN LATERAL (
  SELECT crash.crash_game_rounds.round_outcome AS round_outcome,
    crash.crash_game_rounds.currency AS currency, crash.crash_game_rounds.profit AS profit,
    crash.crash_game_rounds.session_id AS session_id
  FROM crash.crash_game_rounds
  WHERE crash.crash_game_rounds.session_id = keys.session_id
  ORDER BY crash.crash_game_rounds.timestamp DESC, crash.crash_game_rounds.id DESC
  LIMIT 6) AS page ON true;
-- $1 = ['s1']
