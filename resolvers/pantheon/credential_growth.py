"""How the jackpot that a credential sees grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from resolvers.analysis import Source, analysis
from resolvers.pantheon.tier_growth import DAYS, READS, Look, ThresholdOwner, TierGrowth, require_samples, tier_growths
from stores.store import Row

SAMPLES = 100


@dataclass(frozen=True, slots=True)
class CredentialGrowth:
    """How the jackpot that a credential sees has grown lately."""

    tiers: Annotated[list[TierGrowth], "Its four tiers, the largest first."]


def _rows(samples: int = SAMPLES) -> int:
    require_samples(samples)
    return samples


@analysis("Credential", reads=READS, rows=_rows, priced_by=("samples",))
async def growth(
    source: Source,
    rows: Sequence[Row],
    *,
    days: Annotated[int, "Samples of so many days are looked at, up to 365."] = DAYS,
    samples: Annotated[int, "How many samples are looked at, the newest ones, from 2 to 1000."] = SAMPLES,
    threshold: Annotated[ThresholdOwner, "Which threshold is looked forward to."] = ThresholdOwner.CREDENTIAL,
    as_of: Annotated[datetime | None, "Only samples from before this moment count; now if nothing is said."] = None,
) -> list[CredentialGrowth]:
    """Dollars per day of each tier, beside those that are stored, and when the tiers reach their thresholds.

    A tier's growth r is the sum of the increases between successive samples over the time T that these took; what is
    missing in a sample is passed over, and a step to a smaller value, a reset, counts for nothing. The forecast is the
    newest value and r dollars a day from then on. Its interval, with a confidence of 95 %, is that of a random walk
    with drift: after h days the value varies by v * h * (1 + h / T), where v is the variance of a day's growth (squares
    of the steps' deviations over the time of each, divided by the number of steps less one), and Student's t has as
    many degrees of freedom; it starts and ends where the bounds of the value reach the threshold. See Hyndman and
    Athanasopoulos, Forecasting: Principles and Practice, on the drift method.
    """
    look = Look.of(days, samples, threshold, as_of)
    return [CredentialGrowth(tiers) for tiers in await tier_growths(source, rows, look)]
