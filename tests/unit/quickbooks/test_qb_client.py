"""The client as an object: small, shared limits, and at home on a host's own httpx."""

from __future__ import annotations

import asyncio
import pickle
import time
import tracemalloc
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

import crosstie
from crosstie.core.messages import Request
from crosstie.core.pace import UNLIMITED
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.storage.records import Connection
from crosstie.systems import quickbooks
from crosstie.testing.quickbooks import CLIENT_ID, CLIENT_SECRET, QuickBooksSimulator

APP = quickbooks.App.for_base("https://qb.example.com", client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
TENANTS = 2_000


def _connections() -> list[Connection]:
    return [
        Connection(tenant=f"tenant-{number}", system="quickbooks", account=f"9341450{number:09d}")
        for number in range(TENANTS)
    ]


def _redirect(simulator: QuickBooksSimulator, url: str) -> str:
    parts = urlsplit(url)
    request = Request(
        method="GET", url=f"{parts.scheme}://{parts.netloc}{parts.path}", params=tuple(parse_qsl(parts.query))
    )
    return simulator.handle(request).headers["location"]


def test_a_client_costs_next_to_nothing() -> None:
    """At most 2 KB and 0.05 ms for each of thousands of companies, limits included (the best of some runs)."""
    sessions = crosstie.SessionManager(MemoryStorage(), [APP])
    connections = _connections()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    clients = [quickbooks.Client(sessions, connection) for connection in connections]
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (after - before) / len(clients) < 2_048
    runs: list[float] = []
    for _ in range(5):
        begun = time.perf_counter()
        for connection in connections:
            quickbooks.Client(sessions, connection)
        runs.append((time.perf_counter() - begun) / TENANTS)
    assert min(runs) < 50e-6


def test_the_rate_limit_belongs_to_the_company() -> None:
    """All clients of a company share it, batches have one of their own; zeros are no limit."""
    settings = quickbooks.Settings()
    assert settings.pace("934") is settings.pace("934")
    assert settings.pace("934").key == "quickbooks/934"
    assert settings.batch_pace("934").key == "quickbooks/934/batch"
    free = quickbooks.Settings(per_second=0, concurrent=0, batches_per_minute=0)
    assert free.pace("934") is free.batch_pace("934") is UNLIMITED
    one = quickbooks.Settings(per_second=0).pace("934")
    assert (one.per_second, one.concurrent) == (0, 8)


def test_the_limit_of_a_client_is_that_of_its_company() -> None:
    """By realm id, so that two tenants of one company share it; by connection where only its key is known."""
    sessions = crosstie.SessionManager(MemoryStorage(), [APP])
    connection = Connection(tenant="acme", system="quickbooks", account="934")
    other = Connection(tenant="other", system="quickbooks", account="934")
    paces = [quickbooks.Client(sessions, one)._books.caller.pace.key for one in (connection, other)]
    assert paces == ["quickbooks/934"] * 2
    by_key = quickbooks.Client(sessions, ("acme", "quickbooks", "default"))
    assert by_key._books.caller.pace.key == "quickbooks/acme/quickbooks/default"
    assert by_key._books.batch_pace.key == "quickbooks/acme/quickbooks/default/batch"


def test_a_connection_of_another_system_has_no_books() -> None:
    """Its app may be there all the same."""

    class Other:
        """An app of some other system."""

        system = "other"

    sessions = crosstie.SessionManager(MemoryStorage(), [APP, Other()])  # type: ignore[list-item]
    with pytest.raises(crosstie.UsageError, match="other"):
        quickbooks.Client(sessions, ("acme", "other", "default"))


def test_respx_answers_the_default_transport() -> None:
    """A host's tests keep their tools: OAuth, a read and a write through the patched httpx."""
    simulator = QuickBooksSimulator()
    simulator.seed(3)
    with simulator.respx_router(), crosstie.SessionManager(MemoryStorage(), [APP]) as sessions:
        start = sessions.authorize("quickbooks", tenant="acme")
        qbo = quickbooks.Client(sessions, sessions.complete(start, _redirect(simulator, start.url)))
        assert [customer.id for customer in qbo.customers.list()] == ["1", "2", "3"]
        made = qbo.customers.create(quickbooks.Customer(display_name="Oak & 'Sons'"))
        assert qbo.customers.list(where={"display_name": "Oak & 'Sons'"}).all() == [made]


def test_a_hosts_own_client_is_used() -> None:
    """With its proxies, certificates and hooks; both worlds."""
    simulator = QuickBooksSimulator()
    simulator.seed(1)
    mock = httpx.MockTransport(simulator.httpx_handler)

    async def read() -> str | None:
        async with httpx.AsyncClient(transport=mock) as client:
            sessions = crosstie.AsyncSessionManager(AsyncMemoryStorage(), [APP], client=client)
            start = await sessions.authorize("quickbooks", tenant="acme")
            connection = await sessions.complete(start, _redirect(simulator, start.url))
            return (await quickbooks.AsyncClient(sessions, connection).customers.get("1")).id

    assert asyncio.run(read()) == "1"
    with httpx.Client(transport=mock) as client:
        sessions = crosstie.SessionManager(MemoryStorage(), [APP], client=client)
        start = sessions.authorize("quickbooks", tenant="acme")
        connection = sessions.complete(start, _redirect(simulator, start.url))
        assert quickbooks.Client(sessions, connection).customers.get("1").id == "1"


def test_a_hosts_own_calls_get_the_session_too() -> None:
    """``sessions.auth`` signs what the library does not know, such as reports, and renews for it."""
    simulator = QuickBooksSimulator()
    simulator.seed(1)
    with httpx.Client(transport=httpx.MockTransport(simulator.httpx_handler)) as client:
        sessions = crosstie.SessionManager(MemoryStorage(), [APP], client=client)
        start = sessions.authorize("quickbooks", tenant="acme")
        connection = sessions.complete(start, _redirect(simulator, start.url))
        simulator.expire_access_tokens()
        url = f"https://qb.example.com/v3/company/{connection.account}/customer/1"
        answer = client.get(url, headers={"Accept": "application/json"}, auth=sessions.auth(connection))
        assert answer.json()["Customer"]["Id"] == "1"
        assert simulator.grants.renewals == 1


def test_what_a_client_raises_crosses_processes() -> None:
    """Errors with all they carry; records too."""
    simulator = QuickBooksSimulator()
    simulator.seed(1)
    sessions = crosstie.SessionManager(MemoryStorage(), [APP], transport=simulator.transport(), clock=simulator.clock)
    start = sessions.authorize("quickbooks", tenant="acme")
    qbo = quickbooks.Client(sessions, sessions.complete(start, _redirect(simulator, start.url)))
    customer = qbo.customers.get("1")
    assert pickle.loads(pickle.dumps(customer)) == customer  # noqa: S301 - our own bytes
    with pytest.raises(crosstie.NotFound) as caught:
        qbo.customers.get("2")
    copied = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (copied.code, copied.request_id, str(copied)) == ("610", caught.value.request_id, str(caught.value))
