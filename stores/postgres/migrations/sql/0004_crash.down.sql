DROP TABLE crash.ocr_validation_logs;

DROP TABLE crash.error_logs;

DROP TABLE crash.analytics_round_outcomes;

DROP TABLE crash.analytics_round_signals;

DROP TABLE crash.analytics_round_multipliers;

DROP TABLE crash.crash_game_rounds;

DROP TABLE crash.session_logs;

DROP TABLE crash.game_platform_config;

DROP TABLE crash.bot_vm_registration;

DO $$
BEGIN
    DROP SCHEMA crash;
EXCEPTION WHEN dependent_objects_still_exist THEN
    RAISE NOTICE 'schema crash stays because it holds other objects';
END
$$;
