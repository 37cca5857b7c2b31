CREATE SCHEMA IF NOT EXISTS crash;

CREATE TABLE crash.bot_vm_registration (
    id SERIAL NOT NULL,
    bot_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    bot_name TEXT NOT NULL,
    vm_id TEXT NOT NULL,
    vm_provider TEXT NOT NULL,
    vm_region TEXT,
    vm_ip_address TEXT,
    operating_system TEXT,
    bot_version TEXT NOT NULL,
    strategy_name TEXT NOT NULL,
    status TEXT DEFAULT 'idle' NOT NULL,
    last_heartbeat TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (bot_id),
    UNIQUE (session_id),
    CONSTRAINT bot_vm_registration_vm_provider_check CHECK (vm_provider IN ('digitalocean', 'vast_ai', 'runpod', 'aws', 'gcp', 'local')),
    CONSTRAINT bot_vm_registration_status_check CHECK (status IN ('active', 'idle', 'stopped', 'error'))
);

CREATE INDEX idx_bot_vm_registration_created_at ON crash.bot_vm_registration (created_at);

CREATE INDEX idx_bot_vm_registration_status ON crash.bot_vm_registration (status, last_heartbeat);

COMMENT ON TABLE crash.bot_vm_registration IS 'A program that plays crash games on a virtual machine (VM).';

COMMENT ON COLUMN crash.bot_vm_registration.id IS 'Number of the registration.';

COMMENT ON COLUMN crash.bot_vm_registration.bot_id IS 'Identifier the bot gives itself, unique.';

COMMENT ON COLUMN crash.bot_vm_registration.session_id IS 'Identifier of the session the bot registered with last, unique.';

COMMENT ON COLUMN crash.bot_vm_registration.bot_name IS 'Name for people.';

COMMENT ON COLUMN crash.bot_vm_registration.vm_id IS 'Identifier of the VM at its provider.';

COMMENT ON COLUMN crash.bot_vm_registration.vm_provider IS 'Who runs the VM.';

COMMENT ON COLUMN crash.bot_vm_registration.vm_region IS 'Region of the provider; null for a local machine.';

COMMENT ON COLUMN crash.bot_vm_registration.vm_ip_address IS 'IP address of the VM.';

COMMENT ON COLUMN crash.bot_vm_registration.operating_system IS 'Operating system of the VM and its version.';

COMMENT ON COLUMN crash.bot_vm_registration.bot_version IS 'Version of the bot''s program.';

COMMENT ON COLUMN crash.bot_vm_registration.strategy_name IS 'Strategy it is set up with: compound, martingale, fixed_stake, kelly_criterion or a custom one.';

COMMENT ON COLUMN crash.bot_vm_registration.status IS 'What the bot is doing now.';

COMMENT ON COLUMN crash.bot_vm_registration.last_heartbeat IS 'Last sign of life; null before the first.';

COMMENT ON COLUMN crash.bot_vm_registration.created_at IS 'When the bot was registered.';

COMMENT ON COLUMN crash.bot_vm_registration.updated_at IS 'When the registration last changed.';

CREATE TABLE crash.game_platform_config (
    id SERIAL NOT NULL,
    game_name TEXT NOT NULL,
    game_provider TEXT,
    platform_code TEXT NOT NULL,
    platform_name TEXT NOT NULL,
    platform_url TEXT,
    currency TEXT DEFAULT 'USD' NOT NULL,
    min_stake NUMERIC NOT NULL,
    max_stake NUMERIC NOT NULL,
    max_multiplier NUMERIC,
    return_to_player NUMERIC,
    screen_regions JSONB,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (game_name, platform_code),
    CONSTRAINT game_platform_config_min_stake_check CHECK (min_stake >= 0),
    CONSTRAINT game_platform_config_max_stake_check CHECK (max_stake >= 0),
    CONSTRAINT game_platform_config_max_multiplier_check CHECK (max_multiplier >= 1),
    CONSTRAINT game_platform_config_return_to_player_check CHECK (return_to_player BETWEEN 0 AND 100)
);

CREATE INDEX idx_game_platform_config_created_at ON crash.game_platform_config (created_at);

CREATE INDEX idx_game_platform_config_platform ON crash.game_platform_config (platform_code);

COMMENT ON TABLE crash.game_platform_config IS 'A crash game as one platform offers it. Custom games and platforms are further rows.';

COMMENT ON COLUMN crash.game_platform_config.id IS 'Identifier of the game on the platform.';

COMMENT ON COLUMN crash.game_platform_config.game_name IS 'Name of the game, for example Aviator, Aviatrix or JetX.';

COMMENT ON COLUMN crash.game_platform_config.game_provider IS 'Maker of the game, for example Spribe.';

COMMENT ON COLUMN crash.game_platform_config.platform_code IS 'Short code of the platform, for example `dafabet`.';

COMMENT ON COLUMN crash.game_platform_config.platform_name IS 'Name of the platform, for example Dafabet.';

COMMENT ON COLUMN crash.game_platform_config.platform_url IS 'Address of the game on the platform.';

COMMENT ON COLUMN crash.game_platform_config.currency IS 'Currency of stakes and payouts (ISO 4217).';

COMMENT ON COLUMN crash.game_platform_config.min_stake IS 'Smallest stake allowed, in its currency.';

COMMENT ON COLUMN crash.game_platform_config.max_stake IS 'Largest stake allowed, in its currency.';

COMMENT ON COLUMN crash.game_platform_config.max_multiplier IS 'Highest multiplier the game can reach; null if unlimited.';

