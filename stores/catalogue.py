"""The catalogue: every entity of every system, its columns and relations, said in no store's language.

It is derived from the SQLAlchemy models (`stores.postgres.catalogue`) and the document models
(`stores.mongo.catalogue`), joined by the links of `stores.links`. Types, loaders and statements are
derived from it in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

from stores.errors import Misconfigured

StoreName = Literal["postgres", "mongo"]


class ValueType(StrEnum):
    """What a column holds, and so which scalar it is in the graph."""

    TEXT = "text"
    INTEGER = "integer"
    BIG_INTEGER = "big integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATETIME = "datetime"
    DATE = "date"
    JSON = "json"
    OBJECT_ID = "object id"


KEY_TYPES = frozenset(ValueType) - {ValueType.DECIMAL, ValueType.FLOAT, ValueType.JSON}
"""Types of which two values are equal in a store exactly where they are in Python, so that they find each other."""


@dataclass(frozen=True, slots=True)
class Column:
    """One value of an entity: `name` in queries and rows, `source` in the store (a dotted path in a document)."""

    name: str
    source: str
    type: ValueType
    nullable: bool
    description: str
    values: tuple[str, ...] = ()
    exposed: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """A field from one entity to another: rows of `target` whose `remote` columns equal the `local` ones, pair by pair.

    `name` is the field's name in snake_case. The target may live in another store. `indexed` says whether the target's
    store is known to find the rows by an index.
    """

    name: str
    target: str
    many: bool
    local: tuple[str, ...]
    remote: tuple[str, ...]
    description: str
    indexed: bool = True


@dataclass(frozen=True, eq=False)
class Entity:
    """A table, collection or view. `key` and each of `uniques` name columns that find at most one row.

    `typed` says whether its store holds every value to its column's type, as a table does and a collection does not.
    """

    name: str
    plural: str
    system: str
    store: StoreName
    source: str
    description: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]
    relations: Mapping[str, Relation]
    uniques: tuple[tuple[str, ...], ...] = ()
    time: str | None = None
    typed: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def exposed(self) -> tuple[Column, ...]:
        """The columns that the graph shows."""
        return tuple(column for column in self.columns.values() if column.exposed)

    def is_unique(self, columns: tuple[str, ...]) -> bool:
        """Whether equal values in `columns` find at most one row."""
        return any(set(unique) <= set(columns) for unique in (self.key, *self.uniques))


Path = tuple[tuple[Relation, Entity], ...]
"""Relations one after another, each with the entity that it leads to."""


class Catalogue(Mapping[str, Entity]):
    """All entities by name. Raises Misconfigured where two entities or two fields of one entity share a name."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._entities: dict[str, Entity] = {}
        for entity in entities:
            for name in (entity.name, entity.plural):
                if any(name in (other.name, other.plural) for other in self._entities.values()):
                    raise Misconfigured(f"two entities are named {name}: {entity.source} and another one")
            self._entities[entity.name] = entity

    def __getitem__(self, name: str) -> Entity:
        return self._entities[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entities)

    def __len__(self) -> int:
        return len(self._entities)

    def walk(self, entity: str, text: str) -> tuple[Path, Column]:
        """A column, by relations to one row each maybe that of another row, `miner.site_id`, and the path to it."""
        *names, column = text.split(".")
        owner, path = self[entity], []
        for name in names:
            relation = owner.relations[name]
            owner = self[relation.target]
            path.append((relation, owner))
        return tuple(path), owner.columns[column]

    def with_relations(self, relations: Iterable[tuple[str, Relation]]) -> Catalogue:
        """This catalogue with more relations, given as pairs of an entity's name and the relation it gains."""
        gained: dict[str, dict[str, Relation]] = {name: dict(entity.relations) for name, entity in self.items()}
        for owner, relation in relations:
            if relation.name in gained[owner] or relation.name in self[owner].columns:
                raise Misconfigured(f"{owner} already has a field named {relation.name}")
            gained[owner][relation.name] = relation
        return Catalogue(replace(entity, relations=gained[name]) for name, entity in self.items())
