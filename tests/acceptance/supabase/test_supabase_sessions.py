# @generated from tests/acceptance/supabase/test_supabase_sessions_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Keys and service users: what goes into the headers, and what happens when either is refused."""

from __future__ import annotations

import pytest

import crosstie
from crosstie.systems import supabase
from crosstie.testing import Answer, FakeClock, Reset
from crosstie.testing.reading import header_of
from crosstie.testing.supabase import ANON_KEY, PUBLISHABLE_KEY, SECRET_KEY, SERVICE_KEY, SupabaseSimulator

_USER = {"email": "service@example.com", "password": "composed-password"}


def _client(sessions: crosstie.SessionManager, url: str, **keys: str) -> supabase.Client:
    return supabase.Client(sessions, sessions.connect("supabase", tenant="acme", url=url, **keys))


def test_a_new_key_goes_alone(client: supabase.Client, simulator: SupabaseSimulator) -> None:
    """It is no JWT; as a bearer token it could be refused as a broken one."""
    assert client.table("customers").count() == 25
    request = simulator.log[-1].request
    assert header_of(request, "apikey") == SECRET_KEY
    assert header_of(request, "authorization") is None


def test_a_legacy_key_goes_twice(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator
) -> None:
    """With ``apikey`` alone a service_role key would run as anon and look powerless."""
    legacy = _client(sessions, url, key=SERVICE_KEY)
    assert legacy.table("customers").count() == 25
    assert header_of(simulator.log[-1].request, "authorization") == f"Bearer {SERVICE_KEY}"


@pytest.mark.parametrize("key", [PUBLISHABLE_KEY, ANON_KEY])
def test_a_key_without_rights_is_forbidden(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator, key: str
) -> None:
    """A 401 of the database, because the role was anon; nothing is renewed and nothing repeated."""
    client = _client(sessions, url, key=key)
    with pytest.raises(crosstie.Forbidden, match="as anon"):
        client.table("customers").select()
    assert simulator.count("GET customers") == 1


@pytest.mark.parametrize("key", ["sb_secret_of_another_project", "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.eA"])
def test_a_wrong_static_key_is_rejected_at_once(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator, key: str
) -> None:
    """There is nothing to renew: one call, and an error that does not show the key."""
    client = _client(sessions, url, key=key)
    with pytest.raises(crosstie.CredentialsRejected) as caught:
        client.table("customers").select()
    assert (caught.value.status, caught.value.attempts) == (401, 1)
    assert key not in str(caught.value)
    assert simulator.count() == 1


def test_legacy_keys_can_be_switched_off(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator
) -> None:
    """Both at once, for whoever still uses them."""
    simulator.keys.legacy_enabled = False
    client = _client(sessions, url, key=SERVICE_KEY)
    with pytest.raises(crosstie.CredentialsRejected, match="disabled"):
        client.table("customers").select()


def test_a_service_user_signs_in_when_it_is_connected(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator
) -> None:
    """The token goes with the key; the role is the user's."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    assert simulator.auth.sign_ins == 1
    assert client.table("customers").count() == 25
    request = simulator.log[-1].request
    assert header_of(request, "apikey") == PUBLISHABLE_KEY
    assert (header_of(request, "authorization") or "").startswith("Bearer eyJ")


def test_a_wrong_password_is_rejected_and_nothing_is_stored(
    sessions: crosstie.SessionManager, url: str
) -> None:
    """Like an unconfirmed address, a banned user and a sign-in that is switched off: somebody must correct it."""
    with pytest.raises(crosstie.CredentialsRejected, match="invalid_credentials") as caught:
        _client(sessions, url, key=PUBLISHABLE_KEY, email="service@example.com", password="composed-wrong")
    assert "composed-wrong" not in str(caught.value)
    assert sessions.status("acme") == []


def test_an_access_token_is_renewed_before_it_ends(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator, clock: FakeClock
) -> None:
    """By its refresh token, each of which is used once; no password is sent again."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    for _ in range(3):
        clock.advance(3550)
        assert client.table("customers").count() == 25
    assert (simulator.auth.sign_ins, simulator.auth.refreshes) == (1, 3)
    assert simulator.count("HEAD customers", status=401) == 0


