"""What could be wrong with an installation, and what to do about it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.databases import endpoints_of, mongo_driver
from app.installation import read_catalogue
from app.settings import Settings, variable_of
from stores.catalogue import Catalogue, Entity, Relation, StoreName
from stores.errors import Misconfigured, Outage, PolygraphError
from stores.mongo import inspection as mongo_inspection
from stores.mongo.bootstrap import Bootstrap
from stores.naming import camel_case
from stores.postgres import inspection as postgres_inspection, migrations

POSTGRES_MINIMUM = 14
"""Triggers and partitions as the migrations make them need 13, and 13 is no longer maintained."""

MONGO_MINIMUM = 6
"""`$documents`, by which a list for each parent is one statement."""

CLOCK_TOLERANCE = 5.0
"""Seconds by which a server's clock may differ from ours."""

MIGRATE = "run `polygraph migrate`"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `remedy` says what to do, None if all is well; `places` names each thing."""

    subject: str
    detail: str
    remedy: str | None = None
    places: Sequence[str] = ()


Indexes = Mapping[str, Sequence[tuple[str | None, ...]]]
"""Tables or collections, and the columns or paths of each of their indexes."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """A relation as its target's store sees it: rows are looked up by some columns."""

    field: str
    relation: Relation
    target: Entity

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns as the store names them."""
        return tuple(self.target.columns[column].source for column in self.relation.remote)

    @property
    def place(self) -> str:
        """The relation's field, and where its rows are."""
        return f"{self.field}: {self.target.source} ({', '.join(self.columns)})"

    def served_by(self, indexes: Sequence[tuple[str | None, ...]]) -> bool:
        """Whether one of these indexes begins with the columns, in whatever order."""
        return any(set(index[: len(self.columns)]) == set(self.columns) for index in indexes)


async def diagnose(settings: Settings) -> AsyncIterator[Finding]:
    """Check both stores and the links between them. A store that cannot be reached is not checked further."""
    catalogue: Catalogue | None = None
    try:
        catalogue = read_catalogue(settings)
        yield Finding("catalogue", f"{len(catalogue)} entities, and all links fit")
    except Misconfigured as error:
        yield Finding("catalogue", str(error), f"mend the file that {variable_of('links_file')} names")
    relations = list(_relations(catalogue or {}))
    for name, setting, findings in (
        ("PostgreSQL", "postgres_url", _postgres(settings, relations)),
        ("MongoDB", "mongo_url", _mongo(settings, relations)),
    ):
        async for finding in _until_outage(name, setting, findings):
            yield finding


async def _until_outage(name: str, setting: str, findings: AsyncIterator[Finding]) -> AsyncIterator[Finding]:
    variable = variable_of(setting)
    try:
        async for finding in findings:
            yield finding
    except Outage as error:
        yield Finding(f"{name} connection", str(error), f"start the server, or mend {variable}")
    except PolygraphError as error:
        yield Finding(name, str(error), f"mend {variable} or the rights of its user")


async def _postgres(settings: Settings, relations: list[LookUp]) -> AsyncIterator[Finding]:
    url = endpoints_of(settings).postgres_url
    server = await postgres_inspection.server(url)
    yield Finding("PostgreSQL connection", f"answers at {_place(url)}")
    yield _version("PostgreSQL", server.version, server.major, POSTGRES_MINIMUM)
    yield _clock("PostgreSQL", server.clock)
    yield _revision(await migrations.current(url))
    existing = await postgres_inspection.existing_tables(url)
    yield _structure("PostgreSQL", postgres_inspection.missing(existing))
    yield _changes(await postgres_inspection.unrecorded(url))
    indexes = {name: table.indexes for name, table in existing.items()}
    yield _look_ups("PostgreSQL", "postgres", relations, indexes)


async def _mongo(settings: Settings, relations: list[LookUp]) -> AsyncIterator[Finding]:
    async with mongo_driver(settings, time_limit=settings.store_timeout) as driver:
        version, now = await mongo_inspection.version(driver), await mongo_inspection.clock(driver)
        yield Finding("MongoDB connection", f"answers at {_place(endpoints_of(settings).mongo_url)}")
        yield _version("MongoDB", version, mongo_inspection.major(version), MONGO_MINIMUM)
        yield _clock("MongoDB", now)
        yield _structure("MongoDB", await Bootstrap(driver).check())
        yield _look_ups("MongoDB", "mongo", relations, await mongo_inspection.existing_indexes(driver))


def _place(url: str) -> str:
    """The part of a URL that says where, without user, password and options."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] + parts.path.rstrip("/")


def _version(name: str, version: str, major: int, minimum: int) -> Finding:
    return Finding(f"{name} version", version, None if major >= minimum else f"upgrade to {name} {minimum} or later")


def _clock(name: str, now: datetime) -> Finding:
    difference = (now - datetime.now(UTC)).total_seconds()
    detail = f"{abs(difference):.1f} s {'ahead of' if difference > 0 else 'behind'} this machine's"
    good = abs(difference) <= CLOCK_TOLERANCE
    return Finding(f"{name} clock", detail, None if good else "let both machines synchronize their clocks (NTP)")


def _revision(current: str | None) -> Finding:
    head = migrations.head()
    subject = "PostgreSQL migrations"
    if current == head:
        return Finding(subject, f"at {head}")
    stamp = " (or `polygraph migrate --stamp` if its tables were there before Polygraph)" if current is None else ""
    return Finding(subject, f"at {current or 'base'}, not at {head}", MIGRATE + stamp)


def _structure(name: str, lacks: Sequence[str]) -> Finding:
    subject = f"{name} structure"
    if not lacks:
        return Finding(subject, "has all that the models say")
    remedy = f"{MIGRATE}; what it leaves, because it was taken away later, make by hand"
    return Finding(subject, f"{len(lacks)} things are missing or differ", remedy, lacks)


def _changes(lacks: Sequence[str]) -> Finding:
    """Whether the feed sees all that changes, and nothing that the graph does not show."""
    subject = "PostgreSQL changes"
    if not lacks:
        return Finding(subject, "those of every table are recorded for subscriptions")
    remedy = (
        f"{MIGRATE}; of a table that was made later, `SELECT polygraph.follow('schema.table', '{{secret columns}}')`"
    )
    return Finding(subject, f"{len(lacks)} tables are not recorded, or with their secrets", remedy, lacks)


def _relations(catalogue: Mapping[str, Entity]) -> Iterator[LookUp]:
    for entity in catalogue.values():
        for relation in entity.relations.values():
            yield LookUp(f"{entity.name}.{camel_case(relation.name)}", relation, catalogue[relation.target])


def _look_ups(name: str, store: StoreName, relations: Iterable[LookUp], indexes: Indexes) -> Finding:
    """Whether an index serves every relation that leads into this store, as far as its tables are there."""
    subject = f"{name} relations"
    here = [each for each in relations if each.target.store == store and each.target.source in indexes]
    slow = [each for each in here if not each.served_by(indexes[each.target.source])]
    if not slow:
        return Finding(subject, f"an index serves each of the {len(here)} that lead here")
    remedy = "make an index that begins with the columns named"
    return Finding(subject, f"{len(slow)} of {len(here)} read all rows", remedy, [each.place for each in slow])