COMMENT ON COLUMN crash.game_platform_config.return_to_player IS 'Share of stakes that the game pays back in the long run, in percent.';

COMMENT ON COLUMN crash.game_platform_config.screen_regions IS 'Where multiplier, balance and buttons are on the screen, in pixels, as JSON.';

COMMENT ON COLUMN crash.game_platform_config.is_active IS 'Whether bots may play it.';

COMMENT ON COLUMN crash.game_platform_config.created_at IS 'When it was configured.';

COMMENT ON COLUMN crash.game_platform_config.updated_at IS 'When it last changed.';

CREATE TABLE crash.session_logs (
    id SERIAL NOT NULL,
    session_id TEXT NOT NULL,
    bot_id TEXT NOT NULL,
    game_name TEXT NOT NULL,
    platform_code TEXT NOT NULL,
    strategy_name TEXT NOT NULL,
    status TEXT DEFAULT 'active' NOT NULL,
    session_start TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    session_end TIMESTAMP WITH TIME ZONE,
    total_rounds INTEGER DEFAULT 0 NOT NULL,
    winning_rounds INTEGER DEFAULT 0 NOT NULL,
    losing_rounds INTEGER DEFAULT 0 NOT NULL,
    longest_losing_streak INTEGER DEFAULT 0 NOT NULL,
    starting_balance NUMERIC,
    ending_balance NUMERIC,
    total_staked NUMERIC DEFAULT 0 NOT NULL,
    total_payout NUMERIC DEFAULT 0 NOT NULL,
    net_profit NUMERIC DEFAULT 0 NOT NULL,
    max_drawdown NUMERIC DEFAULT 0 NOT NULL,
    highest_multiplier NUMERIC,
    error_count INTEGER DEFAULT 0 NOT NULL,
    end_reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(game_name, platform_code) REFERENCES crash.game_platform_config (game_name, platform_code),
    UNIQUE (session_id),
    FOREIGN KEY(bot_id) REFERENCES crash.bot_vm_registration (bot_id),
    CONSTRAINT session_logs_status_check CHECK (status IN ('active', 'completed', 'stopped', 'failed')),
    CONSTRAINT session_logs_total_rounds_check CHECK (total_rounds >= 0),
    CONSTRAINT session_logs_winning_rounds_check CHECK (winning_rounds >= 0),
    CONSTRAINT session_logs_losing_rounds_check CHECK (losing_rounds >= 0),
    CONSTRAINT session_logs_longest_losing_streak_check CHECK (longest_losing_streak >= 0),
    CONSTRAINT session_logs_total_staked_check CHECK (total_staked >= 0),
    CONSTRAINT session_logs_total_payout_check CHECK (total_payout >= 0),
    CONSTRAINT session_logs_max_drawdown_check CHECK (max_drawdown >= 0),
    CONSTRAINT session_logs_error_count_check CHECK (error_count >= 0)
);

CREATE INDEX idx_session_logs_bot_start ON crash.session_logs (bot_id, session_start);

CREATE INDEX idx_session_logs_game_platform ON crash.session_logs (game_name, platform_code);

CREATE INDEX idx_session_logs_start ON crash.session_logs (session_start);

CREATE INDEX idx_session_logs_status ON crash.session_logs (status);

COMMENT ON TABLE crash.session_logs IS 'A stretch of play by one bot in one game, with its stored totals.';

COMMENT ON COLUMN crash.session_logs.id IS 'Number of the session.';

COMMENT ON COLUMN crash.session_logs.session_id IS 'Identifier the bot gave the session, unique.';

COMMENT ON COLUMN crash.session_logs.bot_id IS 'The bot that played.';

COMMENT ON COLUMN crash.session_logs.game_name IS 'Name of the game.';

COMMENT ON COLUMN crash.session_logs.platform_code IS 'Code of the platform.';

COMMENT ON COLUMN crash.session_logs.strategy_name IS 'Strategy of the session.';

COMMENT ON COLUMN crash.session_logs.status IS 'State of the session.';

COMMENT ON COLUMN crash.session_logs.session_start IS 'When it started.';

COMMENT ON COLUMN crash.session_logs.session_end IS 'When it ended; null while it runs.';

COMMENT ON COLUMN crash.session_logs.total_rounds IS 'Number of rounds watched.';

COMMENT ON COLUMN crash.session_logs.winning_rounds IS 'Number of rounds won.';

COMMENT ON COLUMN crash.session_logs.losing_rounds IS 'Number of rounds lost.';

COMMENT ON COLUMN crash.session_logs.longest_losing_streak IS 'Most rounds lost in a row.';

COMMENT ON COLUMN crash.session_logs.starting_balance IS 'Balance at the start, in the game''s currency.';

COMMENT ON COLUMN crash.session_logs.ending_balance IS 'Balance at the end, in the game''s currency; null while it runs.';

COMMENT ON COLUMN crash.session_logs.total_staked IS 'Sum of the stakes, in the game''s currency.';

COMMENT ON COLUMN crash.session_logs.total_payout IS 'Sum of the payouts, in the game''s currency.';

COMMENT ON COLUMN crash.session_logs.net_profit IS 'Payouts less stakes, in the game''s currency; negative for a loss.';

COMMENT ON COLUMN crash.session_logs.max_drawdown IS 'Deepest fall of the balance below its peak, in the game''s currency.';

COMMENT ON COLUMN crash.session_logs.highest_multiplier IS 'Highest multiplier seen; null before any.';

COMMENT ON COLUMN crash.session_logs.error_count IS 'Number of errors logged.';

