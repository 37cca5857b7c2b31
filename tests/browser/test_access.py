"""The pages can be used on a phone, in the dark, by keyboard alone, and with what axe-core knows of."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.axe import violations
from tests.browser.dashboard import Dashboard
from tests.browser.graphiql import GraphiQL
from tests.browser.keyboard import controls, walk
from tests.browser.layout import out_of_reach, overhang
from tests.browser.tab import NARROW, WIDE, Scheme, open_tab

BRIGHTNESS = (
    "() => getComputedStyle(document.documentElement).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
)
"""Red, green and blue of the page's background, from 0 to 255."""

THEIRS = (
    # The button that closes a tab is within the tab.
    ("nested-interactive", ".graphiql-tab"),
    # Monaco's editors have their own colours: for the numbers of lines, and for comments.
    ("color-contrast", ".monaco-editor"),
)
"""What axe-core finds in GraphiQL itself, which these pages cannot change."""

LOOKS = [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")]


@pytest.mark.parametrize("width", [320, 360, 768])
async def test_the_dashboard_fits_a_narrow_window(browser: Browser, origin: str, width: int) -> None:
    """Nothing must be scrolled to sideways, and every control can be seen and touched."""
    async with open_tab(browser, origin, size=(width, 740)) as tab:
        await Dashboard(tab.page).ready()
        assert await overhang(tab.page) == 0
        assert await out_of_reach(tab.page) == []


async def test_the_dashboard_follows_the_systems_scheme(browser: Browser, origin: str) -> None:
    """It is bright in a light scheme and dark in a dark one, also when that changes while it is open."""
    async with open_tab(browser, origin, scheme="dark") as tab:
        await Dashboard(tab.page).ready()
        assert max(await tab.page.evaluate(BRIGHTNESS)) < 64
        await tab.page.emulate_media(color_scheme="light")
        assert min(await tab.page.evaluate(BRIGHTNESS)) > 192


async def test_bars_are_seen_in_colours_that_the_system_forces(browser: Browser, origin: str) -> None:
    """A full one does not look like an empty one."""
    async with open_tab(browser, origin) as tab:
        await tab.page.emulate_media(forced_colors="active")
        await Dashboard(tab.page).ready()
        for kind in ("meter", "progress"):
            assert await look(tab.page.locator(kind).first, 0) != await look(tab.page.locator(kind).first, 1)


async def look(bar: Locator, part: float) -> bytes:
    """A picture of a bar, filled to this part."""
    await bar.evaluate("(bar, part) => { bar.value = bar.max * part; }", part)
    return await bar.screenshot()


async def test_the_dashboard_works_by_keyboard(browser: Browser, origin: str) -> None:
    """The Tab key leads to each control in the order of the page, and one always sees where one is."""
    async with open_tab(browser, origin) as tab:
        await Dashboard(tab.page).ready()
        marks = await controls(tab.page)
        stops = await walk(tab.page, len(marks))
        assert [each.stop for each in stops] == marks
        assert [each for each in stops if not each.shown] == []


async def test_a_site_is_chosen_by_keyboard(browser: Browser, origin: str) -> None:
    """The list of sites is reached by the Tab key and changed by an arrow; so is the moment that a chart tells of."""
    async with open_tab(browser, origin) as tab:
        dashboard = Dashboard(tab.page)
        await dashboard.ready()
        names = await dashboard.choice.locator("option").all_inner_texts()
        await dashboard.tab_to(dashboard.choice)
        await tab.page.keyboard.press("ArrowDown")
        await expect(tab.page.get_by_test_id("site-name")).to_have_text(names[1])
        await expect(dashboard.card("site")).to_have_attribute("data-state", "ready")
        chart = dashboard.chart("hashrate")
        await dashboard.tab_to(chart)
        newest = await chart.get_attribute("aria-valuetext")
        await tab.page.keyboard.press("Home")
        await expect(chart).to_have_attribute("aria-valuenow", "0")
        await expect(chart).not_to_have_attribute("aria-valuetext", newest or "")


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
async def test_axe_finds_nothing_serious_on_the_dashboard(
    browser: Browser, origin: str, size: tuple[int, int], scheme: Scheme
) -> None:
    """Neither wide nor narrow, in light nor dark."""
    async with open_tab(browser, origin, size=size, scheme=scheme) as tab:
        await Dashboard(tab.page).ready()
        assert await violations(tab.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious_in_graphiql(browser: Browser, origin: str, scheme: Scheme) -> None:
    """But for what is GraphiQL's own: see `THEIRS`."""
    async with open_tab(browser, origin, "/graphql", scheme=scheme) as tab:
        await GraphiQL(tab.page).ready()
        assert await violations(tab.page, THEIRS) == []
