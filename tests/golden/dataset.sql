-- Small enough to check every answer by eye. Moments are UTC; in Berlin the night to 29 March 2026 is an hour short.

INSERT INTO fire22.agents (id, name, code, status, commission_rate, total_volume, created_at, updated_at) VALUES
    ('a1', 'North', 'N', 'active',   0.05, 60.30, '2026-01-01 00:00Z', '2026-01-01 00:00Z'),
    ('a2', 'South', 'S', 'active',   0.04, NULL,  '2026-01-02 00:00Z', '2026-01-02 00:00Z'),
    ('a3', 'West',  'W', 'inactive', 0.03, 0,     '2026-01-03 00:00Z', '2026-01-03 00:00Z');

INSERT INTO fire22.users (id, username, email, password_hash, role, agent_id) VALUES
    ('u1', 'ann',  'ann@example.org',  '-', 'customer', 'a1'),
    ('u2', 'bob',  'bob@example.org',  '-', 'customer', 'a1'),
    ('u3', 'cyd',  'cyd@example.org',  '-', 'customer', 'a2'),
    ('u4', 'root', 'root@example.org', '-', 'admin',    NULL);

INSERT INTO fire22.customers (id, agent_id, name, email, phone, balance, last_activity) VALUES
    ('c1', 'a1', 'Ann',  'ann@example.org', '555-0100', 100.50, '2026-03-29 12:00Z'),
    ('c2', 'a1', 'Bob',  'bob@example.org', NULL,       0,      NULL),
    ('c3', 'a2', 'Cyd',  'cyd@example.org', '555_0100', NULL,   '2026-03-28 12:00Z'),
    ('c4', 'a2', 'Dee%', 'dee@example.org', '100%',     7.25,   NULL);

-- In Berlin w1 lies on 28 March, w2 to w4 on 29 March, w5 on 30 March, w6 and w7 on 1 April.
INSERT INTO fire22.wagers
    (id, wager_number, customer_id, agent_id, amount, description, status, odds, created_at, settled_at, result) VALUES
    ('w1', 'W-1', 'c1', 'a1', 10.00, 'Lions to win',  'settled', 2.00, '2026-03-28 10:00Z', '2026-03-28 12:00Z', 'win'),
    ('w2', 'W-2', 'c1', 'a1', 20.10, '100% certain',  'settled', 1.50, '2026-03-28 23:30Z', '2026-03-29 12:00Z', 'loss'),
    ('w3', 'W-3', 'c1', 'a1', 30.20, '100 per cent',  'pending', NULL, '2026-03-29 10:00Z', NULL,                NULL),
    ('w4', 'W-4', 'c2', 'a1', 40.00, 'a_b',           'settled', 3.00, '2026-03-29 21:30Z', '2026-03-30 12:00Z', 'loss'),
    ('w5', 'W-5', 'c3', 'a2', 0.10,  'aXb',           'pending', 2.50, '2026-03-29 22:30Z', NULL,                NULL),
    ('w6', 'W-6', 'c3', 'a2', 0.20,  'back\slash',    'voided',  NULL, '2026-04-01 08:00Z', '2026-04-01 09:00Z', 'void'),
    ('w7', 'W-7', 'c3', 'a2', 10.00, 'LIONS TO LOSE', 'active',  2.00, '2026-04-01 08:30Z', NULL,                NULL);

INSERT INTO fire22.transactions (id, type, customer_id, amount, status, reference, created_at, processed_at) VALUES
    ('t1', 'deposit',    'c1', 100.00, 'completed', NULL,  '2026-03-27 10:00Z', '2026-03-27 10:01Z'),
    ('t2', 'wager',      'c1', -10.00, 'completed', 'W-1', '2026-03-28 10:00Z', '2026-03-28 10:00Z'),
    ('t3', 'settlement', 'c1', 20.00,  'completed', 'W-1', '2026-03-28 12:00Z', '2026-03-28 12:00Z'),
    ('t4', 'deposit',    'c2', 50.00,  'failed',    NULL,  '2026-03-29 10:00Z', NULL);

