"""Delivery: events to those whom they concern, made once for all who see the same of them."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from resolvers.live.event import Event, IsAfter, Seen
from resolvers.live.subscriber import Cohort, Subscriber, Watch
from stores.errors import PolygraphError
from stores.feed import Operation

logger = logging.getLogger("polygraph")

Judged = dict[tuple[Any, Any], Operation | Exception | None]
"""What an event is to those who see it in one way and filter alike, or why nobody can say."""


async def deliver(
    events: Sequence[Event],
    concerned: Callable[[Event], Iterable[Subscriber]],
    is_after: IsAfter,
) -> None:
    """Bring events to those whom they concern; what a cohort sees of them is made once.

    What goes wrong ends the subscriptions of those alone whose filter or selection it is.
    """
    seen: dict[Cohort, dict[Seen, list[Subscriber]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        judged: Judged = {}
        for subscriber in concerned(event):
            operation = _judged(judged, subscriber.watch, event)
            if isinstance(operation, Exception):
                subscriber.fail(operation)
            elif operation is not None:
                # Events come in order: what comes after one that is after its start is so too.
                subscriber.settled = subscriber.settled or is_after(event.position, subscriber.start)
                if subscriber.settled:
                    seen[subscriber.watch.cohort][Seen(event, operation)].append(subscriber)
    async with asyncio.TaskGroup() as tasks:
        for cohort, some in seen.items():
            tasks.create_task(_deliver_to(cohort, some))


def _judged(judged: Judged, watch: Watch, event: Event) -> Operation | Exception | None:
    place = (watch.see, watch.holds)
    if place not in judged:
        try:
            judged[place] = watch.see(event, watch.holds)
        except Exception as error:
            judged[place] = noted(error, "A filter could not be judged")
    return judged[place]


async def _deliver_to(cohort: Cohort, seen: dict[Seen, list[Subscriber]]) -> None:
    try:
        items = await cohort.items(list(seen))
    except Exception as error:
        noted(error, "Events could not be written")
        for subscriber in dict.fromkeys(each for some in seen.values() for each in some):
            subscriber.fail(error)
        return
    for (event, _), item, subscribers in zip(seen, items, seen.values(), strict=True):
        for subscriber in subscribers:
            subscriber.put(event.key, event.position, item)


def noted(error: Exception, what: str) -> Exception:
    """The error; one that nobody foresaw is logged."""
    if not isinstance(error, PolygraphError):
        logger.error(what, exc_info=error)
    return error
