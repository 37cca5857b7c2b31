CREATE SCHEMA IF NOT EXISTS kingpin;

CREATE TABLE kingpin.achievements (
    id SERIAL NOT NULL,
    code VARCHAR(50) NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NOT NULL,
    category VARCHAR(30) NOT NULL,
    grade VARCHAR(20) NOT NULL,
    requirement_type VARCHAR(30) NOT NULL,
    requirement_value BIGINT NOT NULL,
    points INTEGER DEFAULT 10 NOT NULL,
    reward_wealth BIGINT DEFAULT 0 NOT NULL,
    reward_xp BIGINT DEFAULT 0 NOT NULL,
    reward_title VARCHAR(100),
    icon VARCHAR(50),
    is_concealed BOOLEAN DEFAULT false NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    display_order INTEGER DEFAULT 0 NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT achievements_requirement_value_check CHECK (requirement_value > 0),
    UNIQUE (code),
    CONSTRAINT achievements_category_check CHECK (category IN ('wealth', 'crime', 'gambling', 'social', 'collection', 'faction', 'support', 'progress')),
    CONSTRAINT achievements_grade_check CHECK (grade IN ('bronze', 'silver', 'gold', 'platinum')),
    CONSTRAINT achievements_requirement_type_check CHECK (requirement_type IN ('play_count', 'rob_count', 'rob_success_count', 'wealth_earned', 'checkins', 'checkin_streak', 'messages_sent', 'crates_opened', 'items_bought', 'gamble_count', 'gamble_wins', 'heist_wins', 'level_reached', 'contributed_usd'))
);

CREATE INDEX idx_achievements_category_order ON kingpin.achievements (category, display_order);

CREATE INDEX idx_achievements_requirement_type ON kingpin.achievements (requirement_type);

COMMENT ON TABLE kingpin.achievements IS 'A lasting goal that players can reach once.';

COMMENT ON COLUMN kingpin.achievements.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.achievements.code IS 'Short name of the achievement, unique.';

COMMENT ON COLUMN kingpin.achievements.name IS 'Name of the achievement.';

COMMENT ON COLUMN kingpin.achievements.description IS 'What must be done, in words.';

COMMENT ON COLUMN kingpin.achievements.category IS 'Part of the game that it is about.';

COMMENT ON COLUMN kingpin.achievements.grade IS 'How hard the achievement is.';

COMMENT ON COLUMN kingpin.achievements.requirement_type IS 'What is counted.';

COMMENT ON COLUMN kingpin.achievements.requirement_value IS 'Count at which it is reached; wealth is counted in game dollars.';

COMMENT ON COLUMN kingpin.achievements.points IS 'Achievement points that it is worth.';

COMMENT ON COLUMN kingpin.achievements.reward_wealth IS 'Wealth given for it, in game dollars.';

COMMENT ON COLUMN kingpin.achievements.reward_xp IS 'Experience points given for it.';

COMMENT ON COLUMN kingpin.achievements.reward_title IS 'Title given for it; null if none.';

COMMENT ON COLUMN kingpin.achievements.icon IS 'Name of its picture.';

COMMENT ON COLUMN kingpin.achievements.is_concealed IS 'Whether players see it only once they have reached it.';

COMMENT ON COLUMN kingpin.achievements.is_active IS 'Whether it can be reached at present.';

COMMENT ON COLUMN kingpin.achievements.display_order IS 'Place in lists, smallest first.';

COMMENT ON COLUMN kingpin.achievements.created_at IS 'When the achievement was defined.';

CREATE TABLE kingpin.bot_config (
    id SERIAL NOT NULL,
    config_key VARCHAR(100) NOT NULL,
    config_value TEXT,
    secret_value TEXT,
    value_type VARCHAR(20) DEFAULT 'string' NOT NULL,
    category VARCHAR(30) DEFAULT 'general' NOT NULL,
    description TEXT,
    default_value TEXT,
    is_editable BOOLEAN DEFAULT true NOT NULL,
    updated_by VARCHAR(100),
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (config_key),
    CONSTRAINT bot_config_value_type_check CHECK (value_type IN ('string', 'integer', 'decimal', 'boolean', 'json', 'secret')),
    CONSTRAINT bot_config_category_check CHECK (category IN ('general', 'economy', 'combat', 'gambling', 'heist', 'platform', 'moderation'))
);

CREATE INDEX idx_bot_config_category ON kingpin.bot_config (category);

COMMENT ON TABLE kingpin.bot_config IS 'A setting of the chat bot.';

COMMENT ON COLUMN kingpin.bot_config.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.bot_config.config_key IS 'Name of the setting, unique.';

COMMENT ON COLUMN kingpin.bot_config.config_value IS 'Value of the setting as text; null if it is not set or is a secret.';

COMMENT ON COLUMN kingpin.bot_config.secret_value IS 'Value of a setting that is a secret, such as an access token; never exposed.';

COMMENT ON COLUMN kingpin.bot_config.value_type IS 'How the value is to be read.';

COMMENT ON COLUMN kingpin.bot_config.category IS 'Part of the game that it controls.';

COMMENT ON COLUMN kingpin.bot_config.description IS 'What the setting does, in words.';

COMMENT ON COLUMN kingpin.bot_config.default_value IS 'Value if it is not set; null if there is none.';

COMMENT ON COLUMN kingpin.bot_config.is_editable IS 'Whether it may be changed while the bot runs.';

COMMENT ON COLUMN kingpin.bot_config.updated_by IS 'Name of who changed it last.';

COMMENT ON COLUMN kingpin.bot_config.created_at IS 'When it was first set.';

COMMENT ON COLUMN kingpin.bot_config.updated_at IS 'When it last changed.';

CREATE TABLE kingpin.discord_server_config (
    id SERIAL NOT NULL,
    guild_id VARCHAR(50) NOT NULL,
    guild_name VARCHAR(100),
    command_prefix VARCHAR(5) DEFAULT '!' NOT NULL,
    locale VARCHAR(10) DEFAULT 'en-US' NOT NULL,
    admin_role_id VARCHAR(50),
    linked_role_id VARCHAR(50),
    announcement_channel_id VARCHAR(50),
    leaderboard_channel_id VARCHAR(50),
    feed_enabled BOOLEAN DEFAULT true NOT NULL,
    commands_enabled BOOLEAN DEFAULT true NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    joined_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (guild_id)
);

COMMENT ON TABLE kingpin.discord_server_config IS 'A Discord server in which the bot works, and how it behaves there.';

COMMENT ON COLUMN kingpin.discord_server_config.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.discord_server_config.guild_id IS 'Identifier of the server on Discord, unique.';

COMMENT ON COLUMN kingpin.discord_server_config.guild_name IS 'Name of the server.';

COMMENT ON COLUMN kingpin.discord_server_config.command_prefix IS 'Characters with which commands begin.';

COMMENT ON COLUMN kingpin.discord_server_config.locale IS 'Language of the bot''s messages, as a BCP 47 tag.';

COMMENT ON COLUMN kingpin.discord_server_config.admin_role_id IS 'Discord role whose members may change the settings; null if only the owner may.';

COMMENT ON COLUMN kingpin.discord_server_config.linked_role_id IS 'Discord role given to players who linked their account; null if none.';

COMMENT ON COLUMN kingpin.discord_server_config.announcement_channel_id IS 'Discord channel for announcements; null if there are none.';

COMMENT ON COLUMN kingpin.discord_server_config.leaderboard_channel_id IS 'Discord channel for leaderboards; null if they are not posted.';

COMMENT ON COLUMN kingpin.discord_server_config.feed_enabled IS 'Whether events of the game are posted.';

COMMENT ON COLUMN kingpin.discord_server_config.commands_enabled IS 'Whether players may use commands there.';

COMMENT ON COLUMN kingpin.discord_server_config.is_active IS 'Whether the bot is in the server at present.';

COMMENT ON COLUMN kingpin.discord_server_config.joined_at IS 'When the bot was added.';

COMMENT ON COLUMN kingpin.discord_server_config.updated_at IS 'When the settings last changed.';

CREATE TABLE kingpin.crate_types (
    id SERIAL NOT NULL,
    name VARCHAR(100) NOT NULL,
    tier VARCHAR(50) NOT NULL,
    description TEXT,
    color VARCHAR(7),
    drop_chance_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    purchase_price BIGINT,
    max_held INTEGER DEFAULT 10 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (name),
    UNIQUE (tier),
    CONSTRAINT crate_types_tier_check CHECK (tier IN ('common', 'uncommon', 'rare', 'legendary')),
    CONSTRAINT crate_types_drop_chance_percent_check CHECK (drop_chance_percent BETWEEN 0 AND 100)
);

COMMENT ON TABLE kingpin.crate_types IS 'A tier of crate: how rare it is and what it costs.';

COMMENT ON COLUMN kingpin.crate_types.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.crate_types.name IS 'Name of the crate, unique.';

COMMENT ON COLUMN kingpin.crate_types.tier IS 'How rare the crate is, unique.';

COMMENT ON COLUMN kingpin.crate_types.description IS 'What the crate promises, in words.';

COMMENT ON COLUMN kingpin.crate_types.color IS 'Colour in which it is shown, as `#RRGGBB`.';

COMMENT ON COLUMN kingpin.crate_types.drop_chance_percent IS 'Chance that a play drops such a crate, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.crate_types.purchase_price IS 'Price in game dollars; null if it cannot be bought.';

COMMENT ON COLUMN kingpin.crate_types.max_held IS 'How many unopened ones a player may hold before they go to escrow.';

COMMENT ON COLUMN kingpin.crate_types.is_active IS 'Whether it is given out at present.';

COMMENT ON COLUMN kingpin.crate_types.created_at IS 'When the tier was defined.';

CREATE TABLE kingpin.crate_titles (
    id SERIAL NOT NULL,
    title VARCHAR(100) NOT NULL,
    tier VARCHAR(50) NOT NULL,
    description TEXT,
    drop_weight INTEGER DEFAULT 1 NOT NULL,
    duplicate_value BIGINT DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT crate_titles_drop_weight_check CHECK (drop_weight > 0),
    UNIQUE (title),
    CONSTRAINT crate_titles_tier_check CHECK (tier IN ('common', 'uncommon', 'rare', 'legendary'))
);

CREATE INDEX idx_crate_titles_tier ON kingpin.crate_titles (tier);

COMMENT ON TABLE kingpin.crate_titles IS 'A title that crates can contain.';

COMMENT ON COLUMN kingpin.crate_titles.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.crate_titles.title IS 'The title as shown beside a name, unique.';

COMMENT ON COLUMN kingpin.crate_titles.tier IS 'Tier of crate that contains it.';

COMMENT ON COLUMN kingpin.crate_titles.description IS 'What the title stands for, in words.';

COMMENT ON COLUMN kingpin.crate_titles.drop_weight IS 'Share of this title among those of its tier, as a weight of 1 or more.';

COMMENT ON COLUMN kingpin.crate_titles.duplicate_value IS 'Paid to a player who has the title already, in game dollars.';

COMMENT ON COLUMN kingpin.crate_titles.is_active IS 'Whether it can drop at present.';

COMMENT ON COLUMN kingpin.crate_titles.created_at IS 'When the title was defined.';

CREATE TABLE kingpin.event_batch_queue (
    id SERIAL NOT NULL,
    batch_key VARCHAR(100) NOT NULL,
    event_type VARCHAR(50) NOT NULL,
    platform VARCHAR(20) NOT NULL,
    priority VARCHAR(20) DEFAULT 'normal' NOT NULL,
    payload JSONB NOT NULL,
    status VARCHAR(20) DEFAULT 'pending' NOT NULL,
    attempt_count INTEGER DEFAULT 0 NOT NULL,
    max_attempts INTEGER DEFAULT 3 NOT NULL,
    last_error TEXT,
    scheduled_for TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    processed_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT event_batch_queue_attempt_count_check CHECK (attempt_count <= max_attempts),
    CONSTRAINT event_batch_queue_event_type_check CHECK (event_type IN ('play', 'rob', 'jailed', 'bail', 'checkin', 'level_up', 'tier_promotion', 'item_purchased', 'item_sold', 'item_broken', 'crate_dropped', 'crate_opened', 'business_revenue', 'upkeep', 'gamble', 'lottery_won', 'jackpot_won', 'mission_completed', 'achievement_unlocked', 'faction_joined', 'faction_left', 'territory_captured', 'heist_won', 'juicernaut_crowned', 'contribution', 'admin_action')),
    CONSTRAINT event_batch_queue_platform_check CHECK (platform IN ('kick', 'twitch', 'discord')),
    CONSTRAINT event_batch_queue_priority_check CHECK (priority IN ('low', 'normal', 'high')),
    CONSTRAINT event_batch_queue_status_check CHECK (status IN ('pending', 'processing', 'processed', 'failed'))
);

CREATE INDEX idx_event_batch_queue_batch_key ON kingpin.event_batch_queue (batch_key, created_at);

CREATE INDEX idx_event_batch_queue_status_scheduled ON kingpin.event_batch_queue (status, scheduled_for);

COMMENT ON TABLE kingpin.event_batch_queue IS 'An event that waits to be posted together with others.';

COMMENT ON COLUMN kingpin.event_batch_queue.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.event_batch_queue.batch_key IS 'What is posted together, for example `rob:kick` for the robberies on Kick.';

COMMENT ON COLUMN kingpin.event_batch_queue.event_type IS 'Kind of event.';

COMMENT ON COLUMN kingpin.event_batch_queue.platform IS 'Where it is to be posted.';

COMMENT ON COLUMN kingpin.event_batch_queue.priority IS 'How soon it is to be posted.';

COMMENT ON COLUMN kingpin.event_batch_queue.payload IS 'What is to be posted, as JSON.';

COMMENT ON COLUMN kingpin.event_batch_queue.status IS 'How far it has come.';

COMMENT ON COLUMN kingpin.event_batch_queue.attempt_count IS 'Attempts made so far.';

COMMENT ON COLUMN kingpin.event_batch_queue.max_attempts IS 'Attempts after which it has failed.';

COMMENT ON COLUMN kingpin.event_batch_queue.last_error IS 'Why the last attempt failed; null if none did.';

COMMENT ON COLUMN kingpin.event_batch_queue.scheduled_for IS 'When it is due.';

COMMENT ON COLUMN kingpin.event_batch_queue.processed_at IS 'When it was posted; null before that.';

COMMENT ON COLUMN kingpin.event_batch_queue.created_at IS 'When it was queued.';

CREATE TABLE kingpin.factions (
    id SERIAL NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT,
    motto VARCHAR(255),
    color VARCHAR(7),
    emblem_url TEXT,
    is_joinable BOOLEAN DEFAULT true NOT NULL,
    min_level INTEGER DEFAULT 20 NOT NULL,
    wealth_bonus_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    xp_bonus_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    defense_bonus_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    treasury BIGINT DEFAULT 0 NOT NULL,
    member_count INTEGER DEFAULT 0 NOT NULL,
    territory_count INTEGER DEFAULT 0 NOT NULL,
    weekly_score BIGINT DEFAULT 0 NOT NULL,
    weekly_reward_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (name),
    CONSTRAINT factions_wealth_bonus_percent_check CHECK (wealth_bonus_percent BETWEEN 0 AND 100),
    CONSTRAINT factions_xp_bonus_percent_check CHECK (xp_bonus_percent BETWEEN 0 AND 100),
    CONSTRAINT factions_defense_bonus_percent_check CHECK (defense_bonus_percent BETWEEN 0 AND 100)
);

COMMENT ON TABLE kingpin.factions IS 'A gang that players join to hold territories together and earn its bonuses.';

COMMENT ON COLUMN kingpin.factions.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.factions.name IS 'Name of the faction, unique.';

COMMENT ON COLUMN kingpin.factions.description IS 'What the faction is, in words.';

COMMENT ON COLUMN kingpin.factions.motto IS 'Motto shown on the faction''s page.';

