"""The simulated project by itself: gateway, sign-in and what a test can do behind its back."""

from __future__ import annotations

import json
from typing import Any

import pytest

import crosstie
from crosstie.core.messages import Request, Response
from crosstie.testing import Answer, FakeClock
from crosstie.testing.serve import build
from crosstie.testing.supabase import (
    ANON_KEY,
    PUBLISHABLE_KEY,
    SECRET_KEY,
    SERVICE_KEY,
    SupabaseSimulator,
    TableDefinition,
)

BASE = "https://project.example.com"


@pytest.fixture
def clock() -> FakeClock:
    """The time of the project."""
    return FakeClock()


@pytest.fixture
def project(clock: FakeClock) -> SupabaseSimulator:
    """A project with five customers and a user."""
    made = SupabaseSimulator(clock=clock)
    made.seed(5)
    made.add_user("ida@example.com", "composed", phone="503-555-0101")
    return made


def ask(
    project: SupabaseSimulator, path: str, headers: dict[str, str], *params: tuple[str, str], method: str = "GET"
) -> Response:
    """Make a call."""
    return project.handle(Request(method=method, url=f"{BASE}{path}", params=params, headers=headers))


def grant(project: SupabaseSimulator, kind: str, body: object) -> tuple[int, dict[str, Any]]:
    """Ask for tokens; return the status and the body."""
    response = project.handle(
        Request(
            method="POST",
            url=f"{BASE}/auth/v1/token",
            params=(("grant_type", kind),),
            headers={"apikey": PUBLISHABLE_KEY},
            body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        )
    )
    return response.status, json.loads(response.body)


def signed_in(project: SupabaseSimulator) -> dict[str, Any]:
    """Sign the user in."""
    status, body = grant(project, "password", {"email": "ida@example.com", "password": "composed"})
    assert status == 200
    return body


# -- the gateway -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, None),
        ({"apikey": "sb_secret_other"}, 401, None),
        ({"apikey": SECRET_KEY}, 200, None),
        ({"apikey": SECRET_KEY, "Authorization": f"Bearer {SECRET_KEY}"}, 200, None),
        ({"apikey": SECRET_KEY, "User-Agent": "Mozilla/5.0 (X11)"}, 401, None),
        ({"apikey": PUBLISHABLE_KEY}, 401, "42501"),
        ({"apikey": SERVICE_KEY, "Authorization": f"Bearer {SERVICE_KEY}"}, 200, None),
        ({"apikey": SERVICE_KEY}, 401, "42501"),  # PostgREST does not see apikey: the call runs as anon
        ({"apikey": ANON_KEY, "Authorization": f"Bearer {SERVICE_KEY}"}, 200, None),
        ({"apikey": ANON_KEY, "Authorization": f"Bearer {SECRET_KEY}"}, 401, "PGRST301"),
        ({"apikey": ANON_KEY, "Authorization": "Bearer e30.e30.e30"}, 401, "PGRST301"),
        ({"apikey": ANON_KEY, "Authorization": "Basic eDp5"}, 401, "42501"),
    ],
)
def test_keys_open_what_they_open(
    project: SupabaseSimulator, headers: dict[str, str], status: int, code: str | None
) -> None:
    """Each kind with its headers; the gateway's own refusals have no code."""
    response = ask(project, "/rest/v1/customers", headers)
    assert response.status == status
    body = json.loads(response.body)
    assert (body.get("code") if isinstance(body, dict) else None) == code


def test_legacy_keys_are_switched_off_together(project: SupabaseSimulator) -> None:
    """Both stop at once; new keys go on."""
    project.keys.legacy_enabled = False
    for key in (ANON_KEY, SERVICE_KEY):
        assert ask(project, "/rest/v1/customers", {"apikey": key}).status == 401
    assert ask(project, "/rest/v1/customers", {"apikey": SECRET_KEY}).status == 200


def test_rights_are_given_and_taken(project: SupabaseSimulator) -> None:
    """A missing right is 401 for anon and 403 for everybody else, a secret key included."""
    project.allow("anon", "customers")
    assert ask(project, "/rest/v1/customers", {"apikey": PUBLISHABLE_KEY}).status == 200
    project.forbid("service_role", "customers")
    refused = ask(project, "/rest/v1/customers", {"apikey": SECRET_KEY})
    assert (refused.status, json.loads(refused.body)["code"]) == (403, "42501")


