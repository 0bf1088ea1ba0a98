"""SMS-iT, connected with a key: its control panel as a keeper of contacts and a sender of texts, and its gateway."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args, get_type_hints

import attrs

from crosstie.systems import smsit
from crosstie.testing import FakeClock
from crosstie.testing.smsit import API_KEY, GATEWAY_KEY, SENDER, SmsItSimulator
from subjects.subject import Absent, Subject, Unknown

__all__ = ["SMSIT", "SMSIT_GATEWAY", "SMSIT_TEXTS"]

_SETTINGS = smsit.Settings(page_size=10, consent="unless_opted_out")
_KNOWN, _NEW = "+12025550100", "+12025550177"
_DRAFT = smsit.Contact(number=_NEW, group="Leads", name="Ida Contract")


def _simulate(clock: FakeClock) -> SmsItSimulator:
    account = SmsItSimulator(clock=clock)
    account.seed(25)
    return account


def _simulate_gateway(clock: FakeClock) -> SmsItSimulator:
    account = SmsItSimulator(clock=clock)
    account.inbound(_KNOWN.removeprefix("+"), "When will you come?")
    return account


def _revoke(account: SmsItSimulator) -> None:
    account.rules = attrs.evolve(account.rules, api_key="another", gateway_key="another")


def _has_no_amounts() -> bool:
    """Tell whether no field of any record is a Decimal."""
    kinds = (smsit.Contact, smsit.GatewayMessage, smsit.Device, smsit.CrmContact, smsit.CrmTask)
    fields = [hint for record in kinds for hint in get_type_hints(record).values()]
    types = {kind for hint in fields for kind in (hint, *get_args(hint))}
    return str in types and Decimal not in types


def _collection(of: str) -> Any:  # noqa: ANN401 - a class
    """Return the class of one of the client's collections."""
    return get_type_hints(getattr(smsit.Client, of).fget)["return"]


def _cannot_change(of: str) -> bool:
    """Tell whether a collection has no method that changes a record."""
    return not any(hasattr(_collection(of), name) for name in ("update", "save", "replace"))


def _has_no_pages() -> bool:
    """Tell whether the gateway's messages come in one list."""
    return get_type_hints(_collection("gateway").messages)["return"] == list[smsit.GatewayMessage]


def _send(client: Any, to: str = _KNOWN, text: str = "Your floor is ready.") -> Any:  # noqa: ANN401 - of either world
    return client.messages.send(to, text, transactional=True)


SMSIT = Subject(
    name="smsit",
    system="smsit",
    simulate=_simulate,
    app=lambda _: smsit.App(),
    client=lambda sessions, connection: smsit.Client(
        sessions, connection, consents=smsit.MemoryConsents(), settings=_SETTINGS
    ),
    async_client=lambda sessions, connection: smsit.AsyncClient(
        sessions, connection, consents=smsit.AsyncMemoryConsents(), settings=_SETTINGS
    ),
    keys=lambda _: {"dialect": "cloud", "api_key": API_KEY, "sender": SENDER},
    secrets=lambda _: (API_KEY,),
    read_route="apis/getcreditbalance",
    list_route="apis/getcontacts",
    write_route="apis/addcontact",
    get=lambda client: client.balance.get(),
    raw=lambda client: client.balance.raw.get(),
    listing=lambda client: client.groups.members("Leads"),
    create=lambda client: client.contacts.add(_DRAFT),
    count=lambda account: len(account.contacts),
    pauses_of_writes=Absent("Nobody has said that a write that was answered with 429 was surely not accepted (4)."),
    renewal=Absent("The key is good until somebody replaces it; there are no sessions (1)."),
    end=_revoke,
    unknown=Unknown(
        read=lambda client: client.contacts.list().first(),
        read_route="apis/getcontacts",
        record=lambda answer: (answer[0] if isinstance(answer, list) else answer)["contacts"][0],
        kept=lambda contact: contact.extra,
        change=Absent(
            "The API can add contacts and find them, not change them (2.1).", lambda: _cannot_change("contacts")
        ),
    ),
    money=Absent("SMS-iT tells credits, which are a count, and no amounts of money (3.2).", _has_no_amounts),
    mistakes={
        "half a character": lambda client: _send(client, text="Ida \ud83d"),
        "no number": lambda client: client.contacts.get("nobody", "Leads"),
        "no group": lambda client: client.contacts.add(attrs.evolve(_DRAFT, group=None)),
        "a mapping for a record": lambda client: client.contacts.add({"number": _KNOWN}),
        "a number without its country": lambda client: _send(client, to="2025550100"),
        "an empty text": lambda client: _send(client, text=""),
        "a text that the panel would spin": lambda client: _send(client, text="{Hello|Hi}"),
        "another dialect's call": lambda client: client.gateway.devices(),
    },
)
"""Contacts are what is written."""

SMSIT_TEXTS = attrs.evolve(
    SMSIT,
    name="smsit texts",
    write_route="apis/smscontact",
    create=_send,
    count=lambda account: 25 + len(account.sent),
)
"""Texts are what is written: they cost money and reach people."""

SMSIT_GATEWAY = attrs.evolve(
    SMSIT_TEXTS,
    name="smsit gateway",
    simulate=_simulate_gateway,
    keys=lambda _: {"dialect": "gateway", "api_key": GATEWAY_KEY, "sender": SENDER},
    secrets=lambda _: (GATEWAY_KEY,),
    read_route="smsgateway/services/send.php",
    list_route="",
    listing=Absent("A gateway answers all messages at once; there are no pages (2.2).", _has_no_pages),
    write_route="smsgateway/services/send.php",
    unknown=Unknown(
        read=lambda client: client.gateway.messages(status="Received"),
        read_route="smsgateway/services/read-messages.php",
        record=lambda answer: answer["data"]["messages"][0],
        kept=lambda messages: messages[0].extra,
        change=Absent("Messages are what was sent; nothing changes them.", lambda: _cannot_change("gateway")),
    ),
    mistakes={
        "half a character": lambda client: _send(client, text="Ida \ud83d"),
        "no number": lambda client: _send(client, to="nobody"),
        "an empty text": lambda client: _send(client, text=""),
        "two questions at once": lambda client: client.gateway.messages(status="Received", message_id="1"),
        "another dialect's call": lambda client: client.contacts.find(_KNOWN),
    },
)
"""Texts through the account's own phones."""
