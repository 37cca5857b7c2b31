"""How the pages are built, and that what was built is what a package has of them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from app.web.build import BUILT, WEB, build
from app.web.node import MINIMUM, find_node

ROOT = Path(__file__).parents[2]


def test_there_is_a_node_that_can_build() -> None:
    """It is new enough, and its npm runs."""
    node = find_node()
    version = subprocess.run(
        [node.executable, "-p", "process.versions.node"], capture_output=True, text=True, check=True
    )
    assert tuple(map(int, version.stdout.split(".")[:2])) >= MINIMUM
    node.run_npm(WEB, "--version")


def test_pages_are_built_once_for_the_same_sources() -> None:
    build()
    before = (BUILT / "index.html").stat().st_mtime_ns
    assert not build()
    assert (BUILT / "index.html").stat().st_mtime_ns == before


def test_the_lock_file_names_no_registry() -> None:
    """Where packages come from is for each machine to say; each package is pinned by its digest."""
    lock = (WEB / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity"') > 500


def test_a_package_has_the_built_pages_and_not_their_sources(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = [name for name in ZipFile(wheel).namelist() if name.startswith("app/web/")]
    assert {"app/web/built/index.html", "app/web/built/graphiql.html"} <= set(names)
    assert any(re.fullmatch(r"app/web/built/assets/[\w.-]+\.js\.br", name) for name in names)
    assert all(name.startswith("app/web/built/") for name in names)
