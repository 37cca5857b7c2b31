"""The commands of `polygraph` and their options.

Each command imports what it needs when it runs: `--help`, `--version` and a mistyped option answer at once.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stores.errors import Misconfigured, PolygraphError

if TYPE_CHECKING:
    from app.settings import Settings

commands = typer.Typer(
    help="One GraphQL API over five systems. Settings are POLYGRAPH_* environment variables; without any, the databases"
    " are embedded servers in the folder .polygraph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
schema = typer.Typer(help="The GraphQL schema as text.", no_args_is_help=True)
commands.add_typer(schema, name="schema")

Host = Annotated[str | None, typer.Option(help="Address to listen on; overrides POLYGRAPH_HOST.")]
Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="Port to listen on, 0 for a free one; overrides POLYGRAPH_PORT.")
]
Workers = Annotated[int | None, typer.Option(min=1, max=64, help="Server processes; overrides POLYGRAPH_WORKERS.")]


def main() -> None:
    """Run a command. What Polygraph raised on purpose is one line on standard error, without a traceback.

    Exit code 2 says that a setting, a file or an option is wrong, 1 that something else is.
    """
    # A command that is asked to end stops its children first, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        commands()
    except PolygraphError as error:
        from app.cli.terminal import complain

        complain(str(error))
        raise SystemExit(2 if isinstance(error, Misconfigured) else 1) from None


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"polygraph {version('polygraph')}")
        raise typer.Exit


@commands.callback()
def polygraph(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """One GraphQL API over five systems."""


@commands.command()
def demo(
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    still: Annotated[bool, typer.Option("--still", help="Write no new rows beside the service.")] = False,
) -> None:
    """Serve sample data on embedded servers: starts them, migrates, seeds once, and prints queries to try."""
    from app.cli.demo import demo as run_demo

    run_demo(_settings(host, port, workers), still=still)


@commands.command()
def serve(host: Host = None, port: Port = None, workers: Workers = None) -> None:
    """Serve the API until Ctrl-C or SIGTERM."""
    from app.cli.serve import serve as run_serve

    run_serve(_settings(host, port, workers))


@commands.command()
def migrate(
    to: Annotated[str | None, typer.Option(metavar="REVISION", help="Go up to this revision of PostgreSQL.")] = None,
    down_to: Annotated[
        str | None, typer.Option(metavar="REVISION", help="Undo every later revision; `base` undoes all.")
    ] = None,
    stamp: Annotated[
        bool, typer.Option("--stamp", help="Only record the revision: the tables were there before Polygraph.")
    ] = False,
    apply_ttl: Annotated[
        bool,
        typer.Option("--apply-ttl", help="Let MongoDB DELETE documents that are older than their documented lifetime."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Bring both databases to the current state. Safe to repeat."""
    from app.cli.migrate import Goal, migrate as run_migrate
    from app.cli.terminal import output

    if down_to is not None and (to is not None or stamp):
        raise typer.BadParameter("--down-to goes with neither --to nor --stamp")
    goal = Goal(down_to or to or "head", down=down_to is not None, stamp=stamp, dry_run=dry_run, apply_ttl=apply_ttl)

    async def run(settings: Settings) -> None:
        async for line in run_migrate(settings, goal):
            output.print(line, markup=False)

    _with_databases(run)


@commands.command()
def seed(
    scale: Annotated[str, typer.Option(help="How much: tiny, demo or bench.")] = "demo",
    number: Annotated[int, typer.Option("--seed", help="The same number gives the same data.")] = 1,
    replace: Annotated[bool, typer.Option("--replace", help="Delete ALL rows and documents that are there.")] = False,
) -> None:
    """Fill the databases with sample data."""
    from app.cli.seed import seed as run_seed

    async def run(settings: Settings) -> None:
        await run_seed(settings, scale=scale, number=number, replace=replace)

    _with_databases(run)


@commands.command()
def simulate(
    rate: Annotated[float, typer.Option(min=0.1, max=100_000, help="Rows a second, over all kinds.")] = 20.0,
    seconds: Annotated[float | None, typer.Option(min=0, help="End after so long; without it, when told to.")] = None,
    number: Annotated[
        int | None, typer.Option("--seed", help="The same number, on the same rows, gives the same chances.")
    ] = None,
) -> None:
    """Write what the pollers of a real installation would, on top of the rows that are there, until Ctrl-C."""
    from app.cli.simulate import Course, simulate as run_simulate

    _with_databases(lambda settings: run_simulate(settings, Course(rate, seconds, number)))


@commands.command()
def maintain(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Make coming partitions and delete what is older than the retention rules allow. For a daily timer."""
    from app.cli.maintain import maintain as run_maintain

    _with_databases(lambda settings: run_maintain(settings, dry_run=dry_run))


@commands.command()
def doctor() -> None:
    """Check settings, databases, migrations, indexes and links, and say what to do. Exits with 1 if one fails."""
    from app.cli.doctor import examine

    if not asyncio.run(examine()):
        raise typer.Exit(1)


@schema.command()
def export(
    file: Annotated[Path | None, typer.Option("--output", help="File to write; standard output if not given.")] = None,
) -> None:
    """Print the schema in GraphQL's schema definition language."""
    from app.cli import schema as schema_command
    from app.settings import load_settings

    schema_command.export(load_settings(), file)


@schema.command()
def check(
    old: Annotated[Path, typer.Argument(help="The schema that clients know.")],
    new: Annotated[Path | None, typer.Option(help="The schema to compare; this installation's if not given.")] = None,
) -> None:
    """List the changes since an old schema that break its clients or may surprise them. Exits with 1 if any breaks."""
    from app.cli import schema as schema_command
    from app.settings import load_settings

    if not schema_command.check(load_settings(), old, new):
        raise typer.Exit(1)


def _settings(host: str | None, port: int | None, workers: int | None) -> Settings:
    from app.settings import load_settings

    given = {"host": host, "port": port, "workers": workers}
    return load_settings().model_copy(update={name: value for name, value in given.items() if value is not None})


def _with_databases(run: Callable[[Settings], Coroutine[Any, Any, None]]) -> None:
    from app.cli.terminal import busy
    from app.databases import databases
    from app.settings import load_settings

    with databases(load_settings(), busy) as settings:
        asyncio.run(run(settings))
