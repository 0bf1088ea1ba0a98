"""Claims are read out of JWTs, and whatever else a token is gives none."""

from __future__ import annotations

import base64
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosstie.sessions.claims import claims_of


@given(st.dictionaries(st.text(), st.text() | st.integers(-(2**53), 2**53) | st.lists(st.text())))
def test_claims_come_back_as_they_were_signed(claims: dict[str, object]) -> None:
    """Whatever their length, which decides on the padding."""
    names = {"exp", "nbf", "iat", "aud", "iss", "sub", "jti"}  # PyJWT has ideas of its own about these
    claims = {name: value for name, value in claims.items() if name not in names}
    token = jwt.encode(claims, "composed-secret-of-thirty-two-bytes!")
    assert claims_of(token) == claims


def _payload(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "opaque",
        "two.parts",
        "one.two.three.four",
        "e30.!!!!!.sig",
        "e30.A.sig",
        f"e30.{_payload(b'no json')}.sig",
        f"e30.{_payload(json.dumps(['a', 'list']).encode())}.sig",
        f"e30.{_payload(bytes([0xFF, 0xFE]))}.sig",
        "e30.é.sig",
    ],
)
def test_other_tokens_have_no_claims(token: str) -> None:
    """An opaque token is no mistake, and a broken one is for the server to refuse."""
    assert claims_of(token) == {}
