"""The root field `feeds`: who is subscribed, and how far behind what they hear is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.batch_field import ONE, BatchField
from graph.context import Context
from graph.records import Records
from resolvers.live.tally import Feed

DESCRIPTION = "The feeds of this process, one of each store: who is subscribed, and how far behind they are."


def feeds_field() -> BatchField:
    """The field. It asks no store, and its size depends on the fields of `Subscription` alone."""
    annotation = Records({}, {}).annotation(list[Feed])
    return BatchField("feeds", annotation, DESCRIPTION, lambda _: lambda _: _feeds, size=ONE)


def _feeds(parents: Sequence[Any], context: Context) -> list[Sequence[Feed]]:
    return [context.feeds()] * len(parents)
