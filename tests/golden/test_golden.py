"""Every feature compiles to the statements, and answers what, its folder holds. Nothing is written here."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from stores.embedded.servers import Endpoints
from stores.errors import BadInput
from tests.golden.feature import Feature, features
from tests.golden.gateway import RecordedGateway, open_recorded

FEATURES = features()


@pytest.fixture(scope="module")
async def gateway(endpoints: Endpoints) -> AsyncIterator[RecordedGateway]:
    """The gateway over the dataset."""
    async with open_recorded(endpoints) as gateway:
        yield gateway


@pytest.fixture
def copy(tmp_path: Path) -> Feature:
    """A copy of a feature with a statement."""
    (folder,) = [feature.folder for feature in FEATURES if str(feature) == "node"]
    return Feature(Path(shutil.copytree(folder, tmp_path / "node")))


@pytest.mark.parametrize("feature", FEATURES, ids=str)
async def test_a_feature_is_as_recorded(gateway: RecordedGateway, feature: Feature) -> None:
    """The same files, no more and no fewer, with the same text, and as many statements as the document promises."""
    made, statements = await feature.made(gateway)
    assert statements == feature.promised
    assert made.keys() == feature.kept.keys()
    for name, text in feature.kept.items():
        assert made[name].splitlines() == text.splitlines(), name


async def test_recording_is_refused_in_ci(
    gateway: RecordedGateway, copy: Feature, monkeypatch: pytest.MonkeyPatch
) -> None:
    (copy.folder / "answer.json").write_text("{}")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(BadInput, match="CI"):
        await copy.record(gateway)
    assert copy.kept["answer.json"] == "{}"


async def test_recording_mends_a_folder(
    gateway: RecordedGateway, copy: Feature, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing comes, what is superfluous goes, and a second time nothing changes."""
    monkeypatch.delenv("CI", raising=False)
    (copy.folder / "answer.json").unlink()
    (copy.folder / "notes.txt").write_text("superfluous")
    assert await copy.record(gateway)
    assert copy.kept == (await copy.made(gateway))[0]
    assert not await copy.record(gateway)


async def test_more_statements_than_promised_are_not_recorded(
    gateway: RecordedGateway, copy: Feature, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    file = copy.folder / "query.graphql"
    file.write_text(file.read_text().replace("# Statements: ", "# Statements: 1"))
    kept = copy.kept
    with pytest.raises(BadInput, match="takes"):
        await copy.record(gateway)
    assert copy.kept == kept


async def test_documents_of_a_feature_are_there_for_it_alone(gateway: RecordedGateway) -> None:
    house = '{ house(name: "Copper") { id } }'
    found, _ = await gateway.answer(house, {}, {"H0U53": [{"_id": "h4", "Name": "Copper"}]})
    assert found["data"] == {"house": {"id": "h4"}}
    gone, _ = await gateway.answer(house, {}, {})
    assert gone["data"] == {"house": None}
