"""Health: whether the process is up, and whether its stores answer."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from app.errors import log_internal
from app.gateway import Gateway
from app.json_text import encode
from stores.errors import PolygraphError
from stores.store import Store


async def healthz(_request: Request) -> Response:
    """200 as long as the process answers at all."""
    return _response({"status": "ok"}, 200)


async def readyz(request: Request) -> Response:
    """200 if every store answers, else 503; the body says which store does not, and why."""
    gateway: Gateway = request.state.gateway
    limit = gateway.settings.connect_timeout
    problems = await asyncio.gather(*(_problem(store, limit) for store in gateway.stores.values()))
    stores = {
        store.name: {"status": "ok"} if problem is None else {"status": "unavailable", "reason": problem}
        for store, problem in zip(gateway.stores.values(), problems, strict=True)
    }
    ready = not any(problems)
    return _response({"status": "ready" if ready else "not ready", "stores": stores}, 200 if ready else 503)


async def _problem(store: Store, limit: float) -> str | None:
    """Why the store does not answer within `limit` seconds, in words that are safe to show; None if it does."""
    try:
        async with asyncio.timeout(limit):
            await store.ping()
    except TimeoutError:
        return f"no answer within {limit:g} seconds"
    except PolygraphError as error:
        return str(error)
    except Exception as error:
        return f"internal error {log_internal(error)}"
    return None


def _response(payload: object, status: int) -> Response:
    return Response(encode(payload), status, media_type="application/json", headers={"cache-control": "no-store"})
