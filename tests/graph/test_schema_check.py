"""What counts as breaking and as dangerous when one schema takes another's place."""

from __future__ import annotations

import pytest

from graph.schema_check import Changes, compare
from stores.errors import Misconfigured

OLD = """
enum Colour { RED GREEN }
input Choice @oneOf { a: Int b: Int }
type Query { colour(choice: Choice, size: Int = 1): Colour name: String }
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: String", ""),
        ("name: String", "name: Int"),
        ("GREEN", ""),
        ("size: Int = 1", ""),
        ("size: Int = 1", "size: Int!"),
        ("a: Int b: Int", "a: Int"),
    ],
)
def test_breaking(old: str, new: str) -> None:
    """What makes an operation invalid that was valid breaks it."""
    assert len(compare(OLD, OLD.replace(old, new)).breaking) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("GREEN", "GREEN BLUE"), ("size: Int = 1", "size: Int = 2"), ("size: Int = 1", "size: Int = 1, b: Int")],
)
def test_dangerous(old: str, new: str) -> None:
    """What leaves operations valid, but may surprise who sent them, is dangerous and breaks nothing."""
    changes = compare(OLD, OLD.replace(old, new))
    assert changes.breaking == ()
    assert len(changes.dangerous) == 1


def test_harmless() -> None:
    """New fields and types, other descriptions and another order change nothing for clients."""
    new = 'type Query { name: String "New." age: Int colour(choice: Choice, size: Int = 1): Colour }'
    start = OLD.index("type Query")
    assert compare(OLD, new + OLD[:start]) == Changes((), ())


@pytest.mark.parametrize(
    "text", ["", "type Query {", "type Query { a: Unknown }", "{ name }", "type Query", "type A { " * 900]
)
def test_no_schema(text: str) -> None:
    """A text that is no schema is an error of one line that says which one is meant."""
    with pytest.raises(Misconfigured, match=r"^schema first") as caught:
        compare(text, OLD, names=("first", "second"))
    assert "\n" not in str(caught.value)
    with pytest.raises(Misconfigured, match=r"^schema second"):
        compare(OLD, text, names=("first", "second"))
