"""GraphiQL at the API's own address: it runs queries and subscriptions, and has the cookbook's recipes as tabs."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from graphql import OperationDefinitionNode, parse
from playwright.async_api import Browser, expect

from tests.app.command import ROOT
from tests.browser.graph import Graph
from tests.browser.graphiql import GraphiQL
from tests.browser.rows import Rows, sample
from tests.browser.tab import Tab, open_tab

QUERY = "query Sites { sites(first: 1, orderBy: [{ id: ASC }]) { nodes { id } } }"
SUBSCRIPTION = "subscription Heat { siteTelemetry(siteIds: [%d]) { nodes { temperature } } }"

MISMATCH = "arg mismatch between arg and selection"
"""What the explorer says to the console of each argument that is a list; it shows it all the same."""


@pytest.fixture
async def tab(browser: Browser, origin: str) -> AsyncIterator[Tab]:
    """GraphiQL in a tab; at the end, no complaint of it is left unsaid."""
    async with open_tab(browser, origin, "/graphql") as tab:
        yield tab


@pytest.fixture
async def graphiql(tab: Tab) -> GraphiQL:
    """It, as soon as an operation can be written."""
    graphiql = GraphiQL(tab.page)
    await graphiql.ready()
    return graphiql


async def test_a_query_runs_and_history_has_it(graphiql: GraphiQL) -> None:
    """The answer is shown, and the operation can be found again in the history."""
    await graphiql.run("Sites", QUERY)
    await expect(graphiql.answer).to_contain_text(re.compile(r'"id":\s*1\b'))
    await graphiql.button("Show History").click()
    await expect(graphiql.page.get_by_role("region", name="History")).to_contain_text("Sites")


async def test_a_subscription_shows_a_row_that_is_inserted(
    graphiql: GraphiQL, tab: Tab, rows: Rows, graph: Graph
) -> None:
    """It goes over one WebSocket, and what is written into PostgreSQL appears until it is stopped."""
    site = await rows.site()
    await graphiql.run("Heat", SUBSCRIPTION % site.id)
    await graph.followed("siteTelemetry")
    for heat in (41, 42):
        await rows.telemetry([sample(site.miners[0], 100, datetime.now(UTC), temperature=heat)])
        await expect(graphiql.answer).to_contain_text(f'"temperature": "{heat}')
    await graphiql.stop()
    assert len(tab.sockets) == 1


async def test_the_cookbook_is_in_tabs(graphiql: GraphiQL) -> None:
    """There is a tab for each recipe, named by its operation."""
    names = [await each.inner_text() for each in await graphiql.tabs.all()]
    assert set(recipes()) <= set(names)


async def test_the_recipes_answer(graphiql: GraphiQL) -> None:
    """Each tab of the cookbook runs as it is, with its variables, and without an error."""
    for name in sorted(recipes(), reverse=True):
        await graphiql.open(name)
        await graphiql.button("Execute query").click()
        await expect(graphiql.answer).to_contain_text('"data"')
        await expect(graphiql.answer).not_to_contain_text('"errors"')


async def test_the_explorer_knows_the_schema(browser: Browser, origin: str) -> None:
    """It lists the fields of the query type."""
    async with open_tab(browser, origin, "/graphql", tolerated=(MISMATCH,)) as tab:
        graphiql = GraphiQL(tab.page)
        await graphiql.ready()
        await graphiql.button("Show GraphiQL Explorer").click()
        await expect(tab.page.locator(".graphiql-plugin")).to_contain_text("agents")


async def test_the_documentation_knows_the_schema(graphiql: GraphiQL) -> None:
    """It leads from the query type to its fields."""
    await graphiql.button("Show Documentation Explorer").click()
    documentation = graphiql.page.get_by_role("region", name="Documentation Explorer")
    await documentation.get_by_role("link", name="Query", exact=True).click()
    await expect(documentation).to_contain_text("agents")


def recipes() -> Iterator[str]:
    """The names of the cookbook's operations."""
    for file in (ROOT / "app" / "cookbook").glob("*.graphql"):
        for definition in parse(file.read_text()).definitions:
            if isinstance(definition, OperationDefinitionNode) and definition.name:
                yield definition.name.value
