"""Pictures of the pages. `SCREENSHOTS=1` has those written anew that the README shows; look at them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.app.command import ROOT
from tests.browser.dashboard import CHARTS, Dashboard
from tests.browser.graphiql import GraphiQL
from tests.browser.tab import NARROW, WIDE, Scheme, open_tab

FOLDER = Path(__file__).parent / "screenshots" if os.environ.get("SCREENSHOTS") else ROOT / ".polygraph" / "screenshots"

SIZES = {"wide": WIDE, "narrow": NARROW}

DRAWN = """(chart) => {
    const canvas = chart.querySelector('canvas');
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.some((value) => value > 0);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_dashboards_charts_are_drawn(browser: Browser, origin: str, size: str, scheme: Scheme) -> None:
    """None of them is blank, whatever the width and the scheme."""
    async with open_tab(browser, origin, size=SIZES[size], scheme=scheme) as tab:
        dashboard = Dashboard(tab.page)
        await dashboard.ready()
        for name in CHARTS:
            assert await dashboard.chart(name).evaluate(DRAWN)
        await picture(tab.page, f"dashboard-{size}-{scheme}", whole=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_graphiql_shows_an_answer(browser: Browser, origin: str, size: str, scheme: Scheme) -> None:
    """That of a recipe of the cookbook, whatever the width and the scheme."""
    async with open_tab(browser, origin, "/graphql", size=SIZES[size], scheme=scheme) as tab:
        graphiql = GraphiQL(tab.page)
        await graphiql.ready()
        await graphiql.open("SitePower")
        await graphiql.button("Execute query").click()
        await expect(graphiql.answer).to_contain_text("capacityMw")
        await picture(tab.page, f"graphiql-{size}-{scheme}", whole=False)


async def picture(page: Page, name: str, *, whole: bool) -> None:
    """Write a picture of a page, or of its window, with nothing under the pointer."""
    await page.mouse.move(0, 0)
    await page.screenshot(path=FOLDER / f"{name}.png", full_page=whole, animations="disabled")
