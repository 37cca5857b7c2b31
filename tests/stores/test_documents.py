"""The migrated tables against what the documents of the systems say of them (`documents.toml`)."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from tests.stores.seeded import Seeded

DOCUMENTS: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("documents.toml").read_text(encoding="utf-8")
)

COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute AS a LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 ORDER BY a.attnum"""

COLUMN_COUNTS = {
    "crash.bot_vm_registration": 13 + 2,
    "crash.crash_game_rounds": 51,
    "crash.analytics_round_multipliers": 12,
}
"""Columns that the document of crash counts; those of the bots come before their two timestamps."""

TABLE_COUNTS = {"fire22": 8, "hosting": 17, "kingpin": 49, "crash": 9}
AUTOMATION = {
    "materialized views": (1, "SELECT count(*) FROM pg_matviews WHERE schemaname = 'crash'"),
    "triggers": (
        2,
        "SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE NOT tgisinternal AND pronamespace = 'crash'::regnamespace",
    ),
    "procedures": (1, "SELECT count(*) FROM pg_proc WHERE prokind = 'p' AND pronamespace = 'crash'::regnamespace"),
}


def statements(section: str) -> list[Any]:
    """The statements of a section of the documents with the table or column that they are about, one test case each."""
    return [
        pytest.param(subject, statement, id=f"{subject}: {statement}")
        for subject, text in DOCUMENTS[section].items()
        for statement in text.replace("\n", " ").strip().split("; ")
    ]


def type_name(name: str) -> str:
    """A type by its short name."""
    return name.replace("timestamp with time zone", "timestamptz").replace("character varying", "varchar")


def column_statement(record: asyncpg.Record) -> str:
    """A column as the documents state one."""
    name, kind, required, default = record
    written = f"{name} {type_name(kind)}{' not null' if required else ''}"
    if default is None:
        return written
    return f"{written} serial" if default.startswith("nextval") else f"{written} default {plain(default)}"


def plain(expression: str) -> str:
    """An expression without its casts and without the quotes of a number."""
    return re.sub(r"'(-?[\d.]+)'", r"\1", re.sub(r"::[a-z ]+", "", expression))


@pytest.mark.parametrize("table", DOCUMENTS["columns"])
async def test_columns_are_the_documented_ones_in_order(demo: Seeded, table: str) -> None:
    documented = [case.values[1] for case in statements("columns") if case.values[0] == table]
    found = [column_statement(record) for record in await demo.postgres.fetch(COLUMNS, table)]
    if table.startswith("hosting."):
        found = [" ".join(statement.split()[:2]) for statement in found]
    assert found == documented


@pytest.mark.parametrize(("table", "key"), statements("keys"))
async def test_documented_keys_are_there(demo: Seeded, table: str, key: str) -> None:
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::text::regclass"
    found = [record[0] for record in await demo.postgres.fetch(sql, table)]
    assert any(definition.partition(" ON DELETE")[0] == key for definition in found)


@pytest.mark.parametrize(("column", "values"), DOCUMENTS["values"].items())
async def test_closed_sets_are_the_documented_ones(demo: Seeded, column: str, values: str) -> None:
    table, _, name = column.rpartition(".")
    sql = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::text::regclass AND conname = $2"
    check = await demo.value(sql, table, f"{table.partition('.')[2]}_{name}_check")
    assert re.findall(r"'(\w+)'", check) == values.split()


@pytest.mark.parametrize(("table", "index"), statements("indexes"))
async def test_documented_indexes_are_there(demo: Seeded, table: str, index: str) -> None:
    name, _, shape = index.partition(" ")
    definition = await demo.value("SELECT pg_get_indexdef($1::text::regclass)", f"{table.partition('.')[0]}.{name}")
    assert definition == f"CREATE INDEX {name} ON {table} USING {shape}"


@pytest.mark.parametrize("table", COLUMN_COUNTS)
async def test_tables_have_as_many_columns_as_documented(demo: Seeded, table: str) -> None:
    assert len(await demo.postgres.fetch(COLUMNS, table)) == COLUMN_COUNTS[table]


@pytest.mark.parametrize("schema", TABLE_COUNTS)
async def test_systems_have_as_many_tables_as_documented(demo: Seeded, schema: str) -> None:
    sql = "SELECT count(*) FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind IN ('r', 'p')"
    assert await demo.value(f"{sql} AND NOT relispartition", schema) == TABLE_COUNTS[schema]


@pytest.mark.parametrize("kind", AUTOMATION)
async def test_crash_has_as_much_automation_as_documented(demo: Seeded, kind: str) -> None:
    count, sql = AUTOMATION[kind]
    assert await demo.value(sql) == count


async def test_a_users_status_is_a_native_enum(demo: Seeded) -> None:
    assert await demo.value("SELECT enum_range(NULL::hosting.user_status)::text[]") == [
        "ACTIVE",
        "SUSPENDED",
        "DELETED",
    ]