INSERT INTO fire22.activities (id, user_id, type, action, amount, metadata, created_at) VALUES
    ('x1', 'u1', 'login',        'signed in',  NULL,  '{"device": {"kind": "phone"}, "tags": ["vip", "new"]}', '2026-03-28 09:00Z'),
    ('x2', 'u1', 'wager_placed', 'placed W-1', 10.00, '{"device": {"kind": "phone"}, "legs": 3}',              '2026-03-28 10:00Z'),
    ('x3', 'u2', 'login',        'signed in',  NULL,  '{"device": {"kind": "tablet"}, "tags": []}',            '2026-03-29 09:00Z'),
    ('x4', 'u3', 'login',        'signed in',  NULL,  NULL,                                                    '2026-03-29 10:00Z');

INSERT INTO hosting.hosting_sites (id, name, location, capacity_mw) VALUES (1, 'Fjord', 'Norway', 12.5);

INSERT INTO hosting.miner_models (id, name, manufacturer, hashrate, power_consumption, efficiency, release_date) VALUES
    (1, 'S19 Pro', 'Bitmain',  110, 3250, 29.5, '2020-05-01'),
    (2, 'M30S++',  'MicroBT',  112, 3472, 31,   '2020-10-01');

INSERT INTO hosting.hosting_miners (id, serial_number, miner_model_id, site_id, status, purchase_date) VALUES
    (1, 'SN-1', 1, 1, 'active',  '2025-01-31'),
    (2, 'SN-2', 1, 1, 'offline', '2025-02-01'),
    (3, 'SN-3', 2, 1, 'active',  NULL);

-- A steady line with one peak and one trough, which a chart must not lose.
INSERT INTO hosting.miner_telemetry (id, miner_id, hashrate, temperature, recorded_at)
    SELECT n + 1, 1, 100, (ARRAY[60, 61, 60, 61, 95, 61, 60, 61, 60, 20, 60, 61])[n + 1],
        timestamptz '2026-03-28 00:00Z' + n * interval '5 minutes'
    FROM generate_series(0, 11) AS n;

INSERT INTO kingpin.factions (id, name) VALUES (1, 'Dockers');

INSERT INTO kingpin.users (id, username, wealth, level, faction_id) VALUES
    (1, 'ann', 9007199254740993, 7,    1),
    (2, 'bob', 5,                NULL, NULL),
    (3, 'eve', NULL,             2,    1);

UPDATE fire22.wagers SET potential_win = 20.00 WHERE id = 'w1';

-- Of the first week the number of bets is wrong, of the key figures the handle; `churn` follows from no wagers.
INSERT INTO fire22.weekly_stats (id, week_start, week_end, total_handle, total_win, total_volume, total_bets) VALUES
    ('s1', '2026-03-23 00:00Z', '2026-03-30 00:00Z', 100.40, 50.10, 120.40, 6),
    ('s2', '2026-03-30 00:00Z', '2026-04-06 00:00Z', 10.20,  0,     10.40,  2);

INSERT INTO fire22.kpi_metrics (id, metric_name, metric_value, period, period_start, period_end) VALUES
    ('k1', 'handle',       70.00, 'daily', '2026-03-29 00:00Z', '2026-03-30 00:00Z'),
    ('k2', 'hold_percent', 33.55, 'daily', '2026-03-28 00:00Z', '2026-03-29 00:00Z'),
    ('k3', 'churn',        0.02,  'daily', '2026-03-28 00:00Z', '2026-03-29 00:00Z');

-- Plan 1 stops the miners 1 and 3 from one o'clock on; miner 2 is silent.
INSERT INTO hosting.miner_telemetry (id, miner_id, hashrate, power_consumption, recorded_at) VALUES
    (101, 1, 100, 3000, '2026-04-01 00:05Z'),
    (102, 1, 110, 3200, '2026-04-01 00:35Z'),
    (103, 1, 0,   100,  '2026-04-01 01:05Z'),
    (104, 3, 112, 3400, '2026-04-01 00:10Z'),
    (105, 3, 112, 3600, '2026-04-01 00:20Z'),
    (106, 3, 0,   100,  '2026-04-01 01:10Z');

INSERT INTO hosting.curtailment_plans
    (id, site_id, target_power_reduction, status, executed_at, recovery_time, miners_affected, power_reduced) VALUES
    (1, 1, 0.008, 'executed', '2026-04-01 01:00Z', '2026-04-01 01:30Z', 2, 0.006),
    (2, 1, 0.005, 'pending',  NULL,                NULL,                0, NULL);

