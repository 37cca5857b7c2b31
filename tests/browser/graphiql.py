"""GraphiQL as its users handle it: by the names of its buttons and what its editors show."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

READ = "(name) => new RegExp(`(query|subscription) ${name}\\\\b`).test(localStorage.getItem('graphiql:query'))"
"""GraphiQL stores an operation when it reads it, which it does some time later; until then it runs the one before."""


@dataclass(frozen=True, slots=True)
class GraphiQL:
    """The page in a tab."""

    page: Page

    @property
    def query(self) -> Locator:
        """The operation's editor."""
        return self.page.locator(".graphiql-query-editor .monaco-editor").first

    @property
    def answer(self) -> Locator:
        """The lines of the answer that are in view."""
        return self.page.locator(".graphiql-response .view-lines")

    @property
    def tabs(self) -> Locator:
        """The tabs, each named by its operation."""
        return self.page.get_by_role("tab")

    def button(self, name: str) -> Locator:
        """A button."""
        return self.page.get_by_role("button", name=name)

    async def ready(self) -> None:
        """Wait until an operation can be written: what is there already has the colours of its syntax."""
        await expect(self.query.locator(".view-line [class^=mtk]:not(.mtk1)").first).to_be_visible()

    async def run(self, name: str, operation: str) -> None:
        """Write an operation of this name in a new tab, and run it."""
        await self.write(name, operation)
        await self.button("Execute query").click()

    async def write(self, name: str, operation: str) -> None:
        """Write an operation of this name in a new tab, and wait until GraphiQL has read it."""
        await self.button("New tab").click()
        await expect(self.tabs.last).to_have_attribute("aria-selected", "true")
        await self.query.locator(".view-lines").click()
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.insert_text(operation)
        await self._read(name)

    async def write_headers(self, headers: str) -> None:
        """Write headers, as JSON, to be sent with what is run in this tab."""
        await self.button("Headers").click()
        await self.page.locator(".graphiql-editor-tool .view-lines:visible").click()
        await self.page.keyboard.press("ControlOrMeta+a")
        await self.page.keyboard.insert_text(headers)

    async def open(self, name: str) -> None:
        """Go to the tab of an operation, from another one, and wait until GraphiQL has read it."""
        await self.tabs.get_by_role("button", name=name, exact=True).click()
        await self._read(name)

    async def stop(self) -> None:
        """End the subscription that runs."""
        await self.button("Stop query").click()

    async def _read(self, name: str) -> None:
        await self.page.wait_for_function(READ, arg=name)
