"""Servers of their own for these tests, because they stop and kill them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from stores.embedded import EmbeddedServers
from tests.stores.embedded.data import write


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
