"""crash: the analyses of bots, games, strategies and signals."""

from resolvers.analysis import Analysis
from resolvers.crash.multiplier_distribution import multiplier_distribution
from resolvers.crash.platform_multipliers import multiplier_distribution as platform_multipliers
from resolvers.crash.session_summary import summary
from resolvers.crash.signal_effectiveness import signal_effectiveness
from resolvers.crash.statistics import statistics_of
from resolvers.crash.strategy_performance import strategy_performance
from resolvers.crash.streaks import streaks_of

ANALYSES: tuple[Analysis, ...] = (
    statistics_of("Bot", ("bot_id",)),
    streaks_of("Bot", "bot_id"),
    summary,
    streaks_of("CrashSession", "session_id"),
    statistics_of("GamePlatform", ("game_name", "platform_code")),
    platform_multipliers,
    strategy_performance,
    multiplier_distribution,
    signal_effectiveness,
)
