"""The sample service, shared by the tests that leave it as it is."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from app.settings import Settings
from tests.app.sample_schema import schema
from tests.app.service import Address, running


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Limits low enough to be reached quickly."""
    return Settings(body_limit=20_000, receive_timeout=0.5, header_limit=8_192, token_limit=5_000, depth_limit=100)


@pytest.fixture(scope="session")
def address(settings: Settings) -> Iterator[Address]:
    """The sample service's address."""
    with running(schema, settings) as address:
        yield address


@pytest.fixture(scope="session")
def client(address: Address) -> Iterator[httpx.Client]:
    """A client of the sample service."""
    with httpx.Client(base_url=address.url, timeout=15) as client:
        yield client
