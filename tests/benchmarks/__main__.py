"""`python -m tests.benchmarks`: measure and report; `… profile` says where the time goes; `… report` prints again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from tests.benchmarks.benchmark import Benchmark, Plan
from tests.benchmarks.data import Databases, filled_databases
from tests.benchmarks.drawing import drawing
from tests.benchmarks.peers import ROOT
from tests.benchmarks.processes import Cores
from tests.benchmarks.profiles import profile as profile_query
from tests.benchmarks.report import print_report
from tests.benchmarks.results import Results
from tests.benchmarks.rounds import Effort

HERE = Path(__file__).parent

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
output = Console(highlight=False)
output.width = max(output.width, 170)
messages = Console(stderr=True, highlight=False)

Scale = Annotated[str, typer.Option(help="Amount of sample data: bench, or demo for a quick look.")]
DataFolder = Annotated[
    Path | None, typer.Option(help="Folder of the databases; by default one per scale in the project's data folder.")
]
OutputFolder = Annotated[Path, typer.Option(help="Where results.json and results.svg are written.")]


@commands.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    *,
    scale: Scale = "bench",
    data_folder: DataFolder = None,
    output_folder: OutputFolder = HERE,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds per query, peer and number of connections.")] = 5,
    seconds: Annotated[float, typer.Option(min=0.01, help="Least length of a round.")] = 1.0,
    queries: Annotated[str, typer.Option(help="Names separated by commas; all if not given.")] = "",
    peers: Annotated[str, typer.Option(help="polygraph, standard, postgraphile, floor; all if not given.")] = "",
    connections: Annotated[str, typer.Option(help="Numbers of connections, separated by commas.")] = "1,16",
    more: Annotated[bool, typer.Option(help="Growth, workers and large answers too.")] = True,
) -> None:
    """Measure all peers, print tables, write results.json and results.svg."""
    if context.invoked_subcommand is not None:
        return
    effort = Effort(seconds, rounds, [int(number) for number in _names(connections)])
    plan = Plan(scale, effort, _names(queries), _names(peers), more)
    with _prepared(scale, data_folder) as (databases, cores, folder):
        benchmark = Benchmark(plan, databases, cores, folder, lambda text: messages.print(text, markup=False))
        results = uvloop.run(benchmark.run())
    print_report(results, output)
    (output_folder / "results.json").write_text(results.model_dump_json(indent=1) + "\n", encoding="utf-8")
    (output_folder / "results.svg").write_text(drawing(results), encoding="utf-8")


@commands.command()
def report(file: Annotated[Path, typer.Argument(help="A results.json.")] = HERE / "results.json") -> None:
    """Print the tables of an earlier run."""
    print_report(Results.model_validate_json(file.read_bytes()), output)


@commands.command()
def profile(
    queries: Annotated[str, typer.Argument(help="Names separated by commas.")] = "Q1,Q4",
    scale: Scale = "bench",
    data_folder: DataFolder = None,
    seconds: Annotated[float, typer.Option(min=0.01, help="How long to watch each query.")] = 5.0,
) -> None:
    """Say where the server's time goes, function by function."""
    with _prepared(scale, data_folder) as (databases, cores, folder):
        for name in _names(queries):
            output.print(uvloop.run(profile_query(name, databases, cores, folder, seconds)), markup=False)


@contextmanager
def _prepared(scale: str, data_folder: Path | None) -> Iterator[tuple[Databases, Cores, Path]]:
    """The databases up and filled, this process off the server's core, a folder for the servers' logs."""
    cores = Cores.shared_out()
    os.sched_setaffinity(0, cores.others)
    folder = data_folder or ROOT / ".polygraph" / "benchmark" / scale
    with filled_databases(folder, scale) as databases:
        yield databases, cores, folder


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


if __name__ == "__main__":
    # Asked to end, it ends its servers first, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    commands()
