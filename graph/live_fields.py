"""The fields of `Subscription`: for each entity a stream of its new rows, and one of all changes of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

import strawberry
from strawberry.types.arguments import StrawberryArgument

from graph.batch_field import Arguments, BatchField, Size, argument, each, required_argument
from graph.enums import plain
from graph.fields import new_object
from graph.node import encode_node_id
from graph.objects import EntityTypes
from graph.records import enum_type
from graph.selection import Selection
from resolvers.analysis import both
from resolvers.live.event import Seen, seen_as_alert, seen_as_change, seen_as_stream
from resolvers.live.subscriber import See
from stores.catalogue import Catalogue, Column, Entity, Path
from stores.errors import BadInput
from stores.feed import Operation
from stores.filter import Among, Filter, related
from stores.naming import camel_case
from stores.store import Row

BATCH, BATCH_LIMIT = 100, 1_000
"""Events that one result holds if nothing is said, and at most."""


@dataclass(frozen=True, slots=True)
class LiveBatch:
    """What one result is made of: some events, and the cursor after them."""

    seen: Sequence[Seen]
    cursor: str


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the row that relations to one row each lead to, `miner.site_id`, and the argument that says it."""

    argument: str
    path: str
    description: str


@dataclass(frozen=True, slots=True)
class Named:
    """A stream of an entity under a name of its own: of rows where the column at a place is among those given."""

    name: str
    entity: str
    place: Place
    description: str
    changes: bool = False


