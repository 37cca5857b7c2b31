"""The schema: everything that is derived from the catalogue, put together."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph.execution.executor import EXECUTORS
from graph.fields import new_object, require_distinct
from graph.objects import derive_types
from graph.roots import root_fields
from graph.scalars import SCALAR_MAP
from resolvers.pages import PageSizes
from stores.catalogue import Catalogue

DESCRIPTION = "Everything of the five systems that can be read."


def build_schema(
    catalogue: Catalogue, sizes: PageSizes | None = None, execution: str = "breadth-first"
) -> strawberry.Schema:
    """The executable schema over a catalogue, with pages of these sizes, run by one of `EXECUTORS`.

    Raises Misconfigured where two fields would share a name.
    """
    with _uncollected():
        return _built(catalogue, sizes or PageSizes(), execution)


def _built(catalogue: Catalogue, sizes: PageSizes, execution: str) -> strawberry.Schema:
    types = derive_types(catalogue, sizes)
    query = new_object("Query", DESCRIPTION)
    fields = query.__strawberry_definition__.fields
    fields.extend(root_fields(catalogue, types, sizes))
    require_distinct("Query", fields)
    return strawberry.Schema(
        query,
        types=[each.object for each in types.values()],
        config=StrawberryConfig(scalar_map=SCALAR_MAP),
        execution_context_class=EXECUTORS[execution],
    )


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
