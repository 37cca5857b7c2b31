"""The fields of a list that say what its rows come to, instead of which they are."""

from __future__ import annotations

from graph.aggregates import AggregateType, columns_of
from graph.batch_field import BatchField
from graph.downsampled import DownsampledField
from graph.groups import GroupType
from graph.series import SeriesType
from stores.aggregate import Function
from stores.catalogue import Entity, ValueType


def figure_fields(entity: Entity, aggregate: AggregateType, groups: GroupType) -> list[BatchField]:
    """Those of an entity's lists; what is about time only where it has one."""
    fields = [aggregate.field(), groups.field()]
    if entity.time is not None and entity.columns[entity.time].type is ValueType.DATETIME:
        fields.append(SeriesType(entity, aggregate, groups).field())
        if columns_of(entity, Function.SUM):
            fields.append(DownsampledField(entity).field())
    return fields