NAMED = (
    Named(
        "siteTelemetry",
        "TelemetrySample",
        Place("siteIds", "miner.site_id", "Of these sites."),
        "What the miners of sites measure, as it comes.",
    ),
    Named(
        "minerTelemetry",
        "TelemetrySample",
        Place("minerIds", "miner_id", "Of these miners."),
        "What miners measure, as it comes.",
    ),
    Named(
        "clientTelemetry",
        "TelemetrySample",
        Place("clientIds", "miner.client_id", "Of these clients."),
        "What the miners of clients measure, as it comes.",
    ),
    Named(
        "agentWagers",
        "Wager",
        Place("agentIds", "agent_id", "Of these agents."),
        "Wagers of agents, as they are placed, change and are settled.",
        changes=True,
    ),
    Named(
        "houseJackpots",
        "Jackpot",
        Place("houses", "credential.house_name", "Of the houses with these names."),
        "Jackpots of houses, as they are seen; `moves` says which tiers have moved.",
    ),
    Named(
        "curtailmentProgress",
        "CurtailmentPlan",
        Place("siteIds", "site_id", "Of these sites."),
        "Curtailment plans of sites, as they are made, approved, executed and ended.",
        changes=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Alert:
    """A stream of when a filter begins and ends to hold of the newest of the rows with equal `subject` columns."""

    name: str
    entity: str
    subject: tuple[str, ...]
    description: str


ALERTS = (
    Alert(
        "telemetryAlerts",
        "TelemetrySample",
        ("miner_id",),
        "Miners whose newest sample begins, or ends, to be as the filter says, like over 85 degrees.",
    ),
    Alert(
        "jackpotAlerts",
        "Jackpot",
        ("credential_id",),
        "Credentials whose newest jackpots begin, or end, to be as the filter says, like a grand over 1,700.",
    ),
)


@strawberry.enum(description="What happened to an alert.")
class AlertState(Enum):
    """Whether it begins or ends."""

    STARTED = "STARTED"
    ENDED = "ENDED"


class LiveField(BatchField):
    """A field of `Subscription`: which entity it watches, how it sees events, and which of its rows it is about."""

    def __init__(
        self, kind: LiveKind, name: str, description: str, arguments: Sequence[StrawberryArgument], place: Kept | None
    ) -> None:
        super().__init__(
            name,
            kind.object | None,
            description,
            lambda selection: lambda arguments: lambda parents, context: parents,  # noqa: ARG005
            arguments,
            size=Size(batch_size, ("batch",)),
        )
        self.kind = kind
        self._place = place

    def where(self, arguments: Arguments) -> Filter | None:
        """Which rows the arguments speak of. Raises BadInput."""
        given = self.kind.types.lists.filter.of(arguments["where"])
        return given if self._place is None else both(self._place.filter(arguments), given)

    def columns(self, selection: Selection) -> tuple[str, ...]:
        """The columns that are selected of the rows."""
        return self.kind.columns(selection)


@dataclass(frozen=True, slots=True)
class LiveKind:
    """A way to watch an entity: what results hold, and how events are seen."""

    types: EntityTypes
    object: Any
    path: tuple[tuple[str, str], ...]
    see: See
    latest: bool
    subject: tuple[str, ...] = ()

    def columns(self, selection: Selection) -> tuple[str, ...]:
        """The columns that are selected of the rows in a result."""
        found = [selection]
        for type_name, field in self.path:
            found = [below[field] for part in found if field in (below := part.by_name(type_name))]
        return tuple(dict.fromkeys(column for part in found for column in part.columns(self.types.fields)))


@dataclass(frozen=True, slots=True)
class Kept:
    """A `Place` in the catalogue."""

    argument: str
    path: Path
    column: Column

    def filter(self, arguments: Arguments) -> Filter:
        """That the column is among those given."""
        return related(self.path, Among(self.column.name, tuple(plain(arguments[self.argument]))))


def batch_size(arguments: Arguments) -> int:
    """How many events a result may hold. Raises BadInput."""
    size = BATCH if arguments["batch"] is None else arguments["batch"]
    if not 1 <= size <= BATCH_LIMIT:
        raise BadInput(f"`batch` must be from 1 to {BATCH_LIMIT}, not {size}")
    return int(size)


def live_fields(catalogue: Catalogue, types: Mapping[str, EntityTypes]) -> Iterator[LiveField]:
    """Every field of `Subscription`."""
    operation = enum_type(Operation)
    kinds = {name: (_stream(made), _changes(made, operation)) for name, made in types.items()}
    for name, (stream, changes) in kinds.items():
        plural = types[name].entity.plural
        yield _field(stream, f"{camel_case(name)}Stream", f"New {plural}, as they come.")
        yield _field(changes, f"{camel_case(name)}Changes", f"{plural} that are new, changed or gone, as it happens.")
    for each_named in NAMED:
        if each_named.entity in kinds:
            kind = kinds[each_named.entity][each_named.changes]
            yield _field(kind, each_named.name, each_named.description, _kept(catalogue, types, each_named))
    for alert in ALERTS:
        if alert.entity in types:
            yield _field(_alerts(types[alert.entity], alert), alert.name, alert.description)


def _field(
    kind: LiveKind, name: str, description: str, kept: tuple[Kept, StrawberryArgument] | None = None
) -> LiveField:
    arguments = [
        *(() if kept is None else (kept[1],)),
        argument("where", kind.types.lists.filter.input | None, "Only rows of which this holds."),
        argument("after", str | None, "Go on after this cursor; from now on if nothing is said."),
        argument("batch", int | None, f"Events that one result holds at most; {BATCH} if nothing is said."),
    ]
    return LiveField(kind, name, description, arguments, None if kept is None else kept[0])


def _kept(catalogue: Catalogue, types: Mapping[str, EntityTypes], named: Named) -> tuple[Kept, StrawberryArgument]:
    path, column = catalogue.walk(named.entity, named.place.path)
    owner = path[-1][1].name if path else named.entity
    annotation = list[types[owner].column_types[column.name]]  # type: ignore[misc, valid-type]
    made = required_argument(named.place.argument, annotation, named.place.description)
    return Kept(named.place.argument, path, column), made


def _stream(types: EntityTypes) -> LiveKind:
    entity = types.entity
    name = f"{entity.name}Stream"
    nodes = BatchField("nodes", list[types.object | None], "The rows.", each(_rows))  # type: ignore[name-defined]
    made = new_object(name, f"New {entity.plural}.", _cursor(), nodes)
    return LiveKind(types, made, ((name, "nodes"),), seen_as_stream, latest=False)


def _changes(types: EntityTypes, operation: Any) -> LiveKind:
    entity = types.entity
    node = "The row: as it is, or of one that is gone as it was; null where nobody knows."
    told = "What to do with the row, for who keeps those of which the filter holds."
    change = new_object(
        f"{entity.name}Change",
        f"What happened to one of the {entity.plural}.",
        BatchField("operation", operation, told, each(lambda seen: seen.operation)),
        BatchField("nodeId", strawberry.ID, "Names the row in the whole graph.", each(partial(_node_id, entity))),
        BatchField("node", types.object | None, node, each(lambda seen: seen.event.last)),
    )
    changes = BatchField("changes", list[change], "The changes.", each(_seen))  # type: ignore[valid-type]
    made = new_object(f"{entity.name}Changes", f"Changes of {entity.plural}.", _cursor(), changes)
    path = ((f"{entity.name}Changes", "changes"), (f"{entity.name}Change", "node"))
    return LiveKind(types, made, path, seen_as_change, latest=True)


def _alerts(types: EntityTypes, alert: Alert) -> LiveKind:
    name, plural = f"{types.entity.name}Alert", types.entity.plural
    one = new_object(
        name,
        f"An alert that begins or ends with one of the {plural}.",
        BatchField("state", AlertState, "Whether it begins or ends.", each(_state)),
        BatchField("node", types.object | None, "The row by which it does.", each(lambda seen: seen.event.row)),
    )
    alerts = BatchField("alerts", list[one], "The alerts.", each(_seen))  # type: ignore[valid-type]
    made = new_object(f"{name}s", f"Alerts about {plural}.", _cursor(), alerts)
    path = ((f"{name}s", "alerts"), (name, "node"))
    return LiveKind(types, made, path, seen_as_alert, latest=False, subject=alert.subject)


def _state(seen: Seen) -> AlertState:
    return AlertState.STARTED if seen.operation is Operation.INSERT else AlertState.ENDED


def _cursor() -> BatchField:
    return BatchField("cursor", str, "Where to go on after these: pass it as `after`.", each(lambda one: one.cursor))


def _rows(batch: LiveBatch) -> list[Row | None]:
    return [seen.event.row for seen in batch.seen]


def _seen(batch: LiveBatch) -> Sequence[Seen]:
    return batch.seen


def _node_id(entity: Entity, seen: Seen) -> str:
    return encode_node_id(entity, dict(zip(entity.key, seen.event.key, strict=True)))
