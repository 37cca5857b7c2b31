"""A short private text in the servers' folder: a port, a password, a URL."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def read_text(path: Path) -> str | None:
    """The text without surrounding white space; None when the file is missing or empty."""
    try:
        return path.read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def write_text(path: Path, text: str) -> None:
    """Replace the file in one step, readable by its owner alone (mode 0600)."""
    with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}-", delete=False) as draft:
        draft.write(text)
    os.replace(draft.name, path)
