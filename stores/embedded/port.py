"""A TCP port of 127.0.0.1 for one server, chosen once and kept."""

from __future__ import annotations

import random
import socket
from pathlib import Path

from stores.embedded.text_file import read_text, write_text

HOST = "127.0.0.1"

# Below the ranges from which Linux (32768) and macOS (49152) take the local port of an outgoing connection, so that no
# connection of another program occupies the kept port between two starts.
CHOICE = range(20_000, 32_000)


def kept_port(file: Path) -> int:
    """The port in the file while nobody else listens there, otherwise a new one, which the file then keeps."""
    kept = read_text(file)
    if kept is not None and kept.isdecimal() and is_free(int(kept)):
        return int(kept)
    port = random.choice(CHOICE)
    while not is_free(port):
        port = random.choice(CHOICE)
    write_text(file, str(port))
    return port


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen()
        except (OSError, OverflowError):
            return False
    return True
