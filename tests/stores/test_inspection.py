"""What the servers say of themselves: their versions, also those of a beta, and their clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stores.embedded.servers import Endpoints
from stores.errors import StoreUnavailable
from stores.mongo import inspection as mongo_inspection
from stores.postgres import inspection as postgres_inspection
from stores.postgres.connection import connected


async def test_postgres_tells_its_version_and_its_time(endpoints: Endpoints) -> None:
    server = await postgres_inspection.server(endpoints.postgres_url)
    async with connected(endpoints.postgres_url) as connection:
        assert server.major == connection.get_server_version().major
    assert server.version.startswith(str(server.major))
    assert abs(datetime.now(UTC) - server.clock) < timedelta(seconds=30)


async def test_postgres_out_of_reach_is_an_outage(unused_tcp_port: int) -> None:
    with pytest.raises(StoreUnavailable):
        await postgres_inspection.server(f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing")


@pytest.mark.parametrize(
    ("version", "major"), [("8.0.4", 8), ("10.1.0-alpha0", 10), ("9-rc1", 9), ("v7.0", 7), ("unknown", 0)]
)
def test_the_major_version_of_mongo_is_its_first_number_whatever_follows(version: str, major: int) -> None:
    assert mongo_inspection.major(version) == major
