"""`polygraph schema`: the schema as text and what changed in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.command import ROOT, polygraph

SCHEMA = ROOT / "schema.graphql"


def test_export_is_the_file_at_the_top_level(tmp_path: Path) -> None:
    """To standard output and to a file, byte for byte."""
    expected = SCHEMA.read_text()
    printed = polygraph("schema", "export")
    assert (printed.code, printed.output) == (0, expected)
    exported = tmp_path / "schema.graphql"
    assert polygraph("schema", "export", "--output", exported).code == 0
    assert exported.read_text() == expected


def test_check_lists_what_breaks(tmp_path: Path) -> None:
    """A field that is gone breaks clients and fails the check; one that came does not; the same way for two files."""
    old = tmp_path / "old.graphql"
    old.write_text(
        SCHEMA.read_text().replace("type Agent implements Node {", "type Agent implements Node {\n  gone: Int")
    )
    broken = polygraph("schema", "check", old)
    assert broken.code == 1
    assert broken.output.splitlines() == [
        "breaking: Field Agent.gone was removed.",
        "1 breaking and 0 dangerous changes",
    ]
    unbroken = polygraph("schema", "check", SCHEMA, "--new", old)
    assert (unbroken.code, unbroken.output) == (0, "0 breaking and 0 dangerous changes\n")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"type Query {", "Syntax Error"),
        (b"\xff", "not UTF-8"),
        (b"type Query { a: Unknown }", "Unknown"),
        (None, "No such file"),
    ],
)
def test_a_file_that_is_no_schema_is_one_line(tmp_path: Path, content: bytes | None, expected: str) -> None:
    """With exit code 2, naming the file and what is wrong with it."""
    file = tmp_path / "old.graphql"
    if content is not None:
        file.write_bytes(content)
    result = polygraph("schema", "check", file, "--new", SCHEMA)
    assert result.code == 2
    assert str(file) in result.problem
    assert expected in result.problem
