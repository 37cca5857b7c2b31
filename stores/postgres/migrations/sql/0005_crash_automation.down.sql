DROP PROCEDURE crash.cleanup_old_records(integer, integer);

DROP TRIGGER bot_vm_registration_updated_at ON crash.bot_vm_registration;

DROP TRIGGER crash_game_rounds_updated_at ON crash.crash_game_rounds;

DROP FUNCTION crash.set_updated_at();

DROP MATERIALIZED VIEW crash.daily_strategy_performance;
