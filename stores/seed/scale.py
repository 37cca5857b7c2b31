"""How much sample data: rows of the tables that drive the others, for each scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from stores.errors import BadInput


@dataclass(frozen=True, slots=True)
class Scale:
    """An amount of sample data. A table that `rows` does not name gets `default` rows, or what its recipe makes."""

    name: str
    default: int
    telemetry_interval: timedelta
    rows: Mapping[str, int]

    def rows_of(self, source: str) -> int:
        """Rows aimed at for a table or collection."""
        return self.rows.get(source, self.default)


ROWS: Mapping[str, tuple[int, int, int]] = {
    "fire22.agents": (5, 20, 400),
    "fire22.customers": (24, 400, 20_000),
    "fire22.users": (20, 160, 6_000),
    "fire22.wagers": (120, 10_000, 1_000_000),
    "fire22.transactions": (100, 6_000, 500_000),
    "fire22.activities": (40, 3_000, 150_000),
    "fire22.kpi_metrics": (7, 60, 120),
    "hosting.users": (14, 60, 2_000),
    "hosting.login_records": (30, 1_500, 60_000),
    "hosting.hosting_sites": (4, 8, 80),
    "hosting.hosting_miners": (16, 200, 20_000),
    "hosting.miner_telemetry": (150, 130_000, 4_000_000),
    "hosting.miner_operation_log": (30, 1_500, 100_000),
    "hosting.curtailment_plans": (12, 40, 1_500),
    "hosting.market_analytics": (60, 2_880, 35_040),
    "hosting.crm_leads": (20, 150, 6_000),
    "hosting.user_access": (14, 80, 2_500),
    "hosting.crm_activities": (24, 600, 24_000),
    "hosting.outbox_events": (20, 800, 40_000),
    "crash.bot_vm_registration": (6, 12, 200),
    "crash.session_logs": (16, 90, 3_000),
    "crash.crash_game_rounds": (160, 3_000, 100_000),
    "kingpin.users": (12, 300, 15_000),
    "kingpin.streaming_sessions": (5, 30, 300),
    "kingpin.monetization_events": (24, 1_500, 40_000),
    "kingpin.chat_messages": (30, 4_000, 150_000),
    "kingpin.game_events": (30, 5_000, 150_000),
    "kingpin.event_batch_queue": (28, 200, 5_000),
    "kingpin.user_notifications": (20, 1_500, 40_000),
    "kingpin.gambling_sessions": (60, 6_000, 200_000),
    "kingpin.coin_flip_challenges": (12, 400, 10_000),
    "kingpin.lottery_draws": (9, 60, 400),
    "kingpin.user_crates": (30, 1_200, 45_000),
    "kingpin.user_missions": (30, 1_500, 50_000),
    "kingpin.leaderboard_snapshots": (60, 2_000, 60_000),
    "kingpin.cooldowns": (18, 400, 8_000),
    "kingpin.oauth_link_states": (12, 120, 3_000),
    "kingpin.discord_server_config": (6, 12, 40),
    "H0U53": (4, 8, 40),
    "G4ME": (12, 30, 400),
    "CRED3N7IAL": (12, 60, 1_000),
    "JACKP0T": (120, 9_000, 90_000),
    "EV3NT": (90, 4_000, 40_000),
    "ERR0R": (20, 300, 4_000),
}
"""Rows of the driving tables at the scales `tiny`, `demo` and `bench`."""


def _scale(place: int, name: str, default: int, telemetry_minutes: int) -> Scale:
    rows = {source: sizes[place] for source, sizes in ROWS.items()}
    return Scale(name, default, timedelta(minutes=telemetry_minutes), rows)


SCALES: Mapping[str, Scale] = {
    "tiny": _scale(0, "tiny", default=12, telemetry_minutes=120),
    "demo": _scale(1, "demo", default=80, telemetry_minutes=15),
    "bench": _scale(2, "bench", default=2_000, telemetry_minutes=30),
}


def scale_named(name: str) -> Scale:
    """The scale of this name. Raises BadInput, naming those there are."""
    if name not in SCALES:
        raise BadInput(f"there is no scale {name}; choose one of {', '.join(SCALES)}")
    return SCALES[name]
