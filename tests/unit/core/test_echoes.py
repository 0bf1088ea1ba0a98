"""What a server quotes of what it was sent is left out of errors, in whatever form it comes."""

from __future__ import annotations

import base64
import json
import pickle

import attrs
import pytest

from crosstie.core.echoes import MASK, carried, clean, without
from crosstie.core.messages import Request
from crosstie.errors import DecodeError, FieldProblem, Invalid, OutcomeUnknown

PAIR = base64.b64encode(b"account:key-of-the-account").decode()


def signed(headers: dict[str, str], body: bytes = b"") -> Request:
    """Return a request with these headers beside the common ones."""
    return Request(
        method="POST", url="https://api.example.com", headers={"Accept": "application/json", **headers}, body=body
    )


@pytest.mark.parametrize(
    ("value", "secrets"),
    [
        ("Bearer token-of-the-session", {"token-of-the-session"}),
        (f"Basic {PAIR}", {PAIR, "key-of-the-account"}),
        ("Basic not-base64!", {"not-base64!"}),
        ("Basic /////w==", {"/////w=="}),
        ("Basic YWJj", set()),
        (
            'OAuth realm="999000", oauth_token="tk-example", oauth_signature="aBc%2BdEf%3D"',
            {"tk-example", "aBc%2BdEf%3D", "aBc+dEf="},
        ),
        ("plain-key", {"plain-key"}),
        ("short", set()),
    ],
)
def test_what_the_signature_added_is_secret(value: str, secrets: set[str]) -> None:
    """Each scheme is taken apart; what is too short to be a secret is not looked for in the middle of words."""
    request = signed({"X-Trace": "seen-by-everybody", "Authorization": value})
    assert carried(request, signed({"X-Trace": "seen-by-everybody"})) == secrets


def test_a_key_that_signing_puts_elsewhere_is_secret() -> None:
    """Into the address, or into a form beside what the caller sends."""
    params = (("page", "first-page"),)
    unsigned = Request(method="POST", url="https://api.example.com", params=params, body=b"to=12025550")
    request = attrs.evolve(
        unsigned,
        params=(("apikey", "key-in-address"), *unsigned.params),
        body=b"apikey=key+in+a%2Bform&" + unsigned.body,
    )
    assert carried(request, unsigned) == {"key-in-address", "key in a+form"}


@pytest.mark.parametrize(
    "body",
    [
        b"grant_type=refresh_token&refresh_token=rt%2B0123456",
        json.dumps({"refresh_token": "rt+0123456", "gotrue_meta_security": {}}).encode(),
    ],
)
def test_the_body_of_a_login_is_looked_through(body: bytes) -> None:
    """A form or JSON; its other members are no secrets."""
    assert carried(signed({"User-Agent": "crosstie", "Content-Type": "any/thing"}, body)) == {"rt+0123456"}


@pytest.mark.parametrize("body", [b"", b"[1]", b"\xff\xfe", b"[" * 100_000])
def test_a_body_that_is_no_login_carries_nothing(body: bytes) -> None:
    """Whatever it is."""
    assert carried(signed({}, body)) == frozenset()


def test_the_body_of_a_signed_call_is_not_looked_through() -> None:
    """It holds the host's records: their words may be quoted."""
    request = signed({}, b'{"code": "a-product-code"}')
    assert carried(request, request) == frozenset()


def test_everything_that_an_error_says_is_cleaned() -> None:
    """Message, advice, code, problems of fields, excerpt; and the errors that it came from."""
    secret = "key-of-the-account"
    cause = DecodeError("It was odd.", excerpt=f"<{secret}>")
    error = Invalid(
        f"The key {secret} is odd.",
        advice=f"Change {secret}.",
        code=secret,
        attempts=2,
        fields=(FieldProblem(f"{secret}!", field=secret), FieldProblem("fine")),
    )
    error.__cause__ = cause
    clean(error, [secret])
    assert secret not in repr((vars(error), vars(cause), error.args, pickle.dumps(error)))
    assert str(error).startswith(f"The key {MASK} is odd. Change {MASK}.")
    assert error.fields == (FieldProblem(f"{MASK}!", field=MASK), FieldProblem("fine"))
    assert (cause.excerpt, error.attempts) == (f"<{MASK}>", 2)


def test_errors_of_others_are_left_alone() -> None:
    """The chain is followed as far as it is ours."""
    error = OutcomeUnknown("It is not known.")
    error.__cause__ = ValueError("key-of-the-account")
    clean(error, ["key-of-the-account"])
    assert str(error.__cause__) == "key-of-the-account"
    clean(None, ["key-of-the-account"])


def test_a_part_of_a_secret_is_masked_too() -> None:
    """A vendor that shows the first letters of a token shows enough of it."""
    secret = "0123456789abcdefghij"
    assert without("token 0123456789abcd… was refused", [secret]) == f"token {MASK}… was refused"
    assert without("token 0123456 was refused", [secret, ""]) == "token 0123456 was refused"
