"""A column that is written whole is one in which nothing is unusual; anything else is looked at value by value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from graphql import GraphQLEnumType, GraphQLLeafType, GraphQLString

from graph.execution.columns import writer
from stores.catalogue import Column, ValueType

VALUES: dict[ValueType, Any] = {
    ValueType.TEXT: "a",
    ValueType.INTEGER: 1,
    ValueType.BIG_INTEGER: 1,
    ValueType.DECIMAL: "1.5",
    ValueType.FLOAT: 1.5,
    ValueType.BOOLEAN: True,
    ValueType.DATETIME: datetime(2026, 1, 1, tzinfo=UTC),
    ValueType.DATE: date(2026, 1, 1),
    ValueType.OBJECT_ID: "0" * 24,
}
NAMES = GraphQLEnumType("Letter", {"A": "a"})


def written(leaf: GraphQLLeafType, value: Any, *, type_: ValueType, nullable: bool, typed: bool) -> bool:
    """Whether a column with this value beside a usual one is written whole."""
    column = Column("name", "name", type_, nullable, "A name.")
    return writer(column, leaf, typed=typed)([VALUES[type_], value]) is not None


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize("type_", VALUES)
def test_a_null_is_usual_only_where_there_may_be_one(type_: ValueType, *, typed: bool) -> None:
    """Also in a store that holds its values to their types: its tables may have been altered by hand."""
    assert written(GraphQLString, VALUES[type_], type_=type_, nullable=False, typed=typed)
    assert written(GraphQLString, None, type_=type_, nullable=True, typed=typed)
    assert not written(GraphQLString, None, type_=type_, nullable=False, typed=typed)


def test_a_null_is_usual_in_an_enum_only_where_there_may_be_one() -> None:
    assert written(NAMES, None, type_=ValueType.TEXT, nullable=True, typed=True)
    assert not written(NAMES, None, type_=ValueType.TEXT, nullable=False, typed=True)