COMMENT ON COLUMN kingpin.factions.color IS 'Colour of the faction, as `#RRGGBB`.';

COMMENT ON COLUMN kingpin.factions.emblem_url IS 'Address of the emblem''s image.';

COMMENT ON COLUMN kingpin.factions.is_joinable IS 'Whether players may join at present.';

COMMENT ON COLUMN kingpin.factions.min_level IS 'Lowest player level that may join.';

COMMENT ON COLUMN kingpin.factions.wealth_bonus_percent IS 'Extra wealth that members earn, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.factions.xp_bonus_percent IS 'Extra experience that members earn, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.factions.defense_bonus_percent IS 'How much less often robberies of members succeed, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.factions.treasury IS 'Wealth the faction holds in common, in game dollars.';

COMMENT ON COLUMN kingpin.factions.member_count IS 'Stored number of members.';

COMMENT ON COLUMN kingpin.factions.territory_count IS 'Stored number of territories that the faction controls.';

COMMENT ON COLUMN kingpin.factions.weekly_score IS 'Points of the current week, which rank the factions.';

COMMENT ON COLUMN kingpin.factions.weekly_reward_at IS 'When the members last received the weekly reward; null before the first.';

COMMENT ON COLUMN kingpin.factions.created_at IS 'When the faction was founded.';

COMMENT ON COLUMN kingpin.factions.updated_at IS 'When the faction last changed.';

CREATE TABLE kingpin.heist_recent_events (
    id SERIAL NOT NULL,
    event_type VARCHAR(30) NOT NULL,
    pool_id INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    difficulty VARCHAR(20) NOT NULL,
    was_won BOOLEAN,
    used_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    blocked_until TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (event_type, pool_id),
    CONSTRAINT heist_recent_events_event_type_check CHECK (event_type IN ('quick_grab', 'trivia', 'word_scramble', 'riddle')),
    CONSTRAINT heist_recent_events_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard'))
);

CREATE INDEX idx_heist_recent_events_blocked_until ON kingpin.heist_recent_events (blocked_until);

CREATE INDEX idx_heist_recent_events_used ON kingpin.heist_recent_events (event_type, used_at);

COMMENT ON TABLE kingpin.heist_recent_events IS 'A note of which prompt a heist used lately, so that it is not asked again too soon.';

COMMENT ON COLUMN kingpin.heist_recent_events.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.heist_recent_events.event_type IS 'Kind of heist, which says in which pool the prompt is.';

COMMENT ON COLUMN kingpin.heist_recent_events.pool_id IS 'Identifier of the prompt in its pool.';

COMMENT ON COLUMN kingpin.heist_recent_events.prompt IS 'What was shown in chat.';

COMMENT ON COLUMN kingpin.heist_recent_events.difficulty IS 'How hard it was.';

COMMENT ON COLUMN kingpin.heist_recent_events.was_won IS 'Whether somebody answered it; null while the heist is on.';

COMMENT ON COLUMN kingpin.heist_recent_events.used_at IS 'When the prompt was last used.';

COMMENT ON COLUMN kingpin.heist_recent_events.blocked_until IS 'Before when it will not be asked again.';

CREATE TABLE kingpin.heist_quick_grab_pool (
    id SERIAL NOT NULL,
    phrase VARCHAR(255) NOT NULL,
    case_sensitive BOOLEAN DEFAULT false NOT NULL,
    difficulty VARCHAR(20) DEFAULT 'medium' NOT NULL,
    time_limit_seconds INTEGER DEFAULT 60 NOT NULL,
    times_used INTEGER DEFAULT 0 NOT NULL,
    times_won INTEGER DEFAULT 0 NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (phrase),
    CONSTRAINT heist_quick_grab_pool_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard'))
);

COMMENT ON TABLE kingpin.heist_quick_grab_pool IS 'A phrase that players must type first to win a heist.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.phrase IS 'The phrase to type, unique.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.case_sensitive IS 'Whether capital letters must be right.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.difficulty IS 'How hard the prompt is.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.time_limit_seconds IS 'How long it can be answered, in seconds.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.times_used IS 'How often it has been asked.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.times_won IS 'How often somebody answered it in time.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.last_used_at IS 'When it was last asked; null if never.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.is_active IS 'Whether it may be asked at present.';

COMMENT ON COLUMN kingpin.heist_quick_grab_pool.created_at IS 'When it was added to the pool.';

CREATE TABLE kingpin.heist_trivia_pool (
    id SERIAL NOT NULL,
    question TEXT NOT NULL,
    answer VARCHAR(255) NOT NULL,
    alternate_answers JSONB,
    category VARCHAR(30) DEFAULT 'general' NOT NULL,
    difficulty VARCHAR(20) DEFAULT 'medium' NOT NULL,
    time_limit_seconds INTEGER DEFAULT 60 NOT NULL,
    times_used INTEGER DEFAULT 0 NOT NULL,
    times_won INTEGER DEFAULT 0 NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (question),
    CONSTRAINT heist_trivia_pool_category_check CHECK (category IN ('general', 'gaming', 'history', 'science', 'geography', 'sports', 'movies', 'music')),
    CONSTRAINT heist_trivia_pool_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard'))
);

COMMENT ON TABLE kingpin.heist_trivia_pool IS 'A question of general knowledge for a heist.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.question IS 'The question, unique.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.answer IS 'The answer that wins.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.alternate_answers IS 'Other answers that win, as a JSON list of texts; null if none.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.category IS 'Subject of the question.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.difficulty IS 'How hard the prompt is.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.time_limit_seconds IS 'How long it can be answered, in seconds.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.times_used IS 'How often it has been asked.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.times_won IS 'How often somebody answered it in time.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.last_used_at IS 'When it was last asked; null if never.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.is_active IS 'Whether it may be asked at present.';

COMMENT ON COLUMN kingpin.heist_trivia_pool.created_at IS 'When it was added to the pool.';

CREATE TABLE kingpin.heist_word_scramble_pool (
    id SERIAL NOT NULL,
    word VARCHAR(100) NOT NULL,
    scrambled VARCHAR(100) NOT NULL,
    hint VARCHAR(255),
    category VARCHAR(50) NOT NULL,
    difficulty VARCHAR(20) DEFAULT 'medium' NOT NULL,
    time_limit_seconds INTEGER DEFAULT 60 NOT NULL,
    times_used INTEGER DEFAULT 0 NOT NULL,
    times_won INTEGER DEFAULT 0 NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (word),
    CONSTRAINT heist_word_scramble_pool_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard'))
);

COMMENT ON TABLE kingpin.heist_word_scramble_pool IS 'A word with its letters mixed up, for a heist.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.word IS 'The word to find, unique.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.scrambled IS 'Its letters in mixed order, as shown in chat.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.hint IS 'A help shown after half the time; null if none.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.category IS 'Subject of the word, for example `crime`.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.difficulty IS 'How hard the prompt is.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.time_limit_seconds IS 'How long it can be answered, in seconds.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.times_used IS 'How often it has been asked.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.times_won IS 'How often somebody answered it in time.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.last_used_at IS 'When it was last asked; null if never.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.is_active IS 'Whether it may be asked at present.';

COMMENT ON COLUMN kingpin.heist_word_scramble_pool.created_at IS 'When it was added to the pool.';

CREATE TABLE kingpin.heist_riddle_pool (
    id SERIAL NOT NULL,
    riddle TEXT NOT NULL,
    answer VARCHAR(255) NOT NULL,
    alternate_answers JSONB,
    hint VARCHAR(255),
    difficulty VARCHAR(20) DEFAULT 'medium' NOT NULL,
    time_limit_seconds INTEGER DEFAULT 60 NOT NULL,
    times_used INTEGER DEFAULT 0 NOT NULL,
    times_won INTEGER DEFAULT 0 NOT NULL,
    last_used_at TIMESTAMP WITH TIME ZONE,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (riddle),
    CONSTRAINT heist_riddle_pool_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard'))
);

COMMENT ON TABLE kingpin.heist_riddle_pool IS 'A riddle for a heist.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.riddle IS 'The riddle, unique.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.answer IS 'The answer that wins.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.alternate_answers IS 'Other answers that win, as a JSON list of texts; null if none.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.hint IS 'A help shown after half the time; null if none.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.difficulty IS 'How hard the prompt is.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.time_limit_seconds IS 'How long it can be answered, in seconds.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.times_used IS 'How often it has been asked.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.times_won IS 'How often somebody answered it in time.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.last_used_at IS 'When it was last asked; null if never.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.is_active IS 'Whether it may be asked at present.';

COMMENT ON COLUMN kingpin.heist_riddle_pool.created_at IS 'When it was added to the pool.';

CREATE TABLE kingpin.items (
    id SERIAL NOT NULL,
    name VARCHAR(100) NOT NULL,
    type VARCHAR(50) NOT NULL,
    tier VARCHAR(50) NOT NULL,
    base_durability INTEGER DEFAULT 100,
    rob_bonus NUMERIC(5, 2),
    defense_bonus NUMERIC(5, 2),
    revenue_min INTEGER,
    revenue_max INTEGER,
    insurance_percent NUMERIC(5, 2),
    purchase_price INTEGER NOT NULL,
    sell_price INTEGER,
    description TEXT,
    flavor_text TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    daily_revenue_potential INTEGER,
    upkeep_cost INTEGER,
    operating_cost INTEGER,
    PRIMARY KEY (id),
    UNIQUE (name),
    CONSTRAINT items_type_check CHECK (type IN ('weapon', 'armor', 'business', 'housing')),
    CONSTRAINT items_tier_check CHECK (tier IN ('common', 'uncommon', 'rare', 'legendary')),
    CONSTRAINT items_rob_bonus_check CHECK (rob_bonus BETWEEN 0 AND 100),
    CONSTRAINT items_defense_bonus_check CHECK (defense_bonus BETWEEN 0 AND 100),
    CONSTRAINT items_insurance_percent_check CHECK (insurance_percent BETWEEN 0 AND 100)
);

COMMENT ON TABLE kingpin.items IS 'A kind of thing that players can own: a weapon, armour, a business or a home.';

COMMENT ON COLUMN kingpin.items.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.items.name IS 'Name of the item, unique.';

COMMENT ON COLUMN kingpin.items.type IS 'What the item is for.';

COMMENT ON COLUMN kingpin.items.tier IS 'How rare the item is.';

COMMENT ON COLUMN kingpin.items.base_durability IS 'Durability points of the item when new.';

COMMENT ON COLUMN kingpin.items.rob_bonus IS 'How much more often robberies succeed with it, in percent (0 to 100); weapons only.';

COMMENT ON COLUMN kingpin.items.defense_bonus IS 'How much less often robberies of its owner succeed, in percent (0 to 100); armour only.';

COMMENT ON COLUMN kingpin.items.revenue_min IS 'Least income of one collection, in game dollars; businesses only.';

COMMENT ON COLUMN kingpin.items.revenue_max IS 'Greatest income of one collection, in game dollars; businesses only.';

COMMENT ON COLUMN kingpin.items.insurance_percent IS 'Part of robbed wealth that is paid back, in percent (0 to 100); housing only.';

COMMENT ON COLUMN kingpin.items.purchase_price IS 'Price in the shop, in game dollars.';

COMMENT ON COLUMN kingpin.items.sell_price IS 'What the shop pays for the item, in game dollars; null if it cannot be sold.';

COMMENT ON COLUMN kingpin.items.description IS 'What the item does, in words.';

COMMENT ON COLUMN kingpin.items.flavor_text IS 'A line of atmosphere.';

COMMENT ON COLUMN kingpin.items.created_at IS 'When it was defined.';

COMMENT ON COLUMN kingpin.items.daily_revenue_potential IS 'Greatest income of one day, in game dollars; businesses only.';

COMMENT ON COLUMN kingpin.items.upkeep_cost IS 'Upkeep per day, in game dollars; housing only.';

COMMENT ON COLUMN kingpin.items.operating_cost IS 'Cost of running it per day, in game dollars; businesses only.';

CREATE TABLE kingpin.mission_templates (
    id SERIAL NOT NULL,
    code VARCHAR(50) NOT NULL,
    name VARCHAR(100) NOT NULL,
    description TEXT NOT NULL,
    mission_type VARCHAR(20) NOT NULL,
    category VARCHAR(30) NOT NULL,
    difficulty VARCHAR(20) NOT NULL,
    objective_type VARCHAR(30) NOT NULL,
    objective_value BIGINT NOT NULL,
    reward_wealth BIGINT DEFAULT 0 NOT NULL,
    reward_xp BIGINT DEFAULT 0 NOT NULL,
    reward_crate_tier VARCHAR(50),
    min_level INTEGER DEFAULT 1 NOT NULL,
    weight INTEGER DEFAULT 1 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT mission_templates_objective_value_check CHECK (objective_value > 0),
    UNIQUE (code),
    CONSTRAINT mission_templates_mission_type_check CHECK (mission_type IN ('daily', 'weekly')),
    CONSTRAINT mission_templates_category_check CHECK (category IN ('grind', 'crime', 'wealth', 'gambling', 'social', 'collection')),
    CONSTRAINT mission_templates_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard')),
    CONSTRAINT mission_templates_objective_type_check CHECK (objective_type IN ('play_count', 'rob_count', 'rob_success_count', 'wealth_earned', 'checkins', 'checkin_streak', 'messages_sent', 'crates_opened', 'items_bought', 'gamble_count', 'gamble_wins', 'heist_wins', 'level_reached', 'contributed_usd')),
    CONSTRAINT mission_templates_reward_crate_tier_check CHECK (reward_crate_tier IN ('common', 'uncommon', 'rare', 'legendary'))
);

CREATE INDEX idx_mission_templates_type_active ON kingpin.mission_templates (mission_type, is_active);

COMMENT ON TABLE kingpin.mission_templates IS 'The definition of a mission: what a player must do, and the reward.';

COMMENT ON COLUMN kingpin.mission_templates.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.mission_templates.code IS 'Short name of the mission, unique.';

COMMENT ON COLUMN kingpin.mission_templates.name IS 'Name of the mission.';

COMMENT ON COLUMN kingpin.mission_templates.description IS 'What the player must do, in words.';

COMMENT ON COLUMN kingpin.mission_templates.mission_type IS 'Whether it is given out by the day or the week.';

COMMENT ON COLUMN kingpin.mission_templates.category IS 'Part of the game that it is about.';

COMMENT ON COLUMN kingpin.mission_templates.difficulty IS 'How hard the mission is.';

COMMENT ON COLUMN kingpin.mission_templates.objective_type IS 'What is counted.';

COMMENT ON COLUMN kingpin.mission_templates.objective_value IS 'Count at which it is complete; wealth is counted in game dollars.';

COMMENT ON COLUMN kingpin.mission_templates.reward_wealth IS 'Wealth given at the end, in game dollars.';

COMMENT ON COLUMN kingpin.mission_templates.reward_xp IS 'Experience points given at the end.';

COMMENT ON COLUMN kingpin.mission_templates.reward_crate_tier IS 'Tier of the crate given at the end; null if none.';

COMMENT ON COLUMN kingpin.mission_templates.min_level IS 'Lowest player level that is given the mission.';

COMMENT ON COLUMN kingpin.mission_templates.weight IS 'Share of it among those of its kind, as a weight of 0 or more.';

COMMENT ON COLUMN kingpin.mission_templates.is_active IS 'Whether it is given out at present.';

COMMENT ON COLUMN kingpin.mission_templates.created_at IS 'When the mission was defined.';

