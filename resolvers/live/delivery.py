"""Delivery: events to those whom they concern, made once for all who see the same of them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from resolvers.live.event import Event, IsAfter, Seen
from resolvers.live.subscriber import Cohort, Subscriber
from stores.errors import PolygraphError
from stores.feed import Operation


async def deliver(
    events: Sequence[Event],
    concerned: Callable[[Event], Iterable[Subscriber]],
    is_after: IsAfter,
) -> None:
    """Bring events to those whom they concern; what a cohort sees of them is made once."""
    seen: dict[Cohort, dict[Seen, list[Subscriber]]] = defaultdict(lambda: defaultdict(list))
    for event in events:
        judged: dict[tuple[Any, Any], Operation | None] = {}
        for subscriber in concerned(event):
            watch = subscriber.watch
            place = (watch.see, watch.holds)
            if place not in judged:
                judged[place] = watch.see(event, watch.holds)
            operation = judged[place]
            if operation is None:
                continue
            # Events come in order: what comes after one that is after its start is so too.
            subscriber.settled = subscriber.settled or is_after(event.position, subscriber.start)
            if subscriber.settled:
                seen[watch.cohort][Seen(event, operation)].append(subscriber)
    async with asyncio.TaskGroup() as tasks:
        for cohort, some in seen.items():
            tasks.create_task(_deliver_to(cohort, some))


async def _deliver_to(cohort: Cohort, seen: dict[Seen, list[Subscriber]]) -> None:
    try:
        items = await cohort.items(list(seen))
    except PolygraphError as error:
        for subscriber in dict.fromkeys(each for some in seen.values() for each in some):
            subscriber.fail(error)
        return
    for (event, _), item, subscribers in zip(seen, items, seen.values(), strict=True):
        for subscriber in subscribers:
            subscriber.put(event.key, event.position, item)
