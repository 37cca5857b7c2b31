"""The schema: everything that is derived from the catalogue, put together."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph.analyses import of_owner
from graph.execution.executor import EXECUTORS
from graph.feeds import feeds_field
from graph.fields import new_object, require_distinct, resolve_derived
from graph.live_fields import live_fields
from graph.live_queries import live_query_fields
from graph.objects import derive_types
from graph.roots import root_fields
from graph.scalars import SCALAR_MAP
from resolvers.analysis import Analysis
from resolvers.pages import PageSizes
from stores.catalogue import Catalogue

DESCRIPTION = "Everything of the five systems that can be read."
LIVE_DESCRIPTION = "What happens in the five systems, as it happens."


def build_schema(
    catalogue: Catalogue,
    sizes: PageSizes | None = None,
    execution: str = "breadth-first",
    analyses: Sequence[Analysis] = (),
) -> strawberry.Schema:
    """The executable schema over a catalogue, with pages of these sizes, run by one of `EXECUTORS`.

    `analyses` have their fields beside the derived ones. Raises Misconfigured where two fields would share a name.
    """
    with _uncollected():
        return _built(catalogue, sizes or PageSizes(), execution, analyses)


def _built(catalogue: Catalogue, sizes: PageSizes, execution: str, analyses: Sequence[Analysis]) -> strawberry.Schema:
    types, analysed = derive_types(catalogue, sizes, analyses)
    query = new_object("Query", DESCRIPTION)
    fields = query.__strawberry_definition__.fields
    fields.extend(root_fields(catalogue, types, sizes))
    fields.extend(map(analysed.field, of_owner(analyses, None)))
    subscription = new_object("Subscription", LIVE_DESCRIPTION)
    live = subscription.__strawberry_definition__.fields
    live.extend(live_fields(catalogue, types))
    live.extend(live_query_fields(fields, types))
    require_distinct("Subscription", live)
    # No feed tells when it changes, so that it is no live query.
    fields.append(feeds_field())
    require_distinct("Query", fields)
    schema = strawberry.Schema(
        query,
        subscription=subscription,
        types=[each.object for each in types.values()],
        config=StrawberryConfig(scalar_map=SCALAR_MAP),
        execution_context_class=EXECUTORS[execution],
    )
    resolve_derived(schema._schema)
    return schema


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: half a million objects are made, all to stay, and it would look at them often."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
