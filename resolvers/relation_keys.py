"""The keys by which the parents of a relation find its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from resolvers.reader import key_values
from stores.catalogue import Entity, Relation
from stores.query import KeyValue
from stores.store import Row, can_equal


@dataclass(frozen=True, slots=True)
class RelationKeys:
    """For each row of `owner`, what the relation's rows in `target` must equal."""

    relation: Relation
    owner: Entity
    target: Entity

    def __call__(self, rows: Sequence[Row]) -> list[KeyValue]:
        """A value that the target's column cannot hold is None, which finds nothing.

        A document may hold anything, and one such value must not spoil the batch for its siblings.
        """
        keys = key_values(rows, self.relation.local)
        return keys if self._alike() else [self._holdable(key) for key in keys]

    def _alike(self) -> bool:
        pairs = zip(self.relation.local, self.relation.remote, strict=True)
        types = ((self.owner.columns[local].type, self.target.columns[remote].type) for local, remote in pairs)
        return self.owner.typed and self.target.typed and all(local is remote for local, remote in types)

    def _holdable(self, key: KeyValue) -> KeyValue:
        columns = (self.target.columns[name] for name in self.relation.remote)
        return tuple(value if can_equal(column, value) else None for column, value in zip(columns, key, strict=True))
