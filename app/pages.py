"""The pages as they are served: the dashboard, GraphiQL, and the files they load.

All are read once, at start, into a table: nothing that a client sends ever becomes a path.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

BUILT = Path(__file__).parent / "web" / "built"
DASHBOARD = "index.html"
GRAPHIQL = "graphiql.html"
ASSETS = "assets/"

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings and how the files end that are encoded so, the best first."""

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".woff2": "font/woff2",
}

_CONFINED = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
POLICIES = {
    DASHBOARD: (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"{_CONFINED}"
    ),
    # Its editor, Monaco, writes style elements while it runs, and has its work done by workers.
    GRAPHIQL: (
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data:; font-src 'self'; connect-src 'self'; {_CONFINED}"
    ),
}
"""The Content-Security-Policy of each page."""
ASSET_POLICY = f"default-src 'none'; script-src 'self'; {_CONFINED}"
"""That of all other files: of the workers, that is, which obey their own."""

HEADERS = {"x-content-type-options": "nosniff", "referrer-policy": "same-origin", "vary": "accept, accept-encoding"}
FOR_EVER = "public, max-age=31536000, immutable"
NOT_BUILT = "The pages are not built. Run `make pages` and start the service again. The API is there, at /graphql.\n"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """An ASGI application that answers GET and HEAD with one file, in the best encoding that the client takes."""

    bodies: Mapping[str, bytes]
    """By content coding; `identity` is that of a file that was not compressed, as hardly anybody asks for others so."""
    headers: Mapping[str, str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        await self._response(scope["method"], Headers(scope=scope))(scope, receive, send)

    def _response(self, method: str, asked: Headers) -> Response:
        if _names(asked.get("if-none-match", ""), self.headers["etag"]):
            unchanged = {name: text for name, text in self.headers.items() if name != "content-type"}
            return Response(status_code=304, headers=unchanged)
        coding = _best(asked.get("accept-encoding", ""), self.bodies)
        body = self.bodies[coding] if coding in self.bodies else gzip.decompress(self.bodies["gzip"])
        headers = {**self.headers, "content-length": str(len(body))}
        if coding != "identity":
            headers["content-encoding"] = coding
        return Response(b"" if method == "HEAD" else body, headers=headers)


@dataclass(frozen=True, slots=True)
class Pages:
    """All files of a build, by their paths in it."""

    files: Mapping[str, BuiltFile]

    @classmethod
    def read(cls, folder: Path = BUILT) -> Pages:
        """Those of a folder; none if there is no such folder, as before the first build."""
        names = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        return cls({name: _read(folder, name) for name in names if Path(name).suffix in CONTENT_TYPES})

    def page(self, name: str) -> ASGIApp:
        """One of the pages; if it has not been built, an answer that says how to."""
        return self.files.get(name) or PlainTextResponse(NOT_BUILT, 503, {"cache-control": "no-store"})

    async def dashboard(self, _request: Request) -> ASGIApp:
        """Answers a request for the dashboard."""
        return self.page(DASHBOARD)

    async def asset(self, request: Request) -> ASGIApp:
        """Answers a request for what the pages load."""
        name = f"{ASSETS}{request.path_params['name']}"
        return self.files.get(name) or PlainTextResponse("There is no such file.\n", 404)


def _read(folder: Path, name: str) -> BuiltFile:
    path = folder / name
    plain, encoded = path.read_bytes(), {coding: folder / f"{name}{ending}" for coding, ending in ENCODINGS.items()}
    bodies = {coding: file.read_bytes() for coding, file in encoded.items() if file.is_file()}
    if "gzip" not in bodies:
        bodies["identity"] = plain
    headers = {
        "content-type": CONTENT_TYPES[path.suffix],
        "content-security-policy": POLICIES.get(name, ASSET_POLICY),
        "cache-control": FOR_EVER if name.startswith(ASSETS) else "no-cache",
        # Weak, because it is that of all encodings.
        "etag": f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"',
        **HEADERS,
    }
    return BuiltFile(bodies, headers)


def _names(condition: str, etag: str) -> bool:
    """Whether an `If-None-Match` names this entity tag, compared weakly (RFC 9110, section 13.1.2)."""
    opaque = etag.removeprefix("W/")
    return any(given.strip().removeprefix("W/") in (opaque, "*") for given in condition.split(","))


def _best(accepted: str, bodies: Mapping[str, bytes]) -> str:
    """The coding to answer in: of those that the client likes best the first (RFC 9110, section 12.5.3)."""
    qualities = dict(_coding(part) for part in accepted.split(",")) if accepted else {}
    others = qualities.get("*", 0.0)
    ranked = {coding: qualities.get(coding, others) for coding in ENCODINGS if coding in bodies}
    best = max(ranked, key=ranked.__getitem__, default="identity")
    quality = ranked.get(best, 0.0)
    return best if quality > 0 and quality >= qualities.get("identity", 0.0) else "identity"


def _coding(part: str) -> tuple[str, float]:
    name, _, parameter = part.lower().partition(";")
    try:
        return name.strip(), float(parameter.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 0.0
