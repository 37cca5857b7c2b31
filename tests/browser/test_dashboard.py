"""The dashboard shows what is in the databases, and follows it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from playwright.async_api import Browser, expect

from tests.browser.dashboard import CHARTS, Dashboard
from tests.browser.graph import Graph
from tests.browser.refusal import refused_stream
from tests.browser.rows import Rows, Site, sample
from tests.browser.tab import Tab, open_tab

DRIFTING = 1.25
"""By what the drifting miner's energy exceeds what it is rated for."""

FORBIDDEN = {"message": "You may not see this site.", "extensions": {"code": "FORBIDDEN"}}

BETTING = "query ($from: DateTime!, $to: DateTime!) { betting(from: $from, to: $to) { totals { bets handle } } }"


@pytest.fixture
async def site(rows: Rows) -> Site:
    """A site of two miners. The first has measured for some hours what it is rated for, the second needs more."""
    site, now = await rows.site(), datetime.now(UTC)
    times = [now - timedelta(minutes=20 * number + 3) for number in range(20)]
    well, badly = site.miners
    await rows.telemetry([sample(well, 100, at) for at in times])
    await rows.telemetry([sample(badly, 100, at, power=int(3_000 * DRIFTING)) for at in times])
    return site


@pytest.fixture
async def tab(browser: Browser, origin: str, site: Site) -> AsyncIterator[Tab]:
    """The dashboard in a tab, at the site; at the end, no complaint of it is left unsaid."""
    async with open_tab(browser, origin, f"/?site={site.id}") as tab:
        yield tab


@pytest.fixture
async def dashboard(tab: Tab, graph: Graph) -> Dashboard:
    """It, live, and told of all that is written from now on."""
    dashboard = Dashboard(tab.page)
    await dashboard.live()
    await expect(dashboard.card("site")).to_have_attribute("data-state", "ready")
    for field in ("siteTelemetry", "liveBetting", "liveCurtailmentPlans", "liveCredentials"):
        await graph.followed(field)
    return dashboard


async def test_the_charts_move_when_a_row_is_inserted(dashboard: Dashboard, rows: Rows, site: Site) -> None:
    """A new sample is a new point of each chart, at its time, and the site's figures are those of its miners."""
    before, now = await dashboard.points(), datetime.now(UTC)
    await rows.telemetry([sample(site.miners[0], 140, now, power=5_250, temperature=80)])
    for name in CHARTS:
        await expect(dashboard.chart(name)).to_have_attribute("data-points", str(before + 1))
        assert float(await dashboard.chart(name).get_attribute("data-last") or 0) == pytest.approx(
            now.timestamp(), abs=0.001
        )
    for text in ("240\u00a0TH/s", "9.00\u00a0kW", "70.0", "80.0\u00a0°C"):
        await expect(dashboard.card("site")).to_contain_text(text)


async def test_a_miner_whose_clock_is_fast_stops_no_chart(dashboard: Dashboard, rows: Rows, site: Site) -> None:
    """Its sample is one of now, and those of others that come later are drawn after it."""
    early, late = site.miners
    before = await dashboard.points()
    await rows.telemetry([sample(early, 140, datetime.now(UTC) + timedelta(hours=2))])
    await dashboard.samples(1)
    drawn = await dashboard.last("hashrate")
    assert drawn <= datetime.now(UTC).timestamp()
    await rows.telemetry([sample(late, 160, datetime.now(UTC) + timedelta(seconds=1))])
    await dashboard.samples(2)
    assert drawn < await dashboard.last("hashrate") <= datetime.now(UTC).timestamp()
    assert before < await dashboard.points() <= before + 2
    await expect(dashboard.card("site")).to_contain_text("300\u00a0TH/s")


async def test_nothing_is_drawn_of_hours_of_which_nothing_is_known(browser: Browser, origin: str, rows: Rows) -> None:
    """Between samples of 20 to 14 hours ago and those of the last 6 the chart is empty."""
    site, now = await rows.site(miners=1), datetime.now(UTC)
    hours = [*range(14 * 2, 20 * 2), *range(6 * 2)]
    await rows.telemetry([sample(site.miners[0], 100, now - timedelta(hours=half / 2)) for half in hours])
    async with open_tab(browser, origin, f"/?site={site.id}") as tab:
        dashboard = Dashboard(tab.page)
        await expect(dashboard.card("site")).to_have_attribute("data-state", "ready")
        before, between, after = await dashboard.filled("hashrate", 17, 10, 3)
        assert min(before, after) > 0.8
        assert between < 0.1


async def test_a_site_of_which_nothing_is_known_says_so(browser: Browser, origin: str, rows: Rows) -> None:
    """Neither charts nor a table without rows stand in for telemetry, until the first sample comes."""
    site = await rows.site()
    async with open_tab(browser, origin, f"/?site={site.id}") as tab:
        dashboard = Dashboard(tab.page)
        await expect(dashboard.card("site")).to_contain_text("No miner of this site has reported in the last 24 h.")
        await expect(dashboard.card("miners")).to_contain_text("All active miners have too little telemetry to say.")
        await expect(dashboard.card("miners").get_by_role("table")).to_have_count(0)
        await rows.telemetry([sample(site.miners[0], 100, datetime.now(UTC))])
        await expect(dashboard.card("site")).to_contain_text("1 of 2 miners report")


