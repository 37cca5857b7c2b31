"""What axe-core finds that keeps people from using a page."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from tests.app.command import ROOT

SOURCE = ROOT / "app" / "web" / "node_modules" / "axe-core" / "axe.min.js"

Known = tuple[str, str]
"""A rule of axe-core, and the selector of what may break it."""

RUN = """async (known) => {
    const found = await axe.run(document, { resultTypes: ["violations"], elementRef: true });
    const ours = (rule, element) => element.isConnected
        && !known.some(([name, selector]) => name === rule && element.closest(selector));
    return found.violations.filter((each) => ["serious", "critical"].includes(each.impact)).flatMap((each) =>
        each.nodes.filter((node) => ours(each.id, node.element))
            .map((node) => `${each.impact}: ${each.id} at ${node.target.join(" ")}: ${node.failureSummary}`));
}"""


async def violations(page: Page, known: tuple[Known, ...] = ()) -> list[str]:
    """The serious and critical violations of a page as it is, but for those that are known.

    What the page replaced while axe-core looked is judged by what stands there instead: an element out of its page
    can no longer be told from those that are known.
    """
    await page.evaluate(SOURCE.read_text(encoding="utf-8"))
    found: list[Any] = await page.evaluate(RUN, known)
    return [str(each) for each in found]
