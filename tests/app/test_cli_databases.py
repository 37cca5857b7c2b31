"""The commands that look after the databases: `migrate`, `seed`, `maintain` and `doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from pymongo import MongoClient

from stores.embedded import EmbeddedServers, Endpoints
from stores.mongo.models.pantheon import DATABASE
from stores.postgres.migrations import head
from tests.app.command import Result, polygraph

NOWHERE = "postgresql://someone:hunter2@127.0.0.1:1/nothing"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that the commands of this module share."""
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(scope="module", autouse=True)
def databases(folder: Path) -> Iterator[Endpoints]:
    """Migrated databases, whose owner is this process: the commands attach to it."""
    with EmbeddedServers(folder) as servers:
        assert polygraph("migrate", data_folder=folder).code == 0
        yield Endpoints(servers.postgres.url, servers.mongo.url)


async def execute(databases: Endpoints, *statements: str) -> None:
    """Change PostgreSQL behind the commands' back."""
    connection = await asyncpg.connect(databases.postgres_url)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


def test_migrate_is_idempotent_and_says_so(folder: Path) -> None:
    """A second run finds nothing to do in either store, and `--dry-run` knows it."""
    for arguments in (("migrate",), ("migrate", "--dry-run")):
        result = polygraph(*arguments, data_folder=folder)
        assert (result.code, result.problems) == (0, "")
        assert [line.partition(":")[0] for line in result.output.splitlines()] == ["PostgreSQL", "MongoDB"]
        assert result.output.count("nothing to do") == 2


def test_migrate_all_the_way_down_and_up(folder: Path) -> None:
    """`--down-to base` undoes what was made in both stores, and a plain run makes it again."""
    down = polygraph("migrate", "--down-to", "base", data_folder=folder)
    assert down.code == 0
    assert f"PostgreSQL: from {head()} to base\n" in down.output
    assert "MongoDB: drop SIGN4L\n" in down.output
    up = polygraph("migrate", data_folder=folder)
    assert up.code == 0
    assert f"PostgreSQL: from base to {head()}\n" in up.output
    assert "MongoDB: create the view SIGN4L\n" in up.output


def test_migrate_deletes_nothing_unless_told(empty_database: str, databases: Endpoints) -> None:
    """A TTL on a collection that holds documents waits for `--apply-ttl`, and every run says so."""
    expiry = "create the index Timestamp_1 of ERR0R: documents older than 30 days will be deleted"

    def migrate(*arguments: str) -> list[str]:
        result = polygraph("migrate", *arguments, postgres_url=empty_database, mongo_url=databases.mongo_url)
        assert (result.code, result.problems) == (0, "")
        return result.output.replace("\n", " ").split("MongoDB: ")[1:]

    with MongoClient[dict[str, object]](databases.mongo_url) as client:
        errors = client[DATABASE]["ERR0R"]
        errors.drop_index("Timestamp_1")
        stored = errors.insert_one({"Error": "kept"}).inserted_id
        planned, done = migrate("--dry-run"), migrate()
        assert [line.strip() for line in planned + done] == [f"left out without `--apply-ttl`: {expiry}"] * 2
        assert [line.strip() for line in migrate("--dry-run", "--apply-ttl")] == [f"would {expiry}"]
        assert [line.strip() for line in migrate("--apply-ttl")] == [expiry]
        assert "Timestamp_1" in errors.index_information()
        errors.delete_one({"_id": stored})


def test_migrate_to_a_revision_and_back(empty_database: str, databases: Endpoints) -> None:
    """Up to a revision, down to one, recorded without running, and planned: each says from where to where."""

    def migrate(*arguments: str) -> str:
        result = polygraph("migrate", *arguments, postgres_url=empty_database, mongo_url=databases.mongo_url)
        assert (result.code, result.problems) == (0, "")
        return result.output.splitlines()[0]

    assert migrate("--to", "0002_hosting") == "PostgreSQL: from base to 0002_hosting"
    assert migrate("--down-to", "0001_fire22") == "PostgreSQL: from 0002_hosting to 0001_fire22"
    assert migrate("--stamp", "--to", "0003_kingpin") == "PostgreSQL: from 0001_fire22 to 0003_kingpin"
    assert migrate("--dry-run") == f"PostgreSQL: would go from 0003_kingpin to {head()}"


def test_commands_that_need_tables_say_so(empty_database: str, databases: Endpoints) -> None:
    """On a database that was never migrated they name the command to run, and exit with 2."""
    result = polygraph("seed", postgres_url=empty_database, mongo_url=databases.mongo_url)
    assert result.code == 2
    assert "run `polygraph migrate`" in result.problem


