"""Who is signed in: a token that is stored in the browser is sent, and nothing is where there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from playwright.async_api import Browser, expect

from tests.browser.dashboard import Dashboard
from tests.browser.graph import Graph
from tests.browser.graphiql import GraphiQL
from tests.browser.refusal import refused_token
from tests.browser.tab import STORED_AS, Tab, open_tab

QUERY = "query Names { __typename }"
SUBSCRIPTION = "subscription Agents { agentChanges { cursor } }"

SIGNED_IN = {STORED_AS: "abc.def"}


@pytest.mark.parametrize(("storage", "sent"), [(SIGNED_IN, "Bearer abc.def"), ({}, None)])
async def test_the_dashboard_sends_a_stored_token(
    browser: Browser, origin: str, storage: Mapping[str, str], sent: str | None
) -> None:
    """With every request and when the WebSocket is opened."""
    async with open_tab(browser, origin, storage=storage) as tab:
        await Dashboard(tab.page).live()
        assert await told(tab) == {sent}


@pytest.mark.parametrize(("storage", "sent"), [(SIGNED_IN, "Bearer abc.def"), ({}, None)])
async def test_graphiql_sends_a_stored_token(
    browser: Browser, origin: str, storage: Mapping[str, str], sent: str | None
) -> None:
    """With queries, its own for the schema too, and when the WebSocket is opened."""
    async with open_tab(browser, origin, "/graphql", storage=storage) as tab:
        graphiql = GraphiQL(tab.page)
        await graphiql.ready()
        await graphiql.run("Names", QUERY)
        async with tab.page.expect_websocket(lambda socket: bool(socket.url)):
            await graphiql.run("Agents", SUBSCRIPTION)
        await graphiql.stop()
        assert await told(tab) == {sent}


async def test_the_headers_of_graphiqls_editor_go_with_subscriptions_too(
    browser: Browser, origin: str, graph: Graph
) -> None:
    """They win over the stored token, however they are written."""
    async with open_tab(browser, origin, "/graphql", storage=SIGNED_IN) as tab:
        graphiql = GraphiQL(tab.page)
        await graphiql.ready()
        await graphiql.write("Agents", SUBSCRIPTION)
        await graphiql.write_headers('{"authorization": "Bearer edited"}')
        await graphiql.button("Execute query").click()
        await graph.followed("agentChanges")
        await graphiql.stop()
        (opening, *_) = map(json.loads, tab.sent)
        assert opening == {"type": "connection_init", "payload": {"authorization": "Bearer edited"}}


async def test_a_token_that_is_refused_is_said_to_be_until_it_is_another(browser: Browser, origin: str) -> None:
    """The gateway is not taken for one that is away, and the page goes on by itself with the token that is right."""
    async with open_tab(browser, origin, storage={STORED_AS: "old"}) as tab:
        dashboard = Dashboard(tab.page)
        await dashboard.live()
        await tab.page.route_web_socket("**/graphql", refused_token("old", 4403, "The token has expired"))
        await tab.page.reload()
        await expect(dashboard.state).to_have_attribute("data-state", "refused")
        await expect(tab.page.get_by_test_id("connection-detail")).to_contain_text("The token has expired (4403)")
        await tab.page.evaluate("(name) => localStorage.setItem(name, 'new')", STORED_AS)
        await dashboard.ready()


async def told(tab: Tab) -> set[str | None]:
    """What the gateway was told of the token: by the requests for data, and by the openings of WebSockets."""
    requests = [request for request in tab.requests if request.method == "POST"]
    openings = [message for message in map(json.loads, tab.sent) if message["type"] == "connection_init"]
    assert requests
    assert openings
    headers = [await request.all_headers() for request in requests]
    return {each.get("authorization") for each in headers} | {
        (opening.get("payload") or {}).get("Authorization") for opening in openings
    }