INSERT INTO hosting.curtailment_plan_miners (plan_id, miner_id, shutdown_order) VALUES (1, 1, 1), (1, 2, 2), (1, 3, 3);

INSERT INTO hosting.crm_leads (id, name) VALUES (1, 'Nordic Mining');

INSERT INTO hosting.crm_deals (id, lead_id, title, value, stage, probability) VALUES
    (1, 1, 'Ten miners',   1000.10, 'discovery',   10),
    (2, 1, 'Twenty more',  2000,    'discovery',   20),
    (3, 1, 'A container',  500.50,  'negotiation', 50),
    (4, 1, 'A first year', 300,     'closed_won',  100),
    (5, 1, 'A hall',       900,     'closed_lost', 0);

INSERT INTO hosting.crm_invoices (id, deal_id, invoice_number, amount, status, issue_date, due_date, paid_date) VALUES
    (1, 4, 'I-1', 100,    'sent',    '2026-03-01', '2026-04-01', NULL),
    (2, 4, 'I-2', 200.50, 'overdue', '2026-02-01', '2026-03-01', NULL),
    (3, 4, 'I-3', 50.25,  'overdue', '2025-12-01', '2025-12-31', NULL),
    (4, 4, 'I-4', 75,     'paid',    '2025-12-01', '2025-12-31', '2026-01-02'),
    (5, 4, 'I-5', 25,     'draft',   '2026-03-01', '2026-03-31', NULL);

-- A price that rises by a dollar with each snapshot, from 100 at midnight to 133 at a quarter past eight.
INSERT INTO hosting.market_analytics (id, btc_price, network_hashrate, network_difficulty, block_reward, created_at)
    SELECT n + 1, 100 + n, 600, 80, 3.125, timestamptz '2026-03-31 00:00Z' + n * interval '15 minutes'
    FROM generate_series(0, 33) AS n;

INSERT INTO hosting.technical_indicators
    (id, analytics_id, rsi, macd, macd_signal, macd_histogram, bb_upper, bb_middle, bb_lower, ema_12, ema_26) VALUES
    (1, 34, 100, 7.5, 7, 0.5, 135, 123.5, 112, 127.5, NULL);

INSERT INTO kingpin.leaderboard_snapshots
    (user_id, period_type, period_start, period_end, wealth_earned, play_count) VALUES
    (1, 'weekly', '2026-03-23', '2026-03-29', 100, 3),
    (2, 'weekly', '2026-03-23', '2026-03-29', 100, NULL),
    (3, 'weekly', '2026-03-23', '2026-03-29', 50,  4);

INSERT INTO kingpin.gambling_sessions
    (id, user_id, game_type, status, wager_amount, result, payout, net_result, platform) VALUES
    (1, 1, 'slots', 'completed', 10, 'win',     25,  15,  'kick'),
    (2, 1, 'slots', 'completed', 20, 'loss',    0,   -20, 'kick'),
    (3, 1, 'slots', 'completed', 5,  'jackpot', 500, 495, 'kick'),
    (4, 1, 'slots', 'active',    30, NULL,      0,   0,   'kick'),
    (5, 2, 'slots', 'completed', 10, 'push',    10,  0,   'twitch'),
    (6, 2, 'dice',  'completed', 10, 'loss',    0,   -10, 'twitch');

-- The biggest win is wrong.
INSERT INTO kingpin.player_gambling_stats
    (id, user_id, game_type, games_played, games_won, games_lost, jackpots_won, total_wagered, total_payout, net_profit,
     biggest_win, biggest_loss) VALUES
    (1, 1, 'slots', 3, 2, 1, 1, 35, 525, 490, 400, 20);

-- Draw 1 has stored a ticket too many.
INSERT INTO kingpin.lottery_draws
    (id, draw_type, status, ticket_price, prize_pool, rollover_amount, house_cut_percent, tickets_sold, winner_id,
     draw_at) VALUES
    (1, 'daily',  'completed',   10, 34,  5, 10, 4, 1,    '2026-03-28 20:00Z'),
    (2, 'weekly', 'open',        10, 40,  0, 0,  4, NULL, '2026-04-05 20:00Z'),
    (3, 'daily',  'rolled_over', 10, 0,   0, 10, 0, NULL, '2026-03-29 20:00Z');