def test_a_refused_token_is_renewed_once_and_the_call_repeated(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator
) -> None:
    """An expired JWT (PGRST303 and ``invalid_token``) costs one refresh."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    simulator.auth.expire_access()
    answer = client.table("customers").raw.select(limit=1)
    assert [attempt.status for attempt in answer.attempts] == [401, 200]
    assert simulator.auth.refreshes == 1


def test_a_session_that_has_ended_is_begun_anew_with_the_password(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator
) -> None:
    """The refresh token is gone for good, the keys are not: one sign-in, and no person is needed."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    simulator.auth.expire_access()
    simulator.auth.end_sessions()
    assert client.table("customers").count() == 25
    assert simulator.auth.sign_ins == 2
    simulator.auth.users["service@example.com"].password = "composed-changed"
    simulator.auth.expire_access()
    simulator.auth.end_sessions()
    with pytest.raises(crosstie.CredentialsRejected, match="invalid_credentials"):
        client.table("customers").count()


def test_a_refresh_whose_answer_is_lost_is_repeated_with_the_same_token(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator, clock: FakeClock
) -> None:
    """The service forgives the parent of the active token; the session lives on."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    simulator.auth.expire_access()
    body = b'{"message": "upstream"}'
    simulator.faults.add(Answer(status=502, body=body), route="POST auth/token")
    with pytest.raises(crosstie.RenewalUnavailable):
        client.table("customers").count()
    clock.advance(60)
    assert client.table("customers").count() == 25
    assert (simulator.auth.sign_ins, simulator.auth.refreshes) == (1, 1)


def test_a_storm_of_refreshes_is_waited_out(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator, clock: FakeClock
) -> None:
    """409 and 429 say nothing about the token: it is kept."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    for status in (409, 429):
        simulator.auth.expire_access()
        simulator.faults.add(Answer(status=status), route="POST auth/token")
        with pytest.raises(crosstie.RenewalUnavailable):
            client.table("customers").count()
        clock.advance(60)
        assert client.table("customers").count() == 25
    assert simulator.auth.sign_ins == 1


def test_disconnecting_signs_out(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator
) -> None:
    """A session is ended at the service; a key alone ends only here."""
    connection = sessions.connect("supabase", tenant="acme", url=url, key=PUBLISHABLE_KEY, **_USER)
    sessions.disconnect(connection)
    assert simulator.count("POST auth/logout", status=204) == 1
    with pytest.raises(crosstie.ReconnectRequired):
        supabase.Client(sessions, connection).table("customers").count()


def test_two_projects_are_two_connections(sessions: crosstie.SessionManager, url: str) -> None:
    """Under one name the second would mix two projects' links and cursors."""
    sessions.connect("supabase", tenant="acme", name="crm", url=url, key=SECRET_KEY)
    with pytest.raises(crosstie.CredentialsRejected, match="belongs to account"):
        sessions.connect(
            "supabase", tenant="acme", name="crm", url="https://other.example.com", key=SECRET_KEY
        )
    sessions.connect(
        "supabase", tenant="acme", name="booking", url="https://other.example.com", key=SECRET_KEY
    )
    assert [row.name for row in sessions.status("acme")] == ["booking", "crm"]


def test_a_refresh_that_broke_off_after_it_was_granted_is_survived(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator, clock: FakeClock
) -> None:
    """The grant was made and its answer lost: the old refresh token is the parent of the active one."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    simulator.auth.expire_access()
    simulator.faults.add(Reset(after_effect=True), route="POST auth/token")
    with pytest.raises(crosstie.RenewalUnavailable):
        client.table("customers").count()
    clock.advance(60)
    assert client.table("customers").count() == 25
    assert (simulator.auth.sign_ins, simulator.auth.refreshes) == (1, 2)


@pytest.mark.parametrize(
    ("code", "headers", "kind", "refreshes"),
    [
        ("PGRST301", (), None, 1),
        ("PGRST303", (), None, 1),
        ("", (("www-authenticate", 'Bearer error="invalid_token"'),), None, 1),
        ("PGRST302", (), crosstie.CredentialsRejected, 0),
        ("42501", (), crosstie.Forbidden, 0),
        ("", (), crosstie.CredentialsRejected, 0),
    ],
)
def test_only_a_refused_token_is_renewed(
    sessions: crosstie.SessionManager,
    url: str,
    simulator: SupabaseSimulator,
    code: str,
    headers: tuple[tuple[str, str], ...],
    kind: type[Exception] | None,
    refreshes: int,
) -> None:
    """A 401 can also be a wrong key, a missing right or a missing header: there another token cannot help."""
    client = _client(sessions, url, key=PUBLISHABLE_KEY, **_USER)
    body = b'{"code": "%s", "message": "composed"}' % code.encode()
    simulator.faults.add(Answer(status=401, body=body, headers=headers), route="GET customers")
    if kind is None:
        assert client.table("customers").get(1)["id"] == 1
    else:
        with pytest.raises(kind):
            client.table("customers").get(1)
    assert simulator.auth.refreshes == refreshes
