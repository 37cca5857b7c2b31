"""All analyses of all systems."""

from resolvers import crash, fire22, hosting, kingpin, pantheon
from resolvers.analysis import Analysis
from resolvers.database_size import database_size

ANALYSES: tuple[Analysis, ...] = (
    *crash.ANALYSES,
    *fire22.ANALYSES,
    *hosting.ANALYSES,
    *kingpin.ANALYSES,
    *pantheon.ANALYSES,
    database_size,
)
