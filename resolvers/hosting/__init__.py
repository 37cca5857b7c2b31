"""hosting: the analyses of the mining sites."""

from resolvers.analysis import Analysis
from resolvers.hosting.crm_pipeline import crm_pipeline
from resolvers.hosting.curtailment import curtailment, effect
from resolvers.hosting.invoice_ageing import invoice_ageing
from resolvers.hosting.market_indicators import market_indicators
from resolvers.hosting.measured_curtailment import measured_effect
from resolvers.hosting.measured_efficiency import MEASURED_EFFICIENCIES
from resolvers.hosting.miner_uptime import uptime
from resolvers.hosting.site_power import power

ANALYSES: tuple[Analysis, ...] = (
    power,
    *MEASURED_EFFICIENCIES,
    uptime,
    effect,
    measured_effect,
    curtailment,
    crm_pipeline,
    invoice_ageing,
    market_indicators,
)
