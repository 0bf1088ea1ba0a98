"""NetSuite, connected with the keys of a token, or with a certificate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache

import attrs
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from crosstie.systems.netsuite import App, AsyncClient, Client, Customer, Ref, Settings
from crosstie.testing import Answer, FakeClock
from crosstie.testing.clock import START
from crosstie.testing.netsuite import (
    ACCOUNT,
    CERTIFIED_CLIENT_ID,
    CONSUMER_KEY,
    CONSUMER_SECRET,
    PUBLIC_CLIENT_ID,
    TOKEN_ID,
    TOKEN_SECRET,
    NetSuiteSimulator,
)
from subjects.subject import Absent, Money, Renewal, Subject, Unknown

__all__ = ["NETSUITE", "NETSUITE_CERTIFIED", "NETSUITE_CONSENTED"]

_SMALL_PAGES = Settings(page_size=10)
_DRAFT = Customer(company_name="Contract Floors", subsidiary=Ref(id="1"))


def _simulate(clock: FakeClock) -> NetSuiteSimulator:
    account = NetSuiteSimulator(clock=clock)
    account.seed(25)
    return account


def _limited(amount: object) -> Customer:
    return attrs.evolve(_DRAFT, credit_limit=amount)


@lru_cache(maxsize=1)
def _certificate() -> tuple[str, bytes]:
    """Make a key and its certificate, once."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "composed.example.com")])
    built = x509.CertificateBuilder(
        issuer_name=name,
        subject_name=name,
        public_key=key.public_key(),
        serial_number=1,
        not_valid_before=START,
        not_valid_after=START + timedelta(days=700),
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return pem, built.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def _certified(account: NetSuiteSimulator) -> Mapping[str, str]:
    key, certificate = _certificate()
    return {
        "account": ACCOUNT,
        "client_id": CERTIFIED_CLIENT_ID,
        "certificate_id": account.certificates.map(certificate),
        "private_key": key,
    }


def _end_certified(account: NetSuiteSimulator) -> None:
    """Clear the mapping, as the refresh of a sandbox does."""
    account.certificates.clear()
    account.expire_access_tokens()


NETSUITE = Subject(
    name="netsuite",
    system="netsuite",
    simulate=_simulate,
    app=lambda account: App(base_url="https://ns.example.com", now=account.clock.now),
    client=lambda sessions, connection: Client(sessions, connection, settings=_SMALL_PAGES),
    async_client=lambda sessions, connection: AsyncClient(sessions, connection, settings=_SMALL_PAGES),
    keys=lambda _: {
        "account": ACCOUNT,
        "consumer_key": CONSUMER_KEY,
        "consumer_secret": CONSUMER_SECRET,
        "token_id": TOKEN_ID,
        "token_secret": TOKEN_SECRET,
    },
    secrets=lambda _: (CONSUMER_KEY, CONSUMER_SECRET, TOKEN_ID, TOKEN_SECRET),
    read_route="GET customer/{id}",
    list_route="GET customer",
    write_route="POST customer",
    get=lambda client: client.customers.get("801"),
    raw=lambda client: client.customers.raw.get("801"),
    listing=lambda client: client.customers.list(),
    create=lambda client: client.customers.create(_DRAFT),
    count=lambda account: len(account.account.shelves["customer"].all()),
    told_in_body=Absent("A creation answers with the new record's address in Location, and no body (2.1)."),
    renewal=Absent("The keys of a token sign every call; there is nothing to renew (1.1)."),
    end=lambda account: account.faults.add(Answer(status=401), times=None),
    unknown=Unknown(
        record=lambda answer: answer,
        kept=lambda customer: customer.extra,
        change=lambda client, customer: client.customers.update(
            customer.id, attrs.evolve(customer, comments="Contract"), customer
        ),
        route="PATCH customer/{id}",
        whole=False,
    ),
    money=Money(
        write=lambda client, amount: client.customers.create(_limited(amount)),
        route="POST customer",
        read=lambda client, made: client.customers.get(made),
        of=lambda customer: customer.credit_limit,
    ),
    mistakes={
        "half a character": lambda client: client.customers.create(attrs.evolve(_DRAFT, company_name="Ida \ud83d")),
        "half a character in an id": lambda client: client.customers.get("801\ud83d"),
        "no id": lambda client: client.customers.get(""),
        "a number for an id": lambda client: client.customers.get(801),
        "nothing for an id": lambda client: client.customers.get(None),
        "a text for a record": lambda client: client.customers.create("Contract Floors"),
        "a number for an external id": lambda client: client.customers.upsert(7, _DRAFT),
        "a path for an id": lambda client: client.customers.get("1/../2"),
        "a float for money": lambda client: client.customers.create(_limited(0.1)),
        "an id on a draft": lambda client: client.customers.create(attrs.evolve(_DRAFT, id="7")),
        "a record without its base": lambda client: client.customers.update("801", _DRAFT),
        "a blank in an external id": lambda client: client.customers.upsert("A 1", _DRAFT),
    },
)
"""Token-based authentication."""

NETSUITE_CERTIFIED = attrs.evolve(
    NETSUITE,
    name="netsuite certified",
    keys=_certified,
    secrets=lambda _: tuple(line for line in _certificate()[0].splitlines() if not line.startswith("-----")),
    renewal=Renewal(expire=lambda account: account.expire_access_tokens(), route="POST token"),
    end=_end_certified,
)
"""Client credentials with a certificate."""

NETSUITE_CONSENTED = attrs.evolve(
    NETSUITE,
    name="netsuite consented",
    app=lambda account: App(
        base_url="https://ns.example.com",
        client_id=PUBLIC_CLIENT_ID,
        redirect_uri="https://host.example.com/netsuite",
        now=account.clock.now,
    ),
    keys=None,
    secrets=lambda _: (),
    renewal=Renewal(expire=lambda account: account.expire_access_tokens(), route="POST token"),
    end=lambda account: account.revoke_grants(),
)
"""A person's consent to a public integration, whose refresh tokens work once."""
