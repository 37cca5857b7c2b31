"""Backlogs: what is still to be made for cohorts whose selections take long, so that all others are told meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from resolvers.live.delivery import Batch, deliver
from resolvers.live.subscriber import Cohort
from stores.errors import Lagged

GRACE = 1.0
"""Seconds that all wait for a cohort: while rows come in masses, they are read as fast as they are told."""


class Backlogs:
    """What waits for each cohort that is being told of events, at most `limit` of these while it is late."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: dict[Cohort, Batch] = {}
        self._tasks: dict[Cohort, asyncio.Task[None]] = {}

    def __contains__(self, cohort: object) -> bool:
        """Whether a cohort has not been told of everything yet."""
        return cohort in self._tasks

    async def tell(self, seen: Mapping[Cohort, Batch]) -> None:
        """Tell cohorts of events. Return when all have been told that were not late before, or are late now."""
        begun = [self._begin(cohort, batch) for cohort, batch in seen.items() if not self._is_late(cohort, batch)]
        if begun:
            await asyncio.wait(begun, timeout=GRACE)

    async def close(self) -> None:
        """Tell nothing more."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, cohort: Cohort, batch: Batch) -> asyncio.Task[None]:
        self._waiting[cohort] = batch
        task = self._tasks[cohort] = asyncio.create_task(self._work(cohort))
        return task

    def _is_late(self, cohort: Cohort, batch: Batch) -> bool:
        """Whether a cohort still has events to be told of; then these wait too, or end its subscriptions."""
        if cohort not in self._tasks:
            return False
        waiting = self._waiting.setdefault(cohort, {})
        if len(waiting) + len(batch) > self._limit:
            why = f"more than {self._limit} events wait for this selection, which takes too long"
            for subscriber in dict.fromkeys(each for some in batch.values() for each in some):
                subscriber.fail(Lagged(why))
        else:
            waiting |= batch
        return True

    async def _work(self, cohort: Cohort) -> None:
        try:
            while batch := self._waiting.pop(cohort, None):
                await deliver(cohort, batch)
        finally:
            self._waiting.pop(cohort, None)
            del self._tasks[cohort]
