"""Addresses `mongodb+srv://…`, which are looked up in the DNS: by a nameserver of the test's own, on first use."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic
from urllib.parse import urlsplit

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from stores.embedded.servers import Endpoints
from stores.errors import StoreUnavailable
from stores.mongo.driver import Driver
from stores.mongo.store import MongoOptions, connect

CLUSTER = "cluster.0.0.1"
"""A server must be in its cluster's parent domain, and `127.0.0.1` counts as one that is."""

OPTIONS = MongoOptions(
    f"mongodb+srv://{CLUSTER}/?tls=false", database="test_srv", connections=2, connect_limit=0.5, time_limit=2.0
)

Answers = Callable[[dns.message.Message], dns.message.Message | None]


def no_such_name(question: dns.message.Message) -> dns.message.Message:
    answer = dns.message.make_response(question)
    answer.set_rcode(dns.rcode.NXDOMAIN)
    return answer


def silence(_question: dns.message.Message) -> None:
    return None


def located_at(endpoints: Endpoints) -> Answers:
    """The cluster is the embedded server."""
    port = urlsplit(endpoints.mongo_url).port

    def answer(question: dns.message.Message) -> dns.message.Message:
        response = dns.message.make_response(question)
        name = question.question[0].name
        if name.to_text() == f"_mongodb._tcp.{CLUSTER}.":
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "SRV", f"0 0 {port} 127.0.0.1."))
        return response

    return answer


@contextmanager
def nameserver(answers: Answers) -> Iterator[None]:
    """All names are looked up by `answers` alone, over UDP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        thread = Thread(target=serve, args=(listener, answers))
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], listener.getsockname()[1]
        before, dns.resolver.default_resolver = dns.resolver.default_resolver, resolver
        try:
            yield
        finally:
            dns.resolver.default_resolver = before
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
                end.sendto(b"", listener.getsockname())
            thread.join()


def serve(listener: socket.socket, answers: Answers) -> None:
    """Answer every question, until an empty one."""
    while True:
        text, address = listener.recvfrom(4096)
        if not text:
            return
        answer = answers(dns.message.from_wire(text))
        if answer is not None:
            listener.sendto(answer.to_wire(), address)


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    """A driver with two slots."""
    driver = connect(OPTIONS)
    yield driver
    await driver.close()


async def is_refused(driver: Driver) -> None:
    with pytest.raises(StoreUnavailable, match="mongo cannot be reached"):
        await driver.aggregate("nothing", [])
    with pytest.raises(StoreUnavailable, match="mongo cannot be reached"):
        await driver.ping()


async def is_reached(driver: Driver) -> None:
    await driver.ping()
    assert await driver.aggregate("nothing", []) == []


async def test_an_address_is_looked_up_on_first_use_by_several_calls_at_once(
    endpoints: Endpoints, driver: Driver
) -> None:
    with nameserver(located_at(endpoints)):
        await asyncio.gather(*(is_reached(driver) for _ in range(5)))


@pytest.mark.parametrize("answers", [no_such_name, silence])
async def test_an_address_that_is_not_found_is_unavailable_until_it_is(
    endpoints: Endpoints, driver: Driver, answers: Answers
) -> None:
    """More calls fail than there are slots, at once and in turn, each within its limit; then the same driver works."""
    with nameserver(answers):
        begun = monotonic()
        await asyncio.gather(*(is_refused(driver) for _ in range(10)))
        await is_refused(driver)
        assert monotonic() - begun < 4 * OPTIONS.connect_limit + 0.5
    with nameserver(located_at(endpoints)):
        await asyncio.gather(*(is_reached(driver) for _ in range(5)))


async def test_the_event_loop_goes_on_while_an_address_is_looked_up(driver: Driver) -> None:
    with nameserver(silence):
        call = asyncio.ensure_future(is_refused(driver))
        longest, last = 0.0, monotonic()
        while not call.done():
            await asyncio.sleep(0.001)
            longest, last = max(longest, monotonic() - last), monotonic()
        await call
    assert longest < OPTIONS.connect_limit / 2
