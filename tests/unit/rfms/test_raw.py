"""Every call of every collection can be had with the exchange that it came from."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.storage.memory_async import AsyncMemoryStorage
from crosstie.systems import rfms
from crosstie.systems.caller import raw
from crosstie.testing.rfms import RfmsSimulator

_COLLECTIONS = (
    "customers",
    "quotes",
    "orders",
    "jobs",
    "products",
    "opportunities",
    "payments",
    "attachments",
    "remarks",
)


@pytest.mark.parametrize("name", _COLLECTIONS)
def test_every_method_that_makes_a_call_is_there(name: str) -> None:
    """A method that is added to a collection and forgotten in its raw form, or changed in one alone, shows here."""
    transport = RfmsSimulator().async_transport()
    sessions = crosstie.AsyncSessionManager(AsyncMemoryStorage(), [rfms.App()], transport=transport)
    collection = getattr(rfms.AsyncClient(sessions, ("acme", "rfms", "default")), name)
    methods, raw_methods = _methods(collection), _methods(collection.raw)
    assert methods.keys() == raw_methods.keys()
    for name_of, method in methods.items():
        assert inspect.signature(raw_methods[name_of]).parameters == inspect.signature(method).parameters


def _methods(collection: object) -> dict[str, Any]:
    members = inspect.getmembers(type(collection), inspect.iscoroutinefunction)
    return {name: method for name, method in members if not name.startswith("_")}


def test_a_listing_has_its_pages_with_their_exchange_too() -> None:
    """A page is one call."""
    simulator = RfmsSimulator()
    simulator.seed(12)
    sessions = crosstie.SessionManager(MemoryStorage(), [rfms.App()], transport=simulator.transport())
    store = sessions.connect("rfms", tenant="acme", store_queue="store-EXAMPLE0001", api_key="KEY-EXAMPLE")
    listing = rfms.Client(sessions, store).customers.find("example.com")
    answer = raw(listing.page)()
    assert (len(answer.value.items), answer.value.next, answer.status) == (10, "10", 200)
