"""Sample data: every table and collection filled with what a real installation might hold, the same for the same seed.

    report = await seed(postgres_url, mongo_url, scale=SCALES["demo"], seed=1, now=now)

Rows are derived from the tables (`filler`); where reality has a shape, a recipe gives it (`recipe`, `recipes/`).
"""

from __future__ import annotations

from stores.seed.scale import SCALES, Scale, scale_named
from stores.seed.seeding import Report, seed

__all__ = ["SCALES", "Report", "Scale", "scale_named", "seed"]
