"""The dashboard over a gateway that is killed, and over a store that is stopped."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from signal import SIGKILL

import pytest
from playwright.async_api import Browser, expect

from stores.embedded.server import Server
from tests.app.loss.installation import Installation
from tests.browser.dashboard import CARDS, Dashboard
from tests.browser.graph import Graph
from tests.browser.rows import Rows, Sample, Site, sample
from tests.browser.tab import open_tab

SLOT = 10
"""Seconds of one point of the charts."""

MISSED = 8
"""Samples that are written while there is no gateway."""

GONE = ("ERR_CONNECTION_REFUSED", "WebSocket connection to")
"""What the browser itself says where nobody listens."""

SETTLED = re.compile("ready|empty")


@pytest.fixture
async def site(rows: Rows) -> Site:
    """A site of two miners that have not measured anything for some minutes."""
    site = await rows.site()
    await rows.telemetry([sample(miner, 100, datetime.now(UTC) - timedelta(minutes=5)) for miner in site.miners])
    return site


async def test_a_killed_gateway_is_reconnected_to_and_nothing_is_missing_nor_twice(
    browser: Browser, installation: Installation, graph: Graph, rows: Rows, site: Site
) -> None:
    """The charts have a point for each slot in which rows were written meanwhile, with the sums that they give."""
    samples = written_meanwhile(site)
    async with open_tab(browser, installation.gateway.url, f"/?site={site.id}", tolerated=GONE) as tab:
        dashboard = Dashboard(tab.page)
        await dashboard.live()
        await graph.followed("siteTelemetry")
        await rows.telemetry(samples[:1])
        await dashboard.samples(1)
        before = await dashboard.points()
        await asyncio.to_thread(installation.gateway.stop, SIGKILL)
        await expect(dashboard.state).to_have_attribute("data-state", "reconnecting")
        await expect(dashboard.state).to_contain_text("Reconnecting")
        await rows.telemetry(samples[1:-1])
        await asyncio.to_thread(installation.gateway.start)
        await dashboard.samples(len(samples) - 1)
        await dashboard.connected()
        await rows.telemetry(samples[-1:])
        await dashboard.samples(len(samples))
        assert await dashboard.points() == before + MISSED + 1
        assert await dashboard.newest("hashrate", len(samples)) == sums(samples)


def written_meanwhile(site: Site) -> list[Sample]:
    """Samples of the site's miners by turns, each in a slot of its own, the newest a few seconds old."""
    newest = datetime.fromtimestamp(datetime.now(UTC).timestamp() // SLOT * SLOT - SLOT / 2, UTC)
    return [
        sample(site.miners[number % 2], 200 + number**2, newest - timedelta(seconds=SLOT * (MISSED + 1 - number)))
        for number in range(MISSED + 2)
    ]


def sums(samples: list[Sample]) -> list[Decimal]:
    """The site's hashrate after each sample: what its two miners have measured last."""
    before = [Decimal(100), *(each.hashrate for each in samples)]
    return [one + other for one, other in pairwise(before)]


@pytest.fixture
async def postgres(installation: Installation) -> AsyncIterator[Server]:
    """PostgreSQL, likewise."""
    yield installation.servers.postgres
    await asyncio.to_thread(installation.servers.postgres.start)


async def test_a_page_that_is_opened_without_its_store_says_so_and_heals(
    browser: Browser, origin: str, postgres: Server
) -> None:
    """No card takes an outage for there being nothing, and each has its figures when the store is back."""
    await asyncio.to_thread(postgres.stop)
    async with open_tab(browser, origin) as tab:
        dashboard = Dashboard(tab.page)
        for name in ("site", "wagers", "curtailment"):
            await expect(dashboard.card(name)).to_have_attribute("data-state", "failed")
            await expect(dashboard.card(name)).to_contain_text("STORE_UNAVAILABLE")
        await asyncio.to_thread(postgres.start)
        await dashboard.ready()


async def test_a_live_query_that_is_told_seldom_heals_as_soon_as_its_store_is_back(
    browser: Browser, origin: str, postgres: Server
) -> None:
    """The miners that drift are told once a minute; another site's, chosen during an outage, do not wait for that."""
    async with open_tab(browser, origin) as tab:
        dashboard = Dashboard(tab.page)
        await dashboard.ready()
        await asyncio.to_thread(postgres.stop)
        await dashboard.choice.select_option(index=1)
        for name in ("site", "miners"):
            await expect(dashboard.card(name)).to_contain_text("STORE_UNAVAILABLE")
        await asyncio.to_thread(postgres.start)
        await dashboard.ready()


@pytest.fixture
async def mongo(installation: Installation) -> AsyncIterator[Server]:
    """MongoDB, which a test may stop, and which runs again when the test is over."""
    yield installation.servers.mongo
    await asyncio.to_thread(installation.servers.mongo.start)


async def test_a_card_without_its_store_says_so_and_heals_while_the_others_work(
    browser: Browser, installation: Installation, site: Site, mongo: Server
) -> None:
    """It shows the error's code and offers to try again; when the store is back the card is as it should be."""
    await asyncio.to_thread(mongo.stop)
    async with open_tab(browser, installation.gateway.url, f"/?site={site.id}") as tab:
        dashboard = Dashboard(tab.page)
        jackpots = dashboard.card("jackpots")
        await expect(jackpots).to_have_attribute("data-state", "failed")
        await expect(jackpots).to_contain_text("STORE_UNAVAILABLE")
        for name in set(CARDS) - {"jackpots"}:
            await expect(dashboard.card(name)).to_have_attribute("data-state", SETTLED)
        await jackpots.get_by_role("button", name="Try again").click()
        await expect(jackpots).to_contain_text("STORE_UNAVAILABLE")
        await asyncio.to_thread(mongo.start)
        await expect(jackpots).to_have_attribute("data-state", "ready")
        await expect(jackpots.get_by_role("button", name="Try again")).to_have_count(0)


async def test_a_page_whose_store_stops_keeps_its_figures_and_says_how_far_behind_it_is(
    browser: Browser, origin: str, graph: Graph, rows: Rows, mongo: Server
) -> None:
    """What is written when the store is back appears, and then the page is live again."""
    async with open_tab(browser, origin) as tab:
        dashboard = Dashboard(tab.page)
        jackpots = dashboard.card("jackpots")
        await expect(jackpots).to_have_attribute("data-state", "ready")
        await graph.followed("liveCredentials")
        meters = await jackpots.get_by_role("meter").count()
        await asyncio.to_thread(mongo.stop)
        await expect(dashboard.state).to_have_attribute("data-state", "behind")
        await expect(dashboard.state).to_have_text(re.compile(r"^\d+ seconds behind$"))
        await expect(jackpots.get_by_role("meter")).to_have_count(meters)
        await asyncio.to_thread(mongo.start)
        house = await rows.house(500)
        await expect(jackpots.get_by_role("listitem").filter(has_text=house)).to_be_visible()
        await dashboard.live()