INSERT INTO kingpin.lottery_tickets (draw_id, user_id, ticket_number, purchase_price, platform) VALUES
    (1, 1, 1, 10, 'kick'),
    (1, 1, 2, 10, 'kick'),
    (1, 2, 3, 13, 'twitch'),
    (2, 1, 1, 10, 'kick'),
    (2, 3, 2, 10, 'discord'),
    (2, 3, 3, 10, 'discord'),
    (2, 3, 4, 10, 'discord');

INSERT INTO kingpin.heist_events
    (event_type, status, prompt, answer, winner_id, attempt_count, response_time_ms, time_limit_seconds,
     reward_crate_tier, reward_wealth, reward_xp, started_at, expires_at) VALUES
    ('trivia', 'won',       '-', '-', 1,    5, 1500, 60, 'rare', 100, 10, '2026-03-28 10:00Z', '2026-03-28 10:01Z'),
    ('trivia', 'won',       '-', '-', 2,    3, 2500, 60, NULL,   50,  5,  '2026-03-28 11:00Z', '2026-03-28 11:01Z'),
    ('trivia', 'expired',   '-', '-', NULL, 2, NULL, 60, 'rare', 70,  7,  '2026-03-28 12:00Z', '2026-03-28 12:01Z'),
    ('riddle', 'cancelled', '-', '-', NULL, 0, NULL, 60, NULL,   20,  2,  '2026-03-28 13:00Z', '2026-03-28 13:01Z');

INSERT INTO crash.bot_vm_registration (id, bot_id, session_id, bot_name, vm_id, vm_provider, bot_version, strategy_name)
    VALUES
    (1, 'b1', 's1', 'One', 'v1', 'local', '1', 'flat'),
    (2, 'b2', 's2', 'Two', 'v2', 'local', '1', 'flat');

INSERT INTO crash.game_platform_config
    (id, game_name, platform_code, platform_name, min_stake, max_stake, return_to_player) VALUES
    (1, 'Rocket', 'P', 'Platform', 1, 100, 96);

-- The profit that is stored is a dollar short.
INSERT INTO crash.session_logs
    (id, session_id, bot_id, game_name, platform_code, strategy_name, session_start, session_end, starting_balance,
     total_rounds, winning_rounds, losing_rounds, highest_multiplier, total_staked, total_payout, net_profit) VALUES
    (1, 's1', 'b1', 'Rocket', 'P', 'flat', '2026-03-28 10:00Z', '2026-03-28 10:30Z', 100, 6, 2, 2, 12, 80, 95, 14);

INSERT INTO crash.crash_game_rounds
    (id, timestamp, bot_id, session_id, game_name, platform_code, round_number, round_start_timestamp, strategy_name,
     stake_amount, payout_amount, profit, crash_multiplier, cashout_multiplier, round_outcome)
    SELECT number, logged_at, 'b1', 's1', 'Rocket', 'P', number, logged_at, strategy, stake, payout, payout - stake,
        crash, cashout, outcome
    FROM (VALUES
        (1, timestamptz '2026-03-28 10:00Z', 'flat',   10, 15, 2.5,  1.5,  'win'),
        (2, timestamptz '2026-03-28 10:05Z', 'flat',   10, 0,  1.2,  NULL, 'loss'),
        (3, timestamptz '2026-03-28 10:10Z', 'double', 20, 0,  1.1,  NULL, 'loss'),
        (4, timestamptz '2026-03-28 10:15Z', 'double', 0,  0,  12,   NULL, 'skipped'),
        (5, timestamptz '2026-03-28 10:20Z', 'double', 40, 80, 3,    2,    'win'),
        (6, timestamptz '2026-03-28 10:25Z', 'flat',   0,  0,  NULL, NULL, 'error')
    ) AS rounds (number, logged_at, strategy, stake, payout, crash, cashout, outcome);

INSERT INTO crash.analytics_round_signals
    (id, round_id, bot_id, game_name, platform_code, timestamp, signal_type, confidence_score, was_correct) VALUES
    (1, 1, 'b1', 'Rocket', 'P', '2026-03-28 10:00Z', 'enter', 0.9, true),
    (2, 2, 'b1', 'Rocket', 'P', '2026-03-28 10:05Z', 'enter', 0.6, false),
    (3, 4, 'b1', 'Rocket', 'P', '2026-03-28 10:15Z', 'skip',  0.7, NULL);
