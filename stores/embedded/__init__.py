"""PostgreSQL and a MongoDB-protocol server as child processes, for a machine that has neither.

    with EmbeddedServers(Path(".polygraph")) as servers:
        endpoints = servers.start()

One process owns a folder and its servers; the others that start on the same folder attach to them. The servers live no
longer than their owner, however it ends, and whatever an owner leaves behind, the next start clears away.
"""

from __future__ import annotations

from stores.embedded.server import Server
from stores.embedded.servers import EmbeddedServers, Endpoints

__all__ = ["EmbeddedServers", "Endpoints", "Server"]
