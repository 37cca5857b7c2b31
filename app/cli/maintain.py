"""`polygraph maintain`: coming partitions made, old rows deleted."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.table import Table

from app.cli.migrate import require_migrated
from app.cli.terminal import busy, output
from app.databases import endpoints_of
from app.settings import Settings
from stores.postgres.maintenance import maintain as run_maintenance


async def maintain(settings: Settings, *, dry_run: bool) -> None:
    """Do what is due, or with `dry_run` only say so, and print it as a table."""
    url = endpoints_of(settings).postgres_url
    await require_migrated(url)
    with busy("Looking for what is due" if dry_run else "Doing what is due"):
        actions = await run_maintenance(url, now=datetime.now(UTC), dry_run=dry_run, kept=settings.changes_kept)
    table = Table("would do" if dry_run else "done", "table", "rows")
    table.columns[2].justify = "right"
    for action in actions:
        table.add_row(action.kind, action.table, f"{action.rows:,}")
    output.print(table)
