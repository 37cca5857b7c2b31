"""The pages as they are served, from a folder that stands for a build, and from the build itself."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.pages import BUILT
from app.settings import Settings
from tests.app.sample_schema import schema
from tests.app.service import Address, running

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SCRIPT = b"console.log('a script');" * 10
FILES = {
    "index.html": b"<title>dashboard</title>",
    "graphiql.html": b"<title>GraphiQL</title>",
    "graphiql.html.gz": gzip.compress(b"<title>GraphiQL</title>"),
    "assets/main-1a2b.js": SCRIPT,
    "assets/main-1a2b.js.br": b"as brotli",
    "assets/main-1a2b.js.gz": gzip.compress(SCRIPT),
    "assets/plain-3c4d.css": b"a{}",
    ".digest": b"of what this was made",
}
PAGES = {"/": "dashboard", "/graphql": "GraphiQL"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a build leaves it; beside it there is a file that nobody may read."""
    folder = tmp_path_factory.mktemp("web") / "built"
    (folder / "assets").mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    (folder.parent / "secret.js").write_bytes(b"secret")
    return folder


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[Address]:
    with running(schema, Settings(), built=built) as address:
        yield address


@pytest.fixture
def client(address: Address) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address.url, headers=BROWSER) as client:
        yield client


def policy(response: httpx.Response) -> dict[str, str]:
    """The directives of a Content-Security-Policy."""
    parts = (part.strip().partition(" ") for part in response.headers["content-security-policy"].split(";"))
    return {name: sources for name, _, sources in parts}


@pytest.mark.parametrize("path", PAGES)
def test_a_browser_gets_a_page_that_nothing_foreign_can_enter(client: httpx.Client, path: str) -> None:
    """Pages run and load only what this server has, in no one's frame, and are looked at anew each time."""
    response = client.get(path)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"<title>{PAGES[path]}</title>" in response.text
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    directives = policy(response)
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["connect-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == directives["form-action"] == "'none'"
    assert not re.search(r"unsafe-eval|blob:|http:|https:|\*", response.headers["content-security-policy"])


def test_only_graphiql_may_write_styles_into_its_page(client: httpx.Client) -> None:
    """Its editor does; the dashboard has a style sheet."""
    assert policy(client.get("/"))["style-src"] == "'self'"
    assert policy(client.get("/graphql"))["style-src"] == "'self' 'unsafe-inline'"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_known_already_is_not_sent_again(client: httpx.Client, path: str) -> None:
    """The entity tag is asked about alone, among others, strongly or weakly; another one brings the page."""
    etag = client.get(path).headers["etag"]
    for condition in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        response = client.get(path, headers={"if-none-match": condition})
        assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", etag)
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", [*PAGES, "/assets/main-1a2b.js"])
def test_head_tells_what_get_would(client: httpx.Client, path: str) -> None:
    asked, told = client.get(path), client.head(path)
    assert (told.status_code, told.content) == (200, b"")
    names = ("content-type", "content-length", "content-encoding", "etag", "cache-control", "vary")
    assert [told.headers.get(name) for name in names] == [asked.headers.get(name) for name in names]


def test_assets_are_kept_for_ever(client: httpx.Client) -> None:
    """Their names change with their contents."""
    response = client.get("/assets/main-1a2b.js")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.content == SCRIPT
    assert client.get("/assets/plain-3c4d.css").headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("BR", "br"),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("gzip;q=0", None),
        ("br;q=wrong", None),
        ("", None),
    ],
)
def test_the_best_encoding_that_the_client_takes_is_sent(
    client: httpx.Client, accepted: str, coding: str | None
) -> None:
    expected = FILES[f"assets/main-1a2b.js{ {'br': '.br', 'gzip': '.gz', None: ''}[coding] }"]
    with client.stream("GET", "/assets/main-1a2b.js", headers={"accept-encoding": accepted}) as response:
        assert b"".join(response.iter_raw()) == expected
    assert response.headers.get("content-encoding") == coding
    assert "accept-encoding" in response.headers["vary"]
    assert int(response.headers["content-length"]) == len(expected)


def test_a_file_without_encodings_is_sent_as_it_is(client: httpx.Client) -> None:
    response = client.get("/assets/plain-3c4d.css", headers={"accept-encoding": "br, gzip"})
    assert (response.content, "content-encoding" in response.headers) == (b"a{}", False)


@pytest.mark.parametrize(
    "target",
    [
        "/assets/missing.js",
        "/assets/",
        "/assets/../../secret.js",
        "/assets/..%2f..%2fsecret.js",
        "/assets/%2e%2e/%2e%2e/secret.js",
        "/assets/../.digest",
        "/assets/../index.html",
        "/assets//etc/passwd",
        "/assets/main-1a2b.js.br",
        "/assets/main-1a2b.js%00",
        "/index.html",
        "/.digest",
    ],
)
def test_nothing_but_the_files_of_the_build_has_an_address(address: Address, target: str) -> None:
    """No spelling of a path leads out of the build, nor to what is in it and no page's."""
    answer = address.exchange(f"GET {target} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"secret" not in answer


@pytest.mark.parametrize("path", ["/", "/assets/main-1a2b.js"])
def test_pages_are_only_read(client: httpx.Client, path: str) -> None:
    response = client.post(path, content=b"{}")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_without_a_build_the_pages_say_how_to_make_them_and_the_api_runs(tmp_path: Path) -> None:
    with (
        running(schema, Settings(), built=tmp_path / "none") as address,
        httpx.Client(base_url=address.url, headers=BROWSER) as client,
    ):
        for path in PAGES:
            response = client.get(path)
            assert (response.status_code, "make pages" in response.text) == (503, True)
            assert response.headers["cache-control"] == "no-store"
        assert client.post("/graphql", json={"query": "{ hello }"}).json() == {"data": {"hello": "Hello, world!"}}


def test_the_dashboard_can_be_turned_off(built: Path) -> None:
    """GraphiQL and what it loads stay."""
    with (
        running(schema, Settings(dashboard=False), built=built) as address,
        httpx.Client(base_url=address.url, headers=BROWSER) as client,
    ):
        statuses = [client.get(path).status_code for path in ("/", "/graphql", "/assets/main-1a2b.js")]
    assert statuses == [404, 200, 200]


@pytest.mark.parametrize("path", PAGES)
def test_all_that_the_built_pages_name_is_there(path: str) -> None:
    """The build's own pages load files of this server alone, each of which it has, encoded and kept for ever."""
    with running(schema, Settings(), built=BUILT) as address, httpx.Client(base_url=address.url) as client:
        page = client.get(path, headers=BROWSER)
        assert page.status_code == 200
        names = re.findall(r'<(?:script|link)\b[^>]*\b(?:src|href)="([^"]*)"', page.text)
        assert any(name.endswith(".js") for name in names)
        for name in (name for name in names if not name.startswith("data:")):
            assert name.startswith("/assets/")
            response = client.get(name, headers={"accept-encoding": "gzip"})
            assert response.status_code == 200
            assert response.headers["cache-control"].endswith("immutable")
    assert not re.search(r"<style|style=|<script>|\son\w+=", page.text)
