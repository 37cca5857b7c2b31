"""Random operations over a schema of this graph's conventions: nearly all are valid, and many fail.

Nothing but the random source decides, and its lowest numbers make the plainest operation, for Hypothesis to shrink to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field as attribute
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
    print_ast,
    value_to_literal,
)

DEPTH = 6
MADE_BY_PYTHON = frozenset(("totalCount", "aggregate", "groups", "series", "downsampled"))
"""Fields that no store writes; without them an operation may be answered by whole documents."""

SCALARS: Mapping[str, Sequence[Any]] = {
    "Boolean": (True, False),
    "Int": (1, 0, 5, 100),
    "BigInt": ("1", "0", "-5"),
    "Float": (0.5, 0.0, 1.0, 100.25),
    "Decimal": ("0", "10.50", "-1", "1e3"),
    "String": ("a", "1d", "UTC", "A%", "", "1h"),
    "ID": ("0123456789abcdef01234567", "a"),
    "DateTime": ("2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "2026-01-01T12:00:00.5Z"),
    "Date": ("2026-01-01", "2030-12-31"),
    "JSON": ("a", 1, {"a": [1]}, True),
}
"""Values of arguments that no column's values are needed for."""

ODD_NAMES = ("rows", "list", "object", "table", "keys", "the_item", "size", "ids", "N" * 61)
"""Beginnings of response names that a statement could confuse with its own, or PostgreSQL cut off."""

COMPOSITES = 12
"""Most fields with selections that an operation has, not counting those that its fragments repeat."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Values that arguments can have so that something is found.

    node_ids: (type name, id). cursors: by the name of a connection's type. keys: by a root field's name, its arguments.
    favourites: root fields that are chosen more often.
    """

    node_ids: Sequence[tuple[str, str]]
    cursors: Mapping[str, Sequence[str]]
    keys: Mapping[str, Sequence[Mapping[str, Any]]]
    favourites: Sequence[str]


@dataclass(slots=True)
class Scope:
    """The fields with arguments that are already selected on one object; `prefixed` if it may be of several types."""

    prefixed: bool = False
    heads: list[tuple[str, GraphQLField, Scope]] = attribute(default_factory=list)
    below: dict[str, Scope] = attribute(default_factory=dict)


