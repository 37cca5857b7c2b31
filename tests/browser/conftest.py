"""One browser and one installation for all the tests; each test has a tab of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from playwright.async_api import Browser, async_playwright, expect

from tests.app.loss.installation import Installation
from tests.browser.chromium import arguments, chromium
from tests.browser.graph import Graph
from tests.browser.installation import installed
from tests.browser.rows import Rows, writing

# Milliseconds in which what a test expects must have come, on a busy machine too.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation. A test that stops a part of it starts that again."""
    with installed(tmp_path_factory.mktemp("installation")) as installation:
        yield installation


@pytest.fixture(scope="session")
def origin(installation: Installation) -> str:
    """The address under which the pages are."""
    return installation.gateway.url


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A Chromium without a window."""
    path = await asyncio.to_thread(chromium)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=arguments())
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def graph(origin: str) -> AsyncIterator[Graph]:
    """A client of the gateway."""
    async with httpx.AsyncClient(base_url=origin, timeout=20) as client:
        yield Graph(client)


@pytest.fixture
async def rows(installation: Installation) -> AsyncIterator[Rows]:
    """What writes into the databases."""
    async with writing(installation.servers) as rows:
        yield rows
