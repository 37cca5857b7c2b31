"""Who is signed in: a token that is stored in the browser is sent, and nothing is where there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from playwright.async_api import Browser

from tests.browser.dashboard import Dashboard
from tests.browser.graphiql import GraphiQL
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