# -- signing in --------------------------------------------------------------------------------------------------------


def test_a_user_signs_in_by_email_or_phone(project: SupabaseSimulator) -> None:
    """With tokens that work, for as long as they say."""
    body = signed_in(project)
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    headers = {"apikey": PUBLISHABLE_KEY, "Authorization": f"Bearer {body['access_token']}"}
    assert ask(project, "/rest/v1/customers", headers).status == 200
    assert json.loads(ask(project, "/auth/v1/user", headers).body)["email"] == "ida@example.com"
    assert grant(project, "password", {"phone": "503-555-0101", "password": "composed"})[0] == 200


def test_an_access_token_expires(project: SupabaseSimulator, clock: FakeClock) -> None:
    """PostgREST says 401 with a code and a header, GoTrue itself 403."""
    headers = {"apikey": PUBLISHABLE_KEY, "Authorization": f"Bearer {signed_in(project)['access_token']}"}
    clock.advance(3600)
    refused = ask(project, "/rest/v1/customers", headers)
    assert (refused.status, json.loads(refused.body)["code"]) == (401, "PGRST303")
    assert "invalid_token" in refused.headers["www-authenticate"]
    assert ask(project, "/auth/v1/user", headers).status == 403


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"email": "ida@example.com", "password": "wrong"}, 400, "invalid_credentials"),
        ({"email": "nobody@example.com", "password": "composed"}, 400, "invalid_credentials"),
        ({"password": "composed"}, 400, "validation_failed"),
        ({"email": "ida@example.com", "phone": "1", "password": "composed"}, 400, "validation_failed"),
        (b"[]", 400, "bad_json"),
        (b"{", 400, "bad_json"),
    ],
)
def test_a_wrong_sign_in_is_refused(project: SupabaseSimulator, body: object, status: int, code: str) -> None:
    """With GoTrue's own shape of an error."""
    found, answer = grant(project, "password", body)
    assert (found, answer["error_code"], answer["code"]) == (status, code, status)


def test_the_state_of_an_account_counts(project: SupabaseSimulator) -> None:
    """Unconfirmed, banned, or password sign-in switched off."""
    user = project.auth.users["ida@example.com"]
    given = {"email": "ida@example.com", "password": "composed"}
    user.confirmed = False
    assert grant(project, "password", given)[1]["error_code"] == "email_not_confirmed"
    user.confirmed, user.banned = True, True
    assert grant(project, "password", given)[1]["error_code"] == "user_banned"
    user.banned, project.auth.enabled = False, False
    assert grant(project, "password", given)[0] == 422
    assert grant(project, "magic", given)[1]["error"] == "unsupported_grant_type"


def test_a_refresh_token_is_replaced_each_time(project: SupabaseSimulator) -> None:
    """The one before may be used again, by whoever lost the answer: the active one comes back."""
    first = signed_in(project)["refresh_token"]
    second = grant(project, "refresh_token", {"refresh_token": first})[1]["refresh_token"]
    assert second != first
    assert grant(project, "refresh_token", {"refresh_token": first})[1]["refresh_token"] == second


def test_an_older_refresh_token_is_forgiven_for_some_seconds_only(project: SupabaseSimulator, clock: FakeClock) -> None:
    """Within the reuse interval it brings the active one; after that it ends the whole session."""
    tokens = [signed_in(project)["refresh_token"]]
    for _ in range(2):
        tokens.append(grant(project, "refresh_token", {"refresh_token": tokens[-1]})[1]["refresh_token"])
    assert grant(project, "refresh_token", {"refresh_token": tokens[0]})[1]["refresh_token"] == tokens[2]
    clock.advance(10.1)
    refused = grant(project, "refresh_token", {"refresh_token": tokens[0]})
    assert refused[1]["error_code"] == "refresh_token_already_used"
    assert grant(project, "refresh_token", {"refresh_token": tokens[2]})[1]["error_code"] == "session_not_found"
    assert grant(project, "refresh_token", {"refresh_token": "never"})[1]["error_code"] == "refresh_token_not_found"


def test_signing_out_ends_the_session(project: SupabaseSimulator) -> None:
    """The refresh token is gone; the access token is good until it expires, because PostgREST asks nobody."""
    body = signed_in(project)
    headers = {"apikey": PUBLISHABLE_KEY, "Authorization": f"Bearer {body['access_token']}"}
    assert ask(project, "/auth/v1/logout", headers, method="POST").status == 204
    assert ask(project, "/auth/v1/logout", headers, method="POST").status == 403
    assert grant(project, "refresh_token", {"refresh_token": body["refresh_token"]})[0] == 400
    assert ask(project, "/rest/v1/customers", headers).status == 200
    assert ask(project, "/auth/v1/nothing", headers).status == 404


