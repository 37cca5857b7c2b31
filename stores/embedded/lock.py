"""The lock that says which process owns a folder of embedded servers."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FolderLock:
    """An exclusive `flock`, which the kernel drops when its last holder ends, however that happens.

    The watcher shares the owner's open file, so the folder stays locked until the watcher has cleared it. The servers
    do not share it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    @property
    def held(self) -> bool:
        return self._file is not None

    def fileno(self) -> int:
        """The descriptor to share; `ValueError` when the lock is not held."""
        if self._file is None:
            raise ValueError("the lock is not held")
        return self._file

    def acquire(self) -> bool:
        """Take the lock without waiting; False when another holder has it."""
        if self._file is not None:
            return True
        file = os.open(self._path, os.O_RDONLY | os.O_CREAT, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is None:
            return
        # Unlocked by name and not only closed: a forked child may still hold a copy of the descriptor.
        fcntl.flock(self._file, fcntl.LOCK_UN)
        os.close(self._file)
        self._file = None
