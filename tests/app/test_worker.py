"""A server process and its garbage collector."""

from __future__ import annotations

import gc

from app.settings import Settings
from app.worker import open_unscanned


async def test_schema_is_out_of_the_sight_of_the_garbage_collector() -> None:
    """It has more than 50,000 objects; scanning them would stop the event loop again and again."""
    nowhere = {"postgres_url": "postgresql://127.0.0.1:9/x", "mongo_url": "mongodb://127.0.0.1:9"}
    before, thresholds = gc.get_freeze_count(), gc.get_threshold()
    try:
        async with open_unscanned(Settings.model_validate(nowhere)):
            assert gc.get_freeze_count() - before > 50_000
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
