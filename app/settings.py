"""Settings: everything an operator can choose, read from `POLYGRAPH_*` environment variables."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.operation.limits import DocumentLimits
from stores.errors import Misconfigured

PREFIX = "POLYGRAPH_"


def _url_of(*schemes: str, path: str = "") -> AfterValidator:
    """Accept a URL with a host and one of `schemes`; the error never repeats the value, which may hold a password."""
    expected = " or ".join(f"{scheme}://user:password@host/{path}" for scheme in schemes)

    def check(url: SecretStr) -> SecretStr:
        try:
            parts = urlsplit(url.get_secret_value())
            parts.port  # noqa: B018  (reading it is what checks it)
        except ValueError:
            parts = None
        if parts is None or parts.scheme not in schemes or not parts.netloc:
            raise PydanticCustomError("url", "expected a URL like {expected}", {"expected": expected})
        return url

    return AfterValidator(check)


def _existing_file(path: Path) -> Path:
    if not path.is_file():
        raise PydanticCustomError("file", "expected the path of an existing file")
    return path


Seconds = Annotated[float, Field(gt=0, le=3600)]
Connections = Annotated[int, Field(ge=1, le=1000)]
Rows = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Settings(BaseSettings):
    """What an operator can choose. Each field is the variable `POLYGRAPH_<FIELD>`; its description is its manual."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    postgres_url: Annotated[SecretStr, _url_of("postgresql", "postgres", path="database")] | None = Field(
        default=None, description="Address of PostgreSQL. Unset: an embedded server is started in the data folder."
    )
    mongo_url: Annotated[SecretStr, _url_of("mongodb", "mongodb+srv")] | None = Field(
        default=None,
        description="Address of MongoDB, database `P4NTH30N`. Unset: an embedded server is started in the data folder.",
    )
    data_folder: Path = Field(default=Path(".polygraph"), description="Folder of the embedded servers.")
    links_file: Annotated[Path, AfterValidator(_existing_file)] | None = Field(
        default=None, description="TOML file that declares more links between entities, also across stores."
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="Address on which the service listens.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port on which the service listens; 0: a free one.")
    workers: int = Field(default=1, ge=1, le=64, description="Number of server processes.")
    page_size_default: Rows = Field(default=20, description="Rows of a list without `first` or `last`.")
    page_size_maximum: Rows = Field(default=1000, description="Largest `first` or `last` that is accepted.")
    store_timeout: Seconds = Field(default=10.0, description="Time limit of one statement, in seconds.")
    connect_timeout: Seconds = Field(default=2.0, description="Time limit for reaching a store, in seconds.")
    postgres_pool_size: Connections = Field(default=10, description="Most PostgreSQL connections per worker.")
    mongo_pool_size: Connections = Field(default=20, description="Most MongoDB connections per worker.")
    ledger_allowed: bool = Field(
        default=True,
        description="Whether the header `X-Polygraph-Ledger: 1` adds a request's statements and cost to its response.",
    )
    graphiql: bool = Field(default=True, description="Whether browsers get the GraphiQL page at `/graphql`.")
    dashboard: bool = Field(default=True, description="Whether there is the dashboard at `/`.")
    body_limit: int = Field(default=1_000_000, ge=1, description="Largest request body or WebSocket message, in bytes.")
    header_limit: int = Field(default=65_536, ge=1024, description="Largest request line with its headers, in bytes.")
    receive_timeout: Seconds = Field(
        default=10.0, description="Time limit for receiving a request's headers, and again for its body, in seconds."
    )
    send_timeout: Seconds = Field(
        default=30.0,
        description="Time in which a client must take some of what waits for it, in seconds; then it is cut off.",
    )
    connection_limit: int = Field(
        default=12_000, ge=0, description="Most WebSocket connections and event streams at a time, per worker."
    )
    subscription_limit: int = Field(default=12_000, ge=0, description="Most subscriptions at a time, per worker.")
    event_limit: int = Field(
        default=1_000, ge=2, description="Most events that wait for one subscription; then it is told that it lags."
    )
    feed_poll: Seconds = Field(
        default=5.0, description="Time after which a store is asked for changes though it told of none, in seconds."
    )
    changes_kept: float = Field(
        default=86_400.0,
        ge=60,
        description="Time for which PostgreSQL's changes are kept, in seconds: how far back a stream's cursor may lie.",
    )
    connection_operation_limit: int = Field(
        default=100, ge=1, description="Most operations at a time on one WebSocket connection."
    )
    init_timeout: Seconds = Field(
        default=3.0, description="Time in which a WebSocket client must send `connection_init`, in seconds."
    )
    heartbeat_interval: Seconds = Field(
        default=20.0, description="Time between two heartbeats on WebSocket connections and event streams, in seconds."
    )
    idle_timeout: Seconds = Field(
        default=50.0,
        description="Time after which a WebSocket client is given up that sends nothing, no `pong` either, in seconds.",
    )
    shutdown_timeout: Seconds = Field(
        default=5.0, description="Time that running requests have to end when the server stops, in seconds."
    )
    execution: Literal["breadth-first", "standard"] = Field(
        default="breadth-first", description="Which executor runs operations: Polygraph's own, or graphql-core's."
    )
    cost_limit: int = Field(
        default=50_000,
        ge=1,
        description="Most rows that an operation may bring, by the product of its page sizes down the tree.",
    )
    cross_store_key_limit: int = Field(
        default=10_000, ge=1, description="Most keys that a filter may carry from one store to the other."
    )
    document_limit: int = Field(default=100_000, ge=1, description="Longest GraphQL document, in characters.")
    token_limit: int = Field(default=4_000, ge=1, description="Most tokens and comments in a GraphQL document.")
    field_limit: int = Field(
        default=10_000, ge=1, description="Most fields in a GraphQL document, with its fragments opened."
    )
    depth_limit: int = Field(
        default=15, ge=1, description="Most fields within each other; introspection by common tools takes 15."
    )
    alias_limit: int = Field(
        default=30, ge=0, description="Most aliases in a GraphQL document, with its fragments opened."
    )
    directive_limit: int = Field(
        default=50, ge=0, description="Most directives in a GraphQL document, with its fragments opened."
    )
    fragment_limit: int = Field(default=100, ge=0, description="Most fragment definitions in a GraphQL document.")
    variables_limit: int = Field(default=250_000, ge=2, description="Longest variables, in bytes of compact JSON.")
    answer_limit: int = Field(
        default=100_000_000, ge=1, description="Longest answer of the breadth-first executor, in bytes (estimated)."
    )
    export_limit: int = Field(default=4, ge=0, description="Most downloads from `/exports` at a time, per worker.")
    document_cache_size: int = Field(
        default=64_000_000,
        ge=0,
        description="Memory for prepared documents per worker, in bytes (estimated).",
    )
    log_level: Literal["critical", "error", "warning", "info", "debug"] = Field(
        default="info", description="Least severe log records to write."
    )

    @property
    def document_limits(self) -> DocumentLimits:
        """The limits of a document and its variables."""
        return DocumentLimits(
            variables=self.variables_limit,
            characters=self.document_limit,
            tokens=self.token_limit,
            fields=self.field_limit,
            aliases=self.alias_limit,
            directives=self.directive_limit,
            depth=self.depth_limit,
            fragments=self.fragment_limit,
        )

    @model_validator(mode="after")
    def _default_page_within_maximum(self) -> Self:
        if self.page_size_default > self.page_size_maximum:
            names = {"lower": variable_of("page_size_default"), "upper": variable_of("page_size_maximum")}
            raise PydanticCustomError("order", "{lower}: expected at most the value of {upper}", names)
        return self

    @model_validator(mode="after")
    def _heartbeat_within_idle_timeout(self) -> Self:
        if self.heartbeat_interval >= self.idle_timeout:
            names = {"lower": variable_of("heartbeat_interval"), "upper": variable_of("idle_timeout")}
            raise PydanticCustomError("order", "{lower}: expected less than the value of {upper}", names)
        return self


def variable_of(field: str) -> str:
    """The environment variable that sets `field`."""
    return PREFIX + field.upper()


def load_settings() -> Settings:
    """Read the settings of this process from its environment.

    Raises `Misconfigured`, in one line, that names every wrong or unknown variable and says what is expected.
    """
    problems = [f"{name}: no such setting" for name in _unknown(os.environ)]
    try:
        settings = Settings()
    except ValidationError as error:
        problems += [_problem(detail) for detail in error.errors(include_input=False, include_url=False)]
        raise Misconfigured("; ".join(problems)) from None
    if problems:
        raise Misconfigured("; ".join(problems))
    return settings


def settings_table() -> str:
    """The Markdown table of all settings, as the README shows it."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    rows += [
        f"| `{variable_of(name)}` | {_default_text(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(rows) + "\n"


def _unknown(environment: Iterable[str]) -> list[str]:
    known = {variable_of(name) for name in Settings.model_fields}
    return sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)


def _problem(detail: Mapping[str, Any]) -> str:
    message = str(detail["msg"])
    return f"{variable_of(str(detail['loc'][0]))}: {message}" if detail["loc"] else message


def _default_text(default: object) -> str:
    if default is None:
        return "unset"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"
