"""The schema: everything that is derived from the catalogue, put together."""

from __future__ import annotations

import strawberry
from strawberry.schema.config import StrawberryConfig

from graph.execution.executor import EXECUTORS
from graph.fields import require_distinct
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
    sizes = sizes or PageSizes()
    types = derive_types(catalogue, sizes)
    query = strawberry.type(type("Query", (), {}), description=DESCRIPTION)
    fields = query.__strawberry_definition__.fields  # type: ignore[attr-defined]
    fields.extend(root_fields(catalogue, types, sizes))
    require_distinct("Query", fields)
    return strawberry.Schema(
        query,
        types=[each.object for each in types.values()],
        config=StrawberryConfig(scalar_map=SCALAR_MAP),
        execution_context_class=EXECUTORS[execution],
    )
