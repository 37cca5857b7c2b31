"""Subscriptions to what changes in the stores: what is selected of an event is made once for all who ask the same."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakValueDictionary

import orjson
from graphql import (
    FieldNode,
    GraphQLError,
    InlineFragmentNode,
    VariableNode,
    Visitor,
    get_argument_values,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, collect_fields

from graph.batch_field import BatchField
from graph.context import Contexts
from graph.execution.cause import cause_of
from graph.execution.execute import Admitted, OperationResult, run
from graph.execution.executor import Plans
from graph.live_fields import LiveBatch, LiveField, batch_size
from graph.selection import Selection
from resolvers.live.event import Seen
from resolvers.live.hub import Hub
from resolvers.live.stream_cursor import encode_position
from resolvers.live.subscriber import Delivery, Watch
from stores.errors import AnswerTooLarge, StoreUnavailable
from stores.feed import Position

CURSOR = "\0cursor"
"""Stands for the cursor where that of each client is put in."""

RETRY = 0.5
"""Seconds after which a selection is run again that an outage kept from its result."""


class Text(Protocol):
    """How results are written."""

    def encode(self, payload: object) -> bytes:
        """A value as JSON."""

    def errors(self, errors: Iterable[GraphQLError]) -> Iterator[dict[str, Any]]:
        """Errors as clients see them."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a client gets of one event: the JSON of its element in each list of the result, and its errors.

    `frame` is the result of its batch, in which a list stands for the elements of each client's own events. It is None
    where that is null.
    """

    frame: Mapping[str, Any] | None
    elements: Mapping[str, bytes]
    errors: Sequence[dict[str, Any]] = ()


class LiveCohort:
    """Those who have sent the same selection, with the same values in it. See `resolvers.live.subscriber.Cohort`.

    most: events that the selection is made for at a time.
    """

    def __init__(  # noqa: PLR0917  (what its results are made with)
        self, operation: Admitted, name: str, store: str, most: int, contexts: Contexts, text: Text
    ) -> None:
        self._operation = operation
        self._name = name
        self._store = store
        self._most = most
        self._contexts = contexts
        self._text = text
        self._frame: Mapping[str, Any] | None = None

    async def items(self, seen: list[Seen]) -> list[Item]:
        """One for each event."""
        parts = [seen[start : start + self._most] for start in range(0, len(seen), self._most)]
        return [item for part in parts for item in (await self._made(part))[1]]

    async def frame(self) -> Mapping[str, Any]:
        """The result without events."""
        if self._frame is None:
            frame, _ = await self._made([])
            self._frame = frame or {}
        return self._frame

    async def _made(self, seen: list[Seen]) -> tuple[Mapping[str, Any] | None, list[Item]]:
        result = await self._result(LiveBatch(seen, CURSOR))
        if len(seen) > 1 and any(isinstance(cause_of(error), AnswerTooLarge) for error in result.errors):
            middle = len(seen) // 2
            frame, items = await self._made(seen[:middle])
            return frame, [*items, *await self.items(seen[middle:])]
        frame = (result.data or {}).get(self._name)
        lists = {name: value for name, value in (frame or {}).items() if isinstance(value, list)}
        errors = self._errors(result.errors, len(seen))
        encoded = {name: [self._text.encode(each) for each in value] for name, value in lists.items()}
        return frame, [
            Item(frame, {name: elements[index] for name, elements in encoded.items()}, errors.get(index, ()))
            for index in range(len(seen))
        ]

    async def _result(self, batch: LiveBatch) -> OperationResult:
        """The selection's result. While the store is away from which the events came, no others come either."""
        while True:
            async with self._contexts() as context:
                result = await run(self._operation, context, batch)
                asked = {statement.store for statement in context.session.ledger.statements}
            away = any(isinstance(cause_of(error), StoreUnavailable) for error in result.errors)
            if not away or asked != {self._store}:
                return result
            await asyncio.sleep(RETRY)

    def _errors(self, errors: Sequence[GraphQLError], count: int) -> dict[int, list[dict[str, Any]]]:
        """The errors of each event; one that is of none is of all."""
        found: dict[int, list[dict[str, Any]]] = {}
        for formatted in self._text.errors(errors):
            path = formatted.get("path", ())
            concerned = [path[2]] if len(path) > 2 else range(count)
            for index in concerned:
                found.setdefault(index, []).append(formatted)
        return found

    def written(self, frame: Mapping[str, Any], delivery: Delivery) -> Iterator[bytes]:
        """The results that bring a delivery to a client, as JSON: what is null stands alone."""
        if not delivery.items:
            yield self._written(frame, [], delivery.position)
        placed = zip(delivery.items, delivery.positions, strict=True)
        for null, part in groupby(placed, lambda each: each[0].frame is None):
            items, positions = zip(*part, strict=True)
            yield self._null(items) if null else self._written(items[-1].frame, items, positions[-1])

    def _null(self, items: Sequence[Item]) -> bytes:
        errors = list({orjson.dumps(error): error for item in items for error in item.errors}.values())
        return self._text.encode({"errors": errors, "data": {self._name: None}})

    def _written(self, frame: Mapping[str, Any], items: Sequence[Item], position: Position) -> bytes:
        cursor, parts = encode_position(self._store, position), []
        for name, value in frame.items():
            if isinstance(value, list):
                written = b"[" + b",".join(item.elements[name] for item in items) + b"]"
            else:
                written = orjson.dumps(cursor if value == CURSOR else value)
            parts.append(orjson.dumps(name) + b":" + written)
        data = b'"data":{' + orjson.dumps(self._name) + b":{" + b",".join(parts) + b"}}"
        errors = [_at(error, index) for index, item in enumerate(items) for error in item.errors]
        return b"{" + (b'"errors":' + self._text.encode(errors) + b"," if errors else b"") + data + b"}"


