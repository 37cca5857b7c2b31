"""The catalogue's Postgres half, derived from the SQLAlchemy models of the four systems."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column as SqlColumn,
    Date,
    DateTime,
    Enum,
    Float,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB

from stores.catalogue import Catalogue, Column, Entity, Relation, ValueType
from stores.errors import Misconfigured
from stores.naming import plural_of, snake_case
from stores.postgres.models import SYSTEMS
from stores.postgres.models.base import Model, OneOf

VALUE_TYPES: tuple[tuple[type, ValueType], ...] = (
    (OneOf, ValueType.TEXT),
    (Enum, ValueType.TEXT),
    (String, ValueType.TEXT),
    (BigInteger, ValueType.BIG_INTEGER),
    (Integer, ValueType.INTEGER),
    (Float, ValueType.FLOAT),
    (Numeric, ValueType.DECIMAL),
    (Boolean, ValueType.BOOLEAN),
    (DateTime, ValueType.DATETIME),
    (Date, ValueType.DATE),
    (JSONB, ValueType.JSON),
)
"""Column types and what they hold; the first that fits counts."""


def models() -> dict[str, type[Model]]:
    """Every mapped model by its class name, in the order of the systems' files."""
    mapped = {mapper.class_.__name__: mapper.class_ for mapper in Model.registry.mappers}
    return {name: mapped[name] for name in sorted(mapped, key=lambda name: _table(mapped[name]).fullname)}


def tables() -> dict[str, Table]:
    """Every model's table by the name of its entity."""
    return {name: _table(model) for name, model in models().items()}


def derive() -> Catalogue:
    """The entities of all models, with the relations of their foreign keys in both directions."""
    names = {table.fullname: name for name, table in tables().items()}
    catalogue = Catalogue(_entity(model) for model in models().values())
    relations = (
        pair
        for name, table in tables().items()
        for constraint in sorted(table.foreign_key_constraints, key=lambda each: list(each.column_keys))
        for pair in _relations(catalogue[name], catalogue[names[constraint.referred_table.fullname]], constraint)
    )
    return catalogue.with_relations(relations)


def closed_set(column: SqlColumn[Any]) -> tuple[str, ...]:
    """The values that a column is limited to; empty if it is not."""
    if isinstance(column.type, OneOf):
        return column.type.values
    return tuple(column.type.enums) if isinstance(column.type, Enum) else ()


def _table(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


def _entity(model: type[Model]) -> Entity:
    table = _table(model)
    time = model.__time__ or ("created_at" if "created_at" in table.columns else None)
    if table.schema not in SYSTEMS:
        raise Misconfigured(f"table {table.fullname} is in no known system's schema")
    return Entity(
        name=model.__name__,
        plural=model.__plural__ or plural_of(model.__name__),
        system=table.schema,
        store="postgres",
        source=table.fullname,
        description=table.comment or "",
        key=tuple(column.name for column in table.primary_key.columns),
        columns={column.name: _column(column) for column in table.columns},
        relations={},
        uniques=tuple(_uniques(table)),
        time=time,
        typed=True,
    )


def _column(column: SqlColumn[Any]) -> Column:
    found = [value for sql_type, value in VALUE_TYPES if isinstance(column.type, sql_type)]
    if not found:
        raise Misconfigured(
            f"{column.table.fullname}.{column.name} has a type the graph does not know: {column.type!r}"
        )
    return Column(
        name=column.name,
        source=column.name,
        type=found[0],
        nullable=bool(column.nullable),
        description=column.comment or "",
        values=closed_set(column),
        exposed=column.info.get("exposed", True),
    )


def _uniques(table: Table) -> Iterator[tuple[str, ...]]:
    """The sets of columns that find one row: an index over expressions or over some rows only finds none."""
    constraints = (each for each in table.constraints if isinstance(each, UniqueConstraint))
    indexes = (index for index in table.indexes if index.unique and not index.dialect_kwargs.get("postgresql_where"))
    whole = (index for index in indexes if len(index.columns) == len(index.expressions))
    yield from sorted(tuple(column.name for column in cast("Any", each).columns) for each in (*constraints, *whole))


def _relations(child: Entity, parent: Entity, key: ForeignKeyConstraint) -> Iterator[tuple[str, Relation]]:
    """The field from child to parent, and the one back."""
    local = tuple(column.name for column in key.columns)
    remote = tuple(element.column.name for element in key.elements)
    info = key.info or key.elements[0].info
    name = info.get("name") or local[-1].removesuffix("_id")
    described = child.columns[local[0]].description
    yield child.name, Relation(name, parent.name, False, local, remote, described)
    many = not child.is_unique(local)
    inverse = info.get("inverse") or snake_case(child.plural if many else child.name)
    described = f"The {snake_case(child.plural).replace('_', ' ')} that refer to this row by `{', '.join(local)}`."
    yield parent.name, Relation(snake_case(inverse), child.name, many, remote, local, described)
