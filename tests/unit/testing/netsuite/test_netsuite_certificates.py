"""Client credentials against fact sheet section 1.3: certificates, assertions, what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias
from urllib.parse import urlencode

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import CERTIFIED_CLIENT_ID, NetSuiteRules, NetSuiteSimulator

HOST: Final = "https://9990001-sb1.suitetalk.api.netsuite.com"
TOKEN: Final = f"{HOST}/services/rest/auth/oauth2/v1/token"
TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
START: Final = datetime(2026, 11, 1, tzinfo=UTC)
Key: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
Refusal: TypeAlias = Literal["invalid_request", "invalid_client", "invalid_grant"]


def _certificate(key: Key, *, days: int = 700) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "composed.example.com")])
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(START)
        .not_valid_after(START + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    return built.public_bytes(serialization.Encoding.PEM)


@pytest.fixture(scope="module")
def curve_key() -> ec.EllipticCurvePrivateKey:
    """An EC key of 256 bits."""
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    """An RSA key of 3072 bits."""
    return rsa.generate_private_key(65537, 3072)


@pytest.fixture
def clock() -> FakeClock:
    """The time of the simulator."""
    return FakeClock()


@pytest.fixture
def simulator(clock: FakeClock) -> NetSuiteSimulator:
    """A simulator as it comes."""
    return NetSuiteSimulator(clock=clock)


def _claims(simulator: NetSuiteSimulator, **changed: object) -> dict[str, object]:
    now = int(simulator.clock.now().timestamp())
    claims: dict[str, object] = {
        "iss": CERTIFIED_CLIENT_ID,
        "aud": TOKEN,
        "scope": "rest_webservices",
        "iat": now,
        "exp": now + 300,
        "jti": "6f1c0f0e-0000-4000-8000-000000000001",
    }
    return {name: value for name, value in {**claims, **changed}.items() if value is not None}


def _login(simulator: NetSuiteSimulator, assertion: str, **changed: str) -> Response:
    form = {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": assertion}
    body = urlencode({**form, **changed}).encode()
    return simulator.handle(Request(method="POST", url=TOKEN, body=body))


def _assertion(
    simulator: NetSuiteSimulator,
    key: Key,
    kid: str,
    *,
    alg: str = "ES256",
    typ: str = "JWT",
    **changed: object,
) -> str:
    return jwt.encode(_claims(simulator, **changed), key, algorithm=alg, headers={"kid": kid, "typ": typ})


def test_certificate_logs_in_without_a_person(
    simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey
) -> None:
    """An ES256 assertion is answered with an access token that works, and no refresh token (1.3)."""
    kid = simulator.certificates.map(_certificate(curve_key))
    answer = _login(simulator, _assertion(simulator, curve_key, kid))
    assert answer.status == 200
    tokens = json.loads(answer.body)
    assert set(tokens) == {"access_token", "expires_in", "token_type"}
    headers = {"authorization": f"Bearer {tokens['access_token']}"}
    read = Request(method="GET", url=f"{HOST}/services/rest/record/v1/customer", headers=headers)
    assert simulator.handle(read).status == 200


@pytest.mark.parametrize("alg", ["PS256", "PS384", "PS512"])
def test_rsa_keys_sign_with_pss(simulator: NetSuiteSimulator, rsa_key: rsa.RSAPrivateKey, alg: str) -> None:
    """PS256 and its larger kin are on the list (1.3)."""
    kid = simulator.certificates.map(_certificate(rsa_key))
    assert _login(simulator, _assertion(simulator, rsa_key, kid, alg=alg)).status == 200


@pytest.mark.parametrize(("curve", "alg"), [(ec.SECP384R1, "ES384"), (ec.SECP521R1, "ES512")])
def test_larger_curves(simulator: NetSuiteSimulator, curve: Callable[[], ec.EllipticCurve], alg: str) -> None:
    """ES384 and ES512 go with their curves (1.3)."""
    key = ec.generate_private_key(curve())
    kid = simulator.certificates.map(_certificate(key))
    assert _login(simulator, _assertion(simulator, key, kid, alg=alg)).status == 200


def test_rs256_is_refused(simulator: NetSuiteSimulator, rsa_key: rsa.RSAPrivateKey) -> None:
    """RS256 is not on the list, whatever a public client's guide says (1.3)."""
    kid = simulator.certificates.map(_certificate(rsa_key))
    answer = _login(simulator, _assertion(simulator, rsa_key, kid, alg="RS256"))
    assert (answer.status, json.loads(answer.body)) == (400, {"error": "invalid_grant"})
    assert simulator.certificates.flaws == ["alg"]


