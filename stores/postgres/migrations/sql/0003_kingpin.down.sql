DROP TABLE kingpin.heist_events;

DROP TABLE kingpin.chat_messages;

DROP TABLE kingpin.session_contributions;

DROP TABLE kingpin.monetization_events;

DROP TABLE kingpin.mission_completions;

DROP TABLE kingpin.lottery_tickets;

DROP TABLE kingpin.business_revenue_history;

DROP TABLE kingpin.heist_schedule;

DROP TABLE kingpin.gambling_sessions;

DROP TABLE kingpin.crate_opens;

DROP TABLE kingpin.streaming_sessions;

DROP TABLE kingpin.oauth_link_states;

DROP TABLE kingpin.user_notifications;

DROP TABLE kingpin.active_buffs;

DROP TABLE kingpin.cooldowns;

DROP TABLE kingpin.user_missions;

DROP TABLE kingpin.lottery_draws;

DROP TABLE kingpin.hall_of_fame_records;

DROP TABLE kingpin.leaderboard_history;

DROP TABLE kingpin.leaderboard_snapshots;

DROP TABLE kingpin.player_shop_inventory;

DROP TABLE kingpin.user_inventory;

DROP TABLE kingpin.slot_jackpots;

DROP TABLE kingpin.player_gambling_stats;

DROP TABLE kingpin.coin_flip_challenges;

DROP TABLE kingpin.game_events;

DROP TABLE kingpin.user_titles;

DROP TABLE kingpin.user_crates;

DROP TABLE kingpin.user_achievements;

DROP TABLE kingpin.users;

DROP TABLE kingpin.black_market_inventory;

DROP TABLE kingpin.territories;

DROP TABLE kingpin.crate_loot_tables;

DROP TABLE kingpin.discord_activity_channels;

DROP TABLE kingpin.reward_config;

DROP TABLE kingpin.mission_templates;

DROP TABLE kingpin.items;

DROP TABLE kingpin.heist_riddle_pool;

DROP TABLE kingpin.heist_word_scramble_pool;

DROP TABLE kingpin.heist_trivia_pool;

DROP TABLE kingpin.heist_quick_grab_pool;

DROP TABLE kingpin.heist_recent_events;

DROP TABLE kingpin.factions;

DROP TABLE kingpin.event_batch_queue;

DROP TABLE kingpin.crate_titles;

DROP TABLE kingpin.crate_types;

DROP TABLE kingpin.discord_server_config;

DROP TABLE kingpin.bot_config;

DROP TABLE kingpin.achievements;

DO $$
BEGIN
    DROP SCHEMA kingpin;
EXCEPTION WHEN dependent_objects_still_exist THEN
    RAISE NOTICE 'schema kingpin stays because it holds other objects';
END
$$;