COMMENT ON COLUMN crash.session_logs.end_reason IS 'Why it ended, in words; null while it runs.';

COMMENT ON COLUMN crash.session_logs.created_at IS 'When the row was logged.';

COMMENT ON COLUMN crash.session_logs.updated_at IS 'When the totals last changed.';

CREATE TABLE crash.crash_game_rounds (
    id BIGSERIAL NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    bot_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    vm_id TEXT,
    vm_provider TEXT,
    vm_region TEXT,
    vm_ip_address TEXT,
    bot_version TEXT,
    game_name TEXT NOT NULL,
    game_provider TEXT,
    platform_code TEXT NOT NULL,
    platform_round_id TEXT,
    currency TEXT DEFAULT 'USD' NOT NULL,
    round_number INTEGER NOT NULL,
    round_start_timestamp TIMESTAMP WITH TIME ZONE NOT NULL,
    round_end_timestamp TIMESTAMP WITH TIME ZONE,
    round_duration_ms INTEGER,
    cashout_timestamp TIMESTAMP WITH TIME ZONE,
    strategy_name TEXT NOT NULL,
    strategy_parameters JSONB,
    stake_amount NUMERIC DEFAULT 0 NOT NULL,
    base_stake NUMERIC,
    strategy_step INTEGER,
    target_multiplier NUMERIC,
    auto_cashout BOOLEAN DEFAULT false NOT NULL,
    crash_multiplier NUMERIC,
    cashout_multiplier NUMERIC,
    highest_multiplier_seen NUMERIC,
    previous_crash_multiplier NUMERIC,
    balance_before NUMERIC,
    balance_after NUMERIC,
    payout_amount NUMERIC DEFAULT 0 NOT NULL,
    profit NUMERIC DEFAULT 0 NOT NULL,
    profit_percentage NUMERIC,
    session_profit NUMERIC,
    session_drawdown NUMERIC,
    ocr_engine TEXT,
    ocr_raw_text TEXT,
    ocr_confidence NUMERIC,
    ocr_attempts INTEGER,
    ocr_duration_ms INTEGER,
    screenshot_path TEXT,
    round_outcome TEXT NOT NULL,
    error_occurred BOOLEAN DEFAULT false NOT NULL,
    error_type TEXT,
    error_message TEXT,
    recovery_action TEXT,
    metadata JSONB DEFAULT '{}'::jsonb NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(game_name, platform_code) REFERENCES crash.game_platform_config (game_name, platform_code),
    FOREIGN KEY(bot_id) REFERENCES crash.bot_vm_registration (bot_id),
    FOREIGN KEY(session_id) REFERENCES crash.session_logs (session_id),
    CONSTRAINT crash_game_rounds_round_number_check CHECK (round_number >= 1),
    CONSTRAINT crash_game_rounds_round_duration_ms_check CHECK (round_duration_ms >= 0),
    CONSTRAINT crash_game_rounds_stake_amount_check CHECK (stake_amount >= 0),
    CONSTRAINT crash_game_rounds_base_stake_check CHECK (base_stake >= 0),
    CONSTRAINT crash_game_rounds_strategy_step_check CHECK (strategy_step >= 0),
    CONSTRAINT crash_game_rounds_target_multiplier_check CHECK (target_multiplier >= 1),
    CONSTRAINT crash_game_rounds_crash_multiplier_check CHECK (crash_multiplier >= 0),
    CONSTRAINT crash_game_rounds_cashout_multiplier_check CHECK (cashout_multiplier >= 1),
    CONSTRAINT crash_game_rounds_highest_multiplier_seen_check CHECK (highest_multiplier_seen >= 0),
    CONSTRAINT crash_game_rounds_previous_crash_multiplier_check CHECK (previous_crash_multiplier >= 0),
    CONSTRAINT crash_game_rounds_payout_amount_check CHECK (payout_amount >= 0),
    CONSTRAINT crash_game_rounds_session_drawdown_check CHECK (session_drawdown >= 0),
    CONSTRAINT crash_game_rounds_ocr_confidence_check CHECK (ocr_confidence BETWEEN 0 AND 1),
    CONSTRAINT crash_game_rounds_ocr_attempts_check CHECK (ocr_attempts >= 0),
    CONSTRAINT crash_game_rounds_ocr_duration_ms_check CHECK (ocr_duration_ms >= 0),
    CONSTRAINT crash_game_rounds_round_outcome_check CHECK (round_outcome IN ('win', 'loss', 'skipped', 'error'))
);

CREATE INDEX idx_crash_rounds_analytics ON crash.crash_game_rounds (bot_id, timestamp DESC, round_outcome, profit);

CREATE INDEX idx_crash_rounds_bot_session ON crash.crash_game_rounds (bot_id, session_id, round_number);

CREATE INDEX idx_crash_rounds_end_ts ON crash.crash_game_rounds (round_end_timestamp DESC);

CREATE INDEX idx_crash_rounds_game_platform ON crash.crash_game_rounds (game_name, platform_code);

CREATE INDEX idx_crash_rounds_metadata ON crash.crash_game_rounds USING gin (metadata);

CREATE INDEX idx_crash_rounds_session ON crash.crash_game_rounds (session_id, round_number);

CREATE INDEX idx_crash_rounds_start_ts ON crash.crash_game_rounds (round_start_timestamp DESC);

CREATE INDEX idx_crash_rounds_strategy_outcome ON crash.crash_game_rounds (strategy_name, round_outcome);

CREATE INDEX idx_crash_rounds_timestamp ON crash.crash_game_rounds (timestamp);