def test_signature_in_der_form_is_refused(simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey) -> None:
    """ES256 signatures are raw r and s of 64 bytes, not DER (1.3)."""
    kid = simulator.certificates.map(_certificate(curve_key))
    signed, _, _ = _assertion(simulator, curve_key, kid).rpartition(".")
    der = curve_key.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    wrong = f"{signed}.{jwt.utils.base64url_encode(der).decode()}"
    assert _login(simulator, wrong).status == 400
    assert simulator.certificates.flaws == ["signature"]


@pytest.mark.parametrize(
    ("changed", "flaw"),
    [
        ({"iss": "somebody-else"}, "iss"),
        ({"aud": HOST}, "aud"),
        ({"aud": "https://7770007.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token"}, "aud"),
        ({"iat": None}, "iat"),
        ({"exp": None}, "iat"),
        ({"scope": None}, "scope"),
        ({"scope": "everything"}, "scope"),
        ({"typ": "at+jwt"}, "typ"),
        ({"kid": "compUnknown"}, "kid"),
    ],
)
def test_assertions_that_are_refused(
    simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey, changed: dict[str, Any], flaw: str
) -> None:
    """Every rule of the table in 1.3 is kept; the caller learns no more than invalid_grant."""
    kid = simulator.certificates.map(_certificate(curve_key))
    answer = _login(simulator, _assertion(simulator, curve_key, **{"kid": kid, **changed}))
    assert (answer.status, json.loads(answer.body)) == (400, {"error": "invalid_grant"})
    assert simulator.certificates.flaws == [flaw]


@pytest.mark.parametrize(
    ("begin", "end", "status"),
    [(0, 3600, 200), (0, 3601, 400), (-301, 0, 400), (1, 300, 400), (-3600, 1, 400), (-3599, 1, 200)],
)
def test_assertion_lives_an_hour_at_most(
    simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey, begin: int, end: int, status: int
) -> None:
    """An hour from iat to exp is the limit; the future and the past are refused (1.3)."""
    kid = simulator.certificates.map(_certificate(curve_key))
    now = int(simulator.clock.now().timestamp())
    assertion = _assertion(simulator, curve_key, kid, iat=now + begin, exp=now + end)
    assert _login(simulator, assertion).status == status


@pytest.mark.parametrize("scope", ["rest_webservices", "rest_webservices,restlets", ["rest_webservices", "restlets"]])
def test_scope_is_text_with_commas_or_an_array(
    simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey, scope: object
) -> None:
    """The page describes commas, its sample holds an array, clients send one word: all are taken (1.3)."""
    kid = simulator.certificates.map(_certificate(curve_key))
    assert _login(simulator, _assertion(simulator, curve_key, kid, scope=scope)).status == 200


def test_assertion_is_good_once_unless_the_rules_say_otherwise(
    clock: FakeClock, curve_key: ec.EllipticCurvePrivateKey
) -> None:
    """Open question 4: by default an assertion or its jti does not work twice, so that clients make a new one."""
    strict = NetSuiteSimulator(clock=clock)
    assertion = _assertion(strict, curve_key, strict.certificates.map(_certificate(curve_key)))
    assert [_login(strict, assertion).status for _ in range(2)] == [200, 400]
    assert strict.certificates.flaws == ["jti"]
    lenient = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(assertion_reuse=True))
    lenient.certificates.map(_certificate(curve_key))
    assert [_login(lenient, assertion).status for _ in range(2)] == [200, 200]


def test_jti_may_be_left_out(simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey) -> None:
    """A client in use omits it (1.3)."""
    kid = simulator.certificates.map(_certificate(curve_key))
    assert _login(simulator, _assertion(simulator, curve_key, kid, jti=None)).status == 200


