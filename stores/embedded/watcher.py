"""The process that ends the embedded servers when their owner has gone without doing so.

It waits for the end of its standard input, a pipe whose other end only the owner holds: the kernel closes that however
the owner ends, SIGKILL included, on every POSIX system. Linux's parent-death signal would not do, since it comes when
the *thread* that started the child ends. Until the watcher is done it keeps the owner's lock, so no new owner starts
in between.

Usage: python -m stores.embedded.watcher FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from stores.embedded.servers import EmbeddedServers


def main(folder: Path) -> None:
    sys.stdin.buffer.read()
    EmbeddedServers(folder).end_leftovers()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
