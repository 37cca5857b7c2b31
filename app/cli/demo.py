"""`polygraph demo`: everything from nothing, on embedded servers."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext

from app.cli.migrate import Goal, migrate
from app.cli.seed import seed
from app.cli.serve import serve
from app.cli.simulate import GENTLE, simulated
from app.cli.terminal import busy, output
from app.settings import Settings
from stores.errors import BadInput

QUERIES = (
    """\
{
  agents(first: 2) {
    nodes {
      name
      customers(first: 2) {
        totalCount
        nodes {
          name
          wagers(last: 2) { nodes { wagerNumber odds status transactions { nodes { type amount } } } }
        }
      }
    }
  }
}
""",
    """\
{
  sites(first: 2) {
    nodes {
      name
      miners(first: 3) {
        totalCount
        nodes { serialNumber model { name } telemetry(last: 2) { nodes { recordedAt hashrate temperature } } }
      }
    }
  }
}
""",
    """\
{
  credentials(first: 5) {
    nodes {
      username
      house { name }
      jackpots(first: 2) { totalCount nodes { timestamp grand } }
      user { email }
      players(first: 1) { nodes { inventory(first: 2) { nodes { item { name } } } } }
    }
  }
}
""",
)
"""Chains to try: one through each of two systems, and one from MongoDB into two systems of PostgreSQL."""


def demo(settings: Settings, *, still: bool = False) -> None:
    """Start the embedded servers, migrate, seed once, serve, and have rows written meanwhile, unless `still`.

    Whatever databases the settings name are left alone.
    """
    embedded = settings.model_copy(update={"postgres_url": None, "mongo_url": None})
    alive = () if still else (f"About {GENTLE:g} rows a second are written meanwhile; `--still` leaves them out.\n",)
    welcome = "\n".join((*alive, "Three queries to try there:\n", *QUERIES))
    serve(embedded, _prepare, welcome, beside=(lambda _: nullcontext()) if still else simulated)


def _prepare(settings: Settings) -> None:
    asyncio.run(_migrate(settings))
    # There while seeding. If it is there now, a seeding was interrupted, and what it has left may go.
    unfinished = settings.data_folder / "seeding"
    try:
        asyncio.run(seed(settings, scale="demo", number=1, replace=unfinished.exists(), started=unfinished.touch))
        unfinished.unlink()
    except BadInput:
        output.print("Sample data: there already")


async def _migrate(settings: Settings) -> None:
    with busy("Migrating"):
        changes = [line async for line in migrate(settings, Goal()) if "nothing to do" not in line]
    made = f"{len(changes)} changes made" if changes else "there already"
    output.print(f"Tables and collections: {made}")
