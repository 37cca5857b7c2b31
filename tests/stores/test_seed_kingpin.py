"""Sample data of the streaming game: what its rules promise holds in the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from stores.errors import Misconfigured
from stores.seed import SCALES
from stores.seed.recipes.kingpin import definitions as defining
from stores.seed.recipes.kingpin.definitions import definitions
from stores.seed.recipes.kingpin.gambling import gambling_sessions
from stores.seed.recipes.kingpin.heists import mixed
from stores.seed.recipes.kingpin.players import level_of, rank_of
from stores.seed.seeding import new_world
from tests.stores.seeded import Seeded

NEVER: Mapping[str, str] = {
    "wins and losses are all plays": """
        SELECT count(*) FROM kingpin.users WHERE wins + losses <> total_play_count""",
    "a member has the level that the faction asks for, and is assigned to a territory of it": """
        SELECT count(*) FROM kingpin.users AS u JOIN kingpin.factions AS f ON f.id = u.faction_id
        LEFT JOIN kingpin.territories AS t ON t.id = u.assigned_territory_id
        WHERE u.level < f.min_level OR NOT f.is_joinable OR t.faction_id <> f.id OR u.joined_faction_at IS NULL""",
    "a faction's stored numbers are those of its members and territories": """
        SELECT count(*) FROM kingpin.factions AS f WHERE (member_count, territory_count) <> (
            (SELECT count(*) FROM kingpin.users WHERE faction_id = f.id),
            (SELECT count(*) FROM kingpin.territories WHERE faction_id = f.id))""",
    "a contested territory, and no other, has a contender, who does not hold it": """
        SELECT count(*) FROM kingpin.territories
        WHERE is_contested <> (contesting_faction_id IS NOT NULL) OR contesting_faction_id = faction_id
            OR (captured_at IS NULL) <> (faction_id IS NULL) OR current_score >= required_score""",
    "only the columns of its type are given for an item": """
        SELECT count(*) FROM kingpin.items
        WHERE (rob_bonus IS NOT NULL) <> (type = 'weapon') OR (defense_bonus IS NOT NULL) <> (type = 'armor')
            OR num_nonnulls(revenue_min, revenue_max, operating_cost) <> CASE type WHEN 'business' THEN 3 ELSE 0 END
            OR revenue_min > revenue_max OR sell_price >= purchase_price""",
    "a player has one item in use in each slot at most": """
        SELECT count(*) FROM (
            SELECT FROM kingpin.user_inventory WHERE is_equipped GROUP BY user_id, slot HAVING count(*) > 1
        ) AS twice""",
    "an item in use is in the slot of its type and is dated": """
        SELECT count(*) FROM kingpin.user_inventory AS o JOIN kingpin.items AS i ON i.id = o.item_id
        WHERE is_equipped <> (equipped_at IS NOT NULL) OR slot <> type OR (is_equipped AND is_escrowed)
            OR equipped_at < acquired_at OR durability NOT BETWEEN 0 AND coalesce(base_durability, 100)""",
    "income is that of the player's business, and net of its cost": """
        SELECT count(*) FROM kingpin.business_revenue_history AS r JOIN kingpin.items AS i ON i.id = r.item_id
        LEFT JOIN kingpin.user_inventory AS o ON o.id = r.inventory_id
        WHERE type <> 'business' OR net_amount <> gross_amount - r.operating_cost OR o.user_id <> r.user_id
            OR o.item_id <> r.item_id OR gross_amount NOT BETWEEN revenue_min AND revenue_max * multiplier""",
    "a shop's price is the usual one less its discount": """
        SELECT count(*) FROM kingpin.player_shop_inventory AS s JOIN kingpin.items AS i ON i.id = s.item_id
        WHERE price <> floor(purchase_price * (100 - discount_percent) / 100)""",
    "the loot table of every crate adds up to 100 percent": """
        SELECT count(*) FROM kingpin.crate_types AS c WHERE 100 IS DISTINCT FROM (
            SELECT sum(probability_percent) FROM kingpin.crate_loot_tables WHERE crate_type_id = c.id)""",
    "an opening is of the player's own opened crate, and its kind is in the loot table": """
        SELECT count(*) FROM kingpin.crate_opens AS o LEFT JOIN kingpin.user_crates AS c ON c.id = o.user_crate_id
        WHERE (c.user_id, c.crate_type_id, c.status, c.opened_at) <>
            (o.user_id, o.crate_type_id, 'opened', o.opened_at) OR NOT EXISTS (
            SELECT FROM kingpin.crate_loot_tables AS l
            WHERE l.crate_type_id = o.crate_type_id AND l.loot_type = o.loot_type)""",
    "a crate contains an item or a title when it says so": """
        SELECT count(*) FROM kingpin.crate_opens WHERE (item_id IS NOT NULL) <> (loot_type IN ('weapon', 'armor'))
            OR (crate_title_id IS NOT NULL) <> (loot_type = 'title') OR (loot_type = 'wealth' AND wealth_amount = 0)""",
    "a title from a crate was found in one, by its player": """
        SELECT count(*) FROM kingpin.user_titles AS t WHERE (source = 'crate') <> EXISTS (
            SELECT FROM kingpin.crate_opens AS o
            WHERE (o.user_id, o.crate_title_id) = (t.user_id, t.crate_title_id))""",
    "a player wears one title at most": """
        SELECT count(*) FROM (
            SELECT FROM kingpin.user_titles WHERE is_equipped GROUP BY user_id HAVING count(*) > 1) AS twice""",
    "a game pays its stake times its multiplier": """
        SELECT count(*) FROM kingpin.gambling_sessions
        WHERE payout <> floor(wager_amount * coalesce(multiplier, 0)) OR (result = 'push') <> (payout = wager_amount)
            OR net_result <> CASE WHEN status = 'active' THEN 0 ELSE payout - wager_amount END""",
    "a game has a result when it is over": """
        SELECT count(*) FROM kingpin.gambling_sessions
        WHERE (status = 'active') <> (result IS NULL) OR (result IS NULL) <> (completed_at IS NULL)
            OR (result = 'jackpot') <> (slot_jackpot_id IS NOT NULL) OR completed_at < created_at""",
    "a player's totals are those of the games that are over": """
        SELECT count(*) FROM kingpin.player_gambling_stats AS s WHERE (
            games_played, games_won, games_lost, jackpots_won, total_wagered, total_payout, net_profit, biggest_win,
            biggest_loss) <> (
            SELECT count(*), count(*) FILTER (WHERE result IN ('win', 'jackpot')),
                count(*) FILTER (WHERE result = 'loss'), count(*) FILTER (WHERE result = 'jackpot'),
                coalesce(sum(wager_amount), 0), coalesce(sum(payout), 0), coalesce(sum(net_result), 0),
                greatest(max(net_result), 0), greatest(-min(net_result), 0)
            FROM kingpin.gambling_sessions AS g
            WHERE g.user_id = s.user_id AND g.game_type = s.game_type AND result IS NOT NULL)""",
    "every game that is over is in its player's totals": """
        SELECT count(*) FROM kingpin.gambling_sessions AS g WHERE result IS NOT NULL AND NOT EXISTS (
            SELECT FROM kingpin.player_gambling_stats AS s
            WHERE (s.user_id, s.game_type) = (g.user_id, g.game_type))""",
    "a jackpot names the last game that won it": """
        SELECT count(*) FROM kingpin.slot_jackpots AS j LEFT JOIN LATERAL (
            SELECT user_id, payout, completed_at, wager_amount FROM kingpin.gambling_sessions
            WHERE slot_jackpot_id = j.id ORDER BY id DESC LIMIT 1) AS g ON true
        WHERE (last_winner_id, last_won_amount, last_won_at) IS DISTINCT FROM (user_id, payout, completed_at)
            OR times_won <> (SELECT count(*) FROM kingpin.gambling_sessions WHERE slot_jackpot_id = j.id)
            OR wager_amount < min_wager OR current_pool < seed_amount""",
    "the winner of a flip called its side, and is paid both stakes less the house's cut": """
        SELECT count(*) FROM kingpin.coin_flip_challenges
        WHERE winner_id <> CASE WHEN flip_result = challenger_call THEN challenger_id ELSE acceptor_id END
            OR payout <> floor(2 * wager_amount * (100 - house_cut_percent) / 100)
            OR (status = 'completed') <> (winner_id IS NOT NULL)""",
    "only an accepted challenge has an acceptor, and a target alone may accept": """
        SELECT count(*) FROM kingpin.coin_flip_challenges WHERE acceptor_id <> target_id
            OR (acceptor_id IS NOT NULL) <> (status IN ('accepted', 'completed'))
            OR (status = 'open' AND expires_at < $1) OR (status = 'expired' AND expires_at > $1)""",
    "a draw's pool is what was left over and its sales less the house's cut": """
        SELECT count(*) FROM kingpin.lottery_draws AS d WHERE status <> 'cancelled' AND (tickets_sold, prize_pool) <> (
            SELECT count(*), rollover_amount + floor(coalesce(sum(purchase_price), 0) * (100 - house_cut_percent) / 100)
            FROM kingpin.lottery_tickets WHERE draw_id = d.id)""",
    "the winner of a draw holds the ticket that was drawn, and nobody else does": """
        SELECT count(*) FROM kingpin.lottery_draws AS d LEFT JOIN kingpin.lottery_tickets AS t
            ON t.draw_id = d.id AND t.ticket_number = d.winning_number
        WHERE winner_id IS DISTINCT FROM t.user_id OR (status = 'completed') <> (winner_id IS NOT NULL)
            OR t.prize_amount <> prize_pool OR num_nonnulls(winner_id) <> (
                SELECT count(*) FROM kingpin.lottery_tickets WHERE draw_id = d.id AND is_winner)""",
    "nobody holds more tickets than a draw allows": """
        SELECT count(*) FROM (SELECT FROM kingpin.lottery_tickets AS t JOIN kingpin.lottery_draws AS d ON d.id = draw_id
            GROUP BY d.id, user_id HAVING count(*) > max_tickets_per_player) AS too_many""",
    "a pool that nobody won is left over for the next draw of the same type": """
        SELECT count(*) FROM (
            SELECT rollover_amount, lag(status) OVER types AS before, lag(prize_pool) OVER types AS pool
            FROM kingpin.lottery_draws WHERE status <> 'cancelled' WINDOW types AS (PARTITION BY draw_type ORDER BY id)
        ) AS draws WHERE rollover_amount <> CASE WHEN before = 'rolled_over' THEN pool ELSE 0 END""",
    "a heist is won by a right answer in time": """
        SELECT count(*) FROM kingpin.heist_events AS h WHERE (status = 'won') <> (winner_id IS NOT NULL)
            OR response_time_ms > 1000 * time_limit_seconds OR (status = 'won' AND winning_answer <> answer
            AND NOT EXISTS (SELECT FROM kingpin.heist_trivia_pool AS p
                WHERE p.question = h.prompt AND p.alternate_answers ? winning_answer)
            AND NOT EXISTS (SELECT FROM kingpin.heist_riddle_pool AS p
                WHERE p.riddle = h.prompt AND p.alternate_answers ? winning_answer))""",
    "a question was asked as often as its count says": """
        SELECT count(*) FROM kingpin.heist_trivia_pool AS p WHERE (times_used, times_won) <> (
            SELECT count(*), count(*) FILTER (WHERE status = 'won') FROM kingpin.heist_events
            WHERE event_type = 'trivia' AND prompt = p.question)""",
    "a stream's totals are those of its contributions, and these those of the payments": """
        SELECT count(*) FROM kingpin.streaming_sessions AS s WHERE total_contributed_usd <> (
            SELECT coalesce(sum(total_usd), 0) FROM kingpin.session_contributions WHERE session_id = s.id)
        OR total_contributed_usd <> (SELECT coalesce(sum(amount_usd), 0) FROM kingpin.monetization_events
            WHERE session_id = s.id AND user_id IS NOT NULL)""",
    "the crown is worn by whoever contributed most": """
        SELECT count(*) FROM kingpin.streaming_sessions AS s WHERE (
            SELECT total_usd FROM kingpin.session_contributions
            WHERE session_id = s.id AND user_id = s.juicernaut_id AND was_juicernaut
        ) IS DISTINCT FROM (SELECT max(total_usd) FROM kingpin.session_contributions WHERE session_id = s.id)""",
    "the crown is worn from the first contribution to the end, by one player at a time": """
        SELECT count(*) FROM kingpin.streaming_sessions AS s JOIN (
            SELECT session_id, sum(crown_seconds) AS worn, min(first_contribution_at) AS first
            FROM kingpin.session_contributions GROUP BY session_id) AS c ON c.session_id = s.id
        WHERE worn <> extract(epoch FROM coalesce(ended_at, date_trunc('second', $1::timestamptz)) - first)""",
    "a stream's messages are counted": """
        SELECT count(*) FROM kingpin.streaming_sessions AS s WHERE (message_count, unique_chatters) <> (
            SELECT count(*), count(DISTINCT user_id) FROM kingpin.chat_messages WHERE session_id = s.id)""",
    "a message or payment in a stream falls within it": """
        SELECT count(*) FROM kingpin.streaming_sessions AS s JOIN (
            SELECT session_id, sent_at AS time FROM kingpin.chat_messages UNION ALL
            SELECT session_id, created_at FROM kingpin.monetization_events) AS e ON e.session_id = s.id
        WHERE time < started_at OR time > coalesce(ended_at, $1)""",
    "a reward is the best for which a payment is large enough": """
        SELECT count(*) FROM kingpin.monetization_events AS e JOIN kingpin.reward_config AS r ON r.id = reward_config_id
        WHERE (e.platform, e.event_type, e.wealth_awarded) <> (r.platform, r.event_type, r.wealth_amount)
            OR e.subscription_tier IS DISTINCT FROM r.subscription_tier OR NOT is_processed""",
    "a mission has the progress that its state demands": """
        SELECT count(*) FROM kingpin.user_missions
        WHERE (current_progress >= objective_value) <> (status IN ('completed', 'claimed'))
            OR (completed_at IS NOT NULL) <> (status IN ('completed', 'claimed'))
            OR (claimed_at IS NOT NULL) <> (status = 'claimed') OR (status = 'active') > (expires_at > $1)
            OR (status = 'expired' AND expires_at > $1) OR completed_at > expires_at""",
    "a completion is of the player's own completed mission": """
        SELECT count(*) FROM kingpin.mission_completions AS c JOIN kingpin.user_missions AS m ON m.id = user_mission_id
        WHERE (c.user_id, c.completed_at) <> (m.user_id, m.completed_at) OR m.completed_at IS NULL""",
    "an achievement is completed when its count is reached": """
        SELECT count(*) FROM kingpin.user_achievements AS u JOIN kingpin.achievements AS a ON a.id = achievement_id
        WHERE is_completed <> (current_progress >= requirement_value) OR is_completed <> (completed_at IS NOT NULL)
            OR is_claimed > is_completed OR is_claimed <> (claimed_at IS NOT NULL)""",
    "places follow from the counts of the period": """
        SELECT count(*) FROM kingpin.leaderboard_history AS h JOIN kingpin.leaderboard_snapshots AS s
            USING (user_id, period_type, period_start)
        WHERE value <> (to_jsonb(s) ->> metric)::numeric OR finalized_at <= h.period_end
            OR rank <= (SELECT count(*) FROM kingpin.leaderboard_snapshots AS o
                WHERE (o.period_type, o.period_start) = (h.period_type, h.period_start)
                AND (to_jsonb(o) ->> metric)::numeric > value)""",
    "every place is of a player who was counted": """
        SELECT count(*) FROM kingpin.leaderboard_history AS h WHERE NOT EXISTS (
            SELECT FROM kingpin.leaderboard_snapshots AS s
            WHERE (s.user_id, s.period_type, s.period_start) = (h.user_id, h.period_type, h.period_start))""",
    "a record stands until another one beats it": """
        SELECT count(*) FROM kingpin.hall_of_fame_records AS r LEFT JOIN kingpin.hall_of_fame_records AS p
            ON p.id = r.previous_record_id
        WHERE r.is_current <> (r.broken_at IS NULL) OR p.is_current OR p.record_type <> r.record_type
            OR CASE r.record_type WHEN 'fastest_heist' THEN r.value >= p.value ELSE r.value <= p.value END""",
    "a buff that is on has not run out": """
        SELECT count(*) FROM kingpin.active_buffs WHERE is_active <> (coalesce(expires_at, 'infinity') > $1)""",
    "a notification is dated when it is read, and dismissed only then": """
        SELECT count(*) FROM kingpin.user_notifications
        WHERE is_read <> (read_at IS NOT NULL) OR is_dismissed > is_read OR message LIKE '%{%'""",
    "only robberies have a target, never the robber": """
        SELECT count(*) FROM kingpin.game_events WHERE (target_user_id IS NOT NULL) <> (event_type = 'rob')
            OR target_user_id = user_id OR description LIKE '%None%'""",
    "a sign-in that has ended took no longer than allowed": """
        SELECT count(*) FROM kingpin.oauth_link_states
        WHERE completed_at > expires_at OR (status = 'pending') > (expires_at > $1)
            OR (failure_reason IS NOT NULL) <> (status = 'failed')""",
    "a setting that is a secret has no readable value, and no other has a hidden one": """
        SELECT count(*) FROM kingpin.bot_config WHERE (secret_value IS NOT NULL) <> (value_type = 'secret')
            OR num_nonnulls(secret_value, config_value) > 1""",
}
"""What must not be: a count of the rows that break each promise; `$1` is now."""


@pytest.mark.parametrize("promise", NEVER)
async def test_no_row_breaks_the_promise(demo: Seeded, promise: str) -> None:
    sql = NEVER[promise]
    assert await demo.value(sql, *([demo.now] if "$1" in sql else [])) == 0


async def test_levels_and_ranks_follow_from_experience(demo: Seeded) -> None:
    rows = await demo.postgres.fetch("SELECT xp, level, status_tier FROM kingpin.users WHERE xp IS NOT NULL")
    assert all((row["level"], row["status_tier"]) == (level_of(row["xp"]), rank_of(row["level"])) for row in rows)
    assert {row["status_tier"] for row in rows} == {"Rookie", "Associate", "Soldier", "Boss", "Kingpin"}


async def test_the_richest_tenth_holds_most_of_the_wealth(demo: Seeded) -> None:
    wealth = await demo.postgres.fetch("SELECT wealth FROM kingpin.users WHERE wealth IS NOT NULL ORDER BY 1 DESC")
    values = [row["wealth"] for row in wealth]
    assert sum(values[: len(values) // 10]) > sum(values) / 2


async def test_some_players_share_their_names_with_users_of_the_sportsbook(demo: Seeded) -> None:
    """One of the names is that of two players, so that the link has a list on that side."""
    rows = await demo.postgres.fetch(
        "SELECT count(*) AS n FROM kingpin.users AS p JOIN fire22.users AS u USING (username) GROUP BY username"
    )
    assert len(rows) > 10
    assert max(row["n"] for row in rows) == 2


def test_the_house_keeps_its_edge() -> None:
    """Over many games without a jackpot, about 80 to 99 percent of the stakes come back, depending on the game."""
    world = new_world(SCALES["bench"], 1, datetime(2026, 3, 1, 12, tzinfo=UTC))
    returned: dict[str, list[float]] = {}
    for game in gambling_sessions(world, world.random("house")):
        if game["result"] in {"win", "loss", "push"}:
            returned.setdefault(game["game_type"], []).append(float(game["multiplier"]))
    assert len(returned) == 6
    for game_type, multipliers in returned.items():
        assert 0.72 < sum(multipliers) / len(multipliers) < 1.02, game_type


def test_a_scrambled_word_has_the_letters_of_the_word_in_another_order() -> None:
    words = [row["word"] for row in definitions("heist_word_scramble_pool")]
    assert all(mixed(word) != word and sorted(mixed(word)) == sorted(word) for word in words)


def test_a_reference_to_a_row_that_is_not_defined_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    content: dict[str, Any] = {
        "defaults": {},
        "crate_types": [{"tier": "common"}],
        "crate_loot_tables": [{"crate_type_id": {"tier": "golden"}}],
    }
    monkeypatch.setattr(defining, "_content", lambda: content)
    definitions.cache_clear()
    with pytest.raises(Misconfigured, match="crate_types does not have"):
        definitions("crate_loot_tables")
