"""Assertions of client credentials, verified with other libraries than the one that signs them."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from functools import lru_cache

import jwt
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from crosstie.errors import UsageError
from crosstie.systems.netsuite.assertions import Certified, token_call

AT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TOKEN_URL = "https://9990001-sb1.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"


@lru_cache(maxsize=1)
def _rsa() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


def _signed(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, kind: PrivateFormat = PrivateFormat.PKCS8) -> str:
    pem = key.private_bytes(Encoding.PEM, kind, NoEncryption()).decode()
    certified = Certified(client_id="composed-client-id", certificate_id="compCertId_0001", private_key=pem)
    return certified.assertion(TOKEN_URL, "rest_webservices", AT, "6f1c0f0e")


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_an_assertion_says_what_netsuite_asks_for() -> None:
    """As the composed example of the fact sheet (7.1): good for five minutes, less than an hour, for one address."""
    header, claims, _ = (_signed(_rsa())).split(".")
    assert json.loads(_bytes(header)) == {"typ": "JWT", "alg": "PS256", "kid": "compCertId_0001"}
    assert json.loads(_bytes(claims)) == {
        "iss": "composed-client-id",
        "scope": "rest_webservices",
        "aud": TOKEN_URL,
        "iat": int(AT.timestamp()),
        "exp": int(AT.timestamp()) + 300,
        "jti": "6f1c0f0e",
    }


def test_an_rsa_signature_is_pss_with_a_salt_of_32_bytes() -> None:
    """MGF1 with SHA-256 (1.3, RFC 7518); the salt of 64 in Oracle's OpenSSL line belongs to the certificate."""
    message, _, signature = _signed(_rsa()).rpartition(".")
    pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
    _rsa().public_key().verify(_bytes(signature), message.encode(), pss, hashes.SHA256())


def test_an_assertion_is_never_rs256() -> None:
    """NetSuite does not take it, whatever one public client does; the same signature is none of that kind."""
    assertion = _signed(_rsa())
    message, _, signature = assertion.rpartition(".")
    with pytest.raises(InvalidSignature):
        _rsa().public_key().verify(_bytes(signature), message.encode(), padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(jwt.InvalidAlgorithmError):
        jwt.decode(assertion, _rsa().public_key(), algorithms=["RS256"], audience=TOKEN_URL)


@pytest.mark.parametrize(
    ("curve", "algorithm", "length"),
    [(ec.SECP256R1(), "ES256", 64), (ec.SECP384R1(), "ES384", 96), (ec.SECP521R1(), "ES512", 132)],
    ids=["256", "384", "521"],
)
def test_an_ec_signature_is_raw(curve: ec.EllipticCurve, algorithm: str, length: int) -> None:
    """Two numbers of fixed length, no DER (1.3); another library verifies it."""
    key = ec.generate_private_key(curve)
    assertion = _signed(key)
    assert len(_bytes(assertion.rpartition(".")[2])) == length
    claims = jwt.decode(
        assertion, key.public_key(), algorithms=[algorithm], audience=TOKEN_URL, options={"verify_exp": False}
    )
    assert claims["iss"] == "composed-client-id"


@pytest.mark.parametrize("kind", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL], ids=["PKCS 8", "PKCS 1"])
def test_keys_are_read_in_both_usual_forms(kind: PrivateFormat) -> None:
    """Another library verifies what they sign."""
    claims = jwt.decode(
        _signed(_rsa(), kind),
        _rsa().public_key(),
        algorithms=["PS256"],
        audience=TOKEN_URL,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert claims["jti"] == "6f1c0f0e"


def test_keys_that_netsuite_does_not_take_are_refused_without_being_shown() -> None:
    """Other sizes and curves than its own, other kinds, and keys with a password."""
    locked = _rsa().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"locked"))
    others = [
        rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        ec.generate_private_key(ec.SECP256K1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    ]
    for pem in [locked, *others]:
        with pytest.raises(UsageError) as caught:
            Certified(client_id="c", certificate_id="d", private_key=pem.decode())
        assert pem.decode().splitlines()[1] not in str(caught.value)


def test_the_call_has_no_authorization_header() -> None:
    """The assertion is all that says who asks; two ways at once would be refused (1.6)."""
    call = token_call(TOKEN_URL, "a.b.c")
    assert "authorization" not in {name.lower() for name in call.headers}
    assert b"client_assertion=a.b.c" in call.body
