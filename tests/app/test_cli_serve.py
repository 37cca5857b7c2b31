"""`polygraph serve` and `polygraph demo`: they start, answer, and leave no process behind however they end."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGTERM

import httpx
import psutil
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from app.cli.demo import QUERIES
from tests.app.command import ROOT, START_LIMIT, Service, polygraph, service, wait_until

NOWHERE = {"postgres_url": "postgresql://u:p@127.0.0.1:1/nothing", "mongo_url": "mongodb://127.0.0.1:1/"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demo."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder: Path) -> Iterator[Service]:
    """A running `polygraph demo`, begun from nothing."""
    with service("demo", "--still", data_folder=folder) as running:
        yield running


def ask(url: str, query: str) -> dict[str, object]:
    """The data that a service answers, without errors."""
    payload = httpx.post(f"{url}/graphql", json={"query": query}, timeout=30).json()
    assert "errors" not in payload, payload
    data: dict[str, object] = payload["data"]
    return data


@pytest.mark.parametrize("query", QUERIES)
def test_demo_prints_queries_that_answer(demo: Service, query: str) -> None:
    """Each query is printed as it is run here, and the ends of its chains hold values."""
    assert query in demo.output
    answer = json.dumps(ask(demo.url, query))
    for leaf in (("amount",), ("hashrate", "temperature"), ("email", "item"))[QUERIES.index(query)]:
        assert re.search(rf'"{leaf}": [^n]', answer)


def test_demo_starts_again_with_its_data(demo: Service) -> None:
    """Ctrl-C ends it and all its children with exit code 0; the next start keeps the data and takes seconds."""
    before = ask(demo.url, "{ wagers { totalCount } jackpots { totalCount } }")
    children = demo.children()
    assert len(children) >= 3
    assert demo.stop(SIGINT) == 0
    wait_until_gone(children)
    assert "Traceback" not in demo.output
    assert demo.start() < 30
    assert "there already" in demo.output
    assert ask(demo.url, "{ wagers { totalCount } jackpots { totalCount } }") == before


def test_serve_in_a_second_terminal_uses_the_servers_of_the_first(demo: Service, folder: Path) -> None:
    """Two workers answer from the demo's databases; SIGTERM ends them with exit code 0 and leaves the demo serving."""
    with service("serve", "--workers", "2", data_folder=folder) as second:
        assert ask(second.url, "{ agents { totalCount } }") == ask(demo.url, "{ agents { totalCount } }")
        workers = second.children()
        assert second.stop(SIGTERM) == 0
        wait_until_gone(workers)
        assert "Traceback" not in second.output
    ask(demo.url, "{ agents { totalCount } credentials { totalCount } }")


def test_serve_without_stores_comes_up_and_ends_in_order() -> None:
    """It is up and not ready; SIGTERM ends it with exit code 0 and without a traceback."""
    with service("serve", connect_timeout="1", **NOWHERE) as running:
        assert httpx.get(f"{running.url}/readyz", timeout=START_LIMIT).status_code == 503
        assert running.stop(SIGTERM) == 0
        assert "Traceback" not in running.output


@pytest.mark.parametrize("workers", ["1", "2"])
def test_websockets_are_told_that_the_service_ends(workers: str) -> None:
    """SIGTERM closes them with 1012, which says: connect again. The log has no line for each of them."""
    with service("serve", "--workers", workers, connect_timeout="1", **NOWHERE) as running:
        url = f"{running.url.replace('http', 'ws', 1)}/graphql"
        with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
            connection.send('{"type":"connection_init"}')
            assert connection.recv(START_LIMIT) == '{"type":"connection_ack"}'
            assert running.stop(SIGTERM) == 0
            with pytest.raises(ConnectionClosed) as raised:
                connection.recv(START_LIMIT)
        assert raised.value.rcvd is not None
        assert raised.value.rcvd.code == 1012
        assert "Traceback" not in running.output
        assert "connection open" not in running.output
        assert "accepted" not in running.output


def test_workers_do_not_outlive_a_killed_parent() -> None:
    """Or they would keep the port from the next start."""
    with service("serve", "--workers", "2", **NOWHERE) as running:
        children = running.children()
        running.stop(SIGKILL)
        wait_until_gone(children)


def wait_until_gone(processes: list[psutil.Process]) -> None:
    """The last of them, Python's own tracker of shared resources, ends only when it sees that the others have."""
    wait_until(lambda: not any(alive(process) for process in processes), 20)


def alive(process: psutil.Process) -> bool:
    """Whether a process runs; one that nobody has reaped yet does not."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_port_in_use_is_one_line() -> None:
    """It is found out before anything is started, and named, with exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = polygraph("serve", "--port", str(port), **NOWHERE)
    assert result.code == 1
    assert result.problem == f"polygraph: cannot listen on 127.0.0.1, port {port}: Address already in use"


def test_damaged_links_file_is_one_line(tmp_path: Path) -> None:
    """It is named, with exit code 2, by the command and not by each of its workers."""
    links = tmp_path / "links.toml"
    links.write_text('[[link]]\nfrom = "Nobody.name"\n')
    result = polygraph("serve", "--workers", "2", "--port", "0", links_file=links, **NOWHERE)
    assert result.code == 2
    assert str(links) in result.problem


def test_version() -> None:
    """`--version` says which one runs."""
    result = polygraph("--version")
    assert (result.code, result.output) == (0, f"polygraph {version('polygraph')}\n")


def test_commands_are_known_without_loading_what_they_need() -> None:
    """So that `--version`, `--help` and a mistyped option answer at once."""
    heavy = {"pydantic", "pymongo", "sqlalchemy", "starlette", "strawberry"}
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, app.cli; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "app.cli.commands" in loaded.stdout.split()
    assert not heavy & set(loaded.stdout.split())
