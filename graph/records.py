"""Object types of records: dataclasses whose annotations say what the graph shows of them."""

from __future__ import annotations

import decimal
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from inspect import cleandoc
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import strawberry

from graph.batch_field import ONE, BatchField, Bind, each
from graph.context import Context
from graph.fields import fields_of, new_object
from graph.scalars import BigInt, Date, DateTime, Decimal
from graph.selection import EntityFields, Selection
from resolvers.analysis import BigInteger, Leads, ValueOf
from resolvers.odd_values import is_number
from stores.catalogue import Entity
from stores.errors import Misconfigured, UnrepresentableValue
from stores.naming import camel_case
from stores.store import Row

SCALARS: Mapping[Any, Any] = {
    str: str,
    int: int,
    float: float,
    bool: bool,
    decimal.Decimal: Decimal,
    BigInteger: BigInt,
    datetime: DateTime,
    date: Date,
}
LISTS = (list, tuple, Sequence)
BESIDE = (type(None), Exception)
"""What may stand for a value: nothing, or the error that it cannot be."""


class Records:
    """The types of the records that analyses return, each made once.

    entities: by its name, the object type of each entity and the columns that its fields read.
    columns: by its name, the types of its columns.
    """

    def __init__(
        self, entities: Mapping[str, tuple[type, EntityFields]], columns: Mapping[str, Mapping[str, Any]]
    ) -> None:
        self._entities = entities
        self._columns = columns
        self._made: dict[type, Any] = {}

    def annotation(self, hint: Any) -> Any:
        """What Strawberry takes for a type; an exception in the place of a value may be null.

        Raises Misconfigured for a type that the graph has no word for.
        """
        if get_origin(hint) is Annotated:
            plain, *said = get_args(hint)
            columns = [part for part in said if isinstance(part, ValueOf)]
            return self._of_column(plain, columns[0]) if columns else self.annotation(plain)
        if get_origin(hint) in (types.UnionType, Union):
            (inner,) = (part for part in get_args(hint) if not _is_absent(part))
            return self.annotation(inner) | None
        if get_origin(hint) in LISTS:
            return list[self.annotation(get_args(hint)[0])]  # type: ignore[misc]
        return SCALARS[hint] if hint in SCALARS else self._named(hint)

    def _named(self, hint: Any) -> Any:
        if isinstance(hint, type) and issubclass(hint, Enum):
            return enum_type(hint)
        if is_dataclass(hint) and isinstance(hint, type):
            return self._object(hint)
        raise Misconfigured(f"an analysis shows {hint}, of which there is no GraphQL type")

    def _of_column(self, hint: Any, value: ValueOf) -> Any:
        """The column's type in the place of a text, a text or nothing, or a list of texts."""
        made = self._columns[value.entity][value.column]
        if get_origin(hint) in LISTS:
            return list[made]  # type: ignore[valid-type]
        return made | None if type(None) in get_args(hint) else made

    def _object(self, record: type) -> Any:
        if record not in self._made:
            made = self._made[record] = new_object(record.__name__, cleandoc(record.__doc__ or ""))
            hints = get_type_hints(record, include_extras=True)
            fields_of(made).extend(self._field(field.name, hints[field.name]) for field in fields(record))
        return self._made[record]

    def _field(self, name: str, hint: Any) -> BatchField:
        said = get_args(hint)[1:]
        for leads in (part for part in said if isinstance(part, Leads)):
            return self._row_field(name, leads.entity, described(said))
        return BatchField(camel_case(name), self.annotation(hint), described(said), each(_member(name, hint)))

    def _row_field(self, name: str, target: str, description: str) -> BatchField:
        """The row that a member is the key of."""
        object_type, reads = self._entities[target]

        def prepare(selection: Selection) -> Bind:
            bound = partial(_rows, reads.entity, tuple(selection.columns(reads)), name)
            return lambda arguments: bound  # noqa: ARG005

        return BatchField(camel_case(name), object_type | None, description, prepare, size=ONE)


def _member(name: str, hint: Any) -> Callable[[Any], Any]:
    """How a member is read. A value that was computed from odd ones may be none that can be shown."""
    nullable = type(None) in get_args(get_args(hint)[0])

    def read(record: Any) -> Any:
        value = getattr(record, name)
        if not is_number(value) or (value is None and not nullable):
            raise UnrepresentableValue(f"{camel_case(name)} cannot be told: a value that it is made of is no number")
        return value

    return read


async def _rows(
    entity: Entity, columns: tuple[str, ...], member: str, parents: Sequence[Any], context: Context
) -> list[Row | None]:
    keys = [getattr(parent, member) for parent in parents]
    return await context.session.reader.rows(entity, columns, entity.key, keys)


def described(said: Sequence[Any]) -> str:
    """The description among what an annotation says. Raises Misconfigured if there is none."""
    for part in said:
        if isinstance(part, str):
            return part
    raise Misconfigured("a member or an argument of an analysis has no description")


def _is_absent(hint: Any) -> bool:
    """Whether nothing is shown of it: None, and exceptions, which are errors of the field."""
    return hint is type(None) or (isinstance(hint, type) and issubclass(hint, Exception))


@cache
def enum_type(members: type[Enum]) -> Any:
    """The GraphQL enum of a Python one."""
    return strawberry.enum(members, description=cleandoc(members.__doc__ or ""))
