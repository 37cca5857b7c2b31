"""A feature: a folder with a query, the statements that it compiles to, and its answer."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from bson import json_util

from stores.errors import BadInput
from tests.golden.gateway import Collections, RecordedGateway
from tests.golden.layout import laid_out_json, laid_out_pipelines, laid_out_sql

FEATURES = Path(__file__).parent / "features"
WRITTEN_BY_HAND = frozenset({"query.graphql", "variables.json", "documents.json"})
PROMISE = re.compile(r"^# Statements: (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Feature:
    """One folder of `features/`."""

    folder: Path

    def __str__(self) -> str:
        return self.folder.name

    @property
    def query(self) -> str:
        """The document. Its comments say what to see, and how many statements it takes."""
        return (self.folder / "query.graphql").read_text(encoding="utf-8")

    @property
    def variables(self) -> Mapping[str, Any]:
        """The values of the document's variables."""
        file = self.folder / "variables.json"
        values: Mapping[str, Any] = orjson.loads(file.read_bytes()) if file.exists() else {}
        return values

    @property
    def documents(self) -> Collections:
        """The documents that it needs besides the dataset's, by collection."""
        file = self.folder / "documents.json"
        collections: Collections = json_util.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        return collections

    @property
    def promised(self) -> int:
        """How many statements the document says it takes. Raises BadInput if it does not say."""
        found = PROMISE.search(self.query)
        if found is None:
            raise BadInput(f"{self}/query.graphql must have a line `# Statements: …`")
        return int(found[1])

    @property
    def kept(self) -> dict[str, str]:
        """The text of every file that is not written by hand, by name; of a folder, none."""
        files = [path for path in self.folder.iterdir() if path.name not in WRITTEN_BY_HAND]
        return {path.name: path.read_text(encoding="utf-8") if path.is_file() else "" for path in files}

    async def made(self, gateway: RecordedGateway) -> tuple[dict[str, str], int]:
        """The same as the gateway makes them now, and the number of statements."""
        answer, asked = await gateway.answer(self.query, self.variables, self.documents)
        files = {"answer.json": laid_out_json(answer) + "\n"}
        if asked.statements:
            files["statements.sql"] = laid_out_sql(asked.statements)
        if asked.pipelines:
            files["pipeline.json"] = laid_out_pipelines(asked.pipelines)
        return files, len(asked)

    async def record(self, gateway: RecordedGateway) -> bool:
        """Write them; true if anything changed. Raises BadInput in CI, and where the document promises otherwise."""
        if os.environ.get("CI"):
            raise BadInput("golden files are not rewritten where CI is set: record them elsewhere, and read them")
        made, statements = await self.made(gateway)
        if statements != self.promised:
            raise BadInput(f"{self} takes {statements} statements, not {self.promised} as its query.graphql says")
        kept = self.kept
        for name in kept.keys() - made.keys():
            (self.folder / name).unlink()
        for name, text in made.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        return made != kept


def features() -> list[Feature]:
    """All features by name."""
    return [Feature(folder) for folder in sorted(FEATURES.iterdir())]
