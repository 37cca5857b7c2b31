"""Where things are on a page."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

HIDDEN = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
    .filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }))
    .filter((each) => {
        each.scrollIntoView({ block: 'center' });
        const { left, right, top, bottom } = each.getBoundingClientRect();
        const found = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return left < 0 || right > innerWidth || !(each.contains(found) || found?.contains(each));
    })
    .map((each) => each.outerHTML.slice(0, 200))"""


async def overhang(page: Page) -> int:
    """Pixels by which the page is wider than its window, so that one must scroll sideways."""
    pixels: int = await page.evaluate(WIDER)
    return pixels


async def out_of_reach(page: Page) -> list[str]:
    """The controls that are not in the window or lie under something else, once they are scrolled to."""
    found: list[Any] = await page.evaluate(HIDDEN)
    return [str(each) for each in found]
