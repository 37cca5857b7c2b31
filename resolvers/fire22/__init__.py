"""fire22: the analyses of the sportsbook's back office."""

from resolvers.analysis import Analysis
from resolvers.fire22 import kpi_comparison, weekly_comparison
from resolvers.fire22.betting import BETTING_OF, betting
from resolvers.fire22.figure_differences import figure_differences

ANALYSES: tuple[Analysis, ...] = (
    betting,
    *BETTING_OF,
    weekly_comparison.comparison,
    kpi_comparison.comparison,
    figure_differences,
)
