"""Connecting, signing, and what is a refusal."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Misconfigured, Unavailable
from crosstie.sessions.tokens import Session
from crosstie.systems.netsuite import App
from crosstie.systems.netsuite.accounts import account_id, api_base
from crosstie.systems.netsuite.assertions import Certified

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TOKEN = {"consumer_key": "ck", "consumer_secret": "cs", "token_id": "tk", "token_secret": "ts"}
READ = Request(method="GET", url="/services/rest/record/v1/customer/1")


def _app() -> App:
    counter = itertools.count()
    return App(now=lambda: AT, nonce=lambda: f"nonce-{next(counter):04d}")


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize("said", ["9990001_SB1", "9990001-sb1", " 9990001_sb1 "])
def test_an_account_has_two_spellings(said: str) -> None:
    """Upper case with _ for the realm, lower case with - for the host."""
    assert account_id(said) == "9990001_SB1"
    assert api_base(account_id(said)) == "https://9990001-sb1.suitetalk.api.netsuite.com"


@pytest.mark.parametrize(
    ("said", "host"), [("TSTDRV1234567", "tstdrv1234567"), ("9990001_RP", "9990001-rp")], ids=["developer", "preview"]
)
def test_accounts_of_developers_and_previews_have_hosts_by_the_same_rule(said: str, host: str) -> None:
    """1.1: letters come in lower case, ``_`` as ``-``."""
    assert api_base(account_id(said)) == f"https://{host}.suitetalk.api.netsuite.com"


@pytest.mark.parametrize("said", ["", "a.example.com", "1/2", "1@x", "1:2", "é", "x" * 61, "_1", "1\n2"])
def test_nothing_else_becomes_a_part_of_the_host(said: str) -> None:
    """Secrets must not be sent to an address that somebody wrote into the account."""
    with pytest.raises(UsageError):
        account_id(said)


@pytest.mark.parametrize(
    "given",
    [
        TOKEN,
        {"account": "1", **TOKEN, "token_id": ""},
        {"account": "1", **TOKEN, "more": "x"},
        {"account": "1", **TOKEN, "client_id": "x"},
        {"account": "1", **TOKEN, "token_secret": "with\u200bzero"},
        {"account": "1", "client_id": "x", "certificate_id": "y", "private_key": "no key"},
    ],
)
def test_keys_that_cannot_be_right_are_refused_at_once(given: dict[str, str]) -> None:
    """Before anything is stored or sent, and without showing a secret."""
    with pytest.raises(UsageError) as caught:
        _app().enrol(given)
    assert "cs" not in str(caught.value).split()


def test_every_attempt_is_signed_anew() -> None:
    """Nonce and timestamp are good once."""
    app = _app()
    session = Session(key=("acme", "netsuite", "default"), account="9990001_SB1", credentials=TOKEN)
    first, second = (app.sign(READ, session).headers["Authorization"] for _ in range(2))
    assert "nonce-0000" in first
    assert "nonce-0001" in second
    assert app.sign(READ, session).url.startswith("https://9990001-sb1.suitetalk.api.netsuite.com/services/")
    assert app.renewal(session) is None


def test_a_connection_without_keys_signs_nothing() -> None:
    """It was never connected."""
    with pytest.raises(ReconnectRequired):
        _app().sign(READ, Session(key=("acme", "netsuite", "default"), account="1"))


def test_only_a_401_is_a_refusal() -> None:
    """A 403 is about a permission, and no other login would help."""
    assert [status for status in (200, 400, 401, 403, 429, 500) if _app().refused(Response(status=status))] == [401]


def test_a_refused_assertion_does_not_end_the_connection() -> None:
    """A refreshed sandbox has lost the mapping; the same certificate can be mapped again."""
    session = Session(key=("acme", "netsuite", "default"), account="1", credentials={"private_key": "x"})
    verdict = _app().judge(Response(status=400, body=b'{"error":"invalid_grant"}'), session, AT)
    assert isinstance(verdict, Misconfigured)
    assert isinstance(_app().judge(Response(status=502), session, AT), Unavailable)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (rsa.generate_private_key(65537, 3072), "PS256"),
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ec.generate_private_key(ec.SECP384R1()), "ES384"),
        (ec.generate_private_key(ec.SECP521R1()), "ES512"),
    ],
)
def test_the_key_decides_the_algorithm(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, algorithm: str) -> None:
    """RSA-PSS or ECDSA; RS256 is never used, because NetSuite does not take it."""
    certified = Certified(client_id="c", certificate_id="cert", private_key=_pem(key))
    header = jws.extract_compact(certified.assertion("https://x", "rest_webservices", AT, "m").encode()).headers()
    assert header == {"typ": "JWT", "alg": algorithm, "kid": "cert"}


def test_a_key_that_netsuite_does_not_take_is_refused() -> None:
    """2048 bits are too few, and the key is not shown."""
    with pytest.raises(UsageError, match="3072"):
        Certified(client_id="c", certificate_id="d", private_key=_pem(rsa.generate_private_key(65537, 2048)))


def test_what_signs_is_loaded_by_need() -> None:
    """A host whose accounts are all connected in one way does not wait for the libraries of the others."""
    program = (
        "import sys, crosstie; from crosstie.systems import netsuite; netsuite.Client; crosstie.SessionManager;"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)  # noqa: S603 - this interpreter
    loaded = set(done.stdout.split())
    assert "crosstie" in loaded
    assert not loaded & {"authlib", "cryptography", "joserfc"}


@pytest.mark.parametrize("base", ["http://example.com", "ftp://localhost", "https://a@b", "https://a?x=1", "nothing"])
def test_a_base_url_is_https_or_of_this_machine(base: str) -> None:
    """Tokens would travel unencrypted otherwise."""
    with pytest.raises(UsageError):
        App(base_url=base)