COMMENT ON TABLE crash.crash_game_rounds IS 'One round of a crash game as a bot saw and played it: stake, multipliers, money, outcome.';

COMMENT ON COLUMN crash.crash_game_rounds.id IS 'Number of the round.';

COMMENT ON COLUMN crash.crash_game_rounds.timestamp IS 'When the round was logged.';

COMMENT ON COLUMN crash.crash_game_rounds.bot_id IS 'The bot that took part.';

COMMENT ON COLUMN crash.crash_game_rounds.session_id IS 'The session it belongs to.';

COMMENT ON COLUMN crash.crash_game_rounds.vm_id IS 'Identifier of the bot''s VM at that time.';

COMMENT ON COLUMN crash.crash_game_rounds.vm_provider IS 'Provider of the bot''s VM at that time.';

COMMENT ON COLUMN crash.crash_game_rounds.vm_region IS 'Region of the bot''s VM at that time.';

COMMENT ON COLUMN crash.crash_game_rounds.vm_ip_address IS 'IP address of the bot''s VM at that time.';

COMMENT ON COLUMN crash.crash_game_rounds.bot_version IS 'Version of the bot''s program at that time.';

COMMENT ON COLUMN crash.crash_game_rounds.game_name IS 'Name of the game.';

COMMENT ON COLUMN crash.crash_game_rounds.game_provider IS 'Maker of the game.';

COMMENT ON COLUMN crash.crash_game_rounds.platform_code IS 'Code of the platform.';

COMMENT ON COLUMN crash.crash_game_rounds.platform_round_id IS 'Identifier the platform gave the round, if shown.';

COMMENT ON COLUMN crash.crash_game_rounds.currency IS 'Currency of the round''s money (ISO 4217).';

COMMENT ON COLUMN crash.crash_game_rounds.round_number IS 'Place of the round in its session, from 1.';

COMMENT ON COLUMN crash.crash_game_rounds.round_start_timestamp IS 'When the multiplier began to rise.';

COMMENT ON COLUMN crash.crash_game_rounds.round_end_timestamp IS 'When the game crashed; null if not seen.';

COMMENT ON COLUMN crash.crash_game_rounds.round_duration_ms IS 'How long the multiplier rose, in milliseconds.';

COMMENT ON COLUMN crash.crash_game_rounds.cashout_timestamp IS 'When the bot cashed out; null if it did not.';

COMMENT ON COLUMN crash.crash_game_rounds.strategy_name IS 'Strategy that decided the stake.';

COMMENT ON COLUMN crash.crash_game_rounds.strategy_parameters IS 'Settings of the strategy, as JSON.';

COMMENT ON COLUMN crash.crash_game_rounds.stake_amount IS 'Stake in the round''s currency; 0 if skipped.';

COMMENT ON COLUMN crash.crash_game_rounds.base_stake IS 'Stake the strategy starts from, in the round''s currency.';

COMMENT ON COLUMN crash.crash_game_rounds.strategy_step IS 'Step of the strategy''s progression, from 0: doublings, or wins compounded.';

COMMENT ON COLUMN crash.crash_game_rounds.target_multiplier IS 'Multiplier to cash out at.';

COMMENT ON COLUMN crash.crash_game_rounds.auto_cashout IS 'Whether the platform was to cash out by itself at the target.';

COMMENT ON COLUMN crash.crash_game_rounds.crash_multiplier IS 'Multiplier at which the game crashed; null if not seen.';

COMMENT ON COLUMN crash.crash_game_rounds.cashout_multiplier IS 'Multiplier at which the bot cashed out; null if it did not.';

COMMENT ON COLUMN crash.crash_game_rounds.highest_multiplier_seen IS 'Highest multiplier read from the screen.';

COMMENT ON COLUMN crash.crash_game_rounds.previous_crash_multiplier IS 'Multiplier at which the round before crashed; null for the first.';

COMMENT ON COLUMN crash.crash_game_rounds.balance_before IS 'Balance before the stake, in the round''s currency.';

COMMENT ON COLUMN crash.crash_game_rounds.balance_after IS 'Balance after the round, in the round''s currency.';

COMMENT ON COLUMN crash.crash_game_rounds.payout_amount IS 'Paid out, stake included, in the round''s currency.';

COMMENT ON COLUMN crash.crash_game_rounds.profit IS 'Payout less stake, in the round''s currency; negative for a loss.';

COMMENT ON COLUMN crash.crash_game_rounds.profit_percentage IS 'Profit in percent of the stake; null without a stake.';

COMMENT ON COLUMN crash.crash_game_rounds.session_profit IS 'Sum of the session''s profits so far, in the round''s currency.';

COMMENT ON COLUMN crash.crash_game_rounds.session_drawdown IS 'How far the balance is below the session''s peak, in the round''s currency.';

COMMENT ON COLUMN crash.crash_game_rounds.ocr_engine IS 'Text recognition (OCR) that read the screen.';

COMMENT ON COLUMN crash.crash_game_rounds.ocr_raw_text IS 'Text it read, unchanged.';

COMMENT ON COLUMN crash.crash_game_rounds.ocr_confidence IS 'How sure it was, from 0 to 1.';

COMMENT ON COLUMN crash.crash_game_rounds.ocr_attempts IS 'Number of tries it took.';

COMMENT ON COLUMN crash.crash_game_rounds.ocr_duration_ms IS 'Time it took, in milliseconds.';

COMMENT ON COLUMN crash.crash_game_rounds.screenshot_path IS 'Path of the screenshot, if one was kept.';