async def test_a_stream_that_is_refused_is_not_shown_as_if_it_went_on(browser: Browser, origin: str) -> None:
    """The card of the site keeps its charts, and says why they are not up to date."""
    async with open_tab(browser, origin) as tab:
        await tab.page.route_web_socket("**/graphql", refused_stream("siteTelemetry", FORBIDDEN))
        await tab.page.reload()
        dashboard = Dashboard(tab.page)
        await expect(dashboard.card("site")).to_contain_text("Not up to date: You may not see this site. FORBIDDEN")
        await expect(dashboard.chart("power")).to_be_visible()


async def test_another_site_is_shown_when_it_is_chosen(dashboard: Dashboard, tab: Tab, rows: Rows, site: Site) -> None:
    """Its telemetry is followed instead, the address remembers it, and the way back leads to the one before."""
    other = (await dashboard.choice.locator("option").all_inner_texts())[0]
    await dashboard.choice.select_option(label=other)
    await expect(tab.page.get_by_test_id("site-name")).to_have_text(other)
    await tab.page.go_back()
    await expect(tab.page.get_by_test_id("site-name")).to_have_text(site.name)
    assert f"site={site.id}" in tab.page.url
    assert len(tab.sockets) == 1


async def test_the_wagers_of_the_day_are_those_of_the_graph(dashboard: Dashboard, rows: Rows, graph: Graph) -> None:
    """Their number and handle, exact to the cent, are what the graph answers for the viewer's day, and follow."""
    card = dashboard.card("wagers")
    await expect(card).not_to_have_attribute("data-state", "loading")
    await rows.wager(Decimal("1234567.01"))
    await expect(card).to_have_attribute("data-state", "ready")
    await rows.wager(Decimal("90071992547.41"))
    since = await card.locator("header time").get_attribute("datetime")
    until = datetime.now(UTC).isoformat()
    (today,) = (await graph.ask(BETTING, **{"from": since, "to": until}))["betting"]
    handle = dashboard.page.get_by_test_id("wagers-handle")
    await expect(handle).to_have_attribute("data-value", today["totals"]["handle"])
    await expect(handle).to_contain_text(f"{Decimal(today['totals']['handle']):,.2f}")
    await expect(dashboard.page.get_by_test_id("wagers-count")).to_have_attribute(
        "data-value", str(today["totals"]["bets"])
    )


async def test_miners_that_drift_are_named(dashboard: Dashboard) -> None:
    """Of two miners the one that needs a quarter more energy than it is rated for is told apart from the other."""
    card = dashboard.card("miners")
    rows = card.get_by_role("row")
    await expect(card).to_have_attribute("data-state", "ready")
    await expect(rows.filter(has_text="miner 1")).to_contain_text("+25.0\u00a0%")
    await expect(rows.filter(has_text="miner 1").get_by_label("drifted")).to_be_visible()
    await expect(rows.filter(has_text="miner 0").get_by_role("cell").last).to_have_text("0.0\u00a0%")
    await expect(rows.filter(has_text="miner 0").get_by_label("drifted")).to_have_count(0)


async def test_jackpots_climb(dashboard: Dashboard, rows: Rows) -> None:
    """A house that comes is shown with its jackpot beside the threshold, which the next sample brings nearer."""
    house = await rows.house(400)
    item = dashboard.card("jackpots").get_by_role("listitem").filter(has_text=house)
    meter = item.get_by_role("meter")
    await expect(meter).to_have_js_property("value", 400)
    await expect(meter).to_have_js_property("max", 1000)
    await expect(item).to_contain_text("40.0\u00a0%")
    await rows.jackpot(house, 725.5)
    await expect(meter).to_have_js_property("value", 725.5)
    await rows.jackpot(house, 1_001)
    await expect(item).to_contain_text("reached")


async def test_a_curtailment_is_shown_while_it_lasts(dashboard: Dashboard, rows: Rows, site: Site) -> None:
    """It comes when a plan is executed, says how much power it saves, and goes when it is over."""
    plan = await rows.curtailment(site, Decimal("0.75"))
    item = dashboard.card("curtailment").get_by_role("listitem").filter(has_text=site.name)
    await expect(item).to_contain_text("750\u00a0kW")
    await rows.end(plan)
    await expect(item).to_have_count(0)


async def test_who_is_subscribed_is_told(dashboard: Dashboard, graph: Graph) -> None:
    """Each field with its number of subscribers: here the page's own."""
    row = dashboard.card("feeds").get_by_role("row").filter(has_text="siteTelemetry")
    await expect(row.get_by_role("cell").first).to_have_text("1")


async def test_one_websocket_carries_all_subscriptions(dashboard: Dashboard, tab: Tab) -> None:
    """Though there are five of them, and the footer says so."""
    assert len(tab.sockets) == 1
    await expect(dashboard.page.get_by_test_id("footer-sockets")).to_have_attribute("data-value", "1")