class LiveOperations:
    """The subscriptions of one process over its hub.

    Events that come together are selected from together, as far as that costs no more than `cost_limit`.
    """

    def __init__(self, hub: Hub, contexts: Contexts, text: Text, cost_limit: int) -> None:
        self._hub = hub
        self._contexts = contexts
        self._text = text
        self._cost_limit = cost_limit
        self._cohorts: WeakValueDictionary[bytes, LiveCohort] = WeakValueDictionary()
        self._variables: WeakKeyDictionary[Plans, list[str]] = WeakKeyDictionary()

    async def results(
        self, operation: Admitted, details: Sequence[FieldDetails], field: LiveField
    ) -> AsyncGenerator[bytes]:
        """The results as JSON: at first one without events, which says where to go on. Raises what the hub raises.

        `details` are all that selects the field.
        """
        nodes = [each.node for each in details]
        node, selection = nodes[0], Selection(operation.schema._schema, operation.definitions, nodes)
        arguments = arguments_of(operation, node)
        entity, kind = field.kind.types.entity, field.kind
        most = batch_size(arguments)
        cohort = self._cohort(operation, node, entity.store, most)
        where = field.where(arguments)
        watch = Watch(
            entity,
            where,
            kind.see,
            cohort,
            field.columns(selection),
            field=node.name.value,
            latest=kind.latest,
            subject=kind.subject,
        )
        async with self._hub.subscribed(watch, arguments["after"]) as subscriber:
            frame = await cohort.frame()
            delivery = Delivery([], [], subscriber.position)
            while True:
                for text in cohort.written(frame, delivery):
                    yield text
                delivery = await subscriber.take(most)

    def _cohort(self, operation: Admitted, node: FieldNode, store: str, priced: int) -> LiveCohort:
        """`priced` are the events that the operation's cost is for."""
        plans = operation.prepared.plans
        names = self._variables.get(plans)
        if names is None:
            names = self._variables[plans] = _variables_in(operation)
        # A cohort holds its plans, so that no others have their id.
        key = orjson.dumps([id(plans), node.loc and node.loc.start, given(operation, names)])
        cohort = self._cohorts.get(key)
        if cohort is None:
            name = (node.alias or node.name).value
            most = max(1, self._cost_limit * priced // max(1, operation.cost))
            cohort = self._cohorts[key] = LiveCohort(operation, name, store, most, self._contexts, self._text)
        return cohort


def arguments_of(operation: Admitted, node: FieldNode) -> dict[str, Any]:
    """The arguments of a subscription's field. Raises GraphQLError."""
    schema = operation.schema._schema
    assert schema.subscription_type is not None  # noqa: S101  (an operation of it was valid)
    definition = schema.subscription_type.fields[node.name.value]
    return get_argument_values(definition, node, operation.variables)


def given(operation: Admitted, names: Iterable[str]) -> dict[str, Any]:
    """The variables of these names that a client gave, in the order of the names: null is not the default."""
    variables = operation.prepared.variables
    return {name: variables[name] for name in names if name in variables}


def live_field(operation: Admitted) -> tuple[list[FieldDetails], BatchField] | None:
    """The field of a subscription, with all that selects it, if it is a derived one. Raises GraphQLError."""
    schema, prepared = operation.schema._schema, operation.prepared
    root = schema.subscription_type
    if root is None:
        return None
    collected = collect_fields(schema, dict(prepared.fragments), operation.variables, root, prepared.operation)
    for details in collected.grouped_field_set.values():
        definition = root.fields.get(details[0].node.name.value)
        field = definition.extensions.get("strawberry-definition") if definition else None
        if isinstance(field, BatchField):
            return details, field
    return None


def _variables_in(operation: Admitted) -> list[str]:
    """The variables that the selections below a subscription's field speak of, and all fragments."""
    found: set[str] = set()

    class Finder(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            found.add(variable.name.value)

    selections = operation.prepared.operation.selection_set.selections
    sets = [each.selection_set for each in selections if isinstance(each, FieldNode | InlineFragmentNode)]
    fragments = operation.definitions.values()
    for each in (*sets, *fragments):
        if each is not None:
            visit(each, Finder())
    return sorted(found)


def _at(error: dict[str, Any], index: int) -> dict[str, Any]:
    path = error.get("path", ())
    return {**error, "path": [*path[:2], index, *path[3:]]} if len(path) > 2 else error
