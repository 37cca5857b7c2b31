"""`schema.graphql` at the top level is the printed schema."""

from __future__ import annotations

from pathlib import Path

from app.cli.schema import schema_text
from app.settings import Settings

FILE = Path(__file__).parents[2] / "schema.graphql"


def test_schema_file_is_up_to_date() -> None:
    """So a review of a change shows what it does to the schema."""
    assert FILE.read_text(encoding="utf-8") == schema_text(Settings()), (
        "schema.graphql is out of date: run `polygraph schema export --output schema.graphql`"
    )