class RandomOperation:
    """One document with the variables to run it with; `touched` holds the type and name of each field in it."""

    def __init__(self, random: Random, schema: GraphQLSchema, samples: Samples) -> None:
        self._random = random
        self._schema = schema
        self._samples = samples
        self._declarations: list[str] = []
        self._fragments: list[tuple[str, str, bool, str]] = []
        self._likely: list[str] = []
        self._composites = COMPOSITES
        self._count = 0
        self._plain = self._chance(0.4)
        self.variables: dict[str, Any] = {}
        self.touched: set[tuple[str, str]] = set()
        self.text = self._document()

    def other_variables(self) -> dict[str, Any]:
        """The same variables with other truth values, so that other fields are skipped."""
        return {
            name: self._random.choice((True, False)) if isinstance(value, bool) else value
            for name, value in self.variables.items()
        }

    def _document(self) -> str:
        root = self._schema.query_type
        assert root is not None
        body = self._selections(root, DEPTH, Scope())
        declared = f"({', '.join(self._declarations)})" if self._declarations else ""
        fragments = (f"fragment {name} on {condition} {text}" for name, condition, _, text in self._fragments)
        return "\n".join((f"query Q{declared} {body}", *fragments))

    def _chance(self, share: float) -> bool:
        return self._random.random() > 1 - share

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _selections(self, type_: GraphQLNamedType, depth: int, scope: Scope) -> str:
        parts = [self._selection(type_, depth, scope) for _ in range(self._random.choice((1, 2, 1, 3, 4)))]
        return "{ " + " ".join(parts) + " }"

    def _selection(self, type_: GraphQLNamedType, depth: int, scope: Scope) -> str:
        kind = self._random.random()
        if is_abstract_type(type_) and kind < 0.75:
            return self._on_concrete(depth, scope)
        if kind > 0.92 and isinstance(type_, GraphQLObjectType):
            return self._spread(type_, depth, scope)
        if kind > 0.84:
            return self._inline(type_, depth, scope)
        if kind > 0.78:
            return self._random.choice(("__typename", "kind: __typename")) + self._directives()
        return self._field(type_, depth, scope)

    def _on_concrete(self, depth: int, scope: Scope) -> str:
        name = self._random.choice(self._likely) if self._likely else self._samples.node_ids[0][0]
        within = scope.below.setdefault(name, Scope(prefixed=True))
        text = self._selections(self._schema.type_map[name], depth - 1, within)
        return f"... on {name}{self._directives()} {text}"

    def _inline(self, type_: GraphQLNamedType, depth: int, scope: Scope) -> str:
        choices = ["", f" on {type_.name}"]
        if isinstance(type_, GraphQLObjectType):
            choices += [f" on {interface.name}" for interface in type_.interfaces]
        condition = self._random.choice(choices)
        directives = self._directives()
        if condition and not condition.endswith(f" {type_.name}"):
            within = self._random.choice(("nodeId", "__typename", f"... on {type_.name} {{ __typename nodeId }}"))
            return f"...{condition}{directives} {{ {within} }}"
        return f"...{condition}{directives} {self._selections(type_, depth - 1, scope)}"

    def _spread(self, type_: GraphQLObjectType, depth: int, scope: Scope) -> str:
        """A fragment that was there before may be spread again, wherever its type is."""
        fit = [
            name
            for name, condition, prefixed, _ in self._fragments
            if condition == type_.name and (prefixed or not scope.prefixed)
        ]
        if fit and self._chance(0.7):
            return f"...{self._random.choice(fit)} {self._directives()}"
        prefixed = scope.prefixed or self._chance(0.5)
        text = self._selections(type_, min(depth - 1, 3), Scope(prefixed))
        name = f"F{self._number()}"
        self._fragments.append((name, type_.name, prefixed, text))
        return f"...{name} {self._directives()}"

    def _field(self, type_: GraphQLNamedType, depth: int, scope: Scope) -> str:
        if scope.heads and self._chance(0.2):
            head, field, within = self._random.choice(scope.heads)
            return head + self._directives() + self._below(field, depth, within)
        name, field = self._chosen(type_, depth)
        self.touched.add((type_.name, name))
        arguments = self._arguments(type_, name, field)
        alias = f"{name}_{type_.name}" if scope.prefixed else name
        if arguments or self._chance(0.1):
            alias = f"{self._random.choice(ODD_NAMES) if self._chance(0.2) else alias}_{self._number()}"
        head = (name if alias == name else f"{alias}: {name}") + (f"({', '.join(arguments)})" if arguments else "")
        within = scope.below.setdefault(alias, Scope())
        if not is_leaf_type(get_named_type(field.type)):
            scope.heads.append((head, field, within))
        return head + self._directives() + self._below(field, depth, within)

    def _chosen(self, type_: GraphQLNamedType, depth: int) -> tuple[str, GraphQLField]:
        fields: dict[str, GraphQLField] = type_.fields  # type: ignore[attr-defined]
        if type_ is self._schema.query_type:
            name = self._random.choice(list(fields) if self._chance(0.5) else self._samples.favourites)
            return name, fields[name]
        names = [name for name in fields if name not in MADE_BY_PYTHON] if self._plain else []
        names = names or list(fields)
        leaves = [name for name in names if is_leaf_type(get_named_type(fields[name].type))]
        branches = [name for name in names if name not in leaves]
        deeper = branches and depth > 0 and self._composites > 0
        name = self._random.choice(branches if deeper and self._chance(0.6) else leaves or branches)
        return name, fields[name]

    def _below(self, field: GraphQLField, depth: int, scope: Scope) -> str:
        type_ = get_named_type(field.type)
        if is_leaf_type(type_):
            return ""
        self._composites -= 1
        if self._composites < 0 or depth <= 0:
            return " { __typename }"
        return " " + self._selections(type_, depth - 1, scope)

    def _directives(self) -> str:
        text = ""
        for name, usual in (("include", True), ("skip", False)):
            if self._chance(0.06):
                text += f" @{name}(if: {self._condition(usual=usual)})"
        return text

    def _condition(self, *, usual: bool) -> str:
        value = usual if self._chance(0.6) else not usual
        kind = self._random.choice(("literal", "required", "default", "null"))
        if kind == "literal":
            return json.dumps(value)
        if kind == "required":
            return self._variable("Boolean!", value)
        name = self._variable(f"Boolean = {json.dumps(value)}", None)
        if kind == "default" or self._chance(0.85):
            del self.variables[name[1:]]
        return name

    def _variable(self, declared: str, value: Any) -> str:
        name = f"v{self._number()}"
        self._declarations.append(f"${name}: {declared}")
        self.variables[name] = value
        return f"${name}"

    def _arguments(self, parent: GraphQLNamedType, name: str, field: GraphQLField) -> list[str]:
        if not field.args or (self._chance(0.4) and not any(map(is_required_argument, field.args.values()))):
            return []
        values = self._values(parent, name, field)
        return [f"{argument}: {self._given(field.args[argument], value)}" for argument, value in values.items()]

    def _values(self, parent: GraphQLNamedType, name: str, field: GraphQLField) -> dict[str, Any]:
        if "last" in field.args:
            return self._paging(field)
        if parent is self._schema.query_type:
            return self._key(name, field)
        return {
            argument: self._any(each.type, 2)
            for argument, each in field.args.items()
            if is_required_argument(each) or self._chance(0.3)
        }

    def _key(self, name: str, field: GraphQLField) -> dict[str, Any]:
        if name in ("node", "nodes"):
            found = [self._random.choice(self._samples.node_ids) for _ in range(self._random.choice((1, 2, 5)))]
            self._likely = [type_name for type_name, _ in found]
            ids = [node_id if self._chance(0.95) else "broken" for _, node_id in found]
            return {"nodeId": ids[0]} if name == "node" else {"nodeIds": ids}
        keys = self._samples.keys.get(name, ())
        if keys and self._chance(0.9):
            return dict(self._random.choice(keys))
        return {argument: self._odd(each.type) for argument, each in field.args.items() if self._chance(0.7)}

    def _paging(self, field: GraphQLField) -> dict[str, Any]:
        values: dict[str, Any] = {}
        side, way = self._random.choice((("first", "after"), ("last", "before"), ("first", "before")))
        if self._chance(0.8):
            values[side] = self._random.choice((2, 1, 3, 0, 5, None, -1 if self._chance(0.1) else 4))
        cursors = self._samples.cursors.get(get_named_type(field.type).name, ())
        if cursors and self._chance(0.3):
            values[way] = self._random.choice(cursors) if self._chance(0.9) else "broken"
        if self._chance(0.3 if way not in values else 0.05):
            values["orderBy"] = self._order(field.args["orderBy"])
        if self._chance(0.3):
            values["where"] = self._any(field.args["where"].type, 3)
        return values

    def _any(self, type_: GraphQLInputType, depth: int) -> Any:
        """Some value of a type, of which most say something."""
        if self._chance(0.02):
            return None
        inner = get_nullable_type(type_)
        if isinstance(inner, GraphQLList):
            return [self._any(inner.of_type, depth) for _ in range(self._random.choice((1, 2, 1, 0)))]
        if isinstance(inner, GraphQLEnumType):
            return self._random.choice(list(inner.values))
        if isinstance(inner, GraphQLInputObjectType):
            return self._object(inner, depth)
        return self._random.choice(SCALARS[inner.name])

    def _object(self, type_: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        """Not all of its members, and at some depth no further objects."""
        names = [
            name
            for name, field in type_.fields.items()
            if depth > 0 or not isinstance(get_named_type(field.type), GraphQLInputObjectType)
        ]
        chosen = self._random.sample(names, min(len(names), self._random.choice((1, 1, 2, 0))))
        return {name: self._any(type_.fields[name].type, depth - 1) for name in chosen}

    def _order(self, argument: GraphQLArgument) -> list[dict[str, Any]]:
        input_: Any = get_named_type(argument.type)
        return [self._ordered(input_, 3) for _ in range(self._random.choice((1, 2)))]

    def _ordered(self, input_: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        """One member: a direction, or what is below a relation."""
        types = {name: get_named_type(field.type) for name, field in input_.fields.items()}
        related = [name for name, type_ in types.items() if isinstance(type_, GraphQLInputObjectType)]
        names = related if related and depth > 0 and self._chance(0.5) else [*types.keys() - related]
        name = self._random.choice(sorted(names))
        type_ = types[name]
        if isinstance(type_, GraphQLInputObjectType):
            return {name: self._ordered(type_, depth - 1)}
        assert isinstance(type_, GraphQLEnumType)
        return {name: self._random.choice(list(type_.values))}

    def _odd(self, type_: GraphQLInputType) -> Any:
        name = get_named_type(type_).name
        usual: dict[str, Sequence[Any]] = {"Int": (1, 0, None), "Boolean": (True, None)}
        return self._random.choice(usual.get(name, (None, "1", "2026-01-01", "2026-01-01T00:00:00Z")))

    def _given(self, argument: GraphQLArgument, value: Any) -> str:
        """The value as a literal, or as a variable of one kind or another."""
        required = isinstance(argument.type, GraphQLNonNull)
        nullable = str(get_nullable_type(argument.type))
        literal = _literal(value, argument.type)
        kind = self._random.choice(("literal", "literal", "variable", "default", "within"))
        if kind == "variable" and (value is not None or not required):
            return self._variable(
                nullable + "!" if required or (value is not None and self._chance(0.3)) else nullable, value
            )
        if kind == "default" and value is not None:
            name = self._variable(f"{nullable} = {literal}", None)
            if self._chance(0.8):
                del self.variables[name[1:]]
            return name
        lists = ("[ID!]!", "Order!]")
        if kind == "within" and value and str(argument.type).endswith(lists) and "Group" not in str(argument.type):
            return self._within(argument, value)
        return literal

    def _within(self, argument: GraphQLArgument, value: list[Any]) -> str:
        """A list literal that has a variable in it."""
        rest = [_literal(each, get_nullable_type(argument.type).of_type) for each in value[1:]]  # type: ignore[union-attr]
        if isinstance(value[0], str):
            first = self._variable("ID!", value[0])
        else:
            ((name, within),) = value[0].items()
            input_: Any = get_named_type(argument.type)
            first = f"{{ {name}: {self._variable(f'{get_nullable_type(input_.fields[name].type)}!', within)} }}"
        return f"[{', '.join((first, *rest))}]"


def _literal(value: Any, type_: Any) -> str:
    node = value_to_literal(value, get_nullable_type(type_))
    return json.dumps(value) if node is None else print_ast(node)