COMMENT ON COLUMN crash.crash_game_rounds.round_outcome IS 'How the round ended for the bot.';

COMMENT ON COLUMN crash.crash_game_rounds.error_occurred IS 'Whether anything failed.';

COMMENT ON COLUMN crash.crash_game_rounds.error_type IS 'Kind of failure; null if none.';

COMMENT ON COLUMN crash.crash_game_rounds.error_message IS 'What failed, in words; null if nothing did.';

COMMENT ON COLUMN crash.crash_game_rounds.recovery_action IS 'What the bot did about it; null if nothing failed.';

COMMENT ON COLUMN crash.crash_game_rounds.metadata IS 'Anything else about the round, as JSON.';

COMMENT ON COLUMN crash.crash_game_rounds.created_at IS 'When the row was written.';

COMMENT ON COLUMN crash.crash_game_rounds.updated_at IS 'When the row last changed.';

CREATE TABLE crash.analytics_round_multipliers (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    bot_id TEXT NOT NULL,
    game_name TEXT NOT NULL,
    platform_code TEXT NOT NULL,
    multiplier NUMERIC NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    elapsed_ms INTEGER,
    is_final BOOLEAN DEFAULT false NOT NULL,
    previous_crash_multiplier NUMERIC,
    rolling_average_10 NUMERIC,
    date_bucket DATE GENERATED ALWAYS AS (("timestamp" AT TIME ZONE 'UTC')::date) STORED NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(round_id) REFERENCES crash.crash_game_rounds (id) ON DELETE CASCADE,
    FOREIGN KEY(bot_id) REFERENCES crash.bot_vm_registration (bot_id),
    CONSTRAINT analytics_round_multipliers_multiplier_check CHECK (multiplier >= 0),
    CONSTRAINT analytics_round_multipliers_elapsed_ms_check CHECK (elapsed_ms >= 0),
    CONSTRAINT analytics_round_multipliers_previous_crash_multiplier_check CHECK (previous_crash_multiplier >= 0),
    CONSTRAINT analytics_round_multipliers_rolling_average_10_check CHECK (rolling_average_10 >= 0)
);

CREATE INDEX idx_analytics_multipliers_bot_game ON crash.analytics_round_multipliers (bot_id, game_name);

CREATE INDEX idx_analytics_multipliers_date ON crash.analytics_round_multipliers (date_bucket DESC);

CREATE INDEX idx_analytics_multipliers_round ON crash.analytics_round_multipliers (round_id);

CREATE INDEX idx_analytics_multipliers_timestamp ON crash.analytics_round_multipliers (timestamp DESC);

CREATE INDEX idx_analytics_multipliers_value ON crash.analytics_round_multipliers (multiplier);

COMMENT ON TABLE crash.analytics_round_multipliers IS 'One reading of the rising multiplier, with what was known at that moment: training data.';

COMMENT ON COLUMN crash.analytics_round_multipliers.id IS 'Number of the reading.';

COMMENT ON COLUMN crash.analytics_round_multipliers.round_id IS 'The round it was read in.';

COMMENT ON COLUMN crash.analytics_round_multipliers.bot_id IS 'The bot that read it.';

COMMENT ON COLUMN crash.analytics_round_multipliers.game_name IS 'Name of the game.';

COMMENT ON COLUMN crash.analytics_round_multipliers.platform_code IS 'Code of the platform.';

COMMENT ON COLUMN crash.analytics_round_multipliers.multiplier IS 'Multiplier of the stake at that moment.';

COMMENT ON COLUMN crash.analytics_round_multipliers.timestamp IS 'When it was read.';

COMMENT ON COLUMN crash.analytics_round_multipliers.elapsed_ms IS 'Time since the round''s start, in milliseconds.';

COMMENT ON COLUMN crash.analytics_round_multipliers.is_final IS 'Whether the game crashed at this multiplier.';

COMMENT ON COLUMN crash.analytics_round_multipliers.previous_crash_multiplier IS 'Multiplier at which the round before crashed; null for the first.';

COMMENT ON COLUMN crash.analytics_round_multipliers.rolling_average_10 IS 'Mean crash multiplier of the ten rounds before; null with fewer.';

COMMENT ON COLUMN crash.analytics_round_multipliers.date_bucket IS 'Day of the reading in UTC, computed from its time.';

CREATE TABLE crash.analytics_round_signals (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    bot_id TEXT NOT NULL,
    game_name TEXT NOT NULL,
    platform_code TEXT NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    signal_type TEXT NOT NULL,
    confidence_score NUMERIC NOT NULL,
    pattern_match_type TEXT,
    pattern_match_score NUMERIC,
    predicted_multiplier NUMERIC,
    predicted_outcome TEXT,
    model_name TEXT,
    model_version TEXT,
    feature_vector JSONB DEFAULT '{}'::jsonb NOT NULL,
    actual_multiplier NUMERIC,
    actual_outcome TEXT,
    was_correct BOOLEAN,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(round_id) REFERENCES crash.crash_game_rounds (id) ON DELETE CASCADE,
    FOREIGN KEY(bot_id) REFERENCES crash.bot_vm_registration (bot_id),
    CONSTRAINT analytics_round_signals_signal_type_check CHECK (signal_type IN ('enter', 'skip', 'cash_out', 'stop')),
    CONSTRAINT analytics_round_signals_confidence_score_check CHECK (confidence_score BETWEEN 0 AND 1),
    CONSTRAINT analytics_round_signals_pattern_match_score_check CHECK (pattern_match_score BETWEEN 0 AND 1),
    CONSTRAINT analytics_round_signals_predicted_multiplier_check CHECK (predicted_multiplier >= 0),
    CONSTRAINT analytics_round_signals_predicted_outcome_check CHECK (predicted_outcome IN ('win', 'loss', 'skipped', 'error')),
    CONSTRAINT analytics_round_signals_actual_multiplier_check CHECK (actual_multiplier >= 0),
    CONSTRAINT analytics_round_signals_actual_outcome_check CHECK (actual_outcome IN ('win', 'loss', 'skipped', 'error'))
);

