"""The catalogue's MongoDB half, derived from the document models."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from bson import ObjectId
from pydantic.fields import FieldInfo

from stores.catalogue import Catalogue, Column, Entity, Relation, ValueType
from stores.errors import Misconfigured
from stores.mongo.models.base import Document, Flattened, Hidden, Nested, Reference, annotation
from stores.mongo.models.pantheon import DOCUMENTS, SYSTEM
from stores.naming import plural_of, snake_case

VALUE_TYPES: dict[type, ValueType] = {
    str: ValueType.TEXT,
    int: ValueType.BIG_INTEGER,
    float: ValueType.FLOAT,
    Decimal: ValueType.DECIMAL,
    bool: ValueType.BOOLEAN,
    datetime: ValueType.DATETIME,
    ObjectId: ValueType.OBJECT_ID,
    dict: ValueType.JSON,
    list: ValueType.JSON,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A column as its model declares it, with the reference it carries, if any."""

    column: Column
    reference: Reference | None


def derive(models: Iterable[type[Document]] = DOCUMENTS, system: str = SYSTEM) -> Catalogue:
    """One entity for each model, with the relations of its references in both directions.

    Raises Misconfigured where a field's type is not one that the catalogue knows or a reference points nowhere.
    """
    models = tuple(models)
    catalogue = Catalogue(_entity(model, system) for model in models)
    references = (
        (catalogue[model.__name__], field.column, field.reference)
        for model in models
        for field in fields_of(model)
        if field.reference is not None
    )
    return catalogue.with_relations(pair for reference in references for pair in _relations(catalogue, *reference))


def fields_of(model: type[Nested]) -> Iterator[Field]:
    """The columns of a model, the key first and nested documents flattened."""
    items = sorted(model.model_fields.items(), key=lambda item: item[1].alias != "_id")
    for name, information in items:
        inner = _nested(information)
        flattened = annotation(information, Flattened)
        if inner is None or flattened is None:
            yield Field(_column(name, information), annotation(information, Reference))
            continue
        if flattened.whole:
            yield Field(_column(name, information), None)
        yield from (_within(information, flattened, field) for field in fields_of(inner))


def _within(outer: FieldInfo, flattened: Flattened, field: Field) -> Field:
    column = field.column
    description = column.description if flattened.whole else f"{outer.description} {column.description}"
    return Field(
        Column(
            name=flattened.prefix + column.name,
            source=f"{outer.alias}.{column.source}",
            type=column.type,
            nullable=column.nullable or not outer.is_required(),
            description=description,
            values=column.values,
            exposed=column.exposed,
        ),
        field.reference,
    )


def _column(name: str, information: FieldInfo) -> Column:
    kinds = _alternatives(information)
    return Column(
        name=name,
        source=information.alias or name,
        type=_value_type(name, kinds),
        nullable=NoneType in get_args(information.annotation),
        description=information.description or "",
        values=_values(kinds),
        exposed=annotation(information, Hidden) is None,
    )


def _alternatives(information: FieldInfo) -> tuple[Any, ...]:
    """What a field may hold besides None."""
    if get_origin(information.annotation) in (None, Literal, dict, list):
        return (information.annotation,)
    return tuple(kind for kind in get_args(information.annotation) if kind is not NoneType)


def _nested(information: FieldInfo) -> type[Nested] | None:
    return next(
        (kind for kind in _alternatives(information) if inspect.isclass(kind) and issubclass(kind, Nested)), None
    )


def _values(kinds: tuple[Any, ...]) -> tuple[str, ...]:
    return next((get_args(kind) for kind in kinds if get_origin(kind) is Literal), ())


def _value_type(name: str, kinds: tuple[Any, ...]) -> ValueType:
    kind = get_origin(kinds[0]) or kinds[0]
    if kind is Literal:
        return ValueType.TEXT
    if inspect.isclass(kind) and issubclass(kind, Nested):
        return ValueType.JSON
    if kind not in VALUE_TYPES:
        raise Misconfigured(f"the field {name} holds {kind}, which is not a type of the catalogue")
    return VALUE_TYPES[kind]


def _relations(
    catalogue: Catalogue, owner: Entity, column: Column, reference: Reference
) -> Iterator[tuple[str, Relation]]:
    """The field from the document that refers to the other one, and the one back."""
    target = catalogue.get(reference.target)
    if target is None or reference.column not in target.columns:
        raise Misconfigured(f"{owner.name}.{column.name} refers to {reference.target}.{reference.column}, no column")
    local, remote = (column.name,), (reference.column,)
    yield owner.name, Relation(reference.name, target.name, False, local, remote, column.description)
    described = f"The {snake_case(owner.plural).replace('_', ' ')} that refer to it by `{column.name}`."
    inverse = reference.inverse or snake_case(owner.plural)
    yield target.name, Relation(inverse, owner.name, True, remote, local, described)


def _entity(model: type[Document], system: str) -> Entity:
    columns = {field.column.name: field.column for field in fields_of(model)}
    return Entity(
        name=model.__name__,
        plural=model.__plural__ or plural_of(model.__name__),
        system=system,
        store="mongo",
        source=model.__collection__,
        description=inspect.cleandoc(model.__doc__ or ""),
        key=tuple(name for name, column in columns.items() if column.source == "_id"),
        columns=columns,
        relations={},
        uniques=model.__uniques__,
        time=model.__time__,
    )
