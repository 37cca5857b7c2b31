"""Who is subscribed: how many there are of each field of `Subscription`, and how far behind the feeds are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Protocol


class Subscription(Protocol):
    """Those who are told the same, as far as the hub counts them and ends what they are told."""

    @property
    def field(self) -> str:
        """The field of `Subscription` that they have asked for."""

    @property
    def subscribers(self) -> int:
        """How many they are."""

    @property
    def waiting(self) -> int:
        """How many events wait for them."""

    def fail(self, failure: Exception) -> None:
        """End it by this error."""


@dataclass(frozen=True, slots=True)
class FeedSubscription:
    """All subscriptions to one field of `Subscription`, whatever their arguments."""

    field: Annotated[str, "The field: `siteTelemetry`, `wagerChanges`, `liveAgents`."]
    subscribers: Annotated[int, "Number of subscriptions that are open."]
    waiting: Annotated[
        int,
        "Events that wait for the one of them for whom most of them wait: who reads so slowly that they are more than"
        " the setting `event_limit` is ended. 0 for live queries, which are told the latest answer and no events.",
    ]


@dataclass(frozen=True, slots=True)
class Feed:
    """What brings the changes of one store to the subscribers of this process."""

    store: Annotated[str, "The store: `postgres` or `mongo`."]
    following: Annotated[
        bool,
        "Whether its changes are read for somebody. Who goes on after a cursor reads alone until it has caught up.",
    ]
    behind: Annotated[
        float,
        "Seconds since it last had handed all that it knew of to the subscribers and waited for news; 0 while that is"
        " so, or nobody is to be told. It grows while the store cannot be reached. What a transaction in flight holds"
        " back is not counted, as nobody can be told of that yet.",
    ]
    subscriptions: Annotated[
        tuple[FeedSubscription, ...],
        "Who is subscribed, by field. A live query is a subscription of each store that it reads.",
    ]


def tally(subscriptions: Iterable[Subscription]) -> tuple[FeedSubscription, ...]:
    """The subscriptions by their fields."""
    of_field: dict[str, list[Subscription]] = defaultdict(list)
    for each in subscriptions:
        of_field[each.field].append(each)
    return tuple(
        FeedSubscription(field, sum(each.subscribers for each in some), max(each.waiting for each in some))
        for field, some in sorted(of_field.items())
    )
