"""Documents whose fields hold values of any BSON type: pages still hold every row once, forwards and backwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import pytest
from bson import Binary, Code, Decimal128, Int64, MaxKey, MinKey, ObjectId, Regex, Timestamp
from hypothesis import example, given, settings, strategies as st
from pydantic import Field
from pymongo import MongoClient
from pymongo.collection import Collection

from resolvers.pages import Page, PageRequest, PageSizes, Paging
from stores.embedded.servers import Endpoints
from stores.mongo.catalogue import derive
from stores.mongo.models.base import Document, Flattened, Nested
from stores.mongo.store import MongoOptions, MongoStore
from stores.order import Order
from stores.query import Keys

DATABASE = "mixed_types"
SIZES = PageSizes(default=50, maximum=50)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ID = ObjectId("6" * 24)

ARRAYS: list[Any] = [[], [None], [1, "a"], ["a", "b"], [[1]], [NOON], [{}]]
# A double of 0.1 is not here: SecantusDB sorts it beside Decimal128("0.1"), and compares it as greater.
SINGLE: list[Any] = [
    *(None, "", "a", "b", "6" * 24, ID, True, False, NOON, NOON.replace(microsecond=1000)),
    *(0, 1, -1, Int64(1), 1.0, 1.5, 0.25, 2**53 + 1, float(2**53), float("nan"), float("inf"), float("-inf")),
    *(Decimal128("0.1"), Decimal128("1.0"), Decimal128("NaN"), Decimal128("Infinity")),
    *({}, {"a": 1}, {"a": "x"}, Binary(b"x"), Regex("a"), Code("x"), Timestamp(1, 1), MinKey(), MaxKey()),
]


class Inner(Nested):
    """A nested document."""

    inner: str | None = Field(None, alias="Inner", description="Within.")


class Mixed(Document):
    """A document with a column of every type."""

    __collection__ = "mixed"
    __plural__ = "Mixtures"
    __time__ = "moment"

    id: str = Field(alias="_id", description="Key.")
    group: str | None = Field(None, alias="Group", description="Parent.")
    word: str | None = Field(None, alias="Word", description="Text.")
    number: int | None = Field(None, alias="Number", description="Integer.")
    price: Decimal | None = Field(None, alias="Price", description="Decimal.")
    real: float | None = Field(None, alias="Real", description="Float.")
    flag: bool | None = Field(None, alias="Flag", description="Boolean.")
    moment: datetime | None = Field(None, alias="Moment", description="What dates it.")
    reference: ObjectId | None = Field(None, alias="Reference", description="Id.")
    nested: Annotated[Inner | None, Flattened()] = Field(None, alias="Nested", description="Nested.")
    anything: dict[str, Any] | None = Field(None, alias="Anything", description="Open.")
    required: str = Field(alias="Required", description="Text that every document should have.")


ENTITY = derive([Mixed], "test")["Mixed"]
COLUMNS = tuple(ENTITY.columns)
FIELDS = ("Word", "Number", "Price", "Real", "Flag", "Reference", "Anything", "Required")


@dataclass(frozen=True, slots=True)
class Mixture:
    """The collection and the store that reads it."""

    store: MongoStore
    collection: Collection[dict[str, Any]]

    def fill(self, documents: Sequence[dict[str, Any]]) -> None:
        """Replace all documents."""
        self.collection.delete_many({})
        if documents:
            self.collection.insert_many(documents)

    async def page(self, order: Sequence[Order], paging: Paging) -> Page:
        """One page of all rows."""
        request = PageRequest.of(ENTITY, COLUMNS, order, paging, SIZES)
        return request.page(await self.store.select(request.query(None)))

    async def whole(self, order: Sequence[Order]) -> list[str]:
        """The keys of the whole list in one page."""
        return [key_of(row) for row in (await self.page(order, Paging(first=50))).rows]

    async def forwards(self, order: Sequence[Order], size: int) -> list[str]:
        """The keys of the list, met page by page from its start."""
        met: list[str] = []
        cursor, more = None, True
        while more:
            page = await self.page(order, Paging(first=size, after=cursor))
            met += [key_of(row) for row in page.rows]
            assert len(met) <= SIZES.maximum, "the pages go round in circles"
            more, cursor = page.has_next, page.cursor(page.rows[-1]) if page.rows else None
        return met

    async def backwards(self, order: Sequence[Order], size: int) -> list[str]:
        """The same from its end."""
        met: list[str] = []
        cursor, more = None, True
        while more:
            page = await self.page(order, Paging(last=size, before=cursor))
            met = [key_of(row) for row in page.rows] + met
            assert len(met) <= SIZES.maximum, "the pages go round in circles"
            more, cursor = page.has_previous, page.cursor(page.rows[0]) if page.rows else None
        return met


def key_of(row: Any) -> str:
    """The key as a text, whatever it is."""
    return str(row["id"])


@pytest.fixture(scope="module")
async def mixture(endpoints: Endpoints) -> AsyncIterator[Mixture]:
    """An empty collection that no validator watches over."""
    with MongoClient[dict[str, Any]](endpoints.mongo_url) as client:
        store = MongoStore(MongoOptions(endpoints.mongo_url, database=DATABASE))
        yield Mixture(store, client[DATABASE]["mixed"])
        await store.close()
        client.drop_database(DATABASE)


def inner(value: Any) -> Any:
    """What stands around a flattened column: a document, or an array of them."""
    return st.sampled_from([value, {"Inner": value}, [{"Inner": value}, {"Inner": 1}], [{}, 5]])


single, anything = st.sampled_from(SINGLE), st.sampled_from([*SINGLE, *ARRAYS])
documents = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(FIELDS, anything),
            "Moment": single,
            "Nested": anything.flatmap(inner),
            "Group": st.sampled_from(["a", "b"]),
        },
    ),
    max_size=12,
).map(lambda values: [{"_id": f"{number:02}", **value} for number, value in enumerate(values)])
orders = st.lists(st.builds(Order, st.sampled_from(COLUMNS), st.booleans(), st.booleans()), min_size=1, max_size=2)

EVERY_TYPE = [
    {"_id": f"{number:02}", **dict.fromkeys(FIELDS, value), "Moment": None if isinstance(value, list) else value}
    for number, value in enumerate([*SINGLE, *SINGLE[3:8], *ARRAYS])
]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("nulls_first", [False, True])
@pytest.mark.parametrize("column", ["word", "number", "price", "real", "moment", "anything", "required"])
async def test_a_column_of_every_type_is_walked_in_order(
    mixture: Mixture, column: str, descending: bool, nulls_first: bool
) -> None:
    """Row by row: every row once, in the order of the list as a whole, and backwards the same."""
    mixture.fill(EVERY_TYPE)
    order = [Order(column, descending, nulls_first)]
    whole = await mixture.whole(order)
    assert sorted(whole) == [document["_id"] for document in EVERY_TYPE]
    assert await mixture.forwards(order, 7) == whole
    assert await mixture.backwards(order, 7) == whole


@settings(max_examples=60, deadline=None)
@given(documents=documents, order=orders, size=st.integers(1, 4))
@example(documents=EVERY_TYPE, order=[Order("word")], size=1)
@example(
    documents=[{"_id": "00"}, {"_id": "01", "Moment": MinKey()}], order=[Order("moment", nulls_first=True)], size=1
)
@example(documents=EVERY_TYPE, order=[Order("moment", descending=True)], size=1)
async def test_pages_add_up_to_the_whole_list_in_both_directions(
    mixture: Mixture, documents: list[dict[str, Any]], order: list[Order], size: int
) -> None:
    mixture.fill(documents)
    whole = await mixture.whole(order)
    assert sorted(whole) == [document["_id"] for document in documents]
    assert await mixture.forwards(order, size) == whole
    assert await mixture.backwards(order, size) == whole


async def test_several_times_in_one_document_are_no_place_among_times(mixture: Mixture) -> None:
    """It is left out of lists by its time, which an index serves, and of no others."""
    mixture.fill([{"_id": "a", "Moment": NOON}, {"_id": "b", "Moment": [NOON, None]}, {"_id": "c"}])
    for descending in (False, True):
        order = [Order("moment", descending)]
        assert await mixture.whole(order) == ["a", "c"]
        assert await mixture.forwards(order, 1) == ["a", "c"]
        assert await mixture.backwards(order, 1) == ["a", "c"]
    assert await mixture.forwards([Order("word")], 1) == ["a", "b", "c"]


async def test_keys_of_several_types_are_walked_in_order(mixture: Mixture) -> None:
    """MongoDB's `_id` may be anything but an array."""
    mixture.fill([{"_id": value} for value in ("a", "b", 5, ID, None, {"a": 1}, True, NOON)])
    whole = await mixture.whole([])
    assert len(set(whole)) == 8
    assert await mixture.forwards([], 1) == whole
    assert await mixture.backwards([], 1) == whole


@settings(max_examples=20, deadline=None)
@given(documents=documents, order=orders)
async def test_each_parents_page_begins_like_its_whole_list(
    mixture: Mixture, documents: list[dict[str, Any]], order: list[Order]
) -> None:
    mixture.fill(documents)
    request = PageRequest.of(ENTITY, COLUMNS, order, Paging(first=2), SIZES)
    rows = await mixture.store.select(request.query(Keys(("group",), (("a",), ("b",)))))
    listed = await mixture.whole(order)
    for group in "ab":
        members = {document["_id"] for document in documents if document.get("Group") == group}
        expected = [key for key in listed if key in members][:3]
        assert [key_of(row) for row in rows if row["group"] == group] == expected
