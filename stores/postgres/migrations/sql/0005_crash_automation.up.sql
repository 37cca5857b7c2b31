CREATE MATERIALIZED VIEW crash.daily_strategy_performance AS
SELECT
    date_bucket,
    bot_id,
    game_name,
    platform_code,
    strategy_name,
    count(*) AS rounds,
    count(*) FILTER (WHERE outcome = 'win') AS wins,
    count(*) FILTER (WHERE outcome = 'loss') AS losses,
    sum(stake_amount) AS total_staked,
    sum(payout_amount) AS total_payout,
    sum(profit) AS total_profit,
    avg(crash_multiplier) AS average_crash_multiplier,
    max(consecutive_losses) AS longest_losing_streak
FROM crash.analytics_round_outcomes
GROUP BY date_bucket, bot_id, game_name, platform_code, strategy_name;

-- Without a unique index the view could not be refreshed while it is read.
CREATE UNIQUE INDEX idx_daily_strategy_performance_key
    ON crash.daily_strategy_performance (date_bucket, bot_id, game_name, platform_code, strategy_name);

COMMENT ON MATERIALIZED VIEW crash.daily_strategy_performance IS
    'How each strategy of each bot did in each game of each platform on each day (UTC); refreshed by crash.cleanup_old_records.';
COMMENT ON COLUMN crash.daily_strategy_performance.date_bucket IS 'Day in UTC.';
COMMENT ON COLUMN crash.daily_strategy_performance.bot_id IS 'The bot.';
COMMENT ON COLUMN crash.daily_strategy_performance.game_name IS 'Name of the game.';
COMMENT ON COLUMN crash.daily_strategy_performance.platform_code IS 'Code of the platform, which has one currency for the game.';
COMMENT ON COLUMN crash.daily_strategy_performance.strategy_name IS 'Strategy that decided the stakes.';
COMMENT ON COLUMN crash.daily_strategy_performance.rounds IS 'Number of rounds, those skipped included.';
COMMENT ON COLUMN crash.daily_strategy_performance.wins IS 'Number of rounds won.';
COMMENT ON COLUMN crash.daily_strategy_performance.losses IS 'Number of rounds lost.';
COMMENT ON COLUMN crash.daily_strategy_performance.total_staked IS 'Sum of the stakes, in the game''s currency.';
COMMENT ON COLUMN crash.daily_strategy_performance.total_payout IS 'Sum of the payouts, in the game''s currency.';
COMMENT ON COLUMN crash.daily_strategy_performance.total_profit IS 'Payouts less stakes, in the game''s currency.';
COMMENT ON COLUMN crash.daily_strategy_performance.average_crash_multiplier IS 'Mean multiplier at which the game crashed.';
COMMENT ON COLUMN crash.daily_strategy_performance.longest_losing_streak IS 'Most rounds lost in a row.';

CREATE FUNCTION crash.set_updated_at() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

CREATE TRIGGER crash_game_rounds_updated_at
    BEFORE UPDATE ON crash.crash_game_rounds
    FOR EACH ROW EXECUTE FUNCTION crash.set_updated_at();

CREATE TRIGGER bot_vm_registration_updated_at
    BEFORE UPDATE ON crash.bot_vm_registration
    FOR EACH ROW EXECUTE FUNCTION crash.set_updated_at();

CREATE PROCEDURE crash.cleanup_old_records(retention_days integer, batch_size integer DEFAULT 5000)
LANGUAGE plpgsql
AS $$
DECLARE
    cutoff CONSTANT timestamptz := now() - make_interval(days => retention_days);
    log_table text;
    deleted bigint;
BEGIN
    IF retention_days IS NULL OR retention_days < 1 OR batch_size IS NULL OR batch_size < 1 THEN
        RAISE EXCEPTION 'retention_days and batch_size must be at least 1'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    -- What the analytics tables hold of a round goes with the round.
    FOREACH log_table IN ARRAY ARRAY['crash_game_rounds', 'error_logs', 'ocr_validation_logs'] LOOP
        LOOP
            EXECUTE format(
                'DELETE FROM crash.%1$I WHERE id IN (SELECT id FROM crash.%1$I WHERE "timestamp" < $1 LIMIT $2)', log_table
            ) USING cutoff, batch_size;
            GET DIAGNOSTICS deleted = ROW_COUNT;
            EXIT WHEN deleted = 0;
            COMMIT;
        END LOOP;
    END LOOP;
    LOOP
        DELETE FROM crash.session_logs WHERE id IN (
            SELECT session.id
            FROM crash.session_logs AS session
            WHERE session.session_end < cutoff
                AND NOT EXISTS (SELECT FROM crash.crash_game_rounds AS r WHERE r.session_id = session.session_id)
                AND NOT EXISTS (SELECT FROM crash.analytics_round_outcomes AS o WHERE o.session_id = session.session_id)
            LIMIT batch_size
        );
        EXIT WHEN NOT FOUND;
        COMMIT;
    END LOOP;
    REFRESH MATERIALIZED VIEW CONCURRENTLY crash.daily_strategy_performance;
END
$$;

COMMENT ON PROCEDURE crash.cleanup_old_records(integer, integer) IS
    'Deletes rounds, logs and ended sessions older than retention_days, batch_size rows in each transaction, and refreshes the view. To be called outside of a transaction.';
