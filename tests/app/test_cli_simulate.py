"""`polygraph simulate` and the simulation beside the demo: they begin, tell, and end in order."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM, Signals

import psutil
import pytest

from stores.embedded import EmbeddedServers
from tests.app.command import COMMAND, START_LIMIT, STOP_LIMIT, environment, polygraph, service, wait_until
from tests.app.test_cli_serve import ask, wait_until_gone

COUNTS = "{ telemetrySamples { totalCount } jackpots { totalCount } }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose servers this process owns, with little sample data."""
    folder: Path = tmp_path_factory.mktemp("simulate")
    with EmbeddedServers(folder):
        assert polygraph("migrate", data_folder=folder).code == 0
        yield folder


def test_without_rows_it_says_what_to_run(folder: Path) -> None:
    result = polygraph("simulate", "--seconds", "1", data_folder=folder)
    assert result.code == 1
    assert "polygraph seed" in result.problem


@pytest.fixture(scope="module")
def seeded(folder: Path) -> Path:
    assert polygraph("seed", "--scale", "tiny", data_folder=folder).code == 0
    return folder


def test_it_ends_by_itself_after_its_time_and_says_how_much_it_wrote(seeded: Path) -> None:
    result = polygraph("simulate", "--seconds", "3", "--rate", "100", "--seed", "1", data_folder=seeded)
    assert (result.code, result.problems) == (0, "")
    found = re.fullmatch(r"Wrote ([0-9,]+) rows in 3 s\n", result.output)
    assert found
    assert 150 <= int(found[1].replace(",", "")) <= 400


@pytest.mark.parametrize("signal", [SIGINT, SIGTERM])
def test_a_signal_ends_it_in_order(seeded: Path, signal: Signals) -> None:
    """After the line that tells what it writes, in its last line the sum."""
    with subprocess.Popen(
        [*COMMAND, "simulate", "--rate", "50"],
        cwd="/",
        env=environment({"data_folder": str(seeded)}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert re.fullmatch(r"(\w+ [0-9,]+(, )?)+\n", process.stdout.readline())
        process.send_signal(signal)
        rest = process.stdout.read()
        assert process.wait(STOP_LIMIT) == 0
    assert re.fullmatch(r"Wrote [0-9,]+ rows in \d+ s\n", rest)


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the first demo fills."""
    return tmp_path_factory.mktemp("alive")


@pytest.mark.parametrize("signal", [SIGTERM, SIGINT, SIGKILL])
def test_the_demo_is_alive_and_its_simulation_ends_with_it(demo_folder: Path, signal: Signals) -> None:
    with service("demo", data_folder=demo_folder) as demo:
        assert "rows a second are written meanwhile" in demo.output
        before = ask(demo.url, COUNTS)
        wait_until(lambda: all(ask(demo.url, COUNTS)[name] != before[name] for name in before), START_LIMIT)
        children: list[psutil.Process] = demo.children()
        code = demo.stop(signal)
        wait_until_gone(children)
        assert code == (-SIGKILL if signal is SIGKILL else 0)
        assert "Traceback" not in demo.output
        # Whoever is killed leaves the databases and what writes into them to end in any order.
        assert signal is SIGKILL or "lost" not in demo.output