# -- behind its back ---------------------------------------------------------------------------------------------------


def test_rows_are_put_in_and_looked_at(project: SupabaseSimulator) -> None:
    """Constraints hold there as well; what is looked at are copies."""
    project.load("customers", [{"customer_name": "Nora", "email": "nora@example.com"}])
    rows = project.rows("customers")
    assert (len(rows), rows[-1]["id"], rows[-1]["active"]) == (6, 6, True)
    rows[-1]["email"] = "changed"
    assert project.rows("customers")[-1]["email"] == "nora@example.com"
    for bad in ({"customer_name": None}, {"customer_name": "x", "email": "nora@example.com"}, {"id": "x"}):
        with pytest.raises(crosstie.UsageError, match="do not fit"):
            project.load("customers", [bad])
    with pytest.raises(crosstie.UsageError, match="do not fit"):
        project.load("nowhere", [{}])


def test_two_foreign_keys_to_one_table_need_a_hint(project: SupabaseSimulator) -> None:
    """300 with a list of both; the hint names a key or a column."""
    project.define(
        TableDefinition(
            name="visits",
            columns={"id": "bigint", "guest": "bigint", "host": "bigint"},
            references={"guest": "customers.id", "host": "customers.id"},
        )
    )
    project.load("visits", [{"id": 1, "guest": 1, "host": 2}])
    headers = {"apikey": SECRET_KEY}
    unclear = ask(project, "/rest/v1/visits", headers, ("select", "id,customers(id)"))
    assert (unclear.status, json.loads(unclear.body)["code"]) == (300, "PGRST201")
    for hint, number in (("host", 2), ("visits_guest_fkey", 1)):
        clear = ask(project, "/rest/v1/visits", headers, ("select", f"customers!{hint}(id)"))
        assert json.loads(clear.body) == [{"customers": {"id": number}}]


def test_the_row_cap_holds_inside_embeds_and_not_for_writes(project: SupabaseSimulator) -> None:
    """Silently, in both."""
    project.define(
        TableDefinition(
            name="notes", columns={"id": "bigint", "customer": "bigint"}, references={"customer": "customers.id"}
        )
    )
    project.load("notes", [{"id": number, "customer": 1} for number in range(1, 6)])
    project.row_cap = 2
    headers = {"apikey": SECRET_KEY}
    answer = ask(project, "/rest/v1/customers", headers, ("select", "notes(id)"), ("id", "eq.1"))
    assert [len(row["notes"]) for row in json.loads(answer.body)] == [2]
    gone = ask(
        project, "/rest/v1/notes", {**headers, "Prefer": "return=representation"}, ("id", "gt.0"), method="DELETE"
    )
    assert len(json.loads(gone.body)) == 5


def test_routes_are_named_by_verb_and_target(project: SupabaseSimulator) -> None:
    """As faults and counts use them; other verbs and addresses are refused."""
    headers = {"apikey": SECRET_KEY}
    for path, method in (("/rest/v1/customers", "GET"), ("/rest/v1/rpc/f", "POST"), ("/elsewhere", "GET")):
        ask(project, path, headers, method=method)
    assert [call.route for call in project.log] == ["GET customers", "POST rpc/f", "unknown"]
    assert [call.status for call in project.log] == [200, 404, 404]
    assert ask(project, "/rest/v1/customers", headers, method="OPTIONS").status == 405


@pytest.mark.parametrize(("status", "code"), [(503, "PGRST002"), (504, "PGRST003"), (500, None)])
def test_faults_speak_as_the_part_that_would(project: SupabaseSimulator, status: int, code: str | None) -> None:
    """PostgREST's own outages have its code, the gateway's have none."""
    project.faults.add(Answer(status=status))
    response = ask(project, "/rest/v1/customers", {"apikey": SECRET_KEY})
    assert (response.status, json.loads(response.body).get("code")) == (status, code)


def test_it_is_built_by_its_name() -> None:
    """With composed customers, for serving from the command line."""
    made = build("supabase", customers=3)
    assert isinstance(made, SupabaseSimulator)
    assert len(made.rows("customers")) == 3
