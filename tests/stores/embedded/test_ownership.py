"""Who owns the embedded servers: one process, whose end they do not outlive."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from signal import SIGKILL

import pytest

from stores.embedded import EmbeddedServers
from stores.embedded.process import wait_until
from stores.errors import Misconfigured
from tests.stores.embedded.data import has_the_data, query, write
from tests.stores.embedded.owner import are_gone, owner_process, process_ids, said

LIMIT = 20.0


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


def test_two_folders_run_side_by_side(servers: EmbeddedServers, folder: Path) -> None:
    with EmbeddedServers(folder) as others:
        ours, theirs = servers.start(), others.start()
        assert len({servers.postgres.port, servers.mongo.port, others.postgres.port, others.mongo.port}) == 4
        write(theirs)
        assert has_the_data(theirs)
    assert has_the_data(ours)
