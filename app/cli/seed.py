"""`polygraph seed`: sample data into both stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from app.cli.migrate import require_migrated
from app.cli.terminal import output, progress_bars
from app.databases import endpoints_of
from app.settings import Settings
from stores.mongo.models.pantheon import DOCUMENTS
from stores.postgres.catalogue import tables
from stores.seed import Report, scale_named, seed as write_sample_data


async def seed(
    settings: Settings, *, scale: str, number: int, replace: bool, started: Callable[[], None] = lambda: None
) -> Report:
    """Fill both stores and print how much was written; `started` is called before the first row.

    Raises `BadInput` for an unknown scale, and for stores that hold rows unless they are to be replaced.
    """
    endpoints = endpoints_of(settings)
    await require_migrated(endpoints.postgres_url)
    begun = datetime.now(UTC)
    with _progress(started) as progress:
        report = await write_sample_data(
            endpoints.postgres_url,
            endpoints.mongo_url,
            scale=scale_named(scale),
            seed=number,
            now=begun,
            progress=progress,
            replace=replace,
        )
    seconds = (datetime.now(UTC) - begun).total_seconds()
    output.print(f"Seeded {report.total:,} rows in {len(report.rows)} tables and collections in {seconds:.0f} s")
    return report


@contextmanager
def _progress(started: Callable[[], None]) -> Iterator[Callable[[str, int, int], None]]:
    """What shows the seeding: a bar over all tables and collections, and one within the current one."""
    sources = len(tables()) + sum(model.__view__ is None for model in DOCUMENTS)
    seen: set[str] = set()
    with progress_bars() as bars:
        overall = bars.add_task("tables", total=sources)
        inner = bars.add_task("rows", total=None)

        def show(source: str, done: int, expected: int) -> None:
            if not seen:
                started()
            seen.add(source)
            bars.update(overall, completed=len(seen))
            bars.update(inner, description=source, completed=done, total=expected)

        yield show
