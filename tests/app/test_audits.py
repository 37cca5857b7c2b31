"""Conformance: every audit of the npm package `graphql-http`, run by Node against the real service."""

from __future__ import annotations

import orjson

from tests.app.node import SOURCE, lines_of
from tests.app.service import Address


def test_every_audit_passes(address: Address) -> None:
    """All MUST, SHOULD and MAY of the GraphQL-over-HTTP draft that the package knows."""
    results = lines_of("audit.mjs", f"{address.url}/graphql")
    assert len(results) > 60
    assert [result for result in results if result["status"] != "ok"] == []


def test_lock_file_names_no_registry() -> None:
    """Whoever installs the audits does so from a registry of their own choice."""
    packages = orjson.loads((SOURCE / "package-lock.json").read_bytes())["packages"]
    assert packages["node_modules/graphql-http"]["integrity"]
    assert not [name for name, package in packages.items() if "resolved" in package]
