"""Patches: a live list taken apart, and written as all there is or as what has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails, collect_subfields

from graph.execution.execute import Admitted
from graph.live.events import Text
from stores.errors import BadInput


@dataclass(frozen=True, slots=True)
class Parts:
    """A live list by the names in its result: in `rows` each row's text by its key, in `lists` the text of all else.

    `keys` are those of all rows, if the list's `gone` is selected.
    """

    rows: Mapping[str, Mapping[str, bytes]]
    lists: Mapping[str, bytes]
    keys: Mapping[str, None]


class Patches:
    """How one operation selects a live list. Raises BadInput where it selects rows without their keys.

    What stands behind each name in the result is as the executor finds it: under aliases, in fragments, unless skipped.
    """

    def __init__(self, operation: Admitted, details: list[FieldDetails], type_name: str, text: Text) -> None:
        self._type_name = type_name
        self._text = text
        selected = _selected(operation, details, type_name)
        self._fields = {name: each[0].node.name.value for name, each in selected.items()}
        self._keys = {
            name: _key(_selected(operation, selected[name], f"{type_name}Row"))
            for name, field in self._fields.items()
            if field == "rows"
        }

    def parts(self, value: Mapping[str, Any]) -> Parts:
        """The value of the list, taken apart."""
        rows = {name: {row[key]: self._text.encode(row) for row in value[name]} for name, key in self._keys.items()}
        lists = {name: self._text.encode(value[name]) for name, field in self._fields.items() if field == "list"}
        gone = (value[name] for name, field in self._fields.items() if field == "gone")
        return Parts(rows, lists, dict.fromkeys(next(gone, ())))

    def written(self, now: Parts, before: Parts | None, sequence: int) -> bytes:
        """The list as JSON: what has changed since `before`, or the whole."""
        members = (self._text.encode(name) + b":" + self._member(name, now, before, sequence) for name in self._fields)
        return b"{" + b",".join(members) + b"}"

    def _member(self, name: str, now: Parts, before: Parts | None, sequence: int) -> bytes:
        match self._fields[name]:
            case "sequence":
                return b"%d" % sequence
            case "whole":
                return b"true" if before is None else b"false"
            case "gone":
                return self._text.encode([key for key in before.keys if key not in now.keys] if before else [])
            case "rows":
                known = before.rows[name] if before else {}
                return _array([text for key, text in now.rows[name].items() if known.get(key) != text])
            case "list":
                return b"null" if before and before.lists[name] == now.lists[name] else now.lists[name]
            case _:
                return self._text.encode(self._type_name)


def _selected(operation: Admitted, details: list[FieldDetails], type_name: str) -> dict[str, list[FieldDetails]]:
    """What is selected on objects of a type, by the names in the result (section 6.3.2, CollectFields)."""
    schema, prepared = operation.schema._schema, operation.prepared
    type_ = cast("GraphQLObjectType", schema.type_map[type_name])
    collected = collect_subfields(
        schema, dict(prepared.fragments), operation.variables, prepared.operation, type_, details
    )
    return collected.grouped_field_set


def _key(selected: Mapping[str, Sequence[FieldDetails]]) -> str:
    """The name of the rows' keys. Raises BadInput."""
    for name, details in selected.items():
        if details[0].node.name.value == "key":
            return name
    raise BadInput("select `key` of `rows`: by it rows are told apart")


def _array(texts: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(texts) + b"]"
