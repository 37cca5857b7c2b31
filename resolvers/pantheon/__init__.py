"""pantheon: the analyses of the jackpot agents."""

from resolvers.analysis import Analysis
from resolvers.pantheon import credential_growth, house_growth
from resolvers.pantheon.jackpot_moves import moves
from resolvers.pantheon.signal_outcomes import signal_outcomes

ANALYSES: tuple[Analysis, ...] = (credential_growth.growth, house_growth.growth, moves, signal_outcomes)
