"""Documents: rows as JSON objects, with what they lead to inside, which a store may write itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from stores.catalogue import Entity
from stores.filter import Filter
from stores.order import Order
from stores.query import Keys, KeyValue
from stores.shape import Shape, filter_shape


@dataclass(frozen=True, slots=True)
class Value:
    """A column's value; `names` says by which names the values of a closed set go."""

    column: str
    names: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """The same in every document."""

    value: str | bool


@dataclass(frozen=True, slots=True)
class Token:
    """An opaque text: the JSON array of `head` and the row's values in `columns`, in base64url without padding."""

    head: tuple[str | int, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """An object with more of the same row."""

    members: Members

    @property
    def shape(self) -> Shape:
        """See `stores.shape`."""
        return self.members.shape


@dataclass(frozen=True, slots=True)
class Nested:
    """What rows of another entity, in the same store, come to: those with equal columns, (local, remote)."""

    document: Document
    pairs: tuple[tuple[str, str], ...]

    @property
    def shape(self) -> Shape:
        """See `stores.shape`."""
        return Shape(self.document.shape, self.pairs)


Content = Value | Constant | Token | Part | Nested


@dataclass(frozen=True, eq=False)
class Members:
    """What an object holds, by names and in order."""

    contents: tuple[tuple[str, Content], ...]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the row that it is made of, each once."""
        return tuple(dict.fromkeys(column for _, content in self.contents for column in _columns(content)))

    @cached_property
    def are_of_rows(self) -> bool:
        """Whether there are no lists among them, however deep."""
        contents = [content for _, content in self.contents]
        return all(content.document.is_row for content in contents if isinstance(content, Nested)) and all(
            content.members.are_of_rows for content in contents if isinstance(content, Part)
        )

    @cached_property
    def shape(self) -> Shape:
        """See `stores.shape`."""
        return Shape(*((name, each.shape if isinstance(each, Part | Nested) else each) for name, each in self.contents))


def _columns(content: Content) -> tuple[str, ...]:
    match content:
        case Value(column):
            return (column,)
        case Token(_, columns):
            return columns
        case Part(members):
            return members.columns
        case Nested(_, pairs):
            return tuple(local for local, _ in pairs)
        case Constant():
            return ()


@dataclass(frozen=True, slots=True)
class Items:
    """The objects of the rows, as many as the limit lets in."""


@dataclass(frozen=True, slots=True)
class More:
    """Whether there are more rows than the limit lets in."""


@dataclass(frozen=True, slots=True)
class End:
    """The token of the first row in the list, or of the last; null if it is empty."""

    token: Token
    last: bool


@dataclass(frozen=True, slots=True)
class Group:
    """An object with more of the same list."""

    members: Around


Around = tuple[tuple[str, Constant | Items | More | End | Group], ...]
"""The object that a list stands in."""


@dataclass(frozen=True, eq=False)
class Frame:
    """What documents have in common that differ by the rows they are of.

    Rows of an entity as objects with these members, in this order: a list `around` which there is an object. Without
    anything around it is one object, or null: that of the first row.
    """

    entity: Entity
    members: Members
    order: tuple[Order, ...] = ()
    around: Around | None = None

    @cached_property
    def shape(self) -> Shape:
        """See `stores.shape`."""
        return Shape(self.entity.name, self.members.shape, self.order, self.around)


@dataclass(frozen=True, eq=False)
class Document:
    """A frame for the rows of which `where` holds, as many as the limit lets in."""

    frame: Frame
    where: Filter | None = None
    limit: int = 1

    @property
    def entity(self) -> Entity:
        """The entity of its rows."""
        return self.frame.entity

    @property
    def members(self) -> Members:
        """What the objects hold."""
        return self.frame.members

    @property
    def order(self) -> tuple[Order, ...]:
        """The order of its rows."""
        return self.frame.order

    @property
    def around(self) -> Around | None:
        """What the list stands in."""
        return self.frame.around

    @property
    def is_row(self) -> bool:
        """Whether it is one row, and single rows that it leads to: two of one shape and key are the same."""
        return self.around is None and self.where is None and self.members.are_of_rows

    @cached_property
    def shape(self) -> Shape:
        """See `stores.shape`."""
        return Shape(self.frame.shape, filter_shape(self.where))


@dataclass(frozen=True, slots=True)
class Documents:
    """What a document comes to, as JSON text; or with `keys` a text for each key."""

    document: Document
    keys: Keys | None

    @property
    def entity(self) -> Entity:
        """The entity of the outermost rows."""
        return self.document.entity

    @property
    def key(self) -> KeyValue | None:
        """The only key, if there is one; without keys that of all rows."""
        if self.keys is None:
            return ()
        return self.keys.values[0] if len(self.keys.values) == 1 else None
