"""A client takes connections to its own system and no other; what is wrong is said before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import lightspeed, quickbooks, rfms, suitedash, supabase
from crosstie.systems.account import account_of
from crosstie.testing.rfms import RfmsSimulator

_CLIENTS: dict[str, Any] = {
    "lightspeed": lightspeed.Client,
    "quickbooks": quickbooks.Client,
    "suitedash": suitedash.Client,
    "supabase": supabase.Client,
}


@pytest.fixture
def sessions() -> crosstie.SessionManager:
    """The sessions of a host that knows RFMS and SuiteDash."""
    transport = RfmsSimulator().transport()
    return crosstie.SessionManager(MemoryStorage(), [rfms.App(), suitedash.App()], transport=transport)


@pytest.fixture
def store(sessions: crosstie.SessionManager) -> crosstie.Connection:
    """A connected RFMS store."""
    return sessions.connect("rfms", tenant="acme", store_queue="store-EXAMPLE0001", api_key="KEY-EXAMPLE")


@pytest.mark.parametrize("system", _CLIENTS)
def test_a_connection_to_another_system_is_refused(
    sessions: crosstie.SessionManager, store: crosstie.Connection, system: str
) -> None:
    """The message names the connection, its system and the app that would do."""
    with pytest.raises(crosstie.UsageError, match=rf"acme/rfms\S* is one to rfms; .* with {system}\.App"):
        _CLIENTS[system](sessions, store)


def test_rfms_refuses_a_connection_to_another_system_as_well(sessions: crosstie.SessionManager) -> None:
    """It signs with a store's session, which nobody else has."""
    with pytest.raises(crosstie.UsageError, match=r"is one to suitedash; .* with rfms\.App"):
        rfms.Client(sessions, ("acme", "suitedash", "main"))


def test_limits_are_shared_by_account_where_it_is_known(
    sessions: crosstie.SessionManager, store: crosstie.Connection
) -> None:
    """A connection that was read knows its account; a key alone names the connection."""
    auth = sessions.authenticator(store)
    assert account_of(store, auth) == store.account
    assert account_of(auth.key, auth) == auth.label