def test_clock_skew_is_a_rule(clock: FakeClock, curve_key: ec.EllipticCurvePrivateKey) -> None:
    """Open question 4: how far iat may lie in the future."""
    simulator = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(assertion_skew=30))
    kid = simulator.certificates.map(_certificate(curve_key))
    now = int(clock.now().timestamp())
    assert _login(simulator, _assertion(simulator, curve_key, kid, iat=now + 30)).status == 200
    assert _login(simulator, _assertion(simulator, curve_key, kid, iat=now + 31, jti="2")).status == 400


@pytest.mark.parametrize(
    ("refusal", "status"), [("invalid_client", 401), ("invalid_request", 400), ("invalid_grant", 400)]
)
def test_error_of_a_bad_assertion_is_a_rule(clock: FakeClock, refusal: Refusal, status: int) -> None:
    """Open question 3: which of the three it is."""
    simulator = NetSuiteSimulator(clock=clock, rules=NetSuiteRules(assertion_refusal=refusal))
    answer = _login(simulator, "no.jwt.atall")
    assert (answer.status, json.loads(answer.body)) == (status, {"error": refusal})


def test_authorization_header_or_a_wrong_type_is_invalid_request(simulator: NetSuiteSimulator) -> None:
    """The call has no Authorization header and names the type of its assertion (1.3)."""
    assert json.loads(_login(simulator, "x", client_assertion_type="jwt").body) == {"error": "invalid_request"}
    form = {"grant_type": "client_credentials", "client_assertion_type": TYPE, "client_assertion": "x"}
    headers = {"authorization": "Basic eDp5"}
    request = Request(method="POST", url=TOKEN, headers=headers, body=urlencode(form).encode())
    assert json.loads(simulator.handle(request).body) == {"error": "invalid_request"}


def test_revoked_cleared_and_expired_certificates_are_refused(
    clock: FakeClock, simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey
) -> None:
    """A sandbox refresh clears every mapping; a revoked certificate cannot be mapped again (1.3)."""
    kid = simulator.certificates.map(_certificate(curve_key))
    simulator.certificates.clear()
    assert _login(simulator, _assertion(simulator, curve_key, kid)).status == 400
    simulator.certificates.map(_certificate(curve_key))
    assert _login(simulator, _assertion(simulator, curve_key, kid)).status == 200
    clock.advance(699 * 86_400)
    assert _login(simulator, _assertion(simulator, curve_key, kid, jti="2")).status == 400
    simulator.certificates.revoke(kid)
    with pytest.raises(UsageError, match="revoked before"):
        simulator.certificates.map(_certificate(curve_key))


def test_certificates_that_cannot_be_mapped(simulator: NetSuiteSimulator, rsa_key: rsa.RSAPrivateKey) -> None:
    """RSA of 2048 bits, an odd curve, more than two years, and no certificate at all are refused (1.3)."""
    with pytest.raises(UsageError, match="3072"):
        simulator.certificates.map(_certificate(rsa.generate_private_key(65537, 2048)))
    with pytest.raises(UsageError, match="256, 384 or 521"):
        simulator.certificates.map(_certificate(ec.generate_private_key(ec.SECP256K1())))
    with pytest.raises(UsageError, match="two years"):
        simulator.certificates.map(_certificate(rsa_key, days=732))
    with pytest.raises(UsageError, match="PEM"):
        simulator.certificates.map(b"not a certificate")


def test_five_certificates_are_active_at_most(simulator: NetSuiteSimulator) -> None:
    """The sixth is refused until one is revoked (1.3)."""
    ids = [simulator.certificates.map(_certificate(ec.generate_private_key(ec.SECP256R1()))) for _ in range(5)]
    sixth = _certificate(ec.generate_private_key(ec.SECP256R1()))
    with pytest.raises(UsageError, match="Five"):
        simulator.certificates.map(sixth)
    simulator.certificates.revoke(ids[0])
    assert simulator.certificates.map(sixth)


def test_new_token_leaves_the_old_one_valid(
    simulator: NetSuiteSimulator, curve_key: ec.EllipticCurvePrivateKey
) -> None:
    """We assume that a new token does not end the one before (open question 5)."""
    kid = simulator.certificates.map(_certificate(curve_key))
    tokens = [
        json.loads(_login(simulator, _assertion(simulator, curve_key, kid, jti=jti)).body)["access_token"]
        for jti in ("1", "2")
    ]
    assert all(simulator.grants.holder(token) is not None for token in tokens)