CREATE TABLE kingpin.reward_config (
    id SERIAL NOT NULL,
    platform VARCHAR(20) NOT NULL,
    event_type VARCHAR(30) NOT NULL,
    subscription_tier INTEGER,
    min_amount INTEGER DEFAULT 1 NOT NULL,
    wealth_amount BIGINT DEFAULT 0 NOT NULL,
    xp_amount BIGINT DEFAULT 0 NOT NULL,
    crate_tier VARCHAR(50),
    crate_count INTEGER DEFAULT 0 NOT NULL,
    usd_value NUMERIC(10, 4) DEFAULT 0 NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (platform, event_type, subscription_tier, min_amount),
    CONSTRAINT reward_config_platform_check CHECK (platform IN ('kick', 'twitch', 'discord')),
    CONSTRAINT reward_config_event_type_check CHECK (event_type IN ('subscription', 'resubscription', 'gift_subscription', 'bits', 'kicks', 'raid', 'donation')),
    CONSTRAINT reward_config_crate_tier_check CHECK (crate_tier IN ('common', 'uncommon', 'rare', 'legendary'))
);

COMMENT ON TABLE kingpin.reward_config IS 'What the game gives for a subscription, a gift, bits, kicks, a donation or a raid.';

COMMENT ON COLUMN kingpin.reward_config.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.reward_config.platform IS 'Where the payment is made.';

COMMENT ON COLUMN kingpin.reward_config.event_type IS 'Kind of support.';

COMMENT ON COLUMN kingpin.reward_config.subscription_tier IS 'Tier of the subscription, 1 to 3; null for other payments.';

COMMENT ON COLUMN kingpin.reward_config.min_amount IS 'Least number of gifts, bits, kicks, dollars or raiding viewers for this reward.';

COMMENT ON COLUMN kingpin.reward_config.wealth_amount IS 'Wealth given, in game dollars.';

COMMENT ON COLUMN kingpin.reward_config.xp_amount IS 'Experience points given.';

COMMENT ON COLUMN kingpin.reward_config.crate_tier IS 'Tier of the crate given; null if none.';

COMMENT ON COLUMN kingpin.reward_config.crate_count IS 'Number of crates given.';

COMMENT ON COLUMN kingpin.reward_config.usd_value IS 'What one unit of the payment is worth, in US dollars.';

COMMENT ON COLUMN kingpin.reward_config.is_active IS 'Whether it is given at present.';

COMMENT ON COLUMN kingpin.reward_config.created_at IS 'When the reward was defined.';

COMMENT ON COLUMN kingpin.reward_config.updated_at IS 'When the reward last changed.';

CREATE TABLE kingpin.discord_activity_channels (
    id SERIAL NOT NULL,
    guild_id VARCHAR(50) NOT NULL,
    channel_id VARCHAR(50) NOT NULL,
    channel_name VARCHAR(100),
    activity_type VARCHAR(20) NOT NULL,
    webhook_url TEXT,
    xp_per_message INTEGER DEFAULT 0 NOT NULL,
    cooldown_seconds INTEGER DEFAULT 60 NOT NULL,
    min_message_length INTEGER DEFAULT 1 NOT NULL,
    is_enabled BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (guild_id, channel_id, activity_type),
    FOREIGN KEY(guild_id) REFERENCES kingpin.discord_server_config (guild_id) ON DELETE CASCADE,
    CONSTRAINT discord_activity_channels_activity_type_check CHECK (activity_type IN ('xp', 'feed', 'commands', 'heist', 'leaderboard', 'excluded'))
);

CREATE INDEX idx_discord_activity_channels_channel_id ON kingpin.discord_activity_channels (channel_id);

COMMENT ON TABLE kingpin.discord_activity_channels IS 'A Discord channel and what the bot does in it.';

COMMENT ON COLUMN kingpin.discord_activity_channels.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.discord_activity_channels.guild_id IS 'The server that has the channel, by its identifier on Discord.';

COMMENT ON COLUMN kingpin.discord_activity_channels.channel_id IS 'Identifier of the channel on Discord.';

COMMENT ON COLUMN kingpin.discord_activity_channels.channel_name IS 'Name of the channel.';

COMMENT ON COLUMN kingpin.discord_activity_channels.activity_type IS 'What the channel is for; in an excluded one nothing counts.';

COMMENT ON COLUMN kingpin.discord_activity_channels.webhook_url IS 'Address through which the bot posts, which contains a token; never exposed.';

COMMENT ON COLUMN kingpin.discord_activity_channels.xp_per_message IS 'Experience points for a message in the channel.';

COMMENT ON COLUMN kingpin.discord_activity_channels.cooldown_seconds IS 'Wait before a player''s next message counts, in seconds.';

COMMENT ON COLUMN kingpin.discord_activity_channels.min_message_length IS 'Least number of characters for a message to count.';

COMMENT ON COLUMN kingpin.discord_activity_channels.is_enabled IS 'Whether the entry is in use.';

COMMENT ON COLUMN kingpin.discord_activity_channels.created_at IS 'When the channel was added.';

COMMENT ON COLUMN kingpin.discord_activity_channels.updated_at IS 'When the entry last changed.';

CREATE TABLE kingpin.crate_loot_tables (
    id SERIAL NOT NULL,
    crate_type_id INTEGER NOT NULL,
    loot_type VARCHAR(20) NOT NULL,
    item_id INTEGER,
    crate_title_id INTEGER,
    item_tier VARCHAR(50),
    probability_percent NUMERIC(6, 3) NOT NULL,
    min_value BIGINT,
    max_value BIGINT,
    buff_duration_minutes INTEGER,
    is_active BOOLEAN DEFAULT true NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT crate_loot_tables_min_value_check CHECK (min_value <= max_value),
    FOREIGN KEY(crate_type_id) REFERENCES kingpin.crate_types (id) ON DELETE CASCADE,
    FOREIGN KEY(item_id) REFERENCES kingpin.items (id) ON DELETE CASCADE,
    FOREIGN KEY(crate_title_id) REFERENCES kingpin.crate_titles (id) ON DELETE CASCADE,
    CONSTRAINT crate_loot_tables_loot_type_check CHECK (loot_type IN ('weapon', 'armor', 'wealth', 'xp', 'title', 'buff')),
    CONSTRAINT crate_loot_tables_item_tier_check CHECK (item_tier IN ('common', 'uncommon', 'rare', 'legendary')),
    CONSTRAINT crate_loot_tables_probability_percent_check CHECK (probability_percent BETWEEN 0 AND 100)
);

CREATE INDEX idx_crate_loot_tables_crate_title_id ON kingpin.crate_loot_tables (crate_title_id);

CREATE INDEX idx_crate_loot_tables_crate_type_id ON kingpin.crate_loot_tables (crate_type_id);

CREATE INDEX idx_crate_loot_tables_item_id ON kingpin.crate_loot_tables (item_id);

COMMENT ON TABLE kingpin.crate_loot_tables IS 'One line of a crate''s loot table: what may come out and how likely that is.';

COMMENT ON COLUMN kingpin.crate_loot_tables.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.crate_loot_tables.crate_type_id IS 'The tier of crate to which the line belongs.';

COMMENT ON COLUMN kingpin.crate_loot_tables.loot_type IS 'What comes out.';

COMMENT ON COLUMN kingpin.crate_loot_tables.item_id IS 'The item that comes out; null if any item of the tier may, or none.';

COMMENT ON COLUMN kingpin.crate_loot_tables.crate_title_id IS 'The title that comes out; null if any title of the tier may, or none.';

COMMENT ON COLUMN kingpin.crate_loot_tables.item_tier IS 'Tier of the item that comes out; null if it is not an item.';

COMMENT ON COLUMN kingpin.crate_loot_tables.probability_percent IS 'Chance of this line, in percent (0 to 100); the lines of a crate add up to 100.';

COMMENT ON COLUMN kingpin.crate_loot_tables.min_value IS 'Least amount of wealth, in game dollars, or of experience points; null otherwise.';

COMMENT ON COLUMN kingpin.crate_loot_tables.max_value IS 'Greatest amount of wealth, in game dollars, or of experience points; null otherwise.';

COMMENT ON COLUMN kingpin.crate_loot_tables.buff_duration_minutes IS 'How long a buff from this line lasts, in minutes; null if it is not a buff.';

COMMENT ON COLUMN kingpin.crate_loot_tables.is_active IS 'Whether the line is in use.';

COMMENT ON COLUMN kingpin.crate_loot_tables.created_at IS 'When the line was defined.';

CREATE TABLE kingpin.territories (
    id SERIAL NOT NULL,
    faction_id INTEGER,
    contesting_faction_id INTEGER,
    name VARCHAR(100) NOT NULL,
    description TEXT,
    district VARCHAR(20) NOT NULL,
    daily_income INTEGER DEFAULT 0 NOT NULL,
    buff_type VARCHAR(20),
    buff_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    control_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    required_score INTEGER DEFAULT 1000 NOT NULL,
    current_score INTEGER DEFAULT 0 NOT NULL,
    is_contested BOOLEAN DEFAULT false NOT NULL,
    captured_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(faction_id) REFERENCES kingpin.factions (id) ON DELETE SET NULL,
    FOREIGN KEY(contesting_faction_id) REFERENCES kingpin.factions (id) ON DELETE SET NULL,
    UNIQUE (name),
    CONSTRAINT territories_district_check CHECK (district IN ('downtown', 'harbor', 'industrial', 'suburbs', 'uptown')),
    CONSTRAINT territories_buff_type_check CHECK (buff_type IN ('wealth', 'xp', 'rob_success', 'defense', 'business_revenue')),
    CONSTRAINT territories_buff_percent_check CHECK (buff_percent BETWEEN 0 AND 100),
    CONSTRAINT territories_control_percent_check CHECK (control_percent BETWEEN 0 AND 100)
);

CREATE INDEX idx_territories_contested ON kingpin.territories (is_contested, captured_at);

CREATE INDEX idx_territories_contesting_faction_id ON kingpin.territories (contesting_faction_id);

CREATE INDEX idx_territories_faction_id ON kingpin.territories (faction_id);

COMMENT ON TABLE kingpin.territories IS 'A part of the city that factions contest for its daily income and its bonus.';

COMMENT ON COLUMN kingpin.territories.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.territories.faction_id IS 'The faction in control; null while nobody holds the territory.';

COMMENT ON COLUMN kingpin.territories.contesting_faction_id IS 'The faction that is trying to take the territory, if any.';

COMMENT ON COLUMN kingpin.territories.name IS 'Name of the territory, unique.';

COMMENT ON COLUMN kingpin.territories.description IS 'What the territory is, in words.';

COMMENT ON COLUMN kingpin.territories.district IS 'Part of the city.';

COMMENT ON COLUMN kingpin.territories.daily_income IS 'What the territory pays its faction each day, in game dollars.';

COMMENT ON COLUMN kingpin.territories.buff_type IS 'What the territory improves for its faction''s members; null if nothing.';

COMMENT ON COLUMN kingpin.territories.buff_percent IS 'Strength of that improvement, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.territories.control_percent IS 'How firmly the faction holds the territory, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.territories.required_score IS 'Points a faction needs to take the territory.';

COMMENT ON COLUMN kingpin.territories.current_score IS 'Points that the contesting faction has gathered so far.';

COMMENT ON COLUMN kingpin.territories.is_contested IS 'Whether another faction is trying to take it.';

COMMENT ON COLUMN kingpin.territories.captured_at IS 'When the present faction took it; null if it never was taken.';

COMMENT ON COLUMN kingpin.territories.created_at IS 'When the territory was defined.';

COMMENT ON COLUMN kingpin.territories.updated_at IS 'When the territory last changed.';

CREATE TABLE kingpin.black_market_inventory (
    id SERIAL NOT NULL,
    item_id INTEGER NOT NULL,
    rotation_id INTEGER NOT NULL,
    price BIGINT NOT NULL,
    price_multiplier NUMERIC(6, 3) DEFAULT 1 NOT NULL,
    stock_total INTEGER NOT NULL,
    stock_remaining INTEGER NOT NULL,
    purchase_limit INTEGER DEFAULT 1 NOT NULL,
    min_level INTEGER DEFAULT 1 NOT NULL,
    is_featured BOOLEAN DEFAULT false NOT NULL,
    is_active BOOLEAN DEFAULT true NOT NULL,
    available_from TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    available_until TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (rotation_id, item_id),
    CONSTRAINT black_market_inventory_stock_remaining_check CHECK (stock_remaining BETWEEN 0 AND stock_total),
    FOREIGN KEY(item_id) REFERENCES kingpin.items (id) ON DELETE CASCADE
);

CREATE INDEX idx_black_market_inventory_available ON kingpin.black_market_inventory (available_until, is_active);

CREATE INDEX idx_black_market_inventory_item_id ON kingpin.black_market_inventory (item_id);

COMMENT ON TABLE kingpin.black_market_inventory IS 'An item in the black market''s stock, rare and limited, the same for every player.';

COMMENT ON COLUMN kingpin.black_market_inventory.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.black_market_inventory.item_id IS 'The kind of item on offer.';

COMMENT ON COLUMN kingpin.black_market_inventory.rotation_id IS 'Number of the stocking to which the offer belongs.';

COMMENT ON COLUMN kingpin.black_market_inventory.price IS 'Price, in game dollars.';

COMMENT ON COLUMN kingpin.black_market_inventory.price_multiplier IS 'Price as a factor of the shop''s price (0.8 is 20 % cheaper).';

COMMENT ON COLUMN kingpin.black_market_inventory.stock_total IS 'Pieces that were on offer at first.';

COMMENT ON COLUMN kingpin.black_market_inventory.stock_remaining IS 'Pieces still on offer.';

COMMENT ON COLUMN kingpin.black_market_inventory.purchase_limit IS 'Pieces one player may buy.';

COMMENT ON COLUMN kingpin.black_market_inventory.min_level IS 'Lowest player level that may buy it.';

COMMENT ON COLUMN kingpin.black_market_inventory.is_featured IS 'Whether the offer is shown at the top.';

COMMENT ON COLUMN kingpin.black_market_inventory.is_active IS 'Whether the offer can be bought.';

COMMENT ON COLUMN kingpin.black_market_inventory.available_from IS 'When the offer began.';

COMMENT ON COLUMN kingpin.black_market_inventory.available_until IS 'When the offer ends.';

CREATE TABLE kingpin.users (
    id SERIAL NOT NULL,
    kick_user_id VARCHAR(255),
    twitch_user_id VARCHAR(255),
    discord_user_id VARCHAR(50),
    username VARCHAR(100) NOT NULL,
    display_name VARCHAR(100),
    kingpin_name VARCHAR(100),
    wealth BIGINT DEFAULT 0,
    xp BIGINT DEFAULT 0,
    level INTEGER DEFAULT 1,
    status_tier VARCHAR(50) DEFAULT 'Rookie',
    hp INTEGER DEFAULT 100,
    checkin_streak INTEGER DEFAULT 0,
    last_checkin_date DATE,
    total_play_count INTEGER DEFAULT 0,
    wins INTEGER DEFAULT 0,
    losses INTEGER DEFAULT 0,
    faction_id INTEGER,
    joined_faction_at TIMESTAMP WITH TIME ZONE,
    discord_username VARCHAR(100),
    discord_linked_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    last_seen TIMESTAMP WITH TIME ZONE DEFAULT now(),
    upkeep_debt_days INTEGER DEFAULT 0,
    last_upkeep_check TIMESTAMP WITH TIME ZONE,
    faction_cooldown_until TIMESTAMP WITH TIME ZONE,
    faction_reward_cooldown_until TIMESTAMP WITH TIME ZONE,
    assigned_territory_id INTEGER,
    PRIMARY KEY (id),
    UNIQUE (kick_user_id),
    UNIQUE (twitch_user_id),
    UNIQUE (discord_user_id),
    FOREIGN KEY(faction_id) REFERENCES kingpin.factions (id) ON DELETE SET NULL,
    FOREIGN KEY(assigned_territory_id) REFERENCES kingpin.territories (id) ON DELETE SET NULL
);

CREATE INDEX idx_users_assigned_territory_id ON kingpin.users (assigned_territory_id);

CREATE INDEX idx_users_faction_id ON kingpin.users (faction_id);

CREATE INDEX idx_users_username ON kingpin.users (username);