CREATE INDEX idx_analytics_signals_bot_game ON crash.analytics_round_signals (bot_id, game_name);

CREATE INDEX idx_analytics_signals_confidence ON crash.analytics_round_signals (confidence_score DESC);

CREATE INDEX idx_analytics_signals_pattern ON crash.analytics_round_signals (pattern_match_type);

CREATE INDEX idx_analytics_signals_round ON crash.analytics_round_signals (round_id);

CREATE INDEX idx_analytics_signals_timestamp ON crash.analytics_round_signals (timestamp DESC);

CREATE INDEX idx_analytics_signals_type ON crash.analytics_round_signals (signal_type);

COMMENT ON TABLE crash.analytics_round_signals IS 'Advice computed before or during a round, with the features it was drawn from and how it turned out.';

COMMENT ON COLUMN crash.analytics_round_signals.id IS 'Number of the signal.';

COMMENT ON COLUMN crash.analytics_round_signals.round_id IS 'The round it was given for.';

COMMENT ON COLUMN crash.analytics_round_signals.bot_id IS 'The bot it was given to.';

COMMENT ON COLUMN crash.analytics_round_signals.game_name IS 'Name of the game.';

COMMENT ON COLUMN crash.analytics_round_signals.platform_code IS 'Code of the platform.';

COMMENT ON COLUMN crash.analytics_round_signals.timestamp IS 'When it was given.';

COMMENT ON COLUMN crash.analytics_round_signals.signal_type IS 'What it advises the bot to do.';

COMMENT ON COLUMN crash.analytics_round_signals.confidence_score IS 'How sure it is, from 0 to 1.';

COMMENT ON COLUMN crash.analytics_round_signals.pattern_match_type IS 'Pattern found in the rounds before, for example `low_streak`; null if none.';

COMMENT ON COLUMN crash.analytics_round_signals.pattern_match_score IS 'How well the pattern fits, from 0 to 1.';

COMMENT ON COLUMN crash.analytics_round_signals.predicted_multiplier IS 'Multiplier at which the game is expected to crash.';

COMMENT ON COLUMN crash.analytics_round_signals.predicted_outcome IS 'Outcome expected for the bot.';

COMMENT ON COLUMN crash.analytics_round_signals.model_name IS 'Model that computed it; null for a fixed rule.';

COMMENT ON COLUMN crash.analytics_round_signals.model_version IS 'Version of that model.';

COMMENT ON COLUMN crash.analytics_round_signals.feature_vector IS 'Features it was drawn from: names and numbers, as JSON.';

COMMENT ON COLUMN crash.analytics_round_signals.actual_multiplier IS 'Multiplier at which the game crashed; null before that.';

COMMENT ON COLUMN crash.analytics_round_signals.actual_outcome IS 'Outcome for the bot; null before the round ended.';

COMMENT ON COLUMN crash.analytics_round_signals.was_correct IS 'Whether the advice was right; null before the round ended.';

COMMENT ON COLUMN crash.analytics_round_signals.created_at IS 'When the row was written.';

CREATE TABLE crash.analytics_round_outcomes (
    id BIGSERIAL NOT NULL,
    round_id BIGINT NOT NULL,
    bot_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    game_name TEXT NOT NULL,
    platform_code TEXT NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    strategy_name TEXT NOT NULL,
    outcome TEXT NOT NULL,
    stake_amount NUMERIC NOT NULL,
    target_multiplier NUMERIC,
    cashout_multiplier NUMERIC,
    crash_multiplier NUMERIC,
    payout_amount NUMERIC DEFAULT 0 NOT NULL,
    profit NUMERIC DEFAULT 0 NOT NULL,
    profit_percentage NUMERIC,
    balance_after NUMERIC,
    consecutive_wins INTEGER DEFAULT 0 NOT NULL,
    consecutive_losses INTEGER DEFAULT 0 NOT NULL,
    date_bucket DATE GENERATED ALWAYS AS (("timestamp" AT TIME ZONE 'UTC')::date) STORED NOT NULL,
    hour_bucket INTEGER GENERATED ALWAYS AS ((EXTRACT(hour FROM "timestamp" AT TIME ZONE 'UTC'))::integer) STORED NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(round_id) REFERENCES crash.crash_game_rounds (id) ON DELETE CASCADE,
    FOREIGN KEY(bot_id) REFERENCES crash.bot_vm_registration (bot_id),
    FOREIGN KEY(session_id) REFERENCES crash.session_logs (session_id),
    CONSTRAINT analytics_round_outcomes_outcome_check CHECK (outcome IN ('win', 'loss', 'skipped', 'error')),
    CONSTRAINT analytics_round_outcomes_stake_amount_check CHECK (stake_amount >= 0),
    CONSTRAINT analytics_round_outcomes_target_multiplier_check CHECK (target_multiplier >= 1),
    CONSTRAINT analytics_round_outcomes_cashout_multiplier_check CHECK (cashout_multiplier >= 1),
    CONSTRAINT analytics_round_outcomes_crash_multiplier_check CHECK (crash_multiplier >= 0),
    CONSTRAINT analytics_round_outcomes_payout_amount_check CHECK (payout_amount >= 0),
    CONSTRAINT analytics_round_outcomes_consecutive_wins_check CHECK (consecutive_wins >= 0),
    CONSTRAINT analytics_round_outcomes_consecutive_losses_check CHECK (consecutive_losses >= 0)
);

