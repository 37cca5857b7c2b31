"""hosting, the mining-site hosting business: miners, telemetry, curtailment, sales and market (seeds/hosting.md)."""

from stores.postgres.models.hosting.curtailment import CurtailmentPlan, PlanMiner
from stores.postgres.models.hosting.market import MarketSnapshot, TechnicalIndicator
from stores.postgres.models.hosting.miners import Miner, MinerModel, MinerOperation, Site
from stores.postgres.models.hosting.outbox import OutboxEvent
from stores.postgres.models.hosting.sales import Deal, DealActivity, Invoice, Lead
from stores.postgres.models.hosting.telemetry import TelemetrySample
from stores.postgres.models.hosting.users import HostingUser, LoginRecord, UserAccess

__all__ = [
    "CurtailmentPlan",
    "Deal",
    "DealActivity",
    "HostingUser",
    "Invoice",
    "Lead",
    "LoginRecord",
    "MarketSnapshot",
    "Miner",
    "MinerModel",
    "MinerOperation",
    "OutboxEvent",
    "PlanMiner",
    "Site",
    "TechnicalIndicator",
    "TelemetrySample",
    "UserAccess",
]
