"""`python -m tests.benchmarks.pages`: how soon the pages of a warm gateway are painted, and what they weigh."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, BrowserContext, async_playwright
from rich.console import Console
from rich.table import Table

from tests.browser.chromium import arguments, chromium
from tests.browser.installation import installed

PATHS = ("/", "/graphql")
RUNS = 9

QUIET = 500.0
"""Milliseconds without a paint after which the largest is taken for the last."""

FIGURES = """(quiet) => new Promise((resolve) => {
    const weight = (loads) => loads.reduce((sum, each) => sum + each.encodedBodySize, 0) / 1000;
    let largest = 0;
    let timer;
    const finish = () => {
        const [first] = performance.getEntriesByName('first-contentful-paint');
        const loads = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        resolve({
            first: first.startTime,
            largest,
            requests: loads.length,
            files: weight(loads.filter(({ initiatorType }) => initiatorType !== 'fetch')),
            answers: weight(loads.filter(({ initiatorType }) => initiatorType === 'fetch')),
        });
    };
    const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(finish, quiet);
    };
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) largest = entry.startTime;
        wait();
    }).observe({ type: 'largest-contentful-paint', buffered: true });
})"""


@dataclass(frozen=True, slots=True)
class Load:
    """One load of a page.

    first, largest: milliseconds until the first and the largest paint with content.
    requests: how many files and answers of the graph it asked for, itself included.
    files, answers: thousands of bytes of their bodies, as they come over the wire, or have come before.
    """

    first: float
    largest: float
    requests: float
    files: float
    answers: float


async def load(context: BrowserContext, address: str) -> Load:
    """Open a page and measure it."""
    page = await context.new_page()
    await page.goto(address)
    measured = Load(**await page.evaluate(FIGURES, QUIET))
    await page.close()
    return measured


async def loads(browser: Browser, address: str) -> tuple[Load, Load]:
    """By a browser that was never there, and by one that has been there before; each the median of several."""
    first, again = [], []
    for _ in range(RUNS):
        context = await browser.new_context(viewport={"width": 1280, "height": 900})
        first.append(await load(context, address))
        again.append(await load(context, address))
        await context.close()
    return middle(first), middle(again)


def middle(measured: list[Load]) -> Load:
    """The median of each figure."""
    return Load(*(median(getattr(each, field.name) for each in measured) for field in fields(Load)))


def rows(path: str, measured: tuple[Load, Load]) -> Iterator[tuple[str, ...]]:
    """A page's rows of the table."""
    for visit, each in zip(("first visit", "again"), measured, strict=True):
        yield path, visit, *(f"{getattr(each, field.name):.0f}" for field in fields(Load))


async def measure(origin: str) -> Table:
    """All pages of a gateway, after one load of each to warm it."""
    table = Table("page", "visit", "first paint (ms)", "largest paint (ms)", "requests", "files (kB)", "answers (kB)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=arguments())
        for path in PATHS:
            await loads_once(browser, f"{origin}{path}")
            for row in rows(path, await loads(browser, f"{origin}{path}")):
                table.add_row(*row)
        await browser.close()
    return table


async def loads_once(browser: Browser, address: str) -> None:
    """Have the gateway prepare what the page asks for."""
    context = await browser.new_context()
    await load(context, address)
    await context.close()


def main() -> None:
    """Print the table."""
    with TemporaryDirectory() as folder, installed(Path(folder)) as installation:
        Console().print(asyncio.run(measure(installation.gateway.url)))


if __name__ == "__main__":
    main()