CREATE INDEX idx_analytics_outcomes_bot_game ON crash.analytics_round_outcomes (bot_id, game_name);

CREATE INDEX idx_analytics_outcomes_date ON crash.analytics_round_outcomes (date_bucket DESC, bot_id);

CREATE INDEX idx_analytics_outcomes_outcome ON crash.analytics_round_outcomes (outcome);

CREATE INDEX idx_analytics_outcomes_round ON crash.analytics_round_outcomes (round_id);

CREATE INDEX idx_analytics_outcomes_session ON crash.analytics_round_outcomes (session_id);

CREATE INDEX idx_analytics_outcomes_strategy ON crash.analytics_round_outcomes (strategy_name, outcome);

CREATE INDEX idx_analytics_outcomes_timestamp ON crash.analytics_round_outcomes (timestamp DESC);

COMMENT ON TABLE crash.analytics_round_outcomes IS 'How a round ended for the bot, laid out for reports: money, strategy, streaks, day and hour.';

COMMENT ON COLUMN crash.analytics_round_outcomes.id IS 'Number of the outcome.';

COMMENT ON COLUMN crash.analytics_round_outcomes.round_id IS 'The round that ended.';

COMMENT ON COLUMN crash.analytics_round_outcomes.bot_id IS 'The bot that took part.';

COMMENT ON COLUMN crash.analytics_round_outcomes.session_id IS 'The session it belongs to.';

COMMENT ON COLUMN crash.analytics_round_outcomes.game_name IS 'Name of the game.';

COMMENT ON COLUMN crash.analytics_round_outcomes.platform_code IS 'Code of the platform.';

COMMENT ON COLUMN crash.analytics_round_outcomes.timestamp IS 'When the round ended.';

COMMENT ON COLUMN crash.analytics_round_outcomes.strategy_name IS 'Strategy that decided the stake.';

COMMENT ON COLUMN crash.analytics_round_outcomes.outcome IS 'How the round ended for the bot.';

COMMENT ON COLUMN crash.analytics_round_outcomes.stake_amount IS 'Stake in the game''s currency.';

COMMENT ON COLUMN crash.analytics_round_outcomes.target_multiplier IS 'Multiplier to cash out at.';

COMMENT ON COLUMN crash.analytics_round_outcomes.cashout_multiplier IS 'Multiplier at which the bot cashed out; null if it did not.';

COMMENT ON COLUMN crash.analytics_round_outcomes.crash_multiplier IS 'Multiplier at which the game crashed; null if not seen.';

COMMENT ON COLUMN crash.analytics_round_outcomes.payout_amount IS 'Paid out, stake included, in the game''s currency.';

COMMENT ON COLUMN crash.analytics_round_outcomes.profit IS 'Payout less stake, in the game''s currency; negative for a loss.';

COMMENT ON COLUMN crash.analytics_round_outcomes.profit_percentage IS 'Profit in percent of the stake; null without a stake.';

COMMENT ON COLUMN crash.analytics_round_outcomes.balance_after IS 'Balance after the round, in the game''s currency.';

COMMENT ON COLUMN crash.analytics_round_outcomes.consecutive_wins IS 'Rounds won in a row, this one included.';

COMMENT ON COLUMN crash.analytics_round_outcomes.consecutive_losses IS 'Rounds lost in a row, this one included.';

COMMENT ON COLUMN crash.analytics_round_outcomes.date_bucket IS 'Day of the round in UTC, computed from its time.';

COMMENT ON COLUMN crash.analytics_round_outcomes.hour_bucket IS 'Hour of that day in UTC, from 0 to 23, computed from its time.';

COMMENT ON COLUMN crash.analytics_round_outcomes.created_at IS 'When the row was written.';

CREATE TABLE crash.error_logs (
    id BIGSERIAL NOT NULL,
    bot_id TEXT NOT NULL,
    session_id TEXT,
    round_id BIGINT,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    error_type TEXT NOT NULL,
    error_message TEXT NOT NULL,
    severity TEXT DEFAULT 'error' NOT NULL,
    component TEXT,
    stack_trace TEXT,
    context JSONB,
    recovery_action TEXT,
    recovery_succeeded BOOLEAN,
    resolved_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(bot_id) REFERENCES crash.bot_vm_registration (bot_id),
    FOREIGN KEY(session_id) REFERENCES crash.session_logs (session_id) ON DELETE SET NULL,
    FOREIGN KEY(round_id) REFERENCES crash.crash_game_rounds (id) ON DELETE SET NULL,
    CONSTRAINT error_logs_severity_check CHECK (severity IN ('info', 'warning', 'error', 'critical'))
);

CREATE INDEX idx_error_logs_bot_timestamp ON crash.error_logs (bot_id, timestamp);

CREATE INDEX idx_error_logs_round ON crash.error_logs (round_id);

CREATE INDEX idx_error_logs_session ON crash.error_logs (session_id);

CREATE INDEX idx_error_logs_timestamp ON crash.error_logs (timestamp);

CREATE INDEX idx_error_logs_type_severity ON crash.error_logs (error_type, severity);

