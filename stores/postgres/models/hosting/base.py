"""What the tables of hosting share."""

from __future__ import annotations

from stores.postgres.models.base import Model, schema_of


class HostingModel(Model):
    """Every table of the schema `hosting`."""

    __abstract__ = True
    metadata = schema_of("hosting")
