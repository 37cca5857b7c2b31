"""An installation of the pages' own: sample data, and a gateway that can be killed and stores that can be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stores.embedded.port import kept_port
from stores.embedded.servers import EmbeddedServers
from tests.app.command import Service, polygraph
from tests.app.loss.installation import Installation
from tests.browser.day import fill_day
from tests.browser.rows import writing


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Servers with little sample data, to which nobody but tests adds, and the gateway, on a port that it keeps."""
    with EmbeddedServers(folder) as servers:
        settings = {"postgres_url": servers.postgres.url, "mongo_url": servers.mongo.url, "connect_timeout": "0.5"}
        for command in (("migrate",), ("seed", "--scale", "tiny")):
            done = polygraph(*command, **settings)
            assert done.code == 0, done.problems
        asyncio.run(filled(servers))
        port = kept_port(folder / "gateway_port")
        gateway = Service(("serve", "--port", str(port)), settings)
        try:
            gateway.start()
            yield Installation(servers, gateway, f"ws://127.0.0.1:{port}/graphql")
        finally:
            gateway.stop()


async def filled(servers: EmbeddedServers) -> None:
    """Add the rows of today."""
    async with writing(servers) as rows:
        await fill_day(rows)
