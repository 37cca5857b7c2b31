"""What the dashboard costs to load, and that it comes from the gateway alone."""

from __future__ import annotations

from playwright.async_api import Browser, Page

from tests.browser.dashboard import Dashboard
from tests.browser.tab import open_tab

MOST = 300_000
"""Bytes that all that the dashboard loads may weigh, compressed."""

LOADED = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map((each) => ({ url: each.name, wire: each.transferSize, body: each.encodedBodySize }))"""


async def test_the_dashboard_is_light_and_comes_from_its_gateway(browser: Browser, origin: str) -> None:
    """All that it loads weighs less than 300 kB compressed, and its address is the gateway's."""
    async with open_tab(browser, origin) as tab:
        await Dashboard(tab.page).ready()
        loaded = await tab.page.evaluate(LOADED)
        assert 0 < sum(each["body"] for each in loaded) < MOST
        assert {each["url"].startswith(origin) for each in loaded} == {True}
        assert tab.foreign() == []


async def test_what_is_loaded_is_compressed_and_kept(browser: Browser, origin: str) -> None:
    """A second visit asks for none of the hashed files again; those that are text come in brotli."""
    async with open_tab(browser, origin) as tab:
        await Dashboard(tab.page).ready()
        files = [request for request in tab.requests if "/assets/" in request.url]
        assert files
        for request in files:
            response = await request.response()
            assert response is not None
            assert "immutable" in response.headers["cache-control"]
            assert response.headers["content-encoding"] == "br"
        assert await asked_again(await tab.page.context.new_page(), origin) == []


async def asked_again(page: Page, origin: str) -> list[str]:
    """The hashed files that came over the wire on another visit by the same browser."""
    await page.goto(origin)
    await Dashboard(page).ready()
    return [each["url"] for each in await page.evaluate(LOADED) if "/assets/" in each["url"] and each["wire"]]
