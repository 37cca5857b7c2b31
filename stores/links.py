"""Links: relations by shared natural keys, declared as data in TOML; an operator adds more in another file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from stores.catalogue import KEY_TYPES, Catalogue, Entity, Relation
from stores.errors import Misconfigured

BUILT_IN = Path(__file__).with_name("links.toml")

COLUMN = r"^\w+\.\w+$"


class Link(BaseModel):
    """Rows of two entities belong together where a column of each holds the same value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    from_: str = Field(alias="from", pattern=COLUMN)
    to: str = Field(pattern=COLUMN)
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    inverse: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    description: str


class LinkFile(BaseModel):
    """A file of links."""

    model_config = ConfigDict(extra="forbid")

    link: list[Link] = []


def read_links(path: Path) -> list[Link]:
    """The links of a TOML file. Raises Misconfigured, naming the file and what is wrong in one line."""
    try:
        return LinkFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))).link
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise Misconfigured(f"links file {path}: {place}: {first['msg']}") from error
    except (OSError, ValueError) as error:
        raise Misconfigured(f"links file {path}: {error}") from error


def with_links(catalogue: Catalogue, links: Iterable[Link]) -> Catalogue:
    """The catalogue with the relations of `links`, in both directions. Raises Misconfigured."""
    return catalogue.with_relations(pair for link in links for pair in _relations(catalogue, link))


def _relations(catalogue: Catalogue, link: Link) -> Iterator[tuple[str, Relation]]:
    owner, column = _end(catalogue, link.from_)
    target, remote = _end(catalogue, link.to)
    type_ = owner.columns[column].type
    if type_ is not target.columns[remote].type:
        raise Misconfigured(f"link {link.from_} to {link.to}: the columns hold values of different types")
    if type_ not in KEY_TYPES:
        raise Misconfigured(f"link {link.from_} to {link.to}: values of type {type_} make no key")
    yield owner.name, _relation(link, link.name, column, target, remote)
    yield target.name, _relation(link, link.inverse, remote, owner, column)


def _end(catalogue: Catalogue, name: str) -> tuple[Entity, str]:
    entity, _, column = name.partition(".")
    if entity not in catalogue:
        raise Misconfigured(f"link end {name}: there is no entity {entity}")
    if column not in {each.name for each in catalogue[entity].exposed}:
        raise Misconfigured(f"link end {name}: {entity} has no column {column}")
    return catalogue[entity], column


def _relation(link: Link, name: str, local: str, target: Entity, remote: str) -> Relation:
    many = not target.is_unique((remote,))
    return Relation(name, target.name, many, (local,), (remote,), link.description, indexed=not many)
