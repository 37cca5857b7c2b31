"""Bootstrapping MongoDB: everything documented is there, nothing that fits is touched, and down undoes up alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo.errors import BulkWriteError

from stores.errors import Misconfigured
from stores.mongo.bootstrap import IMAGES, MIGRATIONS, REVISION, Bootstrap
from stores.mongo.driver import Driver

DAY = 86_400

DOCUMENTED: dict[str, list[tuple[dict[str, int], int | None]]] = {
    "CRED3N7IAL": [({"House": 1}, None), ({"Enabled": 1}, None)],
    "EV3NT": [
        ({"Agent": 1, "Timestamp": -1}, None),
        ({"Action": 1, "Timestamp": -1}, None),
        ({"Timestamp": 1}, 90 * DAY),
    ],
    "ERR0R": [({"Entity": 1, "Timestamp": -1}, None), ({"Timestamp": 1}, 30 * DAY)],
    "JACKP0T": [({"CredentialId": 1, "Timestamp": -1}, None), ({"Timestamp": 1}, 365 * DAY)],
}

LOOKED_UP = {
    "H0U53": ["Name"],
    "G4ME": ["House"],
    "CRED3N7IAL": ["House"],
    "JACKP0T": ["CredentialId"],
    "EV3NT": ["Metadata.JackpotId", "Metadata.CredentialId"],
    "ERR0R": ["User"],
}

VALIDATOR = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "Password", "House"],
        "properties": {"Balance": {"bsonType": "double", "minimum": 0}, "Enabled": {"bsonType": "bool"}},
    }
}

GOOD = {"_id": "ann", "Password": "x", "House": "Gold"}


async def indexes(driver: Driver, collection: str) -> list[tuple[list[tuple[str, int]], int | None]]:
    answer = await driver.command({"listIndexes": collection, "cursor": {}})
    return [(list(each["key"].items()), each.get("expireAfterSeconds")) for each in answer["cursor"]["firstBatch"]]


async def listing(driver: Driver) -> dict[str, dict[str, Any]]:
    answer = await driver.command({"listCollections": 1, "cursor": {}})
    return {each["name"]: each for each in answer["cursor"]["firstBatch"]}


async def test_what_fits_is_not_touched(mongo_driver: Driver) -> None:
    bootstrap = Bootstrap(mongo_driver)
    assert await bootstrap.up()
    before = await listing(mongo_driver)
    assert await bootstrap.up() == []
    assert await bootstrap.check() == []
    assert await listing(mongo_driver) == before


async def test_every_documented_index_and_ttl_is_there(mongo_driver: Driver) -> None:
    await Bootstrap(mongo_driver).up()
    for collection, documented in DOCUMENTED.items():
        there = await indexes(mongo_driver, collection)
        assert all((list(keys.items()), seconds) in there for keys, seconds in documented)
        assert [seconds for _, seconds in there if seconds] == [seconds for _, seconds in documented if seconds]


async def test_every_end_of_a_reference_begins_an_index(mongo_driver: Driver) -> None:
    await Bootstrap(mongo_driver).up()
    for collection, paths in LOOKED_UP.items():
        first = {keys[0][0] for keys, _ in await indexes(mongo_driver, collection)}
        assert set(paths) <= first


async def test_the_validator_is_the_documented_one(mongo_driver: Driver) -> None:
    await Bootstrap(mongo_driver).up()
    assert (await listing(mongo_driver))["CRED3N7IAL"]["options"]["validator"] == VALIDATOR


@pytest.mark.parametrize(
    "change",
    [{"Password": None}, {"House": None}, {"Balance": -0.5}, {"Balance": 5}, {"Enabled": "yes"}],
    ids=str,
)
async def test_a_credential_that_breaks_a_rule_is_refused(mongo_driver: Driver, change: dict[str, Any]) -> None:
    """None in the change stands for a field that is missing."""
    await Bootstrap(mongo_driver).up()
    document = {name: value for name, value in (GOOD | change).items() if value is not None}
    with pytest.raises(BulkWriteError, match="failed validation"):
        await mongo_driver.insert("CRED3N7IAL", [document])
    await mongo_driver.insert("CRED3N7IAL", [GOOD | {"Balance": 0.0, "Enabled": True}])


async def test_the_view_shows_the_signals_among_the_events(mongo_driver: Driver) -> None:
    await Bootstrap(mongo_driver).up()
    events = [{"_id": 1, "Action": "SIGN4L"}, {"_id": 2, "Action": "L0GIN"}, {"_id": 3, "Action": "SIGN4L"}]
    await mongo_driver.insert("EV3NT", events)
    assert {each["_id"] for each in await mongo_driver.aggregate("SIGN4L", [])} == {1, 3}


async def test_what_does_not_fit_is_reported_then_mended_without_loss(mongo_driver: Driver) -> None:
    await mongo_driver.insert("CRED3N7IAL", [GOOD])
    await mongo_driver.insert("JACKP0T", [{"_id": 1, "Timestamp": datetime.now(UTC)}])
    await mongo_driver.command({"collMod": "CRED3N7IAL", "validator": {"House": {"$type": "string"}}})
    wrong = {"key": {"Timestamp": 1}, "name": "expiry", "expireAfterSeconds": DAY}
    await mongo_driver.command({"createIndexes": "JACKP0T", "indexes": [wrong]})
    await mongo_driver.command({"create": "SIGN4L", "viewOn": "EV3NT", "pipeline": []})
    mending = {
        "set the validator of CRED3N7IAL",
        "set the TTL of JACKP0T.expiry: documents older than 365 days will be deleted",
        "change the view SIGN4L",
    }
    bootstrap = Bootstrap(mongo_driver)
    before = await listing(mongo_driver)
    assert mending <= set(await bootstrap.check())
    assert await listing(mongo_driver) == before
    assert mending <= set(await bootstrap.up())
    assert await bootstrap.check() == []
    assert ([("Timestamp", 1)], 365 * DAY) in await indexes(mongo_driver, "JACKP0T")
    assert len(await mongo_driver.aggregate("CRED3N7IAL", [])) == len(await mongo_driver.aggregate("JACKP0T", [])) == 1


async def lifetimes(driver: Driver, collection: str = "ERR0R") -> list[int]:
    return [seconds for _, seconds in await indexes(driver, collection) if seconds is not None]


KEPT = "documents older than 30 days will be deleted"


@pytest.mark.parametrize(
    ("existing", "action"),
    [
        (None, f"create the index Timestamp_1 of ERR0R: {KEPT}"),
        ({}, f"set the TTL of ERR0R.Timestamp_1: {KEPT}"),
        ({"expireAfterSeconds": 31 * DAY}, f"set the TTL of ERR0R.Timestamp_1: {KEPT}"),
    ],
    ids=["no index", "no TTL", "longer TTL"],
)
async def test_documents_are_given_a_shorter_life_only_when_that_is_wanted(
    mongo_driver: Driver, existing: dict[str, Any] | None, action: str
) -> None:
    """Without `apply_ttl` that one action is left out, and named; an empty collection gets its TTL in any case."""
    if existing is not None:
        index = {"key": {"Timestamp": 1}, "name": "Timestamp_1", **existing}
        await mongo_driver.command({"createIndexes": "ERR0R", "indexes": [index]})
    await mongo_driver.insert("ERR0R", [{"_id": 1, "Timestamp": datetime.now(UTC)}])
    before = await lifetimes(mongo_driver)
    bootstrap = Bootstrap(mongo_driver)
    assert action in await bootstrap.check()
    assert action not in await bootstrap.check(apply_ttl=False)
    assert action not in await bootstrap.up()
    assert await bootstrap.check(apply_ttl=False) == []
    assert await bootstrap.left_out() == [action]
    assert await lifetimes(mongo_driver) == before
    assert await bootstrap.up(apply_ttl=True) == [action]
    assert await bootstrap.left_out() == await bootstrap.check() == []
    assert await lifetimes(mongo_driver) == [30 * DAY]
    assert await lifetimes(mongo_driver, "EV3NT") == [90 * DAY]


async def test_down_undoes_up_and_keeps_the_data(mongo_driver: Driver) -> None:
    bootstrap = Bootstrap(mongo_driver)
    assert await bootstrap.revision() is None
    await bootstrap.up()
    assert await bootstrap.revision() == REVISION
    await mongo_driver.insert("CRED3N7IAL", [GOOD])
    await bootstrap.down()
    assert await bootstrap.revision() is None
    assert set(await listing(mongo_driver)) == {"CRED3N7IAL"}
    assert await indexes(mongo_driver, "CRED3N7IAL") == [([("_id", 1)], None)]
    await mongo_driver.insert("CRED3N7IAL", [{"_id": "no rule holds any more"}])
    await mongo_driver.command({"delete": "CRED3N7IAL", "deletes": [{"q": {}, "limit": 0}]})
    await bootstrap.up()
    assert await bootstrap.check() == []
    assert MIGRATIONS in await listing(mongo_driver)


async def test_down_leaves_what_was_there_before_up(mongo_driver: Driver) -> None:
    own = {"key": {"House": 1}, "name": "by_house"}
    expiry = {"key": {"Timestamp": 1}, "name": "expiry", "expireAfterSeconds": DAY}
    await mongo_driver.command({"createIndexes": "CRED3N7IAL", "indexes": [own]})
    await mongo_driver.command({"createIndexes": "JACKP0T", "indexes": [expiry]})
    await mongo_driver.command({"create": "SIGN4L", "viewOn": "EV3NT", "pipeline": [{"$match": {"Action": "old"}}]})
    before = await listing(mongo_driver)
    bootstrap = Bootstrap(mongo_driver)
    await bootstrap.up()
    await bootstrap.down()
    after = await listing(mongo_driver)
    assert after.keys() == before.keys()
    assert after["SIGN4L"]["options"] == before["SIGN4L"]["options"]
    assert ([("House", 1)], None) in await indexes(mongo_driver, "CRED3N7IAL")
    kept = await indexes(mongo_driver, "JACKP0T")
    assert sorted(kept, key=repr) == [([("Timestamp", 1)], DAY), ([("_id", 1)], None)]


async def test_down_without_up_does_nothing(mongo_driver: Driver) -> None:
    await mongo_driver.insert("CRED3N7IAL", [GOOD])
    assert await Bootstrap(mongo_driver).down() == []
    assert set(await listing(mongo_driver)) == {"CRED3N7IAL"}


async def test_an_index_that_leaves_documents_out_does_not_fit(mongo_driver: Driver) -> None:
    sparse = {"key": {"User": 1, "Timestamp": -1, "_id": 1}, "name": "sparse", "sparse": True}
    await mongo_driver.command({"createIndexes": "ERR0R", "indexes": [sparse]})
    assert "create the index User_1_Timestamp_-1__id_1 of ERR0R" in await Bootstrap(mongo_driver).check()


async def test_a_collection_in_the_place_of_the_view_is_misconfigured(mongo_driver: Driver) -> None:
    await mongo_driver.command({"create": "SIGN4L"})
    with pytest.raises(Misconfigured, match="SIGN4L must be a view"):
        await Bootstrap(mongo_driver).up()


async def test_documents_as_they_were_are_kept_of_what_changes_and_not_of_logs(mongo_driver: Driver) -> None:
    """An operator's own choice of the option is taken for fitting, and `down` takes back what was not."""
    await mongo_driver.command({"create": "H0U53", IMAGES: {"enabled": True}})
    await mongo_driver.insert("G4ME", [{"_id": "g"}])
    done = await Bootstrap(mongo_driver).up()
    assert [text for text in done if "as they were" in text] == [
        f"keep the documents of {name} as they were before a change" for name in ("CRED3N7IAL", "G4ME")
    ]
    kept = {name: each["options"].get(IMAGES) for name, each in (await listing(mongo_driver)).items()}
    assert [kept[name] for name in ("H0U53", "CRED3N7IAL", "G4ME")] == [{"enabled": True}] * 3
    assert [kept[name] for name in ("JACKP0T", "EV3NT", "ERR0R")] == [None] * 3
    await Bootstrap(mongo_driver).down()
    kept = {name: each["options"].get(IMAGES) for name, each in (await listing(mongo_driver)).items()}
    assert (kept["H0U53"], kept["G4ME"]) == ({"enabled": True}, {"enabled": False})
