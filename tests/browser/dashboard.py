"""The dashboard as its viewers handle it, and what it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from playwright.async_api import Locator, Page, expect

CHARTS = ("hashrate", "power", "temperature")
CARDS = ("site", "miners", "wagers", "jackpots", "curtailment", "feeds")


FILLED = """(chart, places) => {
    const canvas = chart.querySelector('canvas');
    const [over, whole] = [chart.querySelector('.u-over'), canvas].map((each) => each.getBoundingClientRect());
    const scale = canvas.width / whole.width;
    const [left, top, width, height] = [over.left - whole.left, over.top - whole.top, over.width, over.height]
        .map((each) => Math.round(each * scale));
    const { data } = canvas.getContext('2d').getImageData(left, top, width, height);
    const rows = [...Array(height).keys()];
    const painted = (place) => rows.filter((row) => data[4 * (row * width + Math.round(width * place)) + 3] > 0);
    return places.map((place) => painted(place).length / height);
}"""
"""The parts of some columns of a chart's pixels, at places from 0 to 1 of its width, that are not transparent."""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The page in a tab."""

    page: Page

    @property
    def state(self) -> Locator:
        """What the page says of its connection."""
        return self.page.get_by_test_id("connection-state")

    @property
    def choice(self) -> Locator:
        """The list of sites."""
        return self.page.get_by_test_id("site-select")

    def card(self, name: str) -> Locator:
        """One of the cards."""
        return self.page.get_by_test_id(f"card-{name}")

    def chart(self, name: str) -> Locator:
        """One of the site's charts."""
        return self.page.get_by_test_id(f"chart-{name}")

    async def ready(self) -> None:
        """Wait until it is live and no card is loading."""
        await self.live()
        for name in CARDS:
            await expect(self.card(name)).to_have_attribute("data-state", "ready")

    async def live(self) -> None:
        """Wait until it says that it is live."""
        await expect(self.state).to_have_attribute("data-state", "live")

    async def connected(self) -> None:
        """Wait until it says that it is connected, be what it was told last new or a few seconds old."""
        await expect(self.state).to_have_attribute("data-state", re.compile("live|behind"))

    async def tab_to(self, control: Locator) -> None:
        """Press the Tab key until the focus is there. Raises AssertionError if it never is."""
        for _ in range(100):
            if await control.evaluate("(element) => element === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError("the Tab key does not lead there")

    async def points(self) -> int:
        """How many points are drawn."""
        return int(await self.chart("hashrate").get_attribute("data-points") or 0)

    async def last(self, name: str) -> float:
        """When a chart's newest point is, in seconds."""
        return float(await self.chart(name).get_attribute("data-last") or 0)

    async def filled(self, name: str, *hours: float) -> list[float]:
        """Of a chart's height, how much is filled at so many hours ago; 0 to 1."""
        parts: list[float] = await self.chart(name).evaluate(FILLED, [1 - each / 24 for each in hours])
        return parts

    async def newest(self, name: str, number: int) -> list[Decimal]:
        """The values of a chart's newest points, as the arrow keys tell them, the newest last."""
        chart = self.chart(name)
        await chart.focus()
        await chart.press("End")
        values = []
        for _ in range(number):
            values.append(value_of(await chart.get_attribute("aria-valuetext") or ""))
            await chart.press("ArrowLeft")
        await chart.blur()
        return values[::-1]

    async def samples(self, number: int) -> None:
        """Wait until the stream has told of so many samples."""
        await expect(self.card("site")).to_have_attribute("data-samples", str(number))


def value_of(text: str) -> Decimal:
    """The figure in `12:34: 1,234.5 TH/s`."""
    return Decimal(text.partition(": ")[2].split("\u00a0")[0].replace(",", ""))