COMMENT ON TABLE crash.error_logs IS 'Something that failed while a bot was playing, and what the bot did about it.';

COMMENT ON COLUMN crash.error_logs.id IS 'Number of the error.';

COMMENT ON COLUMN crash.error_logs.bot_id IS 'The bot that failed.';

COMMENT ON COLUMN crash.error_logs.session_id IS 'The session it happened in; null outside of one.';

COMMENT ON COLUMN crash.error_logs.round_id IS 'The round it happened in; null outside of one.';

COMMENT ON COLUMN crash.error_logs.timestamp IS 'When it happened.';

COMMENT ON COLUMN crash.error_logs.error_type IS 'Kind of failure, for example `ocr_timeout`.';

COMMENT ON COLUMN crash.error_logs.error_message IS 'What failed, in words.';

COMMENT ON COLUMN crash.error_logs.severity IS 'How bad it was.';

COMMENT ON COLUMN crash.error_logs.component IS 'Part of the bot that failed, for example `cashout`.';

COMMENT ON COLUMN crash.error_logs.stack_trace IS 'Stack trace of the program, if there was one.';

COMMENT ON COLUMN crash.error_logs.context IS 'State of the bot at that moment, as JSON.';

COMMENT ON COLUMN crash.error_logs.recovery_action IS 'What the bot did about it; null if nothing.';

COMMENT ON COLUMN crash.error_logs.recovery_succeeded IS 'Whether that helped; null if nothing was done.';

COMMENT ON COLUMN crash.error_logs.resolved_at IS 'When it was over; null while it lasts.';

COMMENT ON COLUMN crash.error_logs.created_at IS 'When the row was written.';

CREATE TABLE crash.ocr_validation_logs (
    id BIGSERIAL NOT NULL,
    round_id BIGINT,
    bot_id TEXT NOT NULL,
    timestamp TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ocr_engine TEXT NOT NULL,
    field_name TEXT NOT NULL,
    raw_text TEXT NOT NULL,
    cleaned_text TEXT,
    parsed_value NUMERIC,
    expected_value NUMERIC,
    confidence_score NUMERIC NOT NULL,
    quality TEXT NOT NULL,
    is_valid BOOLEAN DEFAULT false NOT NULL,
    rejection_reason TEXT,
    duration_ms INTEGER,
    screenshot_path TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(round_id) REFERENCES crash.crash_game_rounds (id) ON DELETE CASCADE,
    FOREIGN KEY(bot_id) REFERENCES crash.bot_vm_registration (bot_id),
    CONSTRAINT ocr_validation_logs_confidence_score_check CHECK (confidence_score BETWEEN 0 AND 1),
    CONSTRAINT ocr_validation_logs_quality_check CHECK (quality IN ('good', 'fair', 'poor', 'unreadable')),
    CONSTRAINT ocr_validation_logs_duration_ms_check CHECK (duration_ms >= 0)
);

CREATE INDEX idx_ocr_validation_logs_bot_timestamp ON crash.ocr_validation_logs (bot_id, timestamp);

CREATE INDEX idx_ocr_validation_logs_quality ON crash.ocr_validation_logs (quality);

CREATE INDEX idx_ocr_validation_logs_round ON crash.ocr_validation_logs (round_id);

CREATE INDEX idx_ocr_validation_logs_timestamp ON crash.ocr_validation_logs (timestamp);

COMMENT ON TABLE crash.ocr_validation_logs IS 'One reading of the screen by text recognition (OCR), with a judgement of its quality.';

COMMENT ON COLUMN crash.ocr_validation_logs.id IS 'Number of the reading.';

COMMENT ON COLUMN crash.ocr_validation_logs.round_id IS 'The round it was made in; null between rounds.';

COMMENT ON COLUMN crash.ocr_validation_logs.bot_id IS 'The bot that read.';

COMMENT ON COLUMN crash.ocr_validation_logs.timestamp IS 'When it was made.';

COMMENT ON COLUMN crash.ocr_validation_logs.ocr_engine IS 'Text recognition that was used, for example `tesseract`.';

COMMENT ON COLUMN crash.ocr_validation_logs.field_name IS 'What was to be read, for example `multiplier` or `balance`.';

COMMENT ON COLUMN crash.ocr_validation_logs.raw_text IS 'Text as it was read, unchanged.';

COMMENT ON COLUMN crash.ocr_validation_logs.cleaned_text IS 'Text after cleaning; null if nothing was left.';

COMMENT ON COLUMN crash.ocr_validation_logs.parsed_value IS 'Number in the text; null if it holds none.';

COMMENT ON COLUMN crash.ocr_validation_logs.expected_value IS 'Number known from elsewhere; null if unknown.';

COMMENT ON COLUMN crash.ocr_validation_logs.confidence_score IS 'How sure it was, from 0 to 1.';

COMMENT ON COLUMN crash.ocr_validation_logs.quality IS 'Judgement of the picture''s quality.';

COMMENT ON COLUMN crash.ocr_validation_logs.is_valid IS 'Whether the reading was accepted.';

COMMENT ON COLUMN crash.ocr_validation_logs.rejection_reason IS 'Why it was not accepted; null if it was.';

COMMENT ON COLUMN crash.ocr_validation_logs.duration_ms IS 'Time it took, in milliseconds.';

COMMENT ON COLUMN crash.ocr_validation_logs.screenshot_path IS 'Path of the screenshot, if one was kept.';

COMMENT ON COLUMN crash.ocr_validation_logs.created_at IS 'When the row was written.';
