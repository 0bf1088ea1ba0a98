"""What people and logs see holds no secret, and still says what happened."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crosstie.http.redaction import MASK, excerpt, redact

SECRET = "Zx9-kq.Tr4"
LONG = "AB11752662512CqPZ4HGjtkfjUDfQkE1J0Rw0Y0X3Y4"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"authorization: basic {SECRET}",
        f'Authorization: OAuth realm="1", oauth_token="{SECRET}", oauth_signature="{SECRET}"',
        f'{{"access_token": "{SECRET}", "refresh_token":"{SECRET}"}}',
        f'{{"password": "with blanks {SECRET} and \\" quotes {SECRET}"}}',
        f"{{'sessionToken': '{SECRET} and more {SECRET}'}}",
        f'"token": "never closed {SECRET}',
        f"client_secret={SECRET}&grant_type=x",
        f"client_secret%3D{SECRET}",
        f"https://user:{SECRET}@api.example.com/a",
        f"https://api.example.com/a?apikey={SECRET}",
        f"https://api.example.com/a?a=1&key={SECRET}&b=2",
        f"http://localhost/callback?code={SECRET}&state={SECRET}",
        f"x-api-key: {SECRET}",
        f"key={SECRET}&number=12025550123",
        f"https://api.example.com/a?apikey={SECRET}&to=12025550123",
        f'{{"apikey":"{SECRET}"}}',
        f"apikey={SECRET}&group=Leads",
        f"The api key {SECRET} is not known",
        f"X-Secret-Key: {SECRET}",
        f"code_verifier={SECRET}",
        f"Token expired: {SECRET}",
        f"the token is invalid: {SECRET}",
        f"Bearer {LONG} is not good",
        f"something with {LONG} inside",
        f"eyJhbGciOi.{SECRET}.x",
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str) -> None:
    """Headers, JSON, forms, addresses, and pieces of tokens in a vendor's sentences."""
    shown = redact(text)
    assert SECRET not in shown
    assert LONG not in shown
    assert MASK in shown


@pytest.mark.parametrize(
    "text",
    [
        "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        "invalid_grant: Incorrect or invalid refresh token",
        "The token is not known",
        "Duplicate Name Exists Error: The name supplied already exists. : Id=75",
        "https://api.example.com/v3/company/9341450000000001/query?minorversion=75",
        "status code: 5, error code 3200",
        "The API key is not known to us",
        "The key = value form is wanted",
        "",
    ],
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    """A person who reads the error needs the vendor's words."""
    assert redact(text) == text


def test_base64_with_slashes_is_told_apart_from_an_address() -> None:
    """A path has slashes as well, and a person needs it."""
    signature = "AB11/52662512CqPZ4/HGjtkfjUDf+kE1J0Rw=="
    assert redact(f"signed {signature} at /v3/company/93414500/query/1234567890") == (
        f"signed {MASK} at /v3/company/93414500/query/1234567890"
    )


def test_the_rest_of_a_text_stays() -> None:
    """Only the secret goes; what it was called stays, and so does its quote."""
    assert redact(f'{{"access_token": "{SECRET}", "a": 1}}') == f'{{"access_token": "{MASK}", "a": 1}}'
    assert redact(f"a?key={SECRET}&b=2") == f"a?key={MASK}&b=2"


@given(st.text(min_size=1, max_size=30), st.text(max_size=20), st.text(max_size=20))
def test_a_known_secret_never_shows(secret: str, before: str, after: str) -> None:
    """Whatever stands around it, a secret that was named is masked wherever it stands."""
    assume(secret not in MASK and secret not in redact(before + after))
    shown = redact(f"{before}{secret}{after}", [secret, ""])
    assert secret not in shown.replace(MASK, "")


@given(st.data())
def test_no_long_piece_of_a_known_secret_shows(data: st.DataObject) -> None:
    """Vendors show a part of a token; twelve characters of it are too many."""
    start = data.draw(st.integers(0, len(LONG) - 12))
    end = data.draw(st.integers(start + 12, len(LONG)))
    shown = redact(f"seen {LONG[start:end]}! and {LONG[:15]}.", [LONG])
    assert all(LONG[at : at + 12] not in shown for at in range(len(LONG) - 11))
    assert shown == f"seen {MASK}! and {MASK}."


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    """What was redacted can be redacted again without damage."""
    assert redact(redact(text)) == redact(text)


def test_an_excerpt_is_one_short_redacted_line() -> None:
    """Blanks are folded, secrets masked, the rest cut off."""
    assert excerpt(b"<p>\n  Please\tstand by </p>") == "<p> Please stand by </p>"
    assert excerpt(f'{{"access_token":"{SECRET}"}}'.encode()) == f'{{"access_token":"{MASK}"}}'
    assert excerpt(b"word " * 100) == "word " * 40 + "…"
    assert excerpt(b"\xff\xfe") == "��"


def test_an_excerpt_is_not_cut_inside_a_secret() -> None:
    """A token at the end of what is looked at would be too short to be recognised."""
    body = b"\n" * 780 + LONG.encode()
    assert excerpt(b"word" + body) == "word"