def test_seed_replaces_only_when_told(folder: Path) -> None:
    """Seeding twice is refused in one line; with `--replace` it is done; an unknown scale names those there are."""
    seeded = polygraph("seed", "--scale", "tiny", data_folder=folder)
    assert seeded.code == 0, seeded.problems
    refused = polygraph("seed", "--scale", "tiny", data_folder=folder)
    assert refused.code == 1
    assert "already holds" in refused.problems.splitlines()[-1]
    replaced = polygraph("seed", "--scale", "tiny", "--seed", "2", "--replace", data_folder=folder)
    assert replaced.code == 0
    assert "89 tables and collections" in replaced.output
    unknown = polygraph("seed", "--scale", "huge", data_folder=folder)
    assert unknown.code == 1
    assert "demo, bench" in unknown.problems.splitlines()[-1]


def test_maintain_plans_then_does_then_rests(folder: Path) -> None:
    """What `--dry-run` announces is what is then done; after that no partition is left to make."""
    planned, done, again = (
        polygraph("maintain", *arguments, data_folder=folder) for arguments in (["--dry-run"], [], ["--dry-run"])
    )
    assert [result.code for result in (planned, done, again)] == [0, 0, 0]
    assert rows(planned) == rows(done)
    assert any("create partition" in row for row in rows(planned))
    assert not any("partition" in row for row in rows(again))


def rows(result: Result) -> list[str]:
    """The rows of a printed table, without its header and frame."""
    return [line for line in result.output.splitlines() if line.startswith("│")]


async def test_doctor_names_what_is_missing(folder: Path, databases: Endpoints) -> None:
    """A column, an index of each store and a TTL that were taken away are named; after mending, all is well."""
    await execute(
        databases,
        "DROP INDEX fire22.idx_transactions_reference",
        "ALTER TABLE kingpin.items RENAME COLUMN tier TO level",
        "ALTER TABLE fire22.wagers DISABLE TRIGGER polygraph_update",
    )
    client: MongoClient[dict[str, object]] = MongoClient(databases.mongo_url)
    client[DATABASE]["G4ME"].drop_index("Game_1")
    client[DATABASE]["ERR0R"].drop_index("Timestamp_1")
    try:
        result = polygraph("doctor", data_folder=folder)
    finally:
        client.close()
        await execute(
            databases,
            "CREATE INDEX idx_transactions_reference ON fire22.transactions (reference)",
            "ALTER TABLE kingpin.items RENAME COLUMN level TO tier",
            "SELECT polygraph.follow('fire22.wagers')",
        )
    assert result.code == 1
    for named in (
        "column kingpin.items.tier",
        "index idx_transactions_reference on fire22.transactions (reference)",
        "1 tables are not recorded, or with their secrets\n        table fire22.wagers",
        "create the index Game_1 of G4ME",
        "create the index Timestamp_1 of ERR0R",
        "Wager.transactions: fire22.transactions (reference)",
        "GamePlatform.jackpotGames: G4ME (Game)",
    ):
        assert named in result.output
    assert "to do: run `polygraph migrate`" in result.output
    assert polygraph("migrate", "--apply-ttl", data_folder=folder).code == 0
    mended = polygraph("doctor", data_folder=folder)
    assert mended.code == 0
    assert {line.partition(" ")[0] for line in mended.output.splitlines()} == {"ok"}


def test_doctor_goes_on_past_what_is_wrong(tmp_path: Path, databases: Endpoints) -> None:
    """A damaged links file and a store out of reach are named, without its password; the other store is checked."""
    links = tmp_path / "links.toml"
    links.write_text("[[link]\n")
    result = polygraph("doctor", links_file=links, postgres_url=NOWHERE, mongo_url=databases.mongo_url)
    assert result.code == 1
    assert f"wrong catalogue: links file {links}" in result.output
    assert "wrong PostgreSQL connection: postgres cannot be reached" in result.output
    assert "POLYGRAPH_POSTGRES_URL" in result.output
    assert "hunter2" not in result.output + result.problems
    assert "ok    MongoDB structure" in result.output


def test_doctor_names_wrong_settings() -> None:
    """They are a finding like any other, with exit code 1."""
    result = polygraph("doctor", port="many")
    assert (result.code, result.problems) == (1, "")
    assert "wrong settings: POLYGRAPH_PORT" in result.output


def test_outage_is_one_line(databases: Endpoints) -> None:
    """A database that cannot be reached is one line without the password, and exit code 1."""
    result = polygraph("maintain", postgres_url=NOWHERE, mongo_url=databases.mongo_url)
    assert result.code == 1
    assert "postgres cannot be reached" in result.problem
    assert "hunter2" not in result.problem


def test_wrong_setting_is_one_line() -> None:
    """A wrong setting ends any command with exit code 2, in one line that names it."""
    result = polygraph("migrate", store_timeout="soon")
    assert result.code == 2
    assert "POLYGRAPH_STORE_TIMEOUT" in result.problem
