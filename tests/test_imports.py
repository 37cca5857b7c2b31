"""The rooms and the one direction in which they may import each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("app", "graph", "resolvers", "stores")
GRAPH_LIBRARIES = {"strawberry", "starlette", "graphql"}
DATABASE_LIBRARIES = {"asyncpg", "sqlalchemy", "alembic", "bson", "pymongo"}
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, wherever in its text."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_from_rooms_to_its_right(path: Path) -> None:
    room = path.relative_to(ROOT).parts[0]
    assert not imported(path) & set(ROOMS[: ROOMS.index(room)])


def test_one_module_alone_imports_motor() -> None:
    """Motor is at its end of life: the day it is replaced, one file changes."""
    assert [path.relative_to(ROOT).as_posix() for path in FILES if "motor" in imported(path)] == [
        "stores/mongo/driver.py"
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_room_keeps_to_its_libraries(path: Path) -> None:
    """GraphQL and HTTP are known from `graph` on, databases in `stores` alone."""
    room = path.relative_to(ROOT).parts[0]
    foreign = GRAPH_LIBRARIES if room in {"stores", "resolvers"} else set()
    assert not imported(path) & (foreign if room == "stores" else foreign | DATABASE_LIBRARIES)
