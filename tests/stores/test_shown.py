"""What clients see of a row's value, and for which values they see an error."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from sqlalchemy import Column as SqlColumn, Float, Integer, MetaData, Numeric, Table

from stores.catalogue import Column, Entity, ValueType
from stores.errors import UnrepresentableValue
from stores.order import Order
from stores.postgres.pool import PostgresOptions
from stores.postgres.store import PostgresStore
from stores.query import Select
from stores.store import shown

TABLE = Table(
    "numbers",
    MetaData(),
    SqlColumn("id", Integer, primary_key=True),
    SqlColumn("real", Float),
    SqlColumn("price", Numeric),
)
COLUMNS = {
    name: Column(name, name, type_, nullable=name != "id", description="")
    for name, type_ in (("id", ValueType.INTEGER), ("real", ValueType.FLOAT), ("price", ValueType.DECIMAL))
}
ENTITY = Entity("Number", "numbers", "test", "postgres", "numbers", "", ("id",), COLUMNS, {}, typed=True)


async def test_numbers_of_postgres_that_are_none_are_unrepresentable(empty_database: str) -> None:
    """Its floats and decimals can be NaN and infinite, which GraphQL cannot say."""
    connection = await asyncpg.connect(empty_database)
    await connection.execute("CREATE TABLE numbers (id int PRIMARY KEY, real float8, price numeric)")
    texts = ["1.5", "NaN", "Infinity", "-Infinity", None]
    statement = "INSERT INTO numbers VALUES ($1, $2::text::float8, $2::text::numeric)"
    await connection.executemany(statement, list(enumerate(texts)))
    await connection.close()
    store = PostgresStore(PostgresOptions(empty_database), {"Number": TABLE})
    number, *others, absent = await store.select(Select(ENTITY, tuple(COLUMNS), order=(Order("id"),)))
    await store.close()
    for name, expected in (("real", 1.5), ("price", "1.5")):
        show = shown(COLUMNS[name])
        assert (show(number[name]), show(absent[name])) == (expected, None)
        for other in others:
            with pytest.raises(UnrepresentableValue, match=name):
                show(other[name])


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (ValueType.INTEGER, True),
        (ValueType.INTEGER, -(2**31) - 1),
        (ValueType.BIG_INTEGER, False),
        (ValueType.FLOAT, True),
        (ValueType.FLOAT, 10**400),
        (ValueType.BOOLEAN, 1),
        (ValueType.TEXT, "outside of the closed set"),
        (ValueType.TEXT, None),
        (ValueType.DATETIME, "294276-12-31 23:59:59+00"),
    ],
)
def test_a_value_of_another_type_is_unrepresentable(type_: ValueType, value: Any) -> None:
    with pytest.raises(UnrepresentableValue, match="column"):
        shown(Column("column", "column", type_, nullable=False, description="", values=("a",) * (type_ == "text")))(
            value
        )
