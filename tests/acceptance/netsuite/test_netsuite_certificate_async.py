"""Client credentials with a certificate, from end to end."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeAlias

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

import crosstie
from crosstie.systems import netsuite
from crosstie.testing import FakeClock
from crosstie.testing.netsuite import ACCOUNT, CERTIFIED_CLIENT_ID, NetSuiteSimulator

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def _certificate(key: PrivateKey, clock: FakeClock) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "composed.example.com")])
    built = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=1,
        not_valid_before=clock.now(),
        not_valid_after=clock.now() + timedelta(days=700),
    )
    return built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture(params=["RSA", "EC"])
def key(request: pytest.FixtureRequest) -> PrivateKey:
    """The key of a certificate: PS256 for one, ES256 for the other."""
    if request.param == "EC":
        return ec.generate_private_key(ec.SECP256R1())
    return rsa.generate_private_key(65537, 3072)


@pytest.fixture
def given(key: PrivateKey, simulator: NetSuiteSimulator, clock: FakeClock) -> dict[str, str]:
    """What a host connects with."""
    return {
        "account": ACCOUNT,
        "client_id": CERTIFIED_CLIENT_ID,
        "certificate_id": simulator.certificates.map(_certificate(key, clock)),
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
    }


async def test_tokens_are_bought_again_and_again(
    async_sessions: crosstie.AsyncSessionManager,
    simulator: NetSuiteSimulator,
    clock: FakeClock,
    given: dict[str, str],
) -> None:
    """At the connection, when an hour is over, and once when NetSuite no longer takes the token."""
    connection = await async_sessions.connect("netsuite", tenant="acme", **given)
    customers = netsuite.AsyncClient(async_sessions, connection).customers
    assert (await customers.get("801")).id == "801"
    assert simulator.token_calls == 1
    clock.advance(3600)
    assert (await customers.get("801")).id == "801"
    assert simulator.token_calls == 2
    simulator.expire_access_tokens()
    assert (await customers.get("801")).id == "801"
    assert simulator.token_calls == 3
    assert simulator.certificates.flaws == []


async def test_a_cleared_mapping_does_not_end_the_connection(
    async_sessions: crosstie.AsyncSessionManager,
    simulator: NetSuiteSimulator,
    clock: FakeClock,
    given: dict[str, str],
    key: PrivateKey,
) -> None:
    """A sandbox refresh clears it; mapped again, the same connection works."""
    connection = await async_sessions.connect("netsuite", tenant="acme", **given)
    customers = netsuite.AsyncClient(async_sessions, connection).customers
    simulator.certificates.clear()
    simulator.expire_access_tokens()
    with pytest.raises(crosstie.CredentialsRejected) as caught:
        await customers.get("801")
    assert given["private_key"] not in str(caught.value)
    assert simulator.certificates.map(_certificate(key, clock)) == given["certificate_id"]
    clock.advance(5)
    assert (await customers.get("801")).id == "801"
