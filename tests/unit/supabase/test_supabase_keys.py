"""Kinds of keys, their headers, and what a connection may be made of."""

from __future__ import annotations

import base64
import json
import pickle

import pytest

import crosstie
from crosstie.systems import supabase
from crosstie.systems.supabase.keys import key_headers, key_of

URL = "https://project.example.com"


def _jwt(claims: object) -> str:
    part = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{part}.c2ln"


@pytest.mark.parametrize(
    ("text", "kind", "role"),
    [
        ("sb_publishable_EXAMPLE", "publishable", "anon"),
        ("sb_secret_EXAMPLE", "secret", "service_role"),
        (_jwt({"role": "anon"}), "legacy", "anon"),
        (_jwt({"role": "service_role"}), "legacy", "service_role"),
    ],
)
def test_a_key_is_known_by_its_look(text: str, kind: str, role: str) -> None:
    """The prefix, or the role claim of a JWT; the key itself is never shown."""
    key = key_of(text)
    assert (key.kind, key.role) == (kind, role)
    assert text not in repr(key)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sb_secret_",
        "sb_secret_ä",
        "my-password",
        "a.b",
        "a.b.c",
        _jwt([1]),
        _jwt({"iss": "x"}),
        _jwt({"role": 1}),
        "ä.e30.e30",
    ],
)
def test_what_is_no_key_is_refused_without_being_repeated(text: str) -> None:
    """It may be a password that went into the wrong field."""
    with pytest.raises(crosstie.UsageError) as caught:
        key_of(text)
    assert text in {"", "sb_secret_"} or text not in str(caught.value)


def test_the_headers_follow_from_the_kind() -> None:
    """New keys alone, legacy keys twice, a user's token beside either."""
    legacy = _jwt({"role": "anon"})
    assert key_headers("sb_secret_EXAMPLE") == {"apikey": "sb_secret_EXAMPLE"}
    assert key_headers(legacy) == {"apikey": legacy, "Authorization": f"Bearer {legacy}"}
    assert key_headers(legacy, "token") == {"apikey": legacy, "Authorization": "Bearer token"}
    assert key_headers("sb_publishable_EXAMPLE", "token")["Authorization"] == "Bearer token"


@pytest.mark.parametrize(
    ("given", "account"),
    [
        (URL, URL),
        (f"{URL}/", URL),
        (f"{URL}/rest/v1", URL),
        (f"{URL}/rest/v1/", URL),
        (f" {URL} ", URL),
        ("http://127.0.0.1:54321", "http://127.0.0.1:54321"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_the_project_is_its_address(given: str, account: str) -> None:
    """However it was copied."""
    enrolment = supabase.App().enrol({"url": given, "key": "sb_secret_EXAMPLE"})
    assert enrolment.account == account
    assert enrolment.settings == {"key_kind": "secret", "role": "service_role"}


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"url": URL},
        {"key": "sb_secret_EXAMPLE"},
        {"url": URL, "key": "sb_secret_EXAMPLE", "secret": "x"},
        {"url": URL, "key": "sb_secret_EXAMPLE", "email": "a@example.com"},
        {"url": URL, "key": "sb_secret_EXAMPLE", "password": "composed"},
        {"url": URL, "key": "sb_secret_EXAMPLE", "email": "a@example.com", "phone": "1", "password": "composed"},
        {"url": "project.example.com", "key": "sb_secret_EXAMPLE"},
        {"url": "https://user:pw@project.example.com", "key": "sb_secret_EXAMPLE"},
        {"url": f"{URL}?apikey=x", "key": "sb_secret_EXAMPLE"},
        {"url": "http://project.example.com", "key": "sb_secret_EXAMPLE"},
    ],
)
def test_a_connection_that_cannot_work_is_refused(given: dict[str, str]) -> None:
    """Before anything is sent, and without repeating a secret."""
    with pytest.raises(crosstie.UsageError) as caught:
        supabase.App().enrol(given)
    assert "composed" not in str(caught.value)
    assert "sb_secret_EXAMPLE" not in str(caught.value)


def test_a_network_of_ones_own_may_go_without_encryption() -> None:
    """Where the host says so."""
    given = {"url": "http://gateway.internal:8000", "key": "sb_secret_EXAMPLE"}
    assert supabase.App(allow_http=True).enrol(given).account == "http://gateway.internal:8000"


def test_an_app_holds_no_secret_and_crosses_processes() -> None:
    """Keys belong to connections."""
    app = supabase.App(rest_path="")
    assert pickle.loads(pickle.dumps(app)) == app  # noqa: S301 - just written
    assert app.system == "supabase"
