"""Writes the first revision of a system's schema from its models.

For developers: `python -m stores.postgres.migrations.snapshot fire22 0001`. A revision that has been released is
frozen; a change to its tables is a new revision, written by hand.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import MetaData, create_mock_engine

from stores.errors import BadInput
from stores.postgres.catalogue import tables
from stores.postgres.connection import DIALECT
from stores.postgres.migrations.script import FOLDER

DROP_SCHEMA = """\
DO $$
BEGIN
    DROP SCHEMA {schema};
EXCEPTION WHEN dependent_objects_still_exist THEN
    RAISE NOTICE 'schema {schema} stays because it holds other objects';
END
$$;
"""


def metadata_of(system: str) -> MetaData:
    """The metadata of one system's tables. Raises BadInput if there is no such system."""
    for table in tables().values():
        if table.schema == system:
            return table.metadata
    raise BadInput(f"no tables belong to a system named {system}")


def statements(emit: Callable[..., None]) -> Iterator[str]:
    """What `metadata.create_all` or `.drop_all` would execute, always in the same order."""
    collected: list[str] = []

    def collect(statement: Any, *_: Any, **__: Any) -> None:
        compiled = str(statement.compile(dialect=DIALECT)).strip()
        collected.append(re.sub(r"[ \t]+$", "", compiled.replace("\t", "    "), flags=re.MULTILINE))

    emit(create_mock_engine("postgresql://", collect), checkfirst=False)
    # A table keeps its indexes in a set, so each run of them comes in a random order.
    for indexes, run in groupby(collected, key=lambda statement: statement.startswith("CREATE INDEX")):
        yield from (f"{statement};\n" for statement in (sorted(run) if indexes else run))


def up_script(system: str) -> str:
    """SQL that makes the schema and everything in it. The schema may be there already, empty."""
    return "\n".join((f"CREATE SCHEMA IF NOT EXISTS {system};\n", *statements(metadata_of(system).create_all)))


def down_script(system: str) -> str:
    """SQL that drops what `up_script` makes, and the schema if nothing else is in it."""
    return "\n".join((*statements(metadata_of(system).drop_all), DROP_SCHEMA.format(schema=system)))


def main(system: str, number: str) -> None:
    """Write both scripts of the revision `<number>_<system>`."""
    for direction, script in (("up", up_script(system)), ("down", down_script(system))):
        (FOLDER / f"{number}_{system}.{direction}.sql").write_text(script, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
