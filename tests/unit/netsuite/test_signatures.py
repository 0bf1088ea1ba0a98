"""Signatures against the published vectors, and against another library for whatever a request may hold."""

from __future__ import annotations

from typing import Any, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oauthlib.oauth1.rfc5849 import signature as other

from crosstie.core.messages import Request
from crosstie.systems.netsuite.signatures import TokenKeys, authorization, signature

HOST = "https://9990001-sb1.suitetalk.api.netsuite.com"
KEYS = TokenKeys(
    consumer_key="ck-example", consumer_secret="cs-example", token_id="tk-example", token_secret="ts-example"
)
OWN = (
    ("oauth_consumer_key", "ck-example"),
    ("oauth_token", "tk-example"),
    ("oauth_signature_method", "HMAC-SHA256"),
    ("oauth_timestamp", "1795000000"),
    ("oauth_nonce", "composedNonce0123456"),
    ("oauth_version", "1.0"),
)
QUERY = Request(
    method="POST", url=f"{HOST}/services/rest/query/v1/suiteql", params=(("limit", "1000"), ("offset", "0"))
)
FILTERED = Request(
    method="GET",
    url=f"{HOST}/services/rest/record/v1/customer",
    params=(("limit", "2"), ("q", 'email START_WITH "a b"')),
)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (QUERY, "IJr1/u2rbnGrFxSn54kOQCEirBMxzaZjcPDH56Jw2B4="),
        (FILTERED, "+vMCFHGRLvQuqyVze9GdaUlweqlsEyQNJCvZz0zMD3Q="),
    ],
)
def test_the_vectors_come_out(request_: Request, expected: str) -> None:
    """The second one has a value that is encoded twice in the base string."""
    assert signature(request_, KEYS, OWN) == expected


def test_a_body_is_not_signed() -> None:
    """A JSON body plays no part, whatever it holds."""
    assert signature(attrs.evolve(QUERY, body=b'{"q":"SELECT 1"}'), KEYS, OWN) == signature(QUERY, KEYS, OWN)


def test_the_header_names_the_realm_and_every_parameter_once() -> None:
    """The realm as it is, the signature percent-encoded."""
    header = authorization(FILTERED, KEYS, realm="9990001_SB1", nonce="composedNonce0123456", timestamp=1_795_000_000)
    assert header.startswith('OAuth realm="9990001_SB1",oauth_consumer_key="ck-example",oauth_token="tk-example",')
    assert 'oauth_signature="%2BvMCFHGRLvQuqyVze9GdaUlweqlsEyQNJCvZz0zMD3Q%3D"' in header
    assert header.count("oauth_signature=") == 1


def test_the_header_has_the_order_that_was_seen_to_work() -> None:
    """1.5: nobody documents that another one would do."""
    header = authorization(QUERY, KEYS, realm="9990001_SB1", nonce="composedNonce0123456", timestamp=1_795_000_000)
    names = [part.partition("=")[0] for part in header.removeprefix("OAuth ").split(",")]
    assert names == [
        "realm",
        "oauth_consumer_key",
        "oauth_token",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_nonce",
        "oauth_version",
        "oauth_signature",
    ]


def test_keys_show_no_secret() -> None:
    """Neither secrets nor the token."""
    assert not any(secret in repr(KEYS) for secret in ("cs-example", "ts-example", "tk-example"))


@attrs.frozen(kw_only=True)
class _Sent:
    uri: str
    http_method: str
    params: list[tuple[str, str]]
    signature: str


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)


@given(
    params=st.lists(st.tuples(st.text("abqz%+ é", min_size=1, max_size=4), TEXT), max_size=4),
    secrets=st.tuples(TEXT.filter(bool), TEXT),
    nonce=st.text("abc%+/= ~", min_size=6, max_size=12),
)
def test_another_library_verifies_what_was_signed(
    params: list[tuple[str, str]], secrets: tuple[str, str], nonce: str
) -> None:
    """Blanks, percent signs and letters of any script included, in values, nonces and secrets."""
    keys = attrs.evolve(KEYS, consumer_secret=secrets[0], token_secret=secrets[1])
    own = [(name, nonce if name == "oauth_nonce" else value) for name, value in OWN]
    request = attrs.evolve(QUERY, params=tuple(params))
    sent = _Sent(uri=request.url, http_method="POST", params=[*params, *own], signature=signature(request, keys, own))
    verify = cast("Any", other).verify_hmac_sha256  # Any: the library's own parameters have no types
    assert verify(sent, *secrets)
