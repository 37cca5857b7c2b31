"""Makes the pages of their sources: installs what the lock file pins, and runs the scripts of `package.json`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.web.node import find_node

WEB = Path(__file__).parent
BUILT = WEB / "built"
SCHEMA = WEB.parents[1] / "schema.graphql"
COOKBOOK = WEB.parent / "cookbook"
MADE = frozenset(("built", "building", "graph", "node_modules", "__pycache__"))
"""Folders of what is made here."""
DIGEST = ".digest"
"""The file, beside what was made, that tells of what."""


def build() -> bool:
    """Make the pages, unless they are made of these very sources; whether there was anything to do.

    Raises `NpmFailed` and `Misconfigured`; the pages of the build before stay then.
    """
    digest = _digest(_sources())
    if _is_made_of(BUILT, digest):
        return False
    run_script("build")
    (BUILT / DIGEST).write_text(digest)
    return True


def run_script(name: str, *, shown: bool = False) -> None:
    """Run a script of `package.json`, with all packages installed. Raises `NpmFailed` and `Misconfigured`."""
    install()
    find_node().run_npm(WEB, "run", "--silent", name, shown=shown)


def install() -> None:
    """Install the packages, unless they are there as the lock file pins them."""
    packages = WEB / "node_modules"
    digest = _digest((WEB / "package.json", WEB / "package-lock.json"))
    if not _is_made_of(packages, digest):
        find_node().install(WEB)
        (packages / DIGEST).write_text(digest)


def _sources() -> Iterator[Path]:
    for path in WEB.rglob("*"):
        if not MADE.intersection(path.relative_to(WEB).parts) and path.suffix != ".py" and path.is_file():
            yield path
    yield from COOKBOOK.glob("*.graphql")
    yield SCHEMA


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(WEB.parents[1]).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _is_made_of(folder: Path, digest: str) -> bool:
    file = folder / DIGEST
    return file.is_file() and file.read_text() == digest
