"""`python -m tests.app.loss`: the trial at length."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from tests.app.loss.agents import copies_agree
from tests.app.loss.installation import installed
from tests.app.loss.jackpots import documents_come_once
from tests.app.loss.telemetry import rows_come_once

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@commands.command()
def main(
    *,
    rows: Annotated[int, typer.Option(min=1, help="Rows of telemetry.")] = 100_000,
    transactions: Annotated[int, typer.Option(min=1, help="Transactions that change agents.")] = 5_000,
    documents: Annotated[int, typer.Option(min=1, help="Documents of jackpots.")] = 5_000,
    seed: Annotated[int | None, typer.Option(help="Seed of what happens, and when.")] = None,
    kills: Annotated[int, typer.Option(min=0, help="How often the gateway is killed in each part.")] = 6,
    restarts: Annotated[int, typer.Option(min=0, help="How often the store is restarted in each part.")] = 2,
) -> None:
    """Write while the gateway is killed and the stores are restarted, and compare what subscribers were told."""
    random = Random(seed)
    with tempfile.TemporaryDirectory() as folder, installed(Path(folder)) as installation:
        for trial, size, restart in (
            (rows_come_once, rows, installation.restart_postgres),
            (copies_agree, transactions, installation.restart_postgres),
            (documents_come_once, documents, installation.restart_mongo),
        ):
            blows = [installation.kill_gateway] * kills + [restart] * restarts
            random.shuffle(blows)
            typer.echo(asyncio.run(trial(installation, size, random, blows)))


if __name__ == "__main__":
    commands()
