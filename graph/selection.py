"""What an operation selects below a field, and so which columns a statement must fetch."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import FieldNode, FragmentSpreadNode, GraphQLResolveInfo, InlineFragmentNode, SelectionSetNode
from graphql.pyutils import Path
from strawberry.types.info import Info

from graph.context import Context
from stores.catalogue import Entity


@dataclass(frozen=True, slots=True)
class EntityFields:
    """An entity, and for each field of its object type the columns that the field reads from a row."""

    entity: Entity
    reads: Mapping[str, tuple[str, ...]]


def place_of(info: Info[Context, Any]) -> Hashable:
    """Where in the operation a field stands: its path without the indices of lists, each name with its parent's type.

    All parents on one level share it, and no other field has it. The types are needed all the way up: below fragments
    on different types fields of the same name may have different arguments and selections.
    """
    path: Path | None = info.path
    place: list[tuple[str | None, str]] = []
    while path is not None:
        if not isinstance(path.key, int):
            place.append((path.typename, path.key))
        path = path.prev
    return tuple(reversed(place))


def selected(info: GraphQLResolveInfo[Any], nodes: Iterable[FieldNode], type_name: str) -> Iterator[FieldNode]:
    """The fields selected below `nodes` on an object of type `type_name`, fragments opened.

    `@skip` and `@include` are not looked at: the executor does that, and a column too many does no harm.
    """
    seen: set[str] = set()
    for node in nodes:
        if node.selection_set is not None:
            yield from _opened(info, node.selection_set, type_name, seen)


def _opened(
    info: GraphQLResolveInfo[Any], selection_set: SelectionSetNode, type_name: str, seen: set[str]
) -> Iterator[FieldNode]:
    for selection in selection_set.selections:
        match selection:
            case FieldNode():
                yield selection
            case InlineFragmentNode():
                if _applies(info, selection, type_name):
                    yield from _opened(info, selection.selection_set, type_name, seen)
            case FragmentSpreadNode():
                fragment = info.fragments[selection.name.value]
                if selection.name.value not in seen and _applies(info, fragment, type_name):
                    seen.add(selection.name.value)
                    yield from _opened(info, fragment.selection_set, type_name, seen)


def _applies(info: GraphQLResolveInfo[Any], fragment: Any, type_name: str) -> bool:
    condition = fragment.type_condition.name.value if fragment.type_condition else type_name
    if condition == type_name:
        return True
    abstract = info.schema.get_type(condition)
    return abstract in getattr(info.schema.get_type(type_name), "interfaces", ())


def columns_of(info: GraphQLResolveInfo[Any], nodes: Iterable[FieldNode], fields: EntityFields) -> list[str]:
    """The columns that the fields selected below `nodes` need, each once."""
    needed = (fields.reads.get(node.name.value, ()) for node in selected(info, nodes, fields.entity.name))
    return list(dict.fromkeys(column for columns in needed for column in columns))
