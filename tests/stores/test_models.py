"""The models of all systems keep the rules that the catalogue and the graph build upon."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, cast

import pytest
from sqlalchemy import Column, DateTime, Float, ForeignKeyConstraint, Table, UniqueConstraint, inspect

import stores.postgres.models
from stores.naming import plural_of
from stores.postgres.models.base import Model, OneOf

ENUM_VALUE = re.compile(r"(?!__)(?!(TRUE|FALSE|NULL)$)[_A-Z][_0-9A-Z]*")
SECRET = re.compile(r"password|secret|token|webhook|(^|_)hash$|code_verifier|^state$")

MODELS: list[type[Model]] = sorted(
    (mapper.class_ for mapper in Model.registry.mappers), key=lambda model: (model.__module__, model.__name__)
)
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def table_of(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


def leading_columns(table: Table) -> set[str]:
    """The first columns of the primary key and of every unique constraint and index."""
    ordered: list[list[Any]] = [list(table.primary_key.columns)]
    ordered += [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
    ordered += [list(index.expressions) for index in table.indexes]
    return {columns[0].name for columns in ordered if isinstance(columns[0], Column)}


def test_models_of_every_system_are_registered() -> None:
    """A system that registers no model would make the other tests hold for nothing."""
    assert {table_of(model).schema for model in MODELS} == set(stores.postgres.models.SYSTEMS)


def test_names_of_types_and_lists_are_unique() -> None:
    names = [name for model in MODELS for name in (model.__name__, model.__plural__ or plural_of(model.__name__))]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@every_model
def test_table_and_columns_are_described_in_sentences(model: type[Model]) -> None:
    table = table_of(model)
    assert (table.comment or "").endswith(".")
    assert [column.name for column in table.columns if not re.search(r"\w.*\.$", column.comment or "")] == []


@every_model
def test_docstring_is_the_models_own(model: type[Model]) -> None:
    """A docstring inherited from the base would describe every table alike."""
    assert model.__dict__.get("__doc__")


@every_model
def test_foreign_keys_lead_an_index(model: type[Model]) -> None:
    table = table_of(model)
    keys = [each for each in table.constraints if isinstance(each, ForeignKeyConstraint)]
    assert {each.column_keys[0] for each in keys} <= leading_columns(table)


@every_model
def test_closed_sets_are_enum_values(model: type[Model]) -> None:
    """Upper-cased, the values of a closed set are different names that GraphQL allows for enum values."""
    for column in table_of(model).columns:
        if isinstance(column.type, OneOf):
            values = [value.upper() for value in column.type.values]
            assert values
            assert len(set(values)) == len(values)
            assert [value for value in values if not ENUM_VALUE.fullmatch(value)] == []


@every_model
def test_closed_sets_fit_their_column_and_are_checked(model: type[Model]) -> None:
    table = table_of(model)
    checks = {str(each.name) for each in table.constraints}
    for column in table.columns:
        if isinstance(column.type, OneOf):
            assert max(map(len, column.type.values)) <= (column.type.length or 1_000_000)
            assert f"{table.name}_{column.name}_check" in checks


@every_model
def test_numbers_with_a_fraction_are_exact(model: type[Model]) -> None:
    """Money and ratios are NUMERIC; a binary fraction would not come back as it was written."""
    assert [column.name for column in table_of(model).columns if isinstance(column.type, Float)] == []


@every_model
def test_times_have_a_zone(model: type[Model]) -> None:
    times = {column.name: column.type for column in table_of(model).columns}
    assert [name for name, kind in times.items() if isinstance(kind, DateTime) and not kind.timezone] == []


@every_model
def test_time_column_exists(model: type[Model]) -> None:
    assert model.__time__ is None or model.__time__ in table_of(model).columns


@every_model
def test_secrets_are_hidden(model: type[Model]) -> None:
    named = {column.name: column for column in table_of(model).columns if SECRET.search(column.name)}
    assert [name for name, column in named.items() if column.info.get("exposed", True)] == []


@every_model
def test_something_but_the_key_is_exposed(model: type[Model]) -> None:
    table = table_of(model)
    assert any(column.info.get("exposed", True) for column in table.columns if not column.primary_key)


@every_model
def test_attributes_are_named_as_columns(model: type[Model]) -> None:
    """Only a column that SQLAlchemy cannot take as an attribute, such as `metadata`, is called otherwise in Python."""
    differing = {each.columns[0].name for each in inspect(model).column_attrs if each.key != each.columns[0].name}
    assert differing <= {"metadata", "registry"}


@pytest.mark.parametrize("schema", stores.postgres.models.SYSTEMS)
def test_indexes_are_named_once_in_a_schema(schema: str) -> None:
    """An index has a name of its own in the whole schema, not only on its table."""
    tables = [table_of(model) for model in MODELS if table_of(model).schema == schema]
    names = Counter(index.name for table in tables for index in table.indexes)
    assert [name for name, count in names.items() if count > 1 or name is None] == []
