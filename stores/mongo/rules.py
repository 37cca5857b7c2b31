"""What each collection must have, derived from the document models: validator, indexes, or the definition of a view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stores.mongo.catalogue import fields_of
from stores.mongo.models.base import Document, Index, View


@dataclass(frozen=True, slots=True)
class CollectionRules:
    """One collection, or one view if `view` is given.

    With `images` it keeps documents as they were before a change, for those who follow the changes of a list that such
    a document has left. A log, which has a time, needs none: it is only added to, and an image of each document that
    its lifetime ends would be one write more for all of them.
    """

    name: str
    validator: Mapping[str, Any] | None
    indexes: tuple[Index, ...]
    view: View | None
    images: bool


def rules_of(models: Iterable[type[Document]]) -> list[CollectionRules]:
    """The rules of every collection, the views after the collections they read."""
    listed = sorted(models, key=lambda model: model.__view__ is not None)
    looked_up = list(_looked_up(listed))
    return [
        CollectionRules(
            name=model.__collection__,
            validator=model.__validator__,
            indexes=() if model.__view__ else _indexes(model, looked_up),
            view=model.__view__,
            images=model.__time__ is None,
        )
        for model in listed
    ]


def _looked_up(models: list[type[Document]]) -> Iterator[tuple[str, str]]:
    """Collections and the stored paths by which rows of them are looked up: both ends of every reference."""
    by_name = {model.__name__: model for model in models}
    for model in models:
        collection = model.__view__.collection if model.__view__ else model.__collection__
        for field in fields_of(model):
            if field.reference is not None:
                yield collection, field.column.source
                target = by_name[field.reference.target]
                remote = next(end for end in fields_of(target) if end.column.name == field.reference.column)
                yield target.__collection__, remote.column.source


def _indexes(model: type[Document], looked_up: list[tuple[str, str]]) -> tuple[Index, ...]:
    """The documented indexes, and those that lists need: by each looked-up path, and of all documents.

    Dated documents are mostly read newest first; the key at the end makes the order total, as every list is sorted, and
    without it MongoDB would sort all documents to find the first few.
    """
    paths = dict.fromkeys(path for collection, path in looked_up if collection == model.__collection__)
    newest = ((_stored_time(model), -1), ("_id", 1)) if model.__time__ else ()
    lists = [(((path, 1),) if path != "_id" else ()) + newest for path in paths] + [newest]
    needed = [Index(keys) for keys in dict.fromkeys(lists) if keys]
    return (*model.__indexes__, *(index for index in needed if not _served(index, model.__indexes__)))


def _served(index: Index, others: tuple[Index, ...]) -> bool:
    return any(other.keys[: len(index.keys)] == index.keys for other in others)


def _stored_time(model: type[Document]) -> str:
    return next(field.column.source for field in fields_of(model) if field.column.name == model.__time__)
