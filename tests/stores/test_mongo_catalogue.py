"""What the document models become in the catalogue."""

from __future__ import annotations

from typing import Annotated

import pytest
from pydantic import Field

from stores.catalogue import Relation, ValueType
from stores.errors import Misconfigured
from stores.mongo.catalogue import derive
from stores.mongo.models.base import Document, Reference

CATALOGUE = derive()
TIERS = ("grand", "major", "minor", "mini")


def test_every_collection_and_the_view_is_an_entity() -> None:
    assert {entity.source for entity in CATALOGUE.values()} == {
        "H0U53", "CRED3N7IAL", "JACKP0T", "EV3NT", "SIGN4L", "ERR0R", "G4ME",
    }  # fmt: skip


@pytest.mark.parametrize("name", CATALOGUE)
def test_everything_is_described_and_has_its_id_as_key(name: str) -> None:
    entity = CATALOGUE[name]
    assert entity.description
    assert all(column.description for column in entity.columns.values())
    assert all(relation.description for relation in entity.relations.values())
    assert [entity.columns[column].source for column in entity.key] == ["_id"]


@pytest.mark.parametrize(
    "path",
    [
        ("House", "credentials", "jackpots", "events"),
        ("House", "games"),
        ("House", "credentials", "errors"),
        ("House", "credentials", "events"),
        ("House", "credentials", "signals"),
        ("House", "credentials", "jackpots", "signals"),
        ("Event", "jackpot", "credential", "house"),
        ("Signal", "credential", "house"),
        ("ProcessingError", "credential", "house"),
        ("Game", "house"),
    ],
)
def test_a_chain_can_be_followed(path: tuple[str, ...]) -> None:
    entity = CATALOGUE[path[0]]
    for name in path[1:]:
        relation = entity.relations[name]
        assert relation.many == name.endswith("s")
        entity = CATALOGUE[relation.target]


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_relation_has_its_inverse(name: str) -> None:
    for relation in CATALOGUE[name].relations.values():
        back = CATALOGUE[relation.target].relations.values()
        assert [
            each for each in back if (each.target, each.local, each.remote) == (name, relation.remote, relation.local)
        ]


def test_the_password_is_a_column_that_is_not_exposed() -> None:
    credential = CATALOGUE["Credential"]
    assert "password" in credential.columns
    assert "password" not in {column.name for column in credential.exposed}


def test_only_what_the_validator_requires_is_not_null() -> None:
    required = {name for name, column in CATALOGUE["Credential"].columns.items() if not column.nullable}
    assert required == {"username", "password", "house_name"}


def test_tiers_are_dotted_columns() -> None:
    credential = CATALOGUE["Credential"].columns
    assert [credential[f"threshold_{tier}"].source for tier in TIERS] == [f"Thresholds.{t.capitalize()}" for t in TIERS]
    assert [credential[f"dollars_per_day_{tier}"].source for tier in TIERS] == [f"DPD.{t.capitalize()}" for t in TIERS]
    assert {CATALOGUE["Jackpot"].columns[tier].type for tier in TIERS} == {ValueType.FLOAT}


def test_metadata_is_a_column_and_so_are_its_references() -> None:
    columns = CATALOGUE["Event"].columns
    assert (columns["metadata"].source, columns["metadata"].type) == ("Metadata", ValueType.JSON)
    assert (columns["jackpot_id"].source, columns["jackpot_id"].type) == ("Metadata.JackpotId", ValueType.OBJECT_ID)
    assert (columns["credential_id"].source, columns["credential_id"].type) == ("Metadata.CredentialId", ValueType.TEXT)


def test_closed_lists_are_values() -> None:
    assert CATALOGUE["Event"].columns["agent"].values == ("H0UND", "H4ND", "W4TCHD0G")
    assert CATALOGUE["House"].columns["platform"].values == ("FireKirin", "OrionStars")
    assert CATALOGUE["Event"].columns["action"].values == ()


def test_a_house_is_found_by_its_name() -> None:
    assert CATALOGUE["House"].is_unique(("name",))


class Author(Document):
    """A person."""

    __collection__ = "authors"

    id: str = Field(alias="_id", description="Identifier.")


class Book(Document):
    """A thing to read."""

    __collection__ = "books"

    id: int = Field(alias="_id", description="Identifier.")
    author: Annotated[str | None, Reference("Author", "id", name="writer", inverse="works")] = Field(
        None, description="Who wrote it."
    )


def test_a_new_collection_is_one_model_and_a_new_relation_one_annotation() -> None:
    catalogue = derive([Author, Book], "library")
    assert catalogue["Book"].relations["writer"] == Relation(
        "writer", "Author", False, ("author",), ("id",), "Who wrote it."
    )
    assert catalogue["Author"].relations["works"].many


def test_a_reference_to_nowhere_is_misconfigured() -> None:
    with pytest.raises(Misconfigured, match=r"Author\.id"):
        derive([Book], "library")


def test_a_type_that_the_catalogue_does_not_know_is_misconfigured() -> None:
    class Strange(Document):
        """A document with a field of no known type."""

        __collection__ = "strange"

        id: complex = Field(alias="_id", description="Identifier.")

    with pytest.raises(Misconfigured, match="id"):
        derive([Strange], "library")
