"""Live subscriptions lose and repeat nothing, whatever befalls the gateway and the stores (`make loss`: at length)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from tests.app.loss.agents import copies_agree
from tests.app.loss.installation import Installation, installed
from tests.app.loss.jackpots import documents_come_once
from tests.app.loss.telemetry import rows_come_once


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One for all of these tests."""
    with installed(tmp_path_factory.mktemp("loss")) as installation:
        yield installation


async def test_every_committed_row_comes_once_to_each_whom_it_concerns(installation: Installation) -> None:
    """With concurrent writers, some undone, a killed gateway and a restarted PostgreSQL."""
    blows = [installation.kill_gateway, installation.restart_postgres, installation.kill_gateway]
    await rows_come_once(installation, 15_000, Random(), blows)


async def test_a_copy_kept_by_changes_ends_as_the_table_is(installation: Installation) -> None:
    await copies_agree(installation, 600, Random(), [installation.kill_gateway, installation.restart_postgres])


async def test_every_document_comes_once_to_each_whom_it_concerns(installation: Installation) -> None:
    """With concurrent writers, a killed gateway and a restarted MongoDB."""
    blows = [installation.kill_gateway, installation.restart_mongo]
    await documents_come_once(installation, 600, Random(), blows)
