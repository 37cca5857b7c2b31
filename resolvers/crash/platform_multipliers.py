"""How the multipliers of one game on a platform are distributed."""

from __future__ import annotations

from collections.abc import Sequence

from resolvers.analysis import Source, analysis, between
from resolvers.crash.multiplier_distribution import (
    PERCENT,
    Earliest,
    GivenEdges,
    Latest,
    MultiplierDistribution,
    band_count,
    checked_edges,
    counted,
    distribution,
)
from resolvers.windows import require_window
from stores.store import Row

KEY = ("game_name", "platform_code")


@analysis(
    "GamePlatform", reads=("game_name", "platform_code", "return_to_player"), rows=band_count, priced_by=("edges",)
)
async def multiplier_distribution(
    source: Source, rows: Sequence[Row], *, edges: GivenEdges = None, from_: Earliest = None, to: Latest = None
) -> list[MultiplierDistribution]:
    """How many rounds of the game crashed in which band of multipliers, beside what its return lets expect."""
    require_window(from_, to)
    bounds = checked_edges(edges)
    keys = [tuple(row[column] for column in KEY) for row in rows]
    found = await counted(source, bounds, [between("timestamp", from_, to)], KEY, keys)
    returns = (row["return_to_player"] for row in rows)
    parts = [None if each is None else float(each) / PERCENT for each in returns]
    return [distribution(bounds, of_key, part) for of_key, part in zip(found, parts, strict=True)]
