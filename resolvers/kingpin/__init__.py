"""kingpin: the analyses of the streaming game."""

from resolvers.analysis import Analysis
from resolvers.kingpin.gambling import gambling, gambling_profit_and_loss
from resolvers.kingpin.heists import heist_summary
from resolvers.kingpin.leaderboard import leaderboard
from resolvers.kingpin.lottery import lottery_chances, lottery_summary, summary
from resolvers.kingpin.standing import standing

ANALYSES: tuple[Analysis, ...] = (
    leaderboard,
    standing,
    gambling_profit_and_loss,
    gambling,
    lottery_summary,
    summary,
    lottery_chances,
    heist_summary,
)