COMMENT ON TABLE kingpin.users IS 'A viewer who plays the streaming game, with wealth, level and faction.';

COMMENT ON COLUMN kingpin.users.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.users.kick_user_id IS 'Account on Kick, unique; null if not linked.';

COMMENT ON COLUMN kingpin.users.twitch_user_id IS 'Account on Twitch, unique; null if not linked.';

COMMENT ON COLUMN kingpin.users.discord_user_id IS 'Account on Discord, unique; null if not linked.';

COMMENT ON COLUMN kingpin.users.username IS 'Name on the platform where the player signed up.';

COMMENT ON COLUMN kingpin.users.display_name IS 'Name as the platform shows it.';

COMMENT ON COLUMN kingpin.users.kingpin_name IS 'Name that the player chose for the game.';

COMMENT ON COLUMN kingpin.users.wealth IS 'Money of the player, in game dollars.';

COMMENT ON COLUMN kingpin.users.xp IS 'Experience points gathered.';

COMMENT ON COLUMN kingpin.users.level IS 'Level that follows from experience.';

COMMENT ON COLUMN kingpin.users.status_tier IS 'Rank that follows from the level, for example `Rookie`.';

COMMENT ON COLUMN kingpin.users.hp IS 'Health points, 100 when unhurt.';

COMMENT ON COLUMN kingpin.users.checkin_streak IS 'Number of days in a row with a check-in.';

COMMENT ON COLUMN kingpin.users.last_checkin_date IS 'Day of the last check-in; null before the first.';

COMMENT ON COLUMN kingpin.users.total_play_count IS 'How often the player has used the play command.';

COMMENT ON COLUMN kingpin.users.wins IS 'Number of plays won.';

COMMENT ON COLUMN kingpin.users.losses IS 'Number of plays lost.';

COMMENT ON COLUMN kingpin.users.faction_id IS 'The faction the player belongs to, if any.';

COMMENT ON COLUMN kingpin.users.joined_faction_at IS 'When the player joined the faction.';

COMMENT ON COLUMN kingpin.users.discord_username IS 'Name on Discord; null if not linked.';

COMMENT ON COLUMN kingpin.users.discord_linked_at IS 'When the Discord account was linked.';

COMMENT ON COLUMN kingpin.users.created_at IS 'When the player joined.';

COMMENT ON COLUMN kingpin.users.updated_at IS 'When the player''s row last changed.';

COMMENT ON COLUMN kingpin.users.last_seen IS 'Last time the player was active.';

COMMENT ON COLUMN kingpin.users.upkeep_debt_days IS 'Days for which the upkeep of the player''s property is unpaid.';

COMMENT ON COLUMN kingpin.users.last_upkeep_check IS 'When upkeep was last charged.';

COMMENT ON COLUMN kingpin.users.faction_cooldown_until IS 'Until when the player may not join another faction; null if free to.';

COMMENT ON COLUMN kingpin.users.faction_reward_cooldown_until IS 'Until when the player receives no faction rewards; null if entitled to them.';

COMMENT ON COLUMN kingpin.users.assigned_territory_id IS 'The territory for which the player''s actions score, if any.';

