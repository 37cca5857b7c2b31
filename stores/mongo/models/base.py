"""What the document models share: the collection, its rules and indexes, nested documents, references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from bson import SON
from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Annotates a field that is stored and nowhere in the graph (a secret)."""


@dataclass(frozen=True, slots=True)
class Flattened:
    """Annotates a nested document whose fields become columns of the outer one, their names after `prefix`.

    With `whole`, the nested document is a JSON column as well, under the field's own name.
    """

    prefix: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """Annotates a field that holds `column` of the model `target`, and names the relation in both directions.

    `name` is the field from this document to the other; `inverse` the one back (default: this model's plural).
    """

    target: str
    column: str
    name: str
    inverse: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An index: stored paths with 1 or -1, in order. `expire_after` is the seconds that a document lives (a TTL)."""

    keys: tuple[tuple[str, int], ...]
    expire_after: int | None = None

    @property
    def name(self) -> str:
        """The name MongoDB itself gives: `Agent_1_Timestamp_-1`."""
        return "_".join(f"{path}_{direction}" for path, direction in self.keys)

    @property
    def specification(self) -> dict[str, Any]:
        """The index as the command `createIndexes` takes it."""
        expiry = {} if self.expire_after is None else {"expireAfterSeconds": self.expire_after}
        return {"key": SON(self.keys), "name": self.name, **expiry}


@dataclass(frozen=True, slots=True)
class View:
    """A view: the collection it reads and the documents it keeps."""

    collection: str
    pipeline: tuple[Mapping[str, Any], ...] = field(default=())


class Nested(BaseModel):
    """The root of documents within documents; what the model does not name is kept."""

    model_config = ConfigDict(populate_by_name=True, arbitrary_types_allowed=True, extra="allow")


class Document(Nested):
    """The root of every collection's model.

    The class name is the GraphQL type, the docstring its description; a field's alias is its stored name.
    `__collection__` is the collection or view, `__plural__` names the list where adding an `s` would not do, `__time__`
    the column that dates a document, `__uniques__` the columns besides the key that find one document, `__validator__`
    the rule the collection enforces, `__indexes__` its documented indexes (those of a view are its collection's),
    `__view__` what a view shows.
    """

    __collection__: ClassVar[str]
    __plural__: ClassVar[str | None] = None
    __time__: ClassVar[str | None] = None
    __uniques__: ClassVar[tuple[tuple[str, ...], ...]] = ()
    __validator__: ClassVar[Mapping[str, Any] | None] = None
    __indexes__: ClassVar[tuple[Index, ...]] = ()
    __view__: ClassVar[View | None] = None

    def stored(self) -> dict[str, Any]:
        """The document as it is written: stored names, and nothing for what was not given."""
        return self.model_dump(by_alias=True, exclude_unset=True)


def annotation(information: FieldInfo, kind: type[Kind]) -> Kind | None:
    """The annotation of this kind on a field, if it has one."""
    return next((item for item in information.metadata if isinstance(item, kind)), None)
