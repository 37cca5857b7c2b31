"""`python -m tests.golden`: write the statements and answers of all features, or of those named, anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from stores.embedded.servers import EmbeddedServers, Endpoints
from stores.errors import BadInput
from tests.golden.feature import Feature, features
from tests.golden.gateway import open_recorded

output = Console(highlight=False)


def run(
    names: Annotated[list[str] | None, typer.Argument(help="Folders of features; all if not given.")] = None,
) -> None:
    """Write what is recorded; look at every difference before you keep it."""
    chosen = {str(feature): feature for feature in features() if not names or str(feature) in names}
    if unknown := set(names or ()) - chosen.keys():
        raise typer.BadParameter(f"there is no {', '.join(sorted(unknown))}")
    with TemporaryDirectory() as folder, EmbeddedServers(Path(folder)) as servers:
        refused = asyncio.run(_record(chosen.values(), Endpoints(servers.postgres.url, servers.mongo.url)))
    raise typer.Exit(1 if refused else 0)


async def _record(chosen: Iterable[Feature], endpoints: Endpoints) -> int:
    """Say of each feature what became of it; how many were refused."""
    refused = 0
    async with open_recorded(endpoints) as gateway:
        for feature in chosen:
            try:
                news = f"{feature}: written" if await feature.record(gateway) else f"{feature}"
            except BadInput as error:
                refused += 1
                news = str(error)
            output.print(news, markup=False)
    return refused


if __name__ == "__main__":
    commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    commands.command()(run)
    commands()
