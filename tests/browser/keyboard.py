"""A page by the keyboard alone."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Page

FOCUSABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex="-1"])'
)].filter((each) => !each.disabled && each.checkVisibility({ visibilityProperty: true }))
  .map((each, place) => each.dataset.stop = String(place))"""

FOCUSED = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const style = getComputedStyle(element);
    const shown = element.matches(':focus-visible')
        && (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none');
    return { stop: element.dataset.stop ?? element.outerHTML.slice(0, 200), shown };
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the focus was, and whether one could see it."""

    stop: str
    shown: bool


async def controls(page: Page) -> list[str]:
    """Marks all that can be used on a page, and gives the marks in the order of the document."""
    marks: list[str] = await page.evaluate(FOCUSABLE)
    return marks


async def walk(page: Page, steps: int) -> list[Stop]:
    """Where so many presses of the Tab key lead, from the page's beginning; less if they lead out of it before."""
    stops: list[Stop] = []
    for _ in range(steps):
        await page.keyboard.press("Tab")
        found = await page.evaluate(FOCUSED)
        if found is None:
            break
        stops.append(Stop(found["stop"], found["shown"]))
    return stops
