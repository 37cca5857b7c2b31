"""Downloads of whole lists, against plain reads of the databases."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import orjson
import pytest

from app.asgi import build_app
from app.installation import open_gateway
from app.settings import Settings
from stores.catalogue import Column, Entity, ValueType
from stores.embedded.servers import Endpoints
from stores.naming import camel_case
from tests.app.service import serving
from tests.graph.catalogue import CATALOGUE
from tests.graph.reference import Reference, expected_row


@pytest.fixture(scope="module")
def client(sample: Endpoints) -> Iterator[httpx.Client]:
    """A client of the service over the sample data."""
    addresses = {"postgres_url": sample.postgres_url, "mongo_url": sample.mongo_url}
    settings = Settings.model_validate(addresses)
    with serving(build_app(settings, open_gateway), settings) as address, httpx.Client(base_url=address.url) as client:
        yield client


def lines(client: httpx.Client, name: str, **parameters: str) -> list[dict[str, Any]]:
    """The rows of a download as NDJSON."""
    response = client.get(f"/exports/{name}.ndjson", params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/x-ndjson"
    return [orjson.loads(line) for line in response.content.splitlines()]


def refusal(client: httpx.Client, path: str, **parameters: str) -> tuple[int, str, str]:
    """The status, the code and the message of a download that is refused."""
    response = client.get(path, params=parameters)
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]


def in_csv(column: Column, value: Any) -> Any:
    """What is read of a value by a parser that knows of no NULL; JSON is compared parsed."""
    if value is None:
        return ""
    return value if isinstance(value, str) and column.type is not ValueType.JSON else orjson.dumps(value).decode()


def spelt(column: Column, cell: str) -> str:
    """A cell with its JSON as this test spells it."""
    return orjson.dumps(orjson.loads(cell)).decode() if cell and column.type is ValueType.JSON else cell


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
async def test_every_row_of_every_entity_is_in_its_download_once_as_the_graph_writes_it(
    client: httpx.Client, reference: Reference, entity: Entity
) -> None:
    expected = [expected_row(entity.exposed, row) for row in await reference.rows(entity)]
    found = lines(client, camel_case(entity.plural))
    assert sorted(found, key=orjson.dumps) == sorted(expected, key=orjson.dumps)


@pytest.mark.parametrize("entity", CATALOGUE.values(), ids=str)
def test_a_csv_download_has_the_same_rows(client: httpx.Client, entity: Entity) -> None:
    name = camel_case(entity.plural)
    response = client.get(f"/exports/{name}.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    header, *rows = csv.reader(io.StringIO(response.text, newline=""), strict=True)
    assert header == [camel_case(column.name) for column in entity.exposed]
    expected = [list(map(in_csv, entity.exposed, row.values())) for row in lines(client, name)]
    assert [list(map(spelt, entity.exposed, row)) for row in rows] == expected


def test_rows_columns_and_order_are_chosen_as_in_the_graph(client: httpx.Client) -> None:
    found = lines(
        client,
        "wagers",
        where='{"status": {"eq": "SETTLED"}, "agent": {"status": {"eq": "ACTIVE"}}}',
        orderBy='[{"amount": "DESC"}]',
        columns="amount,id",
    )
    query = """{ wagers(first: 1000, where: {status: {eq: SETTLED}, agent: {status: {eq: ACTIVE}}},
        orderBy: [{amount: DESC}]) { nodes { amount id } } }"""
    answer = client.post("/graphql", json={"query": query}).json()
    assert found == answer["data"]["wagers"]["nodes"]
    assert found


def test_a_filter_may_lead_to_the_other_store(client: httpx.Client) -> None:
    found = lines(client, "users", where='{"credential": {"enabled": {"eq": true}}}', columns="id")
    query = "{ users(first: 1000, where: {credential: {enabled: {eq: true}}}) { nodes { id } } }"
    assert found == client.post("/graphql", json={"query": query}).json()["data"]["users"]["nodes"]
    assert found


def test_an_empty_list_is_an_empty_file_with_a_header_where_the_format_has_one(client: httpx.Client) -> None:
    nothing = {"where": '{"id": {"in": []}}', "columns": "id,name"}
    assert client.get("/exports/agents.ndjson", params=nothing).content == b""
    assert client.get("/exports/agents.csv", params=nothing).content == b"id,name\r\n"


def test_asking_for_the_head_brings_no_rows(client: httpx.Client) -> None:
    response = client.head("/exports/agents.csv")
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize(
    ("path", "parameters", "refused", "says"),
    [
        ("/exports/nothing.csv", {}, (404, "NOT_FOUND"), "no such download"),
        ("/exports/agent.csv", {}, (404, "NOT_FOUND"), "no such download"),
        ("/exports/invoiceAgeing.csv", {}, (404, "NOT_FOUND"), "no such download"),
        ("/exports/agents.xml", {}, (404, "NOT_FOUND"), "no such download"),
        ("/exports/agents.csv", {"where": "{"}, (400, "BAD_REQUEST"), "'where' is not valid JSON"),
        ("/exports/agents.csv", {"where": '{"nme": {}}'}, (400, "BAD_INPUT"), "nme"),
        ("/exports/agents.csv", {"where": "[]"}, (400, "BAD_INPUT"), "where"),
        ("/exports/agents.csv", {"orderBy": '[{"name": "UP"}]'}, (400, "BAD_INPUT"), "UP"),
        ("/exports/agents.csv", {"columns": "id,passwordHash"}, (400, "BAD_INPUT"), "passwordHash"),
        ("/exports/users.csv", {"columns": "passwordHash"}, (400, "BAD_INPUT"), "passwordHash"),
        ("/exports/agents.csv", {"first": "3"}, (400, "BAD_REQUEST"), "where, orderBy, columns"),
    ],
)
def test_what_cannot_be_downloaded_is_refused_with_what_to_change(
    client: httpx.Client, path: str, parameters: dict[str, str], refused: tuple[int, str], says: str
) -> None:
    status, code, message = refusal(client, path, **parameters)
    assert (status, code) == refused
    assert says in message


def test_downloads_are_asked_for_by_get(client: httpx.Client) -> None:
    response = client.post("/exports/agents.csv")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD")


def test_times_in_a_download_are_in_utc(client: httpx.Client) -> None:
    (row, *_) = lines(client, "crashRounds", columns="roundStartTimestamp")
    assert datetime.fromisoformat(row["roundStartTimestamp"]).tzinfo == UTC
