"""Delivery: events to those whom they concern, made once for all who see the same of them."""

from __future__ import annotations

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

Batch = dict[Seen, list[Subscriber]]
"""What a cohort is to be told: events as it sees them, each with those of it who are to hear."""


def see(
    events: Sequence[Event], concerned: Callable[[Event], Iterable[Subscriber]], is_after: IsAfter
) -> dict[Cohort, Batch]:
    """Who is to be told of events. A filter that cannot be judged ends the subscriptions of those whose it is."""
    seen: dict[Cohort, Batch] = defaultdict(lambda: defaultdict(list))
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
    return seen


async def deliver(cohort: Cohort, seen: Batch) -> None:
    """Bring events to a cohort; what it sees of them is made once. A selection that fails ends its subscriptions."""
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


def _judged(judged: Judged, watch: Watch, event: Event) -> Operation | Exception | None:
    place = (watch.see, watch.holds)
    if place not in judged:
        try:
            judged[place] = watch.see(event, watch.holds)
        except Exception as error:
            judged[place] = noted(error, "A filter could not be judged")
    return judged[place]


def noted(error: Exception, what: str) -> Exception:
    """The error; one that nobody foresaw is logged."""
    if not isinstance(error, PolygraphError):
        logger.error(what, exc_info=error)
    return error
