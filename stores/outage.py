"""Outages in the log: a line when a store is lost, and one when it answers again."""

from __future__ import annotations

import logging

from stores.errors import StoreUnavailable

logger = logging.getLogger("polygraph")


class OutageLog:
    """What the log was told last of one store."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._lost = False

    def lost(self, error: StoreUnavailable) -> None:
        """The store could not be reached."""
        if not self._lost:
            logger.warning("The store %s is lost: %s", self._store, error)
        self._lost = True

    def answered(self) -> None:
        """The store answered."""
        if self._lost:
            logger.info("The store %s answers again", self._store)
        self._lost = False
