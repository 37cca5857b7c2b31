"""What the model files of all five systems share: column types by annotation, closed sets, references."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

HIDDEN: dict[str, Any] = {"exposed": False}
"""`mapped_column(info=HIDDEN)`: the column exists in the table and nowhere in the graph (a secret)."""


def within(low: int, high: int | None = None) -> dict[str, Any]:
    """`mapped_column(info=within(0, 100))`: a CHECK that the value lies in this range, both ends included."""
    return {"range": (low, high)}


class OneOf(TypeDecorator[str]):
    """Text that is one of a closed set: a CHECK in the database, an enum in the graph.

    `length` None is TEXT, otherwise VARCHAR(length). The CHECK is added when the model class is made.
    """

    impl: TypeEngine[str] | type[TypeEngine[str]] = Text
    cache_ok = True

    def __init__(self, *values: str, length: int | None = None) -> None:
        super().__init__()
        self.values = values
        self.length = length
        if length is not None:
            self.impl = String(length)


def reference(
    target: str, *, name: str | None = None, inverse: str | None = None, ondelete: str | None = None
) -> ForeignKey:
    """A foreign key to `schema.table.column` that also names its relation in both directions.

    `name` is the field from child to parent (default: the column without `_id`); `inverse` the field from parent to
    children (default: the child's plural name).
    """
    return ForeignKey(target, ondelete=ondelete, info={"name": name, "inverse": inverse})


def composite_reference(columns: tuple[str, ...], target: str, *, name: str, inverse: str) -> ForeignKeyConstraint:
    """A foreign key over several columns to those of the same names in `schema.table`; see `reference`."""
    info = {"name": name, "inverse": inverse}
    return ForeignKeyConstraint(columns, [f"{target}.{column}" for column in columns], info=info)


class Model(DeclarativeBase):
    """The root of every table's model.

    The class name is the GraphQL type, the docstring its description and the table's comment.
    `__plural__` names the list where adding an `s` would not do; `__time__` the column that dates a row.
    """

    __abstract__ = True
    __plural__: ClassVar[str | None] = None
    __time__: ClassVar[str | None] = None
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        int: Integer,
        Decimal: Numeric,
        datetime: DateTime(timezone=True),
        date: Date,
        dict[str, Any]: JSONB,
    }

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__tablename__" in cls.__dict__ and isinstance(cls.__table__, Table):
            cls.__table__.comment = inspect.cleandoc(cls.__doc__ or "")
            add_checks(cls.__table__)


def add_checks(table: Table) -> None:
    """Give closed sets and ranges their CHECKs, named `<table>_<column>_check` as PostgreSQL itself would."""
    for column in table.columns:
        for condition in conditions(column):
            table.append_constraint(CheckConstraint(condition, name=f"{table.name}_{column.name}_check"))


def conditions(column: Column[Any]) -> Iterator[ColumnElement[bool]]:
    """What a column's values must satisfy: its closed set, or its range."""
    if isinstance(column.type, OneOf):
        yield column.in_(column.type.values)
    if "range" in column.info:
        low, high = column.info["range"]
        yield column >= low if high is None else column.between(low, high)


def schema_of(name: str) -> MetaData:
    """The metadata of one system, whose tables live in the Postgres schema `name`.

    A column declared with `index=True` gets the index `idx_<table>_<column>`, as the documents name theirs.
    """
    return MetaData(schema=name, naming_convention={"ix": "idx_%(table_name)s_%(column_0_name)s"})
