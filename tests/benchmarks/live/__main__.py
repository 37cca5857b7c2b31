"""`python -m tests.benchmarks.live`: thousands of live subscriptions on one gateway process."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from rich.console import Console
from rich.table import Table

from stores.embedded.servers import EmbeddedServers, Endpoints
from stores.mongo.bootstrap import Bootstrap
from stores.mongo.driver import Driver
from stores.mongo.models.pantheon import DATABASE
from stores.postgres import migrations
from tests.benchmarks.live.load import PREPARE, Offer, measured
from tests.benchmarks.live.results import LiveResults
from tests.benchmarks.machine import this_machine
from tests.benchmarks.processes import Cores

RESULTS = Path(__file__).parents[1] / "live_results.json"

SPARE = 500
"""Files that a process has open besides its connections."""

output = Console(highlight=False)
output.width = max(output.width, 150)
messages = Console(stderr=True, highlight=False)

commands = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@commands.command()
def main(
    *,
    subscribers: Annotated[str, typer.Option(help="Numbers of subscribers, separated by commas.")] = "1000,5000,10000",
    rate: Annotated[int, typer.Option(min=20, help="Rows of telemetry a second.")] = 200,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long rows are written.")] = 20.0,
    file: Annotated[Path, typer.Option(help="Where the results are written.")] = RESULTS,
) -> None:
    """Measure each number of subscribers on a gateway of its own; print a table and write the results."""
    numbers = [int(number) for number in subscribers.split(",")]
    allow_files(max(numbers) + SPARE)
    cores = Cores.shared_out()
    os.sched_setaffinity(0, cores.others)
    with tempfile.TemporaryDirectory() as folder, EmbeddedServers(Path(folder)) as servers:
        offer = Offer(rate, seconds, cores, Path(folder))
        results = asyncio.run(run(numbers, Endpoints(servers.postgres.url, servers.mongo.url), offer))
    output.print(table(results))
    file.write_text(results.model_dump_json(indent=1) + "\n", encoding="utf-8")


def allow_files(number: int) -> None:
    """Let this process, and those that it starts, have so many files open. Raises Exit, with advice, if it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number:
        messages.print(f"{number} open files are needed and {hard} allowed: run `ulimit -Hn {number}` as root first.")
        raise typer.Exit(1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, number), hard))


async def run(numbers: list[int], endpoints: Endpoints, offer: Offer) -> LiveResults:
    """Prepare the databases, and measure."""
    await migrations.upgrade(endpoints.postgres_url)
    driver = Driver(endpoints.mongo_url, DATABASE, time_limit=30)
    await Bootstrap(driver).up()
    await driver.close()
    connection = await asyncpg.connect(endpoints.postgres_url)
    await connection.execute(PREPARE)
    await connection.close()
    machine, loads = this_machine(), []
    for number in numbers:
        messages.print(f"{number:,} subscribers")
        loads.append(await measured(number, endpoints, offer))
    return LiveResults(
        date=datetime.now(UTC),
        machine=machine,
        rows_per_second=offer.rows_per_second,
        seconds=offer.seconds,
        loads=loads,
    )


def table(results: LiveResults) -> Table:
    """The figures, one column for each number of subscribers."""
    made = Table(title=f"Live subscriptions: {results.rows_per_second} rows a second for {results.seconds:g} s")
    made.add_column("subscribers")
    for load in results.loads:
        made.add_column(f"{load.subscribers:,}", justify="right")
    for title, text in ROWS.items():
        made.add_row(title, *(text.format(load) for load in results.loads))
    return made


ROWS = {
    "connections set up and subscribed, each second": "{0.set_up:,.0f}",
    "deliveries": "{0.deliveries:,}",
    "commit to client, p50": "{0.latency_p50:,.1f} ms",
    "commit to client, p99": "{0.latency_p99:,.1f} ms",
    "commit to client, most": "{0.latency_most:,.1f} ms",
    "gateway's share of a core while nothing happens": "{0.idle_cpu:.1f} %",
    "gateway's share of a core": "{0.cpu:.1f} %",
    "gateway's memory for each subscriber": "{0.memory:,} B",
    "statements each second while nothing happens": "{0.idle_statements:.1f}",
    "statements each second": "{0.statements:.1f}",
}
"""What is printed of each load."""

if __name__ == "__main__":
    # Asked to end, it ends its servers first, as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    commands()
