"""A whole list, however long, read page after page, so that no more than one page of it is held at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from resolvers.cursors import decode_cursor
from resolvers.pages import Page, PageRequest
from resolvers.reader import Reader
from stores.errors import Outage
from stores.keyset import beyond
from stores.store import Row

WAITS = (0.1, 0.5, 1.0, 2.0, 5.0)
"""Seconds to wait before a page is asked for again, each time that its store is away."""


async def whole_list(reader: Reader, request: PageRequest) -> AsyncIterator[Sequence[Row]]:
    """The rows of a list from the page asked for on, in pages of that size; the last of them may be empty.

    Rows that come or change meanwhile may be among them or not; all others are, once. Raises what the reader raises,
    an `Outage` only where it lasts.
    """
    page = await _page(reader, request)
    yield page.rows
    while page.has_next:
        page = await _page(reader, _following(page))
        yield page.rows


def _following(page: Page) -> PageRequest:
    request = page.request
    position = decode_cursor(request.entity, request.order, page.cursor(page.rows[-1]))
    return replace(request, after=True, bounds=(beyond(request.entity, request.order, position),))


async def _page(reader: Reader, request: PageRequest) -> Page:
    for wait in WAITS:
        try:
            return await _asked(reader, request)
        except Outage:
            await asyncio.sleep(wait)
    return await _asked(reader, request)


async def _asked(reader: Reader, request: PageRequest) -> Page:
    (page,) = await reader.pages(request, (), ((),))
    return page