CREATE TABLE kingpin.user_achievements (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    achievement_id INTEGER NOT NULL,
    current_progress BIGINT DEFAULT 0 NOT NULL,
    is_completed BOOLEAN DEFAULT false NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    is_claimed BOOLEAN DEFAULT false NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE,
    notified_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (user_id, achievement_id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(achievement_id) REFERENCES kingpin.achievements (id) ON DELETE CASCADE
);

CREATE INDEX idx_user_achievements_achievement_id ON kingpin.user_achievements (achievement_id);

CREATE INDEX idx_user_achievements_user_completed ON kingpin.user_achievements (user_id, is_completed);

COMMENT ON TABLE kingpin.user_achievements IS 'How far a player has come with an achievement.';

COMMENT ON COLUMN kingpin.user_achievements.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.user_achievements.user_id IS 'The player who pursues it.';

COMMENT ON COLUMN kingpin.user_achievements.achievement_id IS 'The achievement that is pursued.';

COMMENT ON COLUMN kingpin.user_achievements.current_progress IS 'Count so far, in the unit of the requirement.';

COMMENT ON COLUMN kingpin.user_achievements.is_completed IS 'Whether it has been reached.';

COMMENT ON COLUMN kingpin.user_achievements.completed_at IS 'When it was reached; null before that.';

COMMENT ON COLUMN kingpin.user_achievements.is_claimed IS 'Whether the reward was taken.';

COMMENT ON COLUMN kingpin.user_achievements.claimed_at IS 'When the reward was taken; null before that.';

COMMENT ON COLUMN kingpin.user_achievements.notified_at IS 'When the player was told; null before that.';

COMMENT ON COLUMN kingpin.user_achievements.created_at IS 'When counting began.';

COMMENT ON COLUMN kingpin.user_achievements.updated_at IS 'When the count last changed.';

CREATE TABLE kingpin.user_crates (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    crate_type_id INTEGER NOT NULL,
    source VARCHAR(30) NOT NULL,
    status VARCHAR(20) DEFAULT 'unopened' NOT NULL,
    acquired_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    escrow_expires_at TIMESTAMP WITH TIME ZONE,
    opened_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(crate_type_id) REFERENCES kingpin.crate_types (id),
    CONSTRAINT user_crates_source_check CHECK (source IN ('drop', 'mission', 'achievement', 'heist', 'monetization', 'juicernaut', 'streak', 'purchase', 'admin')),
    CONSTRAINT user_crates_status_check CHECK (status IN ('unopened', 'escrowed', 'opened', 'expired'))
);

CREATE INDEX idx_user_crates_crate_type_id ON kingpin.user_crates (crate_type_id);

CREATE INDEX idx_user_crates_user_status ON kingpin.user_crates (user_id, status);

COMMENT ON TABLE kingpin.user_crates IS 'A crate that a player got: unopened, held back in escrow, opened or expired.';

COMMENT ON COLUMN kingpin.user_crates.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.user_crates.user_id IS 'The player who holds the crate.';

COMMENT ON COLUMN kingpin.user_crates.crate_type_id IS 'The tier of the crate.';

COMMENT ON COLUMN kingpin.user_crates.source IS 'How the player got it.';

COMMENT ON COLUMN kingpin.user_crates.status IS 'What has become of the crate.';

COMMENT ON COLUMN kingpin.user_crates.acquired_at IS 'When the player got it.';

COMMENT ON COLUMN kingpin.user_crates.escrow_expires_at IS 'When a held-back crate is lost; null if it is not held back.';

COMMENT ON COLUMN kingpin.user_crates.opened_at IS 'When it was opened; null before that.';

CREATE TABLE kingpin.user_titles (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    crate_title_id INTEGER,
    title VARCHAR(100) NOT NULL,
    tier VARCHAR(50) DEFAULT 'common' NOT NULL,
    source VARCHAR(30) NOT NULL,
    is_equipped BOOLEAN DEFAULT false NOT NULL,
    unlocked_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    equipped_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    UNIQUE (user_id, title),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(crate_title_id) REFERENCES kingpin.crate_titles (id) ON DELETE SET NULL,
    CONSTRAINT user_titles_tier_check CHECK (tier IN ('common', 'uncommon', 'rare', 'legendary')),
    CONSTRAINT user_titles_source_check CHECK (source IN ('crate', 'achievement', 'leaderboard', 'juicernaut', 'season', 'admin'))
);

CREATE INDEX idx_user_titles_crate_title_id ON kingpin.user_titles (crate_title_id);

CREATE INDEX idx_user_titles_user_equipped ON kingpin.user_titles (user_id, is_equipped);

COMMENT ON TABLE kingpin.user_titles IS 'A title that a player has unlocked and may wear.';

COMMENT ON COLUMN kingpin.user_titles.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.user_titles.user_id IS 'The player who has the title.';

COMMENT ON COLUMN kingpin.user_titles.crate_title_id IS 'The crate title that it is; null if it came from elsewhere.';

COMMENT ON COLUMN kingpin.user_titles.title IS 'The title as shown beside the name, unique per player.';

COMMENT ON COLUMN kingpin.user_titles.tier IS 'How rare the title is.';

COMMENT ON COLUMN kingpin.user_titles.source IS 'How the player got it.';

COMMENT ON COLUMN kingpin.user_titles.is_equipped IS 'Whether the player wears it.';

COMMENT ON COLUMN kingpin.user_titles.unlocked_at IS 'When the player got it.';

COMMENT ON COLUMN kingpin.user_titles.equipped_at IS 'When it was put on; null if it is not worn.';

CREATE TABLE kingpin.game_events (
    id SERIAL NOT NULL,
    user_id INTEGER,
    target_user_id INTEGER,
    event_type VARCHAR(50) NOT NULL,
    platform VARCHAR(20),
    tier VARCHAR(50),
    success BOOLEAN,
    wealth_change BIGINT DEFAULT 0 NOT NULL,
    xp_change BIGINT DEFAULT 0 NOT NULL,
    hp_change INTEGER DEFAULT 0 NOT NULL,
    description TEXT,
    details JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    FOREIGN KEY(target_user_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    CONSTRAINT game_events_event_type_check CHECK (event_type IN ('play', 'rob', 'jailed', 'bail', 'checkin', 'level_up', 'tier_promotion', 'item_purchased', 'item_sold', 'item_broken', 'crate_dropped', 'crate_opened', 'business_revenue', 'upkeep', 'gamble', 'lottery_won', 'jackpot_won', 'mission_completed', 'achievement_unlocked', 'faction_joined', 'faction_left', 'territory_captured', 'heist_won', 'juicernaut_crowned', 'contribution', 'admin_action')),
    CONSTRAINT game_events_platform_check CHECK (platform IN ('kick', 'twitch', 'discord')),
    CONSTRAINT game_events_tier_check CHECK (tier IN ('common', 'uncommon', 'rare', 'legendary'))
);

CREATE INDEX idx_game_events_created_at ON kingpin.game_events (created_at);

CREATE INDEX idx_game_events_target_user_id ON kingpin.game_events (target_user_id);

CREATE INDEX idx_game_events_type_created ON kingpin.game_events (event_type, created_at);

CREATE INDEX idx_game_events_user_created ON kingpin.game_events (user_id, created_at);

COMMENT ON TABLE kingpin.game_events IS 'Something that happened in the game, with what it changed for the player.';

COMMENT ON COLUMN kingpin.game_events.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.game_events.user_id IS 'The player who caused it; null if the game did.';

COMMENT ON COLUMN kingpin.game_events.target_user_id IS 'The player to whom it was done, such as the victim of a robbery; null if nobody.';

COMMENT ON COLUMN kingpin.game_events.event_type IS 'Kind of event.';

COMMENT ON COLUMN kingpin.game_events.platform IS 'Where it was caused; null if the game did it by itself.';

COMMENT ON COLUMN kingpin.game_events.tier IS 'How rare the event or what it gave is; null if that does not apply.';

COMMENT ON COLUMN kingpin.game_events.success IS 'Whether the attempt succeeded; null if it was no attempt.';

COMMENT ON COLUMN kingpin.game_events.wealth_change IS 'Change of the player''s wealth, in game dollars.';

COMMENT ON COLUMN kingpin.game_events.xp_change IS 'Change of the player''s experience points.';

COMMENT ON COLUMN kingpin.game_events.hp_change IS 'Change of the player''s health points.';

COMMENT ON COLUMN kingpin.game_events.description IS 'The event in words, as told in chat.';

COMMENT ON COLUMN kingpin.game_events.details IS 'More about the event, as JSON.';

COMMENT ON COLUMN kingpin.game_events.created_at IS 'When it happened.';

CREATE TABLE kingpin.coin_flip_challenges (
    id SERIAL NOT NULL,
    challenger_id INTEGER NOT NULL,
    acceptor_id INTEGER,
    target_id INTEGER,
    winner_id INTEGER,
    wager_amount BIGINT NOT NULL,
    challenger_call VARCHAR(10) NOT NULL,
    flip_result VARCHAR(10),
    house_cut_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    payout BIGINT,
    status VARCHAR(20) DEFAULT 'open' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    resolved_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT coin_flip_challenges_wager_amount_check CHECK (wager_amount > 0),
    CONSTRAINT coin_flip_challenges_acceptor_id_check CHECK (challenger_id <> acceptor_id),
    FOREIGN KEY(challenger_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(acceptor_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    FOREIGN KEY(target_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    FOREIGN KEY(winner_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    CONSTRAINT coin_flip_challenges_challenger_call_check CHECK (challenger_call IN ('heads', 'tails')),
    CONSTRAINT coin_flip_challenges_flip_result_check CHECK (flip_result IN ('heads', 'tails')),
    CONSTRAINT coin_flip_challenges_house_cut_percent_check CHECK (house_cut_percent BETWEEN 0 AND 100),
    CONSTRAINT coin_flip_challenges_status_check CHECK (status IN ('open', 'accepted', 'completed', 'cancelled', 'expired'))
);

CREATE INDEX idx_coin_flip_challenges_target_id ON kingpin.coin_flip_challenges (target_id);

CREATE INDEX idx_coin_flip_challenges_winner_id ON kingpin.coin_flip_challenges (winner_id);

CREATE INDEX idx_coinflip_acceptor ON kingpin.coin_flip_challenges (acceptor_id);

CREATE INDEX idx_coinflip_challenger ON kingpin.coin_flip_challenges (challenger_id);

CREATE INDEX idx_coinflip_status_expires ON kingpin.coin_flip_challenges (status, expires_at);

COMMENT ON TABLE kingpin.coin_flip_challenges IS 'A coin flip that one player offers to another, or to anybody, for the same stake on each side.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.challenger_id IS 'The player who offered the flip.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.acceptor_id IS 'The player who accepted, never the challenger; null before that.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.target_id IS 'The only player who may accept; null if anybody may.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.winner_id IS 'The player who won; null before the flip.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.wager_amount IS 'Stake of each side in game dollars; more than 0.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.challenger_call IS 'The side that the challenger chose.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.flip_result IS 'The side that came up; null before the flip.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.house_cut_percent IS 'Part of the pot that the house keeps, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.coin_flip_challenges.payout IS 'What the winner was paid, in game dollars; null before the flip.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.status IS 'How far the challenge has come.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.created_at IS 'When it was offered.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.expires_at IS 'When the offer ends.';

COMMENT ON COLUMN kingpin.coin_flip_challenges.resolved_at IS 'When the coin was flipped; null before that.';

CREATE TABLE kingpin.player_gambling_stats (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    game_type VARCHAR(30) NOT NULL,
    games_played INTEGER DEFAULT 0 NOT NULL,
    games_won INTEGER DEFAULT 0 NOT NULL,
    games_lost INTEGER DEFAULT 0 NOT NULL,
    jackpots_won INTEGER DEFAULT 0 NOT NULL,
    total_wagered BIGINT DEFAULT 0 NOT NULL,
    total_payout BIGINT DEFAULT 0 NOT NULL,
    net_profit BIGINT DEFAULT 0 NOT NULL,
    biggest_win BIGINT DEFAULT 0 NOT NULL,
    biggest_loss BIGINT DEFAULT 0 NOT NULL,
    current_streak INTEGER DEFAULT 0 NOT NULL,
    best_win_streak INTEGER DEFAULT 0 NOT NULL,
    last_played_at TIMESTAMP WITH TIME ZONE,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (user_id, game_type),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    CONSTRAINT player_gambling_stats_game_type_check CHECK (game_type IN ('slots', 'blackjack', 'roulette', 'dice', 'coinflip', 'lottery'))
);

CREATE INDEX idx_player_gambling_stats_game_net ON kingpin.player_gambling_stats (game_type, net_profit);

COMMENT ON TABLE kingpin.player_gambling_stats IS 'A player''s stored totals in one game of chance.';

COMMENT ON COLUMN kingpin.player_gambling_stats.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.player_gambling_stats.user_id IS 'The player whose totals they are.';

COMMENT ON COLUMN kingpin.player_gambling_stats.game_type IS 'The game that is totalled.';

COMMENT ON COLUMN kingpin.player_gambling_stats.games_played IS 'Number of games.';

COMMENT ON COLUMN kingpin.player_gambling_stats.games_won IS 'Number of games won.';

COMMENT ON COLUMN kingpin.player_gambling_stats.games_lost IS 'Number of games lost.';

COMMENT ON COLUMN kingpin.player_gambling_stats.jackpots_won IS 'Number of jackpots won.';

COMMENT ON COLUMN kingpin.player_gambling_stats.total_wagered IS 'Sum of the stakes, in game dollars.';

COMMENT ON COLUMN kingpin.player_gambling_stats.total_payout IS 'Sum of the payouts, in game dollars.';

COMMENT ON COLUMN kingpin.player_gambling_stats.net_profit IS 'Payouts less stakes, in game dollars; negative on a loss.';

COMMENT ON COLUMN kingpin.player_gambling_stats.biggest_win IS 'Greatest gain in one game, in game dollars.';

COMMENT ON COLUMN kingpin.player_gambling_stats.biggest_loss IS 'Greatest loss in one game, in game dollars, as a positive number.';

COMMENT ON COLUMN kingpin.player_gambling_stats.current_streak IS 'Games won in a row at present; negative when they were lost.';

COMMENT ON COLUMN kingpin.player_gambling_stats.best_win_streak IS 'Most games won in a row.';

COMMENT ON COLUMN kingpin.player_gambling_stats.last_played_at IS 'When the player last played it; null if never.';

COMMENT ON COLUMN kingpin.player_gambling_stats.updated_at IS 'When the totals last changed.';

CREATE TABLE kingpin.slot_jackpots (
    id SERIAL NOT NULL,
    name VARCHAR(100) NOT NULL,
    tier VARCHAR(20) NOT NULL,
    current_pool BIGINT DEFAULT 0 NOT NULL,
    seed_amount BIGINT NOT NULL,
    contribution_percent NUMERIC(5, 2) DEFAULT 1 NOT NULL,
    hit_chance NUMERIC(10, 8) NOT NULL,
    min_wager BIGINT DEFAULT 0 NOT NULL,
    times_won INTEGER DEFAULT 0 NOT NULL,
    total_contributed BIGINT DEFAULT 0 NOT NULL,
    last_winner_id INTEGER,
    last_won_amount BIGINT,
    last_won_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT slot_jackpots_current_pool_check CHECK (current_pool >= 0),
    UNIQUE (name),
    FOREIGN KEY(last_winner_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    CONSTRAINT slot_jackpots_tier_check CHECK (tier IN ('mini', 'major', 'grand')),
    CONSTRAINT slot_jackpots_contribution_percent_check CHECK (contribution_percent BETWEEN 0 AND 100)
);

CREATE INDEX idx_slot_jackpots_last_winner_id ON kingpin.slot_jackpots (last_winner_id);

COMMENT ON TABLE kingpin.slot_jackpots IS 'A pool that grows with every spin of the slots until one player wins it.';

COMMENT ON COLUMN kingpin.slot_jackpots.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.slot_jackpots.name IS 'Name of the jackpot, unique.';

COMMENT ON COLUMN kingpin.slot_jackpots.tier IS 'Size of the jackpot.';

COMMENT ON COLUMN kingpin.slot_jackpots.current_pool IS 'What a winner would be paid now, in game dollars.';

COMMENT ON COLUMN kingpin.slot_jackpots.seed_amount IS 'What the pool starts from after it was won, in game dollars.';

COMMENT ON COLUMN kingpin.slot_jackpots.contribution_percent IS 'Part of each stake that goes to the pool, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.slot_jackpots.hit_chance IS 'Chance that one spin wins it, as a fraction (0.0001 is one in 10,000).';

COMMENT ON COLUMN kingpin.slot_jackpots.min_wager IS 'Least stake that can win it, in game dollars.';

COMMENT ON COLUMN kingpin.slot_jackpots.times_won IS 'How often it has been won.';

COMMENT ON COLUMN kingpin.slot_jackpots.total_contributed IS 'All that stakes have put in so far, in game dollars.';

COMMENT ON COLUMN kingpin.slot_jackpots.last_winner_id IS 'The player who won it last; null if nobody has.';

COMMENT ON COLUMN kingpin.slot_jackpots.last_won_amount IS 'What the last winner was paid, in game dollars; null if nobody has won.';

COMMENT ON COLUMN kingpin.slot_jackpots.last_won_at IS 'When it was last won; null if never.';

COMMENT ON COLUMN kingpin.slot_jackpots.created_at IS 'When the jackpot was set up.';

COMMENT ON COLUMN kingpin.slot_jackpots.updated_at IS 'When the pool last changed.';

CREATE TABLE kingpin.user_inventory (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    durability INTEGER NOT NULL,
    is_equipped BOOLEAN DEFAULT false,
    slot VARCHAR(50),
    is_escrowed BOOLEAN DEFAULT false,
    escrow_expires_at TIMESTAMP WITH TIME ZONE,
    acquired_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    equipped_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(item_id) REFERENCES kingpin.items (id)
);

CREATE INDEX idx_user_inventory_item_id ON kingpin.user_inventory (item_id);

CREATE INDEX idx_user_inventory_user_id ON kingpin.user_inventory (user_id);

COMMENT ON TABLE kingpin.user_inventory IS 'One item that a player owns, with its wear and whether it is in use.';

COMMENT ON COLUMN kingpin.user_inventory.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.user_inventory.user_id IS 'The player who owns the item.';

COMMENT ON COLUMN kingpin.user_inventory.item_id IS 'The kind of item that is owned.';

COMMENT ON COLUMN kingpin.user_inventory.durability IS 'Durability points left; the item breaks at 0.';

COMMENT ON COLUMN kingpin.user_inventory.is_equipped IS 'Whether the item is in use.';

COMMENT ON COLUMN kingpin.user_inventory.slot IS 'Where it is worn; null if it is not in use.';

COMMENT ON COLUMN kingpin.user_inventory.is_escrowed IS 'Whether the item is held back because the inventory was full.';

COMMENT ON COLUMN kingpin.user_inventory.escrow_expires_at IS 'When a held-back item is lost; null if it is not held back.';

COMMENT ON COLUMN kingpin.user_inventory.acquired_at IS 'When the player got the item.';

COMMENT ON COLUMN kingpin.user_inventory.equipped_at IS 'When it was put to use; null if it is not in use.';

CREATE TABLE kingpin.player_shop_inventory (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    slot_number INTEGER NOT NULL,
    price BIGINT NOT NULL,
    discount_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    min_level INTEGER DEFAULT 1 NOT NULL,
    is_purchased BOOLEAN DEFAULT false NOT NULL,
    purchased_at TIMESTAMP WITH TIME ZONE,
    generated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (user_id, slot_number),
    CONSTRAINT player_shop_inventory_price_check CHECK (price >= 0),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(item_id) REFERENCES kingpin.items (id) ON DELETE CASCADE,
    CONSTRAINT player_shop_inventory_discount_percent_check CHECK (discount_percent BETWEEN 0 AND 100)
);

CREATE INDEX idx_player_shop_inventory_expires_at ON kingpin.player_shop_inventory (expires_at);

CREATE INDEX idx_player_shop_inventory_item_id ON kingpin.player_shop_inventory (item_id);

COMMENT ON TABLE kingpin.player_shop_inventory IS 'An item on offer in a player''s personal shop, which is stocked anew every few hours.';

COMMENT ON COLUMN kingpin.player_shop_inventory.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.player_shop_inventory.user_id IS 'The player whose shop it is.';

COMMENT ON COLUMN kingpin.player_shop_inventory.item_id IS 'The kind of item on offer.';

COMMENT ON COLUMN kingpin.player_shop_inventory.slot_number IS 'Place in the shop, counted from 1.';

COMMENT ON COLUMN kingpin.player_shop_inventory.price IS 'Price for this player, in game dollars.';

COMMENT ON COLUMN kingpin.player_shop_inventory.discount_percent IS 'Reduction that the price contains, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.player_shop_inventory.min_level IS 'Lowest player level that may buy it.';

COMMENT ON COLUMN kingpin.player_shop_inventory.is_purchased IS 'Whether the player has bought it already.';

COMMENT ON COLUMN kingpin.player_shop_inventory.purchased_at IS 'When it was bought; null if it was not.';

COMMENT ON COLUMN kingpin.player_shop_inventory.generated_at IS 'When the offer was made.';

COMMENT ON COLUMN kingpin.player_shop_inventory.expires_at IS 'When the offer ends.';

CREATE TABLE kingpin.leaderboard_snapshots (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    period_type VARCHAR(20) NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    wealth_earned BIGINT DEFAULT 0,
    xp_earned BIGINT DEFAULT 0,
    messages_sent INTEGER DEFAULT 0,
    watch_time_minutes INTEGER DEFAULT 0,
    play_count INTEGER DEFAULT 0,
    rob_count INTEGER DEFAULT 0,
    rob_success_count INTEGER DEFAULT 0,
    checkins INTEGER DEFAULT 0,
    crates_opened INTEGER DEFAULT 0,
    subs_count INTEGER DEFAULT 0,
    gift_subs_given INTEGER DEFAULT 0,
    bits_donated INTEGER DEFAULT 0,
    kicks_sent INTEGER DEFAULT 0,
    donations_usd NUMERIC(10, 2) DEFAULT 0,
    total_contributed_usd NUMERIC(10, 2) DEFAULT 0,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    PRIMARY KEY (id),
    UNIQUE (user_id, period_type, period_start),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    CONSTRAINT leaderboard_snapshots_period_type_check CHECK (period_type IN ('daily', 'weekly', 'monthly', 'annual'))
);

CREATE INDEX idx_leaderboard_snapshots_period ON kingpin.leaderboard_snapshots (period_type, period_start);

COMMENT ON TABLE kingpin.leaderboard_snapshots IS 'What a player did in one day, week, month or year, from which the leaderboards are made.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.user_id IS 'The player who is counted.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.period_type IS 'Length of the period.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.period_start IS 'First day of the period.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.period_end IS 'Last day of the period.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.wealth_earned IS 'Wealth earned in the period, in game dollars.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.xp_earned IS 'Experience points earned in the period.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.messages_sent IS 'Chat messages written.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.watch_time_minutes IS 'Time spent watching, in minutes.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.play_count IS 'Uses of the play command.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.rob_count IS 'Robberies attempted.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.rob_success_count IS 'Robberies that succeeded.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.checkins IS 'Daily check-ins.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.crates_opened IS 'Crates opened.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.subs_count IS 'Own subscriptions.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.gift_subs_given IS 'Subscriptions given to others.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.bits_donated IS 'Twitch bits given.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.kicks_sent IS 'Kicks given on Kick.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.donations_usd IS 'Donations, in US dollars.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.total_contributed_usd IS 'Value of all contributions, in US dollars.';

COMMENT ON COLUMN kingpin.leaderboard_snapshots.created_at IS 'When counting began.';

CREATE TABLE kingpin.leaderboard_history (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    period_type VARCHAR(20) NOT NULL,
    period_start DATE NOT NULL,
    period_end DATE NOT NULL,
    metric VARCHAR(50) NOT NULL,
    rank INTEGER NOT NULL,
    value NUMERIC(20, 2) NOT NULL,
    username VARCHAR(100) NOT NULL,
    participant_count INTEGER DEFAULT 0 NOT NULL,
    reward_wealth BIGINT DEFAULT 0 NOT NULL,
    reward_crate_tier VARCHAR(50),
    reward_title VARCHAR(100),
    finalized_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (period_type, period_start, metric, user_id),
    CONSTRAINT leaderboard_history_rank_check CHECK (rank > 0),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    CONSTRAINT leaderboard_history_period_type_check CHECK (period_type IN ('daily', 'weekly', 'monthly', 'annual')),
    CONSTRAINT leaderboard_history_metric_check CHECK (metric IN ('wealth_earned', 'xp_earned', 'messages_sent', 'watch_time_minutes', 'play_count', 'rob_success_count', 'crates_opened', 'total_contributed_usd')),
    CONSTRAINT leaderboard_history_reward_crate_tier_check CHECK (reward_crate_tier IN ('common', 'uncommon', 'rare', 'legendary'))
);

CREATE INDEX idx_leaderboard_history_ranking ON kingpin.leaderboard_history (period_type, period_start, metric, rank);

CREATE INDEX idx_leaderboard_history_user_id ON kingpin.leaderboard_history (user_id);

COMMENT ON TABLE kingpin.leaderboard_history IS 'A player''s final place on a leaderboard whose period is over.';

COMMENT ON COLUMN kingpin.leaderboard_history.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.leaderboard_history.user_id IS 'The player who was placed.';

COMMENT ON COLUMN kingpin.leaderboard_history.period_type IS 'Length of the period.';

COMMENT ON COLUMN kingpin.leaderboard_history.period_start IS 'First day of the period.';

COMMENT ON COLUMN kingpin.leaderboard_history.period_end IS 'Last day of the period.';

COMMENT ON COLUMN kingpin.leaderboard_history.metric IS 'What the leaderboard ranks, with its unit in the name.';

COMMENT ON COLUMN kingpin.leaderboard_history.rank IS 'Place, counted from 1.';

COMMENT ON COLUMN kingpin.leaderboard_history.value IS 'What the player reached, in the unit of the metric.';

COMMENT ON COLUMN kingpin.leaderboard_history.username IS 'Name of the player at the time.';

COMMENT ON COLUMN kingpin.leaderboard_history.participant_count IS 'Number of players on the leaderboard.';

COMMENT ON COLUMN kingpin.leaderboard_history.reward_wealth IS 'Wealth given for the place, in game dollars.';

COMMENT ON COLUMN kingpin.leaderboard_history.reward_crate_tier IS 'Tier of the crate given for the place; null if none.';

COMMENT ON COLUMN kingpin.leaderboard_history.reward_title IS 'Title given for the place; null if none.';

COMMENT ON COLUMN kingpin.leaderboard_history.finalized_at IS 'When the leaderboard was closed.';

CREATE TABLE kingpin.hall_of_fame_records (
    id SERIAL NOT NULL,
    user_id INTEGER,
    previous_record_id INTEGER,
    record_type VARCHAR(50) NOT NULL,
    value NUMERIC(20, 2) NOT NULL,
    unit VARCHAR(20) NOT NULL,
    username VARCHAR(100) NOT NULL,
    description TEXT,
    details JSONB,
    is_current BOOLEAN DEFAULT true NOT NULL,
    achieved_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    broken_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    FOREIGN KEY(previous_record_id) REFERENCES kingpin.hall_of_fame_records (id) ON DELETE SET NULL,
    CONSTRAINT hall_of_fame_records_record_type_check CHECK (record_type IN ('highest_wealth', 'highest_level', 'longest_checkin_streak', 'biggest_rob', 'biggest_gambling_win', 'biggest_lottery_win', 'most_crates_opened', 'fastest_heist', 'biggest_contribution')),
    CONSTRAINT hall_of_fame_records_unit_check CHECK (unit IN ('game_dollars', 'usd', 'levels', 'days', 'crates', 'milliseconds'))
);

CREATE INDEX idx_hall_of_fame_records_previous_record_id ON kingpin.hall_of_fame_records (previous_record_id);

CREATE INDEX idx_hall_of_fame_records_type_current ON kingpin.hall_of_fame_records (record_type, is_current);

CREATE INDEX idx_hall_of_fame_records_user_id ON kingpin.hall_of_fame_records (user_id);

COMMENT ON TABLE kingpin.hall_of_fame_records IS 'A record of all time and the player who holds it.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.user_id IS 'The player who set the record; null if the player has left.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.previous_record_id IS 'The record that this one broke; null if it is the first.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.record_type IS 'What the record is about.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.value IS 'The record, in the unit given beside it.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.unit IS 'Unit of the value.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.username IS 'Name of the player at the time.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.description IS 'How the record was set, in words.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.details IS 'More about the record, as JSON.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.is_current IS 'Whether nobody has broken it yet.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.achieved_at IS 'When the record was set.';

COMMENT ON COLUMN kingpin.hall_of_fame_records.broken_at IS 'When it was broken; null while it stands.';

CREATE TABLE kingpin.lottery_draws (
    id SERIAL NOT NULL,
    draw_type VARCHAR(20) NOT NULL,
    status VARCHAR(20) DEFAULT 'open' NOT NULL,
    ticket_price BIGINT NOT NULL,
    max_tickets_per_player INTEGER DEFAULT 10 NOT NULL,
    prize_pool BIGINT DEFAULT 0 NOT NULL,
    rollover_amount BIGINT DEFAULT 0 NOT NULL,
    house_cut_percent NUMERIC(5, 2) DEFAULT 0 NOT NULL,
    tickets_sold INTEGER DEFAULT 0 NOT NULL,
    winning_number INTEGER,
    winner_id INTEGER,
    announcement VARCHAR(255),
    draw_at TIMESTAMP WITH TIME ZONE NOT NULL,
    drawn_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT lottery_draws_ticket_price_check CHECK (ticket_price > 0),
    FOREIGN KEY(winner_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    CONSTRAINT lottery_draws_draw_type_check CHECK (draw_type IN ('daily', 'weekly', 'special')),
    CONSTRAINT lottery_draws_status_check CHECK (status IN ('open', 'drawing', 'completed', 'rolled_over', 'cancelled')),
    CONSTRAINT lottery_draws_house_cut_percent_check CHECK (house_cut_percent BETWEEN 0 AND 100)
);

CREATE INDEX idx_lottery_draws_winner_id ON kingpin.lottery_draws (winner_id);

CREATE INDEX idx_lottery_status_draw ON kingpin.lottery_draws (status, draw_at);

CREATE INDEX idx_lottery_type_status ON kingpin.lottery_draws (draw_type, status);

COMMENT ON TABLE kingpin.lottery_draws IS 'One draw of the lottery, from the sale of tickets to the winner.';

COMMENT ON COLUMN kingpin.lottery_draws.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.lottery_draws.draw_type IS 'Which lottery the draw belongs to.';

COMMENT ON COLUMN kingpin.lottery_draws.status IS 'How far the draw has come; rolled over means that the pool went to the next draw.';

COMMENT ON COLUMN kingpin.lottery_draws.ticket_price IS 'Price of one ticket, in game dollars.';

COMMENT ON COLUMN kingpin.lottery_draws.max_tickets_per_player IS 'How many tickets one player may buy.';

COMMENT ON COLUMN kingpin.lottery_draws.prize_pool IS 'What the winner will be or was paid, in game dollars.';

COMMENT ON COLUMN kingpin.lottery_draws.rollover_amount IS 'Part of the pool that earlier draws left, in game dollars.';

COMMENT ON COLUMN kingpin.lottery_draws.house_cut_percent IS 'Part of the sales that the house keeps, in percent (0 to 100).';

COMMENT ON COLUMN kingpin.lottery_draws.tickets_sold IS 'Stored number of tickets.';

COMMENT ON COLUMN kingpin.lottery_draws.winning_number IS 'Ticket number that was drawn; null before the draw.';

COMMENT ON COLUMN kingpin.lottery_draws.winner_id IS 'The player who won; null before the draw or if nobody did.';

COMMENT ON COLUMN kingpin.lottery_draws.announcement IS 'What was said in chat about the outcome.';

COMMENT ON COLUMN kingpin.lottery_draws.draw_at IS 'When the draw is or was due.';

COMMENT ON COLUMN kingpin.lottery_draws.drawn_at IS 'When the number was drawn; null before that.';

COMMENT ON COLUMN kingpin.lottery_draws.created_at IS 'When the sale of tickets began.';

CREATE TABLE kingpin.user_missions (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    mission_template_id INTEGER NOT NULL,
    mission_type VARCHAR(20) NOT NULL,
    assigned_date DATE NOT NULL,
    status VARCHAR(20) DEFAULT 'active' NOT NULL,
    current_progress BIGINT DEFAULT 0 NOT NULL,
    objective_value BIGINT NOT NULL,
    reward_wealth BIGINT DEFAULT 0 NOT NULL,
    reward_xp BIGINT DEFAULT 0 NOT NULL,
    assigned_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    claimed_at TIMESTAMP WITH TIME ZONE,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (user_id, mission_template_id, assigned_date),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(mission_template_id) REFERENCES kingpin.mission_templates (id) ON DELETE CASCADE,
    CONSTRAINT user_missions_mission_type_check CHECK (mission_type IN ('daily', 'weekly')),
    CONSTRAINT user_missions_status_check CHECK (status IN ('active', 'completed', 'claimed', 'expired'))
);

CREATE INDEX idx_user_missions_expires_at ON kingpin.user_missions (expires_at);

CREATE INDEX idx_user_missions_mission_template_id ON kingpin.user_missions (mission_template_id);

CREATE INDEX idx_user_missions_user_status ON kingpin.user_missions (user_id, status);

COMMENT ON TABLE kingpin.user_missions IS 'A mission that a player is on, with the progress so far.';

COMMENT ON COLUMN kingpin.user_missions.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.user_missions.user_id IS 'The player who is on the mission.';

COMMENT ON COLUMN kingpin.user_missions.mission_template_id IS 'The definition of the mission.';

COMMENT ON COLUMN kingpin.user_missions.mission_type IS 'Whether it was given out by the day or the week.';

COMMENT ON COLUMN kingpin.user_missions.assigned_date IS 'First day on which it counts.';

COMMENT ON COLUMN kingpin.user_missions.status IS 'How far the mission has come; claimed means that the reward was taken.';

COMMENT ON COLUMN kingpin.user_missions.current_progress IS 'Count so far, in the unit of the objective.';

COMMENT ON COLUMN kingpin.user_missions.objective_value IS 'Count at which it is complete, fixed for this player when it was given out.';

COMMENT ON COLUMN kingpin.user_missions.reward_wealth IS 'Wealth given at the end to this player, in game dollars.';

COMMENT ON COLUMN kingpin.user_missions.reward_xp IS 'Experience points given at the end to this player.';

COMMENT ON COLUMN kingpin.user_missions.assigned_at IS 'When it was given out.';

COMMENT ON COLUMN kingpin.user_missions.completed_at IS 'When it was completed; null before that.';

COMMENT ON COLUMN kingpin.user_missions.claimed_at IS 'When the reward was taken; null before that.';

COMMENT ON COLUMN kingpin.user_missions.expires_at IS 'When it can no longer be completed.';

CREATE TABLE kingpin.cooldowns (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    command_type VARCHAR(50) NOT NULL,
    target_identifier VARCHAR(255),
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now(),
    PRIMARY KEY (id),
    UNIQUE (user_id, command_type, target_identifier),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE
);

CREATE INDEX idx_cooldowns_expires_at ON kingpin.cooldowns (expires_at);

COMMENT ON TABLE kingpin.cooldowns IS 'A wait before a player may use a command again, on everybody or on one target; jail is one of them.';

COMMENT ON COLUMN kingpin.cooldowns.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.cooldowns.user_id IS 'The player who must wait.';

COMMENT ON COLUMN kingpin.cooldowns.command_type IS 'Command, for example `play`, `rob` or `bail`.';

COMMENT ON COLUMN kingpin.cooldowns.target_identifier IS 'Target to which the wait is limited; null if it holds for every target.';

COMMENT ON COLUMN kingpin.cooldowns.expires_at IS 'When the wait is over.';

COMMENT ON COLUMN kingpin.cooldowns.created_at IS 'When the wait began.';

CREATE TABLE kingpin.active_buffs (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    buff_type VARCHAR(30) NOT NULL,
    source VARCHAR(30) NOT NULL,
    multiplier NUMERIC(6, 3) DEFAULT 1 NOT NULL,
    description VARCHAR(255),
    stacks INTEGER DEFAULT 1 NOT NULL,
    uses_left INTEGER,
    is_active BOOLEAN DEFAULT true NOT NULL,
    activated_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    UNIQUE (user_id, buff_type, source),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    CONSTRAINT active_buffs_buff_type_check CHECK (buff_type IN ('wealth', 'xp', 'rob_success', 'defense', 'business_revenue', 'crate_luck')),
    CONSTRAINT active_buffs_source_check CHECK (source IN ('crate', 'juicernaut', 'faction', 'territory', 'achievement', 'monetization', 'admin'))
);

CREATE INDEX idx_active_buffs_expires_at ON kingpin.active_buffs (expires_at);

COMMENT ON TABLE kingpin.active_buffs IS 'A temporary advantage that a player has at present.';

COMMENT ON COLUMN kingpin.active_buffs.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.active_buffs.user_id IS 'The player who has the advantage.';

COMMENT ON COLUMN kingpin.active_buffs.buff_type IS 'What the advantage improves.';

COMMENT ON COLUMN kingpin.active_buffs.source IS 'Where the advantage comes from.';

COMMENT ON COLUMN kingpin.active_buffs.multiplier IS 'Factor on what is improved (1.25 is 25 % more).';

COMMENT ON COLUMN kingpin.active_buffs.description IS 'The advantage in words.';

COMMENT ON COLUMN kingpin.active_buffs.stacks IS 'How many times the advantage applies.';

COMMENT ON COLUMN kingpin.active_buffs.uses_left IS 'Uses that remain; null if only time limits it.';

COMMENT ON COLUMN kingpin.active_buffs.is_active IS 'Whether it applies at present.';

COMMENT ON COLUMN kingpin.active_buffs.activated_at IS 'When the advantage began.';

COMMENT ON COLUMN kingpin.active_buffs.expires_at IS 'When the advantage ends; null if it does not.';

CREATE TABLE kingpin.user_notifications (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    notification_type VARCHAR(30) NOT NULL,
    title VARCHAR(150) NOT NULL,
    message TEXT NOT NULL,
    icon VARCHAR(50),
    link_url TEXT,
    details JSONB,
    is_read BOOLEAN DEFAULT false NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    is_dismissed BOOLEAN DEFAULT false NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    CONSTRAINT user_notifications_notification_type_check CHECK (notification_type IN ('robbed', 'level_up', 'achievement', 'mission', 'crate', 'lottery', 'heist', 'faction', 'upkeep', 'system'))
);

CREATE INDEX idx_user_notifications_user_created ON kingpin.user_notifications (user_id, created_at);

CREATE INDEX idx_user_notifications_user_unread ON kingpin.user_notifications (user_id, is_read);

COMMENT ON TABLE kingpin.user_notifications IS 'A message from the game to one player.';

COMMENT ON COLUMN kingpin.user_notifications.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.user_notifications.user_id IS 'The player who is notified.';

COMMENT ON COLUMN kingpin.user_notifications.notification_type IS 'What the message is about.';

COMMENT ON COLUMN kingpin.user_notifications.title IS 'Heading of the message.';

COMMENT ON COLUMN kingpin.user_notifications.message IS 'Text of the message.';

COMMENT ON COLUMN kingpin.user_notifications.icon IS 'Name of the picture shown beside it.';

COMMENT ON COLUMN kingpin.user_notifications.link_url IS 'Page of the game that it leads to, if any.';

COMMENT ON COLUMN kingpin.user_notifications.details IS 'Facts behind the message, as JSON.';

COMMENT ON COLUMN kingpin.user_notifications.is_read IS 'Whether the player has read it.';

COMMENT ON COLUMN kingpin.user_notifications.read_at IS 'When it was read; null before that.';

COMMENT ON COLUMN kingpin.user_notifications.is_dismissed IS 'Whether the player has put it away.';

COMMENT ON COLUMN kingpin.user_notifications.created_at IS 'When the message was sent.';

COMMENT ON COLUMN kingpin.user_notifications.expires_at IS 'When it disappears by itself; null if it stays.';

CREATE TABLE kingpin.oauth_link_states (
    id SERIAL NOT NULL,
    user_id INTEGER,
    state VARCHAR(255) NOT NULL,
    code_verifier VARCHAR(128),
    platform VARCHAR(20) NOT NULL,
    source_platform VARCHAR(20),
    redirect_path VARCHAR(255),
    status VARCHAR(20) DEFAULT 'pending' NOT NULL,
    failure_reason TEXT,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    CONSTRAINT oauth_link_states_platform_check CHECK (platform IN ('kick', 'twitch', 'discord')),
    CONSTRAINT oauth_link_states_source_platform_check CHECK (source_platform IN ('kick', 'twitch', 'discord')),
    CONSTRAINT oauth_link_states_status_check CHECK (status IN ('pending', 'completed', 'failed', 'expired'))
);

CREATE INDEX idx_oauth_link_expires ON kingpin.oauth_link_states (expires_at);

CREATE INDEX idx_oauth_link_state ON kingpin.oauth_link_states (state);

CREATE INDEX idx_oauth_link_states_user_id ON kingpin.oauth_link_states (user_id);

COMMENT ON TABLE kingpin.oauth_link_states IS 'An attempt by a player to link an account on another platform, through that platform''s OAuth sign-in.';

COMMENT ON COLUMN kingpin.oauth_link_states.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.oauth_link_states.user_id IS 'The player who links an account; null while the sign-in is to make a new player.';

COMMENT ON COLUMN kingpin.oauth_link_states.state IS 'Random token that ties the answer to the attempt; never exposed.';

COMMENT ON COLUMN kingpin.oauth_link_states.code_verifier IS 'PKCE secret of the attempt; never exposed.';

COMMENT ON COLUMN kingpin.oauth_link_states.platform IS 'Platform of the account to link.';

COMMENT ON COLUMN kingpin.oauth_link_states.source_platform IS 'Platform on which the player was signed in at the time.';

COMMENT ON COLUMN kingpin.oauth_link_states.redirect_path IS 'Page to which the player returns.';

COMMENT ON COLUMN kingpin.oauth_link_states.status IS 'How far the attempt has come.';

COMMENT ON COLUMN kingpin.oauth_link_states.failure_reason IS 'Why it failed, in words; null unless it failed.';

COMMENT ON COLUMN kingpin.oauth_link_states.created_at IS 'When the attempt began.';

COMMENT ON COLUMN kingpin.oauth_link_states.expires_at IS 'When the attempt is no longer valid.';

COMMENT ON COLUMN kingpin.oauth_link_states.completed_at IS 'When the account was linked; null before that.';

CREATE TABLE kingpin.streaming_sessions (
    id SERIAL NOT NULL,
    platform VARCHAR(20) NOT NULL,
    platform_stream_id VARCHAR(255),
    title VARCHAR(255),
    category VARCHAR(100),
    is_active BOOLEAN DEFAULT true NOT NULL,
    juicernaut_id INTEGER,
    juicernaut_since TIMESTAMP WITH TIME ZONE,
    peak_viewers INTEGER DEFAULT 0 NOT NULL,
    unique_chatters INTEGER DEFAULT 0 NOT NULL,
    message_count INTEGER DEFAULT 0 NOT NULL,
    contribution_count INTEGER DEFAULT 0 NOT NULL,
    total_contributed_usd NUMERIC(12, 2) DEFAULT 0 NOT NULL,
    goal_usd NUMERIC(12, 2),
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT streaming_sessions_ended_at_check CHECK (ended_at >= started_at),
    UNIQUE (platform, platform_stream_id),
    FOREIGN KEY(juicernaut_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    CONSTRAINT streaming_sessions_platform_check CHECK (platform IN ('kick', 'twitch', 'discord'))
);

CREATE INDEX idx_streaming_sessions_active_started ON kingpin.streaming_sessions (is_active, started_at);

CREATE INDEX idx_streaming_sessions_juicernaut_id ON kingpin.streaming_sessions (juicernaut_id);

COMMENT ON TABLE kingpin.streaming_sessions IS 'One live stream; whoever contributes most to it wears the Juicernaut''s crown.';

COMMENT ON COLUMN kingpin.streaming_sessions.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.streaming_sessions.platform IS 'Where the stream is shown.';

COMMENT ON COLUMN kingpin.streaming_sessions.platform_stream_id IS 'Identifier that the platform gives the stream, unique there.';

COMMENT ON COLUMN kingpin.streaming_sessions.title IS 'Title of the stream.';

COMMENT ON COLUMN kingpin.streaming_sessions.category IS 'Game or subject that is streamed.';

COMMENT ON COLUMN kingpin.streaming_sessions.is_active IS 'Whether the stream is live.';

COMMENT ON COLUMN kingpin.streaming_sessions.juicernaut_id IS 'The player who wears the crown, at the end for good; null if nobody contributed.';

COMMENT ON COLUMN kingpin.streaming_sessions.juicernaut_since IS 'Since when that player wears the crown.';

COMMENT ON COLUMN kingpin.streaming_sessions.peak_viewers IS 'Most viewers at one time.';

COMMENT ON COLUMN kingpin.streaming_sessions.unique_chatters IS 'Number of viewers who wrote.';

COMMENT ON COLUMN kingpin.streaming_sessions.message_count IS 'Stored number of chat messages.';

COMMENT ON COLUMN kingpin.streaming_sessions.contribution_count IS 'Number of contributions.';

COMMENT ON COLUMN kingpin.streaming_sessions.total_contributed_usd IS 'Value of all contributions, in US dollars.';

COMMENT ON COLUMN kingpin.streaming_sessions.goal_usd IS 'Contributions aimed for, in US dollars; null if no goal is set.';

COMMENT ON COLUMN kingpin.streaming_sessions.started_at IS 'When the stream began.';

COMMENT ON COLUMN kingpin.streaming_sessions.ended_at IS 'When the stream ended; null while it is live.';

CREATE TABLE kingpin.crate_opens (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    crate_type_id INTEGER NOT NULL,
    user_crate_id INTEGER,
    item_id INTEGER,
    crate_title_id INTEGER,
    loot_type VARCHAR(20) NOT NULL,
    loot_description VARCHAR(255) NOT NULL,
    wealth_amount BIGINT DEFAULT 0 NOT NULL,
    xp_amount BIGINT DEFAULT 0 NOT NULL,
    was_duplicate BOOLEAN DEFAULT false NOT NULL,
    was_escrowed BOOLEAN DEFAULT false NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(crate_type_id) REFERENCES kingpin.crate_types (id),
    FOREIGN KEY(user_crate_id) REFERENCES kingpin.user_crates (id) ON DELETE SET NULL,
    FOREIGN KEY(item_id) REFERENCES kingpin.items (id) ON DELETE SET NULL,
    FOREIGN KEY(crate_title_id) REFERENCES kingpin.crate_titles (id) ON DELETE SET NULL,
    CONSTRAINT crate_opens_loot_type_check CHECK (loot_type IN ('weapon', 'armor', 'wealth', 'xp', 'title', 'buff'))
);

CREATE INDEX idx_crate_opens_crate_title_id ON kingpin.crate_opens (crate_title_id);

CREATE INDEX idx_crate_opens_crate_type_id ON kingpin.crate_opens (crate_type_id);

CREATE INDEX idx_crate_opens_item_id ON kingpin.crate_opens (item_id);

CREATE INDEX idx_crate_opens_user_crate_id ON kingpin.crate_opens (user_crate_id);

CREATE INDEX idx_crate_opens_user_opened ON kingpin.crate_opens (user_id, opened_at);

COMMENT ON TABLE kingpin.crate_opens IS 'The opening of a crate by a player and what came out of it.';

COMMENT ON COLUMN kingpin.crate_opens.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.crate_opens.user_id IS 'The player who opened it.';

COMMENT ON COLUMN kingpin.crate_opens.crate_type_id IS 'The tier of the crate.';

COMMENT ON COLUMN kingpin.crate_opens.user_crate_id IS 'The crate itself; null if its row has been removed.';

COMMENT ON COLUMN kingpin.crate_opens.item_id IS 'The item that came out; null if it was none.';

COMMENT ON COLUMN kingpin.crate_opens.crate_title_id IS 'The title that came out; null if it was none.';

COMMENT ON COLUMN kingpin.crate_opens.loot_type IS 'What came out.';

COMMENT ON COLUMN kingpin.crate_opens.loot_description IS 'What came out, in words.';

COMMENT ON COLUMN kingpin.crate_opens.wealth_amount IS 'Wealth that came out, in game dollars.';

COMMENT ON COLUMN kingpin.crate_opens.xp_amount IS 'Experience points that came out.';

COMMENT ON COLUMN kingpin.crate_opens.was_duplicate IS 'Whether the player had the title already and was paid instead.';

COMMENT ON COLUMN kingpin.crate_opens.was_escrowed IS 'Whether the item was held back because the inventory was full.';

COMMENT ON COLUMN kingpin.crate_opens.opened_at IS 'When the crate was opened.';

CREATE TABLE kingpin.gambling_sessions (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    slot_jackpot_id INTEGER,
    game_type VARCHAR(30) NOT NULL,
    status VARCHAR(20) DEFAULT 'completed' NOT NULL,
    wager_amount BIGINT NOT NULL,
    result VARCHAR(20),
    payout BIGINT DEFAULT 0 NOT NULL,
    net_result BIGINT DEFAULT 0 NOT NULL,
    multiplier NUMERIC(10, 4),
    platform VARCHAR(20) NOT NULL,
    game_state JSONB,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    CONSTRAINT gambling_sessions_wager_amount_check CHECK (wager_amount > 0),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(slot_jackpot_id) REFERENCES kingpin.slot_jackpots (id) ON DELETE SET NULL,
    CONSTRAINT gambling_sessions_game_type_check CHECK (game_type IN ('slots', 'blackjack', 'roulette', 'dice', 'coinflip', 'lottery')),
    CONSTRAINT gambling_sessions_status_check CHECK (status IN ('active', 'completed', 'abandoned')),
    CONSTRAINT gambling_sessions_result_check CHECK (result IN ('win', 'loss', 'push', 'jackpot')),
    CONSTRAINT gambling_sessions_platform_check CHECK (platform IN ('kick', 'twitch', 'discord'))
);

CREATE INDEX idx_gambling_sessions_game_result ON kingpin.gambling_sessions (game_type, result);

CREATE INDEX idx_gambling_sessions_slot_jackpot_id ON kingpin.gambling_sessions (slot_jackpot_id);

CREATE INDEX idx_gambling_sessions_user_created ON kingpin.gambling_sessions (user_id, created_at);

CREATE INDEX idx_gambling_sessions_user_game ON kingpin.gambling_sessions (user_id, game_type);

COMMENT ON TABLE kingpin.gambling_sessions IS 'One game of chance that a player played, from stake to payout.';

COMMENT ON COLUMN kingpin.gambling_sessions.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.gambling_sessions.user_id IS 'The player who played.';

COMMENT ON COLUMN kingpin.gambling_sessions.slot_jackpot_id IS 'The jackpot that the game won; null if it won none.';

COMMENT ON COLUMN kingpin.gambling_sessions.game_type IS 'Which game was played.';

COMMENT ON COLUMN kingpin.gambling_sessions.status IS 'Whether the game is still on; only blackjack takes more than one step.';

COMMENT ON COLUMN kingpin.gambling_sessions.wager_amount IS 'Stake in game dollars; more than 0.';

COMMENT ON COLUMN kingpin.gambling_sessions.result IS 'Outcome for the player; null while the game is on.';

COMMENT ON COLUMN kingpin.gambling_sessions.payout IS 'What the player was paid, stake included, in game dollars.';

COMMENT ON COLUMN kingpin.gambling_sessions.net_result IS 'Payout less stake, in game dollars; negative on a loss.';

COMMENT ON COLUMN kingpin.gambling_sessions.multiplier IS 'Payout as a factor of the stake; null while the game is on.';

COMMENT ON COLUMN kingpin.gambling_sessions.platform IS 'Where the game was played.';

COMMENT ON COLUMN kingpin.gambling_sessions.game_state IS 'Cards, reels or bets of the game, as JSON.';

COMMENT ON COLUMN kingpin.gambling_sessions.created_at IS 'When the stake was placed.';

COMMENT ON COLUMN kingpin.gambling_sessions.completed_at IS 'When the game ended; null while it is on.';

CREATE TABLE kingpin.heist_schedule (
    id SERIAL NOT NULL,
    session_id INTEGER NOT NULL,
    sequence_number INTEGER NOT NULL,
    event_type VARCHAR(30),
    difficulty VARCHAR(20),
    status VARCHAR(20) DEFAULT 'pending' NOT NULL,
    min_interval_minutes INTEGER DEFAULT 90 NOT NULL,
    max_interval_minutes INTEGER DEFAULT 150 NOT NULL,
    skip_reason VARCHAR(255),
    scheduled_for TIMESTAMP WITH TIME ZONE NOT NULL,
    triggered_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (session_id, sequence_number),
    CONSTRAINT heist_schedule_min_interval_minutes_check CHECK (min_interval_minutes <= max_interval_minutes),
    FOREIGN KEY(session_id) REFERENCES kingpin.streaming_sessions (id) ON DELETE CASCADE,
    CONSTRAINT heist_schedule_event_type_check CHECK (event_type IN ('quick_grab', 'trivia', 'word_scramble', 'riddle')),
    CONSTRAINT heist_schedule_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard')),
    CONSTRAINT heist_schedule_status_check CHECK (status IN ('pending', 'triggered', 'skipped', 'cancelled'))
);

CREATE INDEX idx_heist_schedule_status ON kingpin.heist_schedule (status, scheduled_for);

COMMENT ON TABLE kingpin.heist_schedule IS 'An appointment for a heist in a stream.';

COMMENT ON COLUMN kingpin.heist_schedule.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.heist_schedule.session_id IS 'The stream in which it is to be run.';

COMMENT ON COLUMN kingpin.heist_schedule.sequence_number IS 'Which heist of the stream it is, counted from 1.';

COMMENT ON COLUMN kingpin.heist_schedule.event_type IS 'What the players will have to do; null if it is chosen at the start.';

COMMENT ON COLUMN kingpin.heist_schedule.difficulty IS 'How hard it will be; null if it is chosen at the start.';

COMMENT ON COLUMN kingpin.heist_schedule.status IS 'What has become of the appointment.';

COMMENT ON COLUMN kingpin.heist_schedule.min_interval_minutes IS 'Least time after the heist before it, in minutes.';

COMMENT ON COLUMN kingpin.heist_schedule.max_interval_minutes IS 'Greatest time after the heist before it, in minutes.';

COMMENT ON COLUMN kingpin.heist_schedule.skip_reason IS 'Why it was skipped; null if it was not.';

COMMENT ON COLUMN kingpin.heist_schedule.scheduled_for IS 'When the heist is due.';

COMMENT ON COLUMN kingpin.heist_schedule.triggered_at IS 'When it was started; null before that.';

COMMENT ON COLUMN kingpin.heist_schedule.created_at IS 'When the appointment was made.';

CREATE TABLE kingpin.business_revenue_history (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    inventory_id INTEGER,
    revenue_date DATE NOT NULL,
    gross_amount BIGINT NOT NULL,
    operating_cost BIGINT DEFAULT 0 NOT NULL,
    net_amount BIGINT NOT NULL,
    multiplier NUMERIC(6, 3) DEFAULT 1 NOT NULL,
    event_text TEXT,
    collected_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (inventory_id, revenue_date),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(item_id) REFERENCES kingpin.items (id),
    FOREIGN KEY(inventory_id) REFERENCES kingpin.user_inventory (id) ON DELETE SET NULL
);

CREATE INDEX idx_business_revenue_history_item_id ON kingpin.business_revenue_history (item_id);

CREATE INDEX idx_business_revenue_user_date ON kingpin.business_revenue_history (user_id, collected_at DESC);

COMMENT ON TABLE kingpin.business_revenue_history IS 'One collection of income from a business that a player owns.';

COMMENT ON COLUMN kingpin.business_revenue_history.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.business_revenue_history.user_id IS 'The player who received the income.';

COMMENT ON COLUMN kingpin.business_revenue_history.item_id IS 'The kind of business.';

COMMENT ON COLUMN kingpin.business_revenue_history.inventory_id IS 'The business itself; null if the player no longer owns it.';

COMMENT ON COLUMN kingpin.business_revenue_history.revenue_date IS 'Day for which the income was paid.';

COMMENT ON COLUMN kingpin.business_revenue_history.gross_amount IS 'Income before costs, in game dollars.';

COMMENT ON COLUMN kingpin.business_revenue_history.operating_cost IS 'Cost of running the business, in game dollars.';

COMMENT ON COLUMN kingpin.business_revenue_history.net_amount IS 'Income less costs, in game dollars; negative in a bad day.';

COMMENT ON COLUMN kingpin.business_revenue_history.multiplier IS 'Factor of the player''s buffs at the time (1.25 is 25 % more).';

COMMENT ON COLUMN kingpin.business_revenue_history.event_text IS 'What happened in the business that day, in words.';

COMMENT ON COLUMN kingpin.business_revenue_history.collected_at IS 'When the income was paid.';

CREATE TABLE kingpin.lottery_tickets (
    id SERIAL NOT NULL,
    draw_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    ticket_number INTEGER NOT NULL,
    purchase_price BIGINT NOT NULL,
    platform VARCHAR(20) NOT NULL,
    is_winner BOOLEAN DEFAULT false NOT NULL,
    prize_amount BIGINT DEFAULT 0 NOT NULL,
    purchased_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (draw_id, ticket_number),
    FOREIGN KEY(draw_id) REFERENCES kingpin.lottery_draws (id) ON DELETE CASCADE,
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    CONSTRAINT lottery_tickets_platform_check CHECK (platform IN ('kick', 'twitch', 'discord'))
);

CREATE INDEX idx_lottery_tickets_draw ON kingpin.lottery_tickets (draw_id);

CREATE INDEX idx_lottery_tickets_user ON kingpin.lottery_tickets (user_id);

COMMENT ON TABLE kingpin.lottery_tickets IS 'A ticket that a player bought for a draw.';

COMMENT ON COLUMN kingpin.lottery_tickets.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.lottery_tickets.draw_id IS 'The draw for which it was bought.';

COMMENT ON COLUMN kingpin.lottery_tickets.user_id IS 'The player who bought it.';

COMMENT ON COLUMN kingpin.lottery_tickets.ticket_number IS 'Number of the ticket, unique in its draw.';

COMMENT ON COLUMN kingpin.lottery_tickets.purchase_price IS 'What was paid for it, in game dollars.';

COMMENT ON COLUMN kingpin.lottery_tickets.platform IS 'Where it was bought.';

COMMENT ON COLUMN kingpin.lottery_tickets.is_winner IS 'Whether it won the draw.';

COMMENT ON COLUMN kingpin.lottery_tickets.prize_amount IS 'What it won, in game dollars.';

COMMENT ON COLUMN kingpin.lottery_tickets.purchased_at IS 'When it was bought.';

CREATE TABLE kingpin.mission_completions (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    user_mission_id INTEGER,
    mission_template_id INTEGER,
    mission_name VARCHAR(100) NOT NULL,
    mission_type VARCHAR(20) NOT NULL,
    wealth_earned BIGINT DEFAULT 0 NOT NULL,
    xp_earned BIGINT DEFAULT 0 NOT NULL,
    crate_tier VARCHAR(50),
    all_completed_bonus BOOLEAN DEFAULT false NOT NULL,
    completed_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(user_mission_id) REFERENCES kingpin.user_missions (id) ON DELETE SET NULL,
    FOREIGN KEY(mission_template_id) REFERENCES kingpin.mission_templates (id) ON DELETE SET NULL,
    CONSTRAINT mission_completions_mission_type_check CHECK (mission_type IN ('daily', 'weekly')),
    CONSTRAINT mission_completions_crate_tier_check CHECK (crate_tier IN ('common', 'uncommon', 'rare', 'legendary'))
);

CREATE INDEX idx_mission_completions_mission_template_id ON kingpin.mission_completions (mission_template_id);

CREATE INDEX idx_mission_completions_user_completed ON kingpin.mission_completions (user_id, completed_at);

CREATE INDEX idx_mission_completions_user_mission_id ON kingpin.mission_completions (user_mission_id);

COMMENT ON TABLE kingpin.mission_completions IS 'The record that a player completed a mission and what was given for it.';

COMMENT ON COLUMN kingpin.mission_completions.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.mission_completions.user_id IS 'The player who completed the mission.';

COMMENT ON COLUMN kingpin.mission_completions.user_mission_id IS 'The mission that was completed; null if its row has been removed.';

COMMENT ON COLUMN kingpin.mission_completions.mission_template_id IS 'The definition of the mission; null if it has been removed.';

COMMENT ON COLUMN kingpin.mission_completions.mission_name IS 'Name of the mission at the time.';

COMMENT ON COLUMN kingpin.mission_completions.mission_type IS 'Whether it was given out by the day or the week.';

COMMENT ON COLUMN kingpin.mission_completions.wealth_earned IS 'Wealth that was given, in game dollars.';

COMMENT ON COLUMN kingpin.mission_completions.xp_earned IS 'Experience points that were given.';

COMMENT ON COLUMN kingpin.mission_completions.crate_tier IS 'Tier of the crate that was given; null if none.';

COMMENT ON COLUMN kingpin.mission_completions.all_completed_bonus IS 'Whether it was the last of its day or week and earned the bonus.';

COMMENT ON COLUMN kingpin.mission_completions.completed_at IS 'When it was completed.';

CREATE TABLE kingpin.monetization_events (
    id SERIAL NOT NULL,
    user_id INTEGER,
    recipient_id INTEGER,
    session_id INTEGER,
    reward_config_id INTEGER,
    platform VARCHAR(20) NOT NULL,
    platform_event_id VARCHAR(255),
    platform_username VARCHAR(100) NOT NULL,
    event_type VARCHAR(30) NOT NULL,
    subscription_tier INTEGER,
    quantity INTEGER DEFAULT 1 NOT NULL,
    amount_usd NUMERIC(10, 2) DEFAULT 0 NOT NULL,
    message TEXT,
    wealth_awarded BIGINT DEFAULT 0 NOT NULL,
    xp_awarded BIGINT DEFAULT 0 NOT NULL,
    payload JSONB,
    is_processed BOOLEAN DEFAULT false NOT NULL,
    processed_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (platform, platform_event_id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    FOREIGN KEY(recipient_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    FOREIGN KEY(session_id) REFERENCES kingpin.streaming_sessions (id) ON DELETE SET NULL,
    FOREIGN KEY(reward_config_id) REFERENCES kingpin.reward_config (id) ON DELETE SET NULL,
    CONSTRAINT monetization_events_platform_check CHECK (platform IN ('kick', 'twitch', 'discord')),
    CONSTRAINT monetization_events_event_type_check CHECK (event_type IN ('subscription', 'resubscription', 'gift_subscription', 'bits', 'kicks', 'raid', 'donation'))
);

CREATE INDEX idx_monetization_events_processed ON kingpin.monetization_events (is_processed, created_at);

CREATE INDEX idx_monetization_events_recipient_id ON kingpin.monetization_events (recipient_id);

CREATE INDEX idx_monetization_events_reward_config_id ON kingpin.monetization_events (reward_config_id);

CREATE INDEX idx_monetization_events_session_id ON kingpin.monetization_events (session_id);

CREATE INDEX idx_monetization_events_type_created ON kingpin.monetization_events (event_type, created_at);

CREATE INDEX idx_monetization_events_user_created ON kingpin.monetization_events (user_id, created_at);

COMMENT ON TABLE kingpin.monetization_events IS 'A viewer''s support: a subscription, a gift, bits, kicks, a donation, or a raid of viewers from elsewhere.';

COMMENT ON COLUMN kingpin.monetization_events.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.monetization_events.user_id IS 'The player who gave it; null if the viewer does not play.';

COMMENT ON COLUMN kingpin.monetization_events.recipient_id IS 'The player who received a gift; null for other payments.';

COMMENT ON COLUMN kingpin.monetization_events.session_id IS 'The stream in which it was paid; null while none was live.';

COMMENT ON COLUMN kingpin.monetization_events.reward_config_id IS 'The reward that was given; null if none was.';

COMMENT ON COLUMN kingpin.monetization_events.platform IS 'Where it was paid.';

COMMENT ON COLUMN kingpin.monetization_events.platform_event_id IS 'Identifier that the platform gives the payment, unique there.';

COMMENT ON COLUMN kingpin.monetization_events.platform_username IS 'Name of the payer on the platform.';

COMMENT ON COLUMN kingpin.monetization_events.event_type IS 'Kind of support.';

COMMENT ON COLUMN kingpin.monetization_events.subscription_tier IS 'Tier of the subscription, 1 to 3; null for other payments.';

COMMENT ON COLUMN kingpin.monetization_events.quantity IS 'Number of subscriptions, bits, kicks or raiding viewers; 1 for a donation.';

COMMENT ON COLUMN kingpin.monetization_events.amount_usd IS 'Value of the payment, in US dollars; 0 for a raid.';

COMMENT ON COLUMN kingpin.monetization_events.message IS 'What the payer wrote with it; null if nothing.';

COMMENT ON COLUMN kingpin.monetization_events.wealth_awarded IS 'Wealth that was given for it, in game dollars.';

COMMENT ON COLUMN kingpin.monetization_events.xp_awarded IS 'Experience points that were given for it.';

COMMENT ON COLUMN kingpin.monetization_events.payload IS 'The platform''s message, as JSON.';

COMMENT ON COLUMN kingpin.monetization_events.is_processed IS 'Whether the reward was given.';

COMMENT ON COLUMN kingpin.monetization_events.processed_at IS 'When the reward was given; null before that.';

COMMENT ON COLUMN kingpin.monetization_events.created_at IS 'When it was paid.';

CREATE TABLE kingpin.session_contributions (
    id SERIAL NOT NULL,
    session_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    subs_count INTEGER DEFAULT 0 NOT NULL,
    gift_subs_count INTEGER DEFAULT 0 NOT NULL,
    bits_count INTEGER DEFAULT 0 NOT NULL,
    kicks_count INTEGER DEFAULT 0 NOT NULL,
    donations_usd NUMERIC(10, 2) DEFAULT 0 NOT NULL,
    total_usd NUMERIC(10, 2) DEFAULT 0 NOT NULL,
    was_juicernaut BOOLEAN DEFAULT false NOT NULL,
    crown_seconds INTEGER DEFAULT 0 NOT NULL,
    first_contribution_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    last_contribution_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (session_id, user_id),
    FOREIGN KEY(session_id) REFERENCES kingpin.streaming_sessions (id) ON DELETE CASCADE,
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE
);

CREATE INDEX idx_session_contributions_ranking ON kingpin.session_contributions (session_id, total_usd);

CREATE INDEX idx_session_contributions_user_id ON kingpin.session_contributions (user_id);

COMMENT ON TABLE kingpin.session_contributions IS 'What one player contributed to one stream, all kinds together.';

COMMENT ON COLUMN kingpin.session_contributions.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.session_contributions.session_id IS 'The stream that received it.';

COMMENT ON COLUMN kingpin.session_contributions.user_id IS 'The player who contributed.';

COMMENT ON COLUMN kingpin.session_contributions.subs_count IS 'Own subscriptions.';

COMMENT ON COLUMN kingpin.session_contributions.gift_subs_count IS 'Subscriptions given to others.';

COMMENT ON COLUMN kingpin.session_contributions.bits_count IS 'Twitch bits given (100 are 1 US dollar).';

COMMENT ON COLUMN kingpin.session_contributions.kicks_count IS 'Kicks given on Kick.';

COMMENT ON COLUMN kingpin.session_contributions.donations_usd IS 'Donations, in US dollars.';

COMMENT ON COLUMN kingpin.session_contributions.total_usd IS 'Value of everything together, in US dollars.';

COMMENT ON COLUMN kingpin.session_contributions.was_juicernaut IS 'Whether the player wore the crown at any time in the stream.';

COMMENT ON COLUMN kingpin.session_contributions.crown_seconds IS 'How long the player wore the crown, in seconds.';

COMMENT ON COLUMN kingpin.session_contributions.first_contribution_at IS 'When the player first contributed.';

COMMENT ON COLUMN kingpin.session_contributions.last_contribution_at IS 'When the player last contributed.';

CREATE TABLE kingpin.chat_messages (
    id SERIAL NOT NULL,
    user_id INTEGER NOT NULL,
    session_id INTEGER,
    platform VARCHAR(20) NOT NULL,
    platform_message_id VARCHAR(255),
    channel VARCHAR(100),
    message TEXT NOT NULL,
    is_command BOOLEAN DEFAULT false NOT NULL,
    command VARCHAR(50),
    xp_awarded INTEGER DEFAULT 0 NOT NULL,
    is_deleted BOOLEAN DEFAULT false NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (platform, platform_message_id),
    FOREIGN KEY(user_id) REFERENCES kingpin.users (id) ON DELETE CASCADE,
    FOREIGN KEY(session_id) REFERENCES kingpin.streaming_sessions (id) ON DELETE SET NULL,
    CONSTRAINT chat_messages_platform_check CHECK (platform IN ('kick', 'twitch', 'discord'))
);

CREATE INDEX idx_chat_messages_sent_at ON kingpin.chat_messages (sent_at);

CREATE INDEX idx_chat_messages_session_sent ON kingpin.chat_messages (session_id, sent_at);

CREATE INDEX idx_chat_messages_user_sent ON kingpin.chat_messages (user_id, sent_at);

COMMENT ON TABLE kingpin.chat_messages IS 'A message that a player wrote in chat.';

COMMENT ON COLUMN kingpin.chat_messages.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.chat_messages.user_id IS 'The player who wrote it.';

COMMENT ON COLUMN kingpin.chat_messages.session_id IS 'The stream in which it was written; null while none was live.';

COMMENT ON COLUMN kingpin.chat_messages.platform IS 'Where it was written.';

COMMENT ON COLUMN kingpin.chat_messages.platform_message_id IS 'Identifier that the platform gives the message, unique there.';

COMMENT ON COLUMN kingpin.chat_messages.channel IS 'Channel in which it was written.';

COMMENT ON COLUMN kingpin.chat_messages.message IS 'Text of the message.';

COMMENT ON COLUMN kingpin.chat_messages.is_command IS 'Whether it is a command to the game, such as `!play`.';

COMMENT ON COLUMN kingpin.chat_messages.command IS 'The command without its `!`; null if it is none.';

COMMENT ON COLUMN kingpin.chat_messages.xp_awarded IS 'Experience points given for it.';

COMMENT ON COLUMN kingpin.chat_messages.is_deleted IS 'Whether a moderator removed it.';

COMMENT ON COLUMN kingpin.chat_messages.sent_at IS 'When it was written.';

CREATE TABLE kingpin.heist_events (
    id SERIAL NOT NULL,
    session_id INTEGER,
    schedule_id INTEGER,
    winner_id INTEGER,
    event_type VARCHAR(30) NOT NULL,
    difficulty VARCHAR(20) DEFAULT 'medium' NOT NULL,
    status VARCHAR(20) DEFAULT 'active' NOT NULL,
    prompt TEXT NOT NULL,
    answer TEXT NOT NULL,
    winning_answer TEXT,
    winning_platform VARCHAR(20),
    attempt_count INTEGER DEFAULT 0 NOT NULL,
    response_time_ms INTEGER,
    time_limit_seconds INTEGER NOT NULL,
    reward_crate_tier VARCHAR(50),
    reward_wealth BIGINT DEFAULT 0 NOT NULL,
    reward_xp BIGINT DEFAULT 0 NOT NULL,
    started_at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
    ended_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    FOREIGN KEY(session_id) REFERENCES kingpin.streaming_sessions (id) ON DELETE SET NULL,
    FOREIGN KEY(schedule_id) REFERENCES kingpin.heist_schedule (id) ON DELETE SET NULL,
    FOREIGN KEY(winner_id) REFERENCES kingpin.users (id) ON DELETE SET NULL,
    CONSTRAINT heist_events_event_type_check CHECK (event_type IN ('quick_grab', 'trivia', 'word_scramble', 'riddle')),
    CONSTRAINT heist_events_difficulty_check CHECK (difficulty IN ('easy', 'medium', 'hard')),
    CONSTRAINT heist_events_status_check CHECK (status IN ('active', 'won', 'expired', 'cancelled')),
    CONSTRAINT heist_events_winning_platform_check CHECK (winning_platform IN ('kick', 'twitch', 'discord')),
    CONSTRAINT heist_events_reward_crate_tier_check CHECK (reward_crate_tier IN ('common', 'uncommon', 'rare', 'legendary'))
);

CREATE INDEX idx_heist_events_schedule_id ON kingpin.heist_events (schedule_id);

CREATE INDEX idx_heist_events_session_started ON kingpin.heist_events (session_id, started_at);

CREATE INDEX idx_heist_events_status ON kingpin.heist_events (status, expires_at);

CREATE INDEX idx_heist_events_winner_id ON kingpin.heist_events (winner_id);

COMMENT ON TABLE kingpin.heist_events IS 'A heist that was run in chat: what was asked, who answered first and what they won.';

COMMENT ON COLUMN kingpin.heist_events.id IS 'Identifier of the row, a number counted up by the database.';

COMMENT ON COLUMN kingpin.heist_events.session_id IS 'The stream in which it was run; null if its record was removed.';

COMMENT ON COLUMN kingpin.heist_events.schedule_id IS 'The appointment that started it; null if it was started by hand.';

COMMENT ON COLUMN kingpin.heist_events.winner_id IS 'The player who answered first; null if nobody did.';

COMMENT ON COLUMN kingpin.heist_events.event_type IS 'What the players had to do.';

COMMENT ON COLUMN kingpin.heist_events.difficulty IS 'How hard it was.';

COMMENT ON COLUMN kingpin.heist_events.status IS 'Whether it is still on, and how it ended.';

COMMENT ON COLUMN kingpin.heist_events.prompt IS 'What was shown in chat.';

COMMENT ON COLUMN kingpin.heist_events.answer IS 'The answer that wins.';

COMMENT ON COLUMN kingpin.heist_events.winning_answer IS 'What the winner wrote; null if nobody won.';

COMMENT ON COLUMN kingpin.heist_events.winning_platform IS 'Where the winner wrote it; null if nobody won.';

COMMENT ON COLUMN kingpin.heist_events.attempt_count IS 'Number of answers given.';

COMMENT ON COLUMN kingpin.heist_events.response_time_ms IS 'Time from start to the winning answer, in milliseconds; null if nobody won.';

COMMENT ON COLUMN kingpin.heist_events.time_limit_seconds IS 'How long it could be answered, in seconds.';

COMMENT ON COLUMN kingpin.heist_events.reward_crate_tier IS 'Tier of the crate that the winner receives; null if none.';

COMMENT ON COLUMN kingpin.heist_events.reward_wealth IS 'Wealth that the winner receives, in game dollars.';

COMMENT ON COLUMN kingpin.heist_events.reward_xp IS 'Experience points that the winner receives.';

COMMENT ON COLUMN kingpin.heist_events.started_at IS 'When it was shown in chat.';

COMMENT ON COLUMN kingpin.heist_events.expires_at IS 'When the time to answer is over.';

COMMENT ON COLUMN kingpin.heist_events.ended_at IS 'When it was won or over; null while it is on.';
