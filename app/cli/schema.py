"""`polygraph schema`: the schema as text, and whether a new one would break the clients of an old one."""

from __future__ import annotations

from pathlib import Path

from app.cli.terminal import output
from app.installation import read_schema
from app.settings import Settings
from graph.schema_check import compare
from stores.errors import Misconfigured


def schema_text(settings: Settings) -> str:
    """The schema in GraphQL's schema definition language, as `schema.graphql` holds it."""
    return read_schema(settings).as_str() + "\n"


def export(settings: Settings, file: Path | None) -> None:
    """Write the schema to a file, or to standard output."""
    text = schema_text(settings)
    if file is None:
        output.file.write(text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"schema file {file}: {error.strerror or error}") from error


def check(settings: Settings, old: Path, new: Path | None) -> bool:
    """Print what changed from the old schema for its clients; whether nothing breaks.

    The new schema is that of this installation if no file is given. Raises `Misconfigured` for a file that cannot be
    read or holds no valid schema.
    """
    changes = compare(_read(old), schema_text(settings) if new is None else _read(new), names=(str(old), str(new)))
    for change in changes.breaking:
        output.print(f"breaking: {change}", markup=False)
    for change in changes.dangerous:
        output.print(f"dangerous: {change}", markup=False)
    output.print(f"{len(changes.breaking)} breaking and {len(changes.dangerous)} dangerous changes")
    return not changes.breaking


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Misconfigured(f"schema file {file}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise Misconfigured(f"schema file {file}: it is not UTF-8 text") from error
