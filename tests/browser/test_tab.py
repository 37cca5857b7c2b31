"""That the tests' own eyes see: what a page must not do is noticed."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from tests.browser.tab import open_tab


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security Policy",
        ),
        ("fetch('/nothing')", "404"),
    ],
)
async def test_a_complaint_of_the_page_is_noticed(browser: Browser, origin: str, script: str, seen: str) -> None:
    """Whatever a page writes to its console as an error, throws, is refused by its policy or does not find."""
    async with open_tab(browser, origin, tolerated=(seen,)) as tab:
        async with tab.page.expect_console_message() if seen != "thrown" else tab.page.expect_event("pageerror"):
            await tab.page.evaluate(script)
        assert any(seen in complaint for complaint in tab.complaints)
