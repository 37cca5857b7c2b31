"""Sample data in particular: what the recipes promise about figures holds in the stores."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest

from stores.seed.recipes.pantheon import TIERS
from tests.stores.seeded import Seeded

NEVER: Mapping[str, str] = {
    "a wager promises its stake times its odds": """
        SELECT count(*) FROM fire22.wagers WHERE abs(amount * odds - potential_win) > 0.005""",
    "a wager is settled when it has a result": """
        SELECT count(*) FROM fire22.wagers
        WHERE (result IS NULL) <> (settled_at IS NULL) OR (result IS NULL) = (status IN ('settled', 'voided'))""",
    "a wager is processed by its customer's agent": """
        SELECT count(*) FROM fire22.wagers JOIN fire22.customers ON customers.id = customer_id
        WHERE wagers.agent_id <> customers.agent_id OR wagers.created_at < customers.created_at""",
    "no stake exceeds the customer's limit": """
        SELECT count(*) FROM fire22.wagers JOIN fire22.customers ON customers.id = customer_id
        WHERE amount > betting_limit""",
    "no wager is open for longer than a season": """
        SELECT count(*) FROM fire22.wagers
        WHERE status IN ('pending', 'active') AND created_at < $1::timestamptz - interval '40 days'""",
    "a week's win is what its decided wagers leave to the house": """
        SELECT count(*) FROM fire22.weekly_stats WHERE total_win <> (
            SELECT coalesce(sum(amount - CASE WHEN result = 'win' THEN potential_win
                WHEN result IN ('push', 'void') OR status = 'cancelled' THEN amount ELSE 0 END), 0)
            FROM fire22.wagers WHERE created_at >= week_start AND created_at < week_end
                AND status NOT IN ('pending', 'active'))""",
    "only customers have money at stake": """
        SELECT count(*) FROM fire22.activities AS a JOIN fire22.users AS u ON u.id = a.user_id
        WHERE u.role <> 'customer' AND a.amount IS NOT NULL""",
    "a transaction about a wager has its customer and the amount that it must": """
        SELECT count(*) FROM fire22.transactions AS t LEFT JOIN fire22.wagers AS w ON w.wager_number = t.reference
        WHERE t.type IN ('wager', 'settlement', 'refund') AND (w.customer_id IS DISTINCT FROM t.customer_id
            OR t.amount <> CASE WHEN t.type = 'wager' THEN -w.amount
                WHEN w.result = 'win' THEN w.potential_win ELSE w.amount END)""",
    "no account is ever overdrawn": """
        SELECT count(*) FROM (
            SELECT sum(amount) OVER (PARTITION BY customer_id ORDER BY created_at, id) AS balance
            FROM fire22.transactions WHERE status = 'completed'
        ) AS accounts WHERE balance < 0""",
    "a balance is what the completed transactions come to": """
        SELECT count(*) FROM fire22.customers AS c WHERE balance IS DISTINCT FROM (
            SELECT sum(amount) FROM fire22.transactions AS t WHERE t.customer_id = c.id AND status = 'completed')""",
    "an agent's totals are those of its customers and wagers": """
        SELECT count(*) FROM fire22.agents AS a
        WHERE total_volume IS DISTINCT FROM (SELECT sum(amount) FROM fire22.wagers AS w WHERE w.agent_id = a.id)
            OR coalesce(customer_count, 0) <> (SELECT count(*) FROM fire22.customers AS c WHERE c.agent_id = a.id)""",
    "a user who is a customer has the customer's e-mail address and agent": """
        SELECT count(*) FROM fire22.users AS u LEFT JOIN fire22.customers AS c USING (email)
        WHERE role = 'customer' AND c.agent_id IS DISTINCT FROM u.agent_id""",
    "a site's stored numbers are those of its miners": """
        SELECT count(*) FROM hosting.hosting_sites AS s
        WHERE (total_miners, active_miners) <> (
            SELECT count(*), count(*) FILTER (WHERE status = 'active')
            FROM hosting.hosting_miners WHERE site_id = s.id)""",
    "no site needs more power than it has": """
        SELECT count(*) FROM (
            SELECT capacity_mw - sum(power_consumption) / 1e6 AS spare
            FROM hosting.hosting_sites AS s JOIN hosting.hosting_miners AS m ON m.site_id = s.id
            JOIN hosting.miner_models AS o ON o.id = m.miner_model_id GROUP BY s.id
        ) AS sites WHERE spare < 0""",
    "a model's efficiency is its power over its hashrate, as its maker rounds it": """
        SELECT count(*) FROM hosting.miner_models WHERE abs(power_consumption / hashrate / efficiency - 1) > 0.02""",
    "no miner was bought before its model came out": """
        SELECT count(*) FROM hosting.hosting_miners AS m JOIN hosting.miner_models AS o ON o.id = m.miner_model_id
        WHERE purchase_date < release_date OR warranty_expiry < purchase_date""",
    "a miner draws next to nothing while a plan holds it still": """
        SELECT count(*) FROM hosting.curtailment_plans AS p
        JOIN hosting.curtailment_plan_miners AS pm ON pm.plan_id = p.id
        JOIN hosting.miner_telemetry AS t ON t.miner_id = pm.miner_id
            AND t.recorded_at >= p.executed_at AND t.recorded_at < p.recovery_time
        WHERE t.hashrate > 0 OR t.power_consumption > 100""",
    "a plan's miners stand at its site": """
        SELECT count(*) FROM hosting.curtailment_plans AS p
        JOIN hosting.curtailment_plan_miners AS pm ON pm.plan_id = p.id
        JOIN hosting.hosting_miners AS m ON m.id = pm.miner_id WHERE m.site_id <> p.site_id""",
    "no plan is to save more power than its site's miners draw": """
        SELECT count(*) FROM hosting.curtailment_plans AS p WHERE target_power_reduction > (
            SELECT sum(power_consumption) / 1e6 FROM hosting.hosting_miners AS m
            JOIN hosting.miner_models AS o ON o.id = m.miner_model_id WHERE m.site_id = p.site_id)""",
    "every curtailed miner is in a plan that is being executed": """
        SELECT count(*) FROM hosting.hosting_miners AS m WHERE status = 'curtailed' AND NOT EXISTS (
            SELECT FROM hosting.curtailment_plans AS p JOIN hosting.curtailment_plan_miners AS pm ON pm.plan_id = p.id
            WHERE p.status = 'executing' AND pm.miner_id = m.id)""",
    "a plan is dated as its state demands": """
        SELECT count(*) FROM hosting.curtailment_plans
        WHERE (executed_at IS NOT NULL) <> (status IN ('executing', 'executed')) OR executed_at > $1
            OR (status IN ('pending', 'approved') AND scheduled_time < $1) OR recovery_time < executed_at""",
    "invoices are of won deals, and paid if they are dated so": """
        SELECT count(*) FROM hosting.crm_invoices AS i JOIN hosting.crm_deals AS d ON d.id = i.deal_id
        WHERE stage <> 'closed_won' OR (status = 'paid') <> (paid_date IS NOT NULL) OR (status = 'overdue' AND
            due_date >= $1::date)""",
    "a deal is closed when its stage says so": """
        SELECT count(*) FROM hosting.crm_deals WHERE (closed_at IS NOT NULL) <> (stage LIKE 'closed%')""",
    "the middle Bollinger band is the mean of twenty prices": """
        SELECT count(*) FROM hosting.technical_indicators AS i JOIN (
            SELECT id, avg(btc_price) OVER (ORDER BY created_at ROWS 19 PRECEDING) AS mean FROM hosting.market_analytics
        ) AS m ON m.id = i.analytics_id WHERE abs(bb_middle - mean) > 0.01""",
    "the MACD is the fast less the slow average, its histogram what it differs from its signal": """
        SELECT count(*) FROM hosting.technical_indicators
        WHERE abs(macd - (ema_12 - ema_26)) > 0.02 OR abs(macd_histogram - (macd - macd_signal)) > 0.02""",
    "a round's balance changes by its profit": """
        SELECT count(*) FROM crash.crash_game_rounds
        WHERE balance_after <> balance_before + profit OR profit <> payout_amount - stake_amount
            OR balance_before < stake_amount""",
    "a round begins with the balance that the one before left": """
        SELECT count(*) FROM (
            SELECT balance_before, lag(balance_after) OVER (PARTITION BY session_id ORDER BY round_number) AS left_over
            FROM crash.crash_game_rounds WHERE round_outcome <> 'error'
        ) AS rounds WHERE balance_before <> left_over""",
    "a bot wins when the game reaches its target and loses otherwise": """
        SELECT count(*) FROM crash.crash_game_rounds
        WHERE round_outcome <> CASE WHEN crash_multiplier >= target_multiplier THEN 'win' ELSE 'loss' END
            AND round_outcome IN ('win', 'loss')""",
    "a session's totals are those of its rounds": """
        SELECT count(*) FROM crash.session_logs AS s
        WHERE (total_rounds, winning_rounds, losing_rounds, total_staked, total_payout, net_profit) <> (
            SELECT count(*), count(*) FILTER (WHERE round_outcome = 'win'),
                count(*) FILTER (WHERE round_outcome = 'loss'), coalesce(sum(stake_amount), 0),
                coalesce(sum(payout_amount), 0), coalesce(sum(profit), 0)
            FROM crash.crash_game_rounds AS r WHERE r.session_id = s.session_id)""",
    "a round has one outcome at most, so that sums over outcomes are sums over rounds": """
        SELECT count(*) - count(DISTINCT round_id) FROM crash.analytics_round_outcomes""",
    "what is kept of a round agrees with it": """
        SELECT count(*) FROM crash.analytics_round_outcomes AS o JOIN crash.crash_game_rounds AS r ON r.id = o.round_id
        WHERE (o.bot_id, o.session_id, o.outcome, o.profit) <> (r.bot_id, r.session_id, r.round_outcome, r.profit)""",
}
"""What must not be: a count of the rows that break each promise; `$1` is now."""


@pytest.mark.parametrize("promise", NEVER)
async def test_no_row_breaks_the_promise(demo: Seeded, promise: str) -> None:
    sql = NEVER[promise]
    assert await demo.value(sql, *([demo.now] if "$1" in sql else [])) == 0


async def test_most_stored_figures_are_true_and_a_few_are_not(demo: Seeded) -> None:
    rows = await demo.postgres.fetch(
        """SELECT metric_value = (SELECT sum(amount) FROM fire22.wagers AS w
            WHERE w.created_at >= period_start AND w.created_at < period_end) AS is_true
        FROM fire22.kpi_metrics WHERE metric_name = 'handle'"""
    )
    wrong = sum(not row["is_true"] for row in rows)
    assert 0 < wrong < len(rows) / 5


async def test_crash_multipliers_have_the_tail_of_a_fair_game(demo: Seeded) -> None:
    """The chance to reach x is 0.97 / x; the bounds are beyond four standard deviations."""
    count = await demo.value("SELECT count(*) FROM crash.crash_game_rounds WHERE crash_multiplier IS NOT NULL")
    for reached in (1.5, 2, 5, 20):
        sql = "SELECT count(*) FROM crash.crash_game_rounds WHERE crash_multiplier >= $1::float8::numeric"
        chance = 0.97 / reached
        deviation = (chance * (1 - chance) / count) ** 0.5
        assert abs(await demo.value(sql, reached) / count - chance) < 4.5 * deviation


async def test_telemetry_follows_the_day(demo: Seeded) -> None:
    hours = await demo.postgres.fetch(
        """SELECT extract(hour FROM recorded_at) AS hour, avg(temperature) AS mean FROM hosting.miner_telemetry
        JOIN hosting.hosting_miners AS m ON m.id = miner_id WHERE site_id = 1 AND hashrate > 0 GROUP BY 1"""
    )
    means = [row["mean"] for row in hours]
    assert len(means) == 24
    assert max(means) - min(means) > 5


async def test_jackpots_climb_and_start_again(demo: Seeded) -> None:
    samples = await demo.mongo.aggregate("JACKP0T", [{"$sort": {"CredentialId": 1, "Timestamp": 1}}])
    values: dict[Any, list[float]] = {}
    for sample in samples:
        if {"CredentialId", "Timestamp", "Mini"} <= sample.keys():
            values.setdefault(sample["CredentialId"], []).append(sample["Mini"])
    start, reset, _ = TIERS["Mini"]
    for climb in values.values():
        ups, downs = (sum((after > before) is up for before, after in pairwise(climb)) for up in (True, False))
        assert downs >= 1
        assert ups > downs
        assert start <= min(climb) <= max(climb) <= reset


async def test_events_name_the_jackpot_and_the_credential_that_they_are_about(demo: Seeded) -> None:
    samples = {sample["_id"]: sample for sample in await demo.mongo.aggregate("JACKP0T", [])}
    about = await demo.mongo.aggregate("EV3NT", [{"$match": {"Metadata.JackpotId": {"$exists": True}}}])
    assert len(about) > 1_000
    pairs = [(event, samples[event["Metadata"]["JackpotId"]]) for event in about]
    assert all(event["Metadata"].get("CredentialId") == sample.get("CredentialId") for event, sample in pairs)
    assert all(event["Timestamp"] > sample["Timestamp"] for event, sample in pairs if "Timestamp" in event)
