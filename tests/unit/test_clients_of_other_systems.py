"""A client takes connections to its own system and no other, and what it is made with stays with it."""

from __future__ import annotations

from typing import Any

import pytest

import crosstie
from crosstie.storage.memory import MemoryStorage
from crosstie.systems import lightspeed, netsuite, quickbooks, rfms, smsit, suitedash, supabase
from crosstie.systems.account import account_of
from crosstie.testing.rfms import RfmsSimulator

_CLIENTS: dict[str, Any] = {
    "lightspeed": lightspeed.Client,
    "netsuite": netsuite.Client,
    "quickbooks": quickbooks.Client,
    "smsit": smsit.Client,
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


# -- other options -----------------------------------------------------------------------------------------------------

_EVERY: dict[str, Any] = {**_CLIENTS, "rfms": rfms.Client}
_MADE_WITH: dict[str, dict[str, Any]] = {
    "lightspeed": {"settings": lightspeed.Settings(concurrent=3)},
    "netsuite": {"settings": netsuite.Settings(concurrent=4)},
    "quickbooks": {"settings": quickbooks.Settings(concurrent=3)},
    "rfms": {"settings": rfms.Settings(concurrent=3)},
    "smsit": {"settings": smsit.Settings(concurrent=3), "dialect": "gateway"},
    "suitedash": {"settings": suitedash.Settings(concurrent=3)},
    "supabase": {"concurrent": 3, "schema": "crm", "longest_url": 900},
}
"""Nothing of it is what a client has by itself."""


@pytest.fixture
def everything() -> crosstie.SessionManager:
    """The sessions of a host that knows every system."""
    secrets = {"client_id": "id", "client_secret": "secret", "redirect_uri": "https://app.example.com/back"}
    apps: list[Any] = [lightspeed.App(**secrets), quickbooks.App(**secrets, environment="sandbox"), netsuite.App()]
    apps += [rfms.App(), smsit.App(), suitedash.App(), supabase.App()]
    return crosstie.SessionManager(MemoryStorage(), apps, transport=RfmsSimulator().transport())


def _parts(client: Any) -> tuple[object, ...]:  # noqa: ANN401 - clients of all systems
    """Return what a client makes its calls with, but for their options."""
    held = next(getattr(client, name) for name in ("_caller", "_calls", "_books") if hasattr(client, name))
    caller = getattr(held, "caller", held)
    known = [getattr(part, "settings", None) for part in (caller, held, getattr(held, "api", None), caller.dialect)]
    own = [getattr(client, name, None) for name in ("_settings", "_schema", "_longest_url")]
    return caller.auth, caller.pace, getattr(caller, "account", None), getattr(held, "batch_pace", None), *known, *own


@pytest.mark.parametrize("given", ["connection", "key"])
@pytest.mark.parametrize("system", _MADE_WITH)
def test_a_client_with_other_options_is_otherwise_the_same(
    everything: crosstie.SessionManager, system: str, given: str
) -> None:
    """Its account, settings and limits stay, although the client is made anew."""
    connection = crosstie.Connection(tenant="acme", system=system, account="4711")
    which = connection if given == "connection" else ("acme", system, "default")
    client = _EVERY[system](everything, which, **_MADE_WITH[system])
    assert _parts(client.with_options(timeout=9.0)) == _parts(client)
    assert client.with_options(timeout=9.0).with_options(headers={"X-A": "1"}) is not client


@pytest.mark.parametrize("system", ["netsuite", "rfms", "smsit", "suitedash"])
def test_other_settings_bring_their_own_limits(everything: crosstie.SessionManager, system: str) -> None:
    """As if the client had been made with them."""
    wanted = _EVERY[system](everything, ("acme", system, "default"), **_MADE_WITH[system])
    others = {name: value for name, value in _MADE_WITH[system].items() if name != "settings"}
    client = _EVERY[system](everything, ("acme", system, "default"), **others)
    assert _parts(client) != _parts(wanted)
    assert _parts(client.with_options(settings=_MADE_WITH[system]["settings"])) == _parts(wanted)


def test_supabase_clients_for_another_schema_are_otherwise_the_same(everything: crosstie.SessionManager) -> None:
    """Also after options were given, which stay as well."""
    client = supabase.Client(everything, ("acme", "supabase", "default"), **_MADE_WITH["supabase"])
    other = client.with_options(timeout=9.0).schema(None)
    assert _parts(other) == (*_parts(client)[:-2], None, 900)
    assert other._caller.options.timeout == 9.0
