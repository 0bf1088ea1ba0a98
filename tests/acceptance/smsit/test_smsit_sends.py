# @generated from tests/acceptance/smsit/test_smsit_sends_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What is never sent, and what is never sent twice: consent, quiet hours, schedules, doubt."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import attrs
import pytest

import crosstie
from crosstie.systems.smsit import (
    DIALECTS,
    Client,
    Consent,
    Contact,
    CrmContact,
    CrmTask,
    MemoryConsents,
    Recurrence,
    inbound,
)
from crosstie.testing import FakeClock
from crosstie.testing.faults import Answer, BrokenJson, Fault, Html, Refused, Reset, Timeout, Truncated
from crosstie.testing.smsit import API_KEY, CRM_KEY, GATEWAY_KEY, SmsItSimulator

Connect: TypeAlias = Callable[[str], Client]

pytestmark = pytest.mark.usefixtures("willing")

ADA = "+12025550100"
NEW_YORK = ZoneInfo("America/New_York")
SENDS = {"cloud": "apis/smscontact", "gateway": "smsgateway/services/send.php", "crm_v2": "api/v2/smscontact"}


def _changed(client: Client, **changes: object) -> Client:
    """Return the client with other settings."""
    return client.with_options(settings=attrs.evolve(client._caller.account.settings, **changes))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_sends_a_text(connect: Connect, simulator: SmsItSimulator, dialect: str) -> None:
    """One client, whichever the product; the number arrives in the product's own form."""
    client = connect(dialect)
    sent = client.messages.send("(202) 555-0100", "See you at five", zone=NEW_YORK)
    (text,) = simulator.sent_to("12025550100")
    assert (text.text, sent.to, sent.size.segments, sent.size.credits) == ("See you at five", ADA, 1, 1)
    assert text.to == (ADA if dialect == "gateway" else "12025550100")
    assert (sent.log_id is not None) == (sent.contact_id is not None) == (dialect == "crm_v2")
    assert bool(sent.message_ids) == (dialect == "gateway")


# -- what is never sent ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", DIALECTS)
def test_after_stop_nothing_is_sent(
    connect: Connect,
    consents: MemoryConsents,
    simulator: SmsItSimulator,
    noon: datetime,
    dialect: str,
) -> None:
    """Not by repeating, not as transactional, not by an import of old consents; only after START."""
    client = connect(dialect)
    assert inbound(consents, ADA, "Stop!", noon - timedelta(minutes=1)).changed
    consents.record(Consent(number=ADA, state="granted", since=noon + timedelta(days=1)))
    for transactional in (False, True, True):
        with pytest.raises(crosstie.Withheld) as caught:
            client.messages.send(ADA, "Hello", zone=NEW_YORK, transactional=transactional)
        assert (caught.value.reason, caught.value.numbers) == ("opted_out", (ADA,))
    assert simulator.sent == ()
    assert simulator.count(SENDS.get(dialect, "apis/smscontact")) == 0
    inbound(consents, ADA, "START", noon)
    client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert len(simulator.sent) == 1


def test_no_consent_on_record_is_no_consent(client: Client, simulator: SmsItSimulator) -> None:
    """Unless the host says that it keeps consent elsewhere."""
    with pytest.raises(crosstie.Withheld) as caught:
        client.messages.send("+12025550101", "Hello", zone=NEW_YORK)
    assert caught.value.reason == "no_consent"
    _changed(client, consent="unless_opted_out").messages.send("+12025550101", "Hello", zone=NEW_YORK)
    assert [text.to for text in simulator.sent] == ["12025550101"]


def test_quiet_hours_are_the_recipients(
    client: Client, simulator: SmsItSimulator, clock: FakeClock
) -> None:
    """Noon in New York is seven at night in Paris and two in the morning in Tokyo; transactional ones go out."""
    client.messages.send(ADA, "Hello", zone=ZoneInfo("Europe/Paris"))
    with pytest.raises(crosstie.Withheld) as caught:
        client.messages.send(ADA, "Hello", zone=ZoneInfo("Asia/Tokyo"))
    assert caught.value.reason == "quiet_hours"
    allowed = caught.value.allowed_from
    assert allowed is not None
    client.messages.send(ADA, "Your code", zone=ZoneInfo("Asia/Tokyo"), transactional=True)
    with pytest.raises(crosstie.UsageError, match="time zone is needed"):
        client.messages.send(ADA, "Hello")
    assert len(simulator.sent) == 2
    clock.advance((allowed - clock.now()).total_seconds())
    client.messages.send(ADA, "Good morning", zone=ZoneInfo("Asia/Tokyo"))
    assert len(simulator.sent) == 3


def test_without_a_store_of_consents_nothing_is_sent(
    client: Client, simulator: SmsItSimulator
) -> None:
    """Forgetting it is no way around it; reading needs none."""
    caller = client._caller
    bare = Client(caller.sessions, caller.auth.key, dialect="cloud", settings=caller.account.settings)
    with pytest.raises(crosstie.UsageError, match="consents"):
        bare.messages.send(ADA, "Hello", zone=NEW_YORK, sender="12025550199")
    with pytest.raises(crosstie.UsageError, match="consents"):
        bare.messages.send_to_group("Leads", "Hello", zone=NEW_YORK, sender="12025550199")
    with pytest.raises(crosstie.UsageError, match="consents"):
        bare.contacts.add(Contact(number=ADA, group="Leads"))
    assert simulator.log == ()
    assert len(bare.contacts.find(ADA)) == 1


def test_who_unsubscribed_at_the_vendor_is_refused_there(
    client: Client, simulator: SmsItSimulator
) -> None:
    """A STOP that the host has not heard of: -6, and not repeated."""
    simulator.inbound("12025550100", "STOP")
    with pytest.raises(crosstie.Forbidden, match="unsubscribed"):
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert simulator.count("apis/smscontact") == 1
    assert simulator.sent == ()


def test_no_credits_is_an_error_of_its_own(client: Client, simulator: SmsItSimulator) -> None:
    """Of the contact's call -12, of the group's -14; neither is repeated."""
    simulator.set_balance(0)
    with pytest.raises(crosstie.QuotaExhausted):
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    everybody = _changed(client, consent="unless_opted_out")
    with pytest.raises(crosstie.QuotaExhausted):
        everybody.messages.send_to_group("Leads", "Hello", zone=NEW_YORK, throttle=2, rotate=True)
    assert simulator.count("apis/smscontact") == simulator.count("apis/smsgroup") == 1


@pytest.mark.parametrize(
    ("text", "sender", "number", "words"),
    [
        ("{Hello|Hi} Ada", None, ADA, "braces"),
        ("", None, ADA, "no text"),
        ("long " * 500, None, ADA, "segments"),
        ("Hello", "911", ADA, "country"),
        ("Hello", None, "911", "country"),
    ],
)
def test_what_would_go_wrong_is_refused_before_anything(
    client: Client, simulator: SmsItSimulator, text: str, sender: str | None, number: str, words: str
) -> None:
    """Spin text, nothing, a novel, numbers that are none: no call is made."""
    with pytest.raises(crosstie.UsageError, match=words):
        client.messages.send(number, text, zone=NEW_YORK, sender=sender)
    assert simulator.log == ()


def test_a_sender_that_is_not_the_accounts(client: Client, simulator: SmsItSimulator) -> None:
    """-3 and -7 are refusals; another number of the account is fine."""
    with pytest.raises(crosstie.Forbidden):
        client.messages.send(ADA, "Hello", zone=NEW_YORK, sender="+12025550111")
    with pytest.raises(crosstie.Forbidden):
        client.messages.send(ADA, "Hello", zone=NEW_YORK, alpha_sender="ACME")
    client.messages.send(ADA, "Hello", zone=NEW_YORK, sender="+12025550198")
    assert [text.sender for text in simulator.sent] == ["12025550198"]


# -- what is never sent twice ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", SENDS)
@pytest.mark.parametrize(
    "fault",
    [
        Timeout(after_effect=True),
        Timeout(),
        Reset(after_effect=True),
        Truncated(),
        BrokenJson(),
        Html(after_effect=True),
        Html(status=502, after_effect=True),
        Answer(status=500),
        Answer(status=503, retry_after="1"),
    ],
    ids=str,
)
def test_a_send_of_unknown_outcome_is_not_repeated(
    connect: Connect, simulator: SmsItSimulator, dialect: str, fault: Fault
) -> None:
    """One request left, one text at most arrived, and the error says that nobody knows."""
    client = connect(dialect).with_options(timeout=0.7)
    simulator.faults.add(fault, route=SENDS[dialect], times=None)
    with pytest.raises(crosstie.OutcomeUnknown) as caught:
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert caught.value.attempts == 1
    assert simulator.count(SENDS[dialect]) == 1
    assert len(simulator.sent) <= 1


@pytest.mark.parametrize("form", ["object", "list"])
@pytest.mark.parametrize("after_effect", [False, True])
def test_an_answer_without_status_is_unknown(
    client: Client,
    simulator: SmsItSimulator,
    form: str,
    after_effect: bool,  # noqa: FBT001
) -> None:
    """An empty object or an empty list after a failure inside; nothing is sent again."""
    simulator.lose_next_save("smscontact", after_effect=after_effect, form="list" if form == "list" else "object")
    with pytest.raises(crosstie.OutcomeUnknown):
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert simulator.count("apis/smscontact") == 1
    assert len(simulator.sent) == int(after_effect)


def test_a_throttled_send_is_left_to_the_caller(client: Client, simulator: SmsItSimulator) -> None:
    """429 is not proof that nothing was accepted; only a setting says that it is."""
    simulator.faults.add(Answer(status=429, retry_after="2"), route="apis/smscontact")
    with pytest.raises(crosstie.RateLimited) as caught:
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert (caught.value.retry, caught.value.retry_after, simulator.sent) == ("unsafe", 2, ())
    simulator.faults.add(Answer(status=429, retry_after="2"), route="apis/smscontact")
    _changed(client, repeat_throttled_sends=True).messages.send(ADA, "Hello", zone=NEW_YORK)
    assert len(simulator.sent) == 1


def test_what_surely_never_left_is_sent_again(client: Client, simulator: SmsItSimulator) -> None:
    """A refused connection carried nothing."""
    simulator.faults.add(Refused(), route="apis/smscontact")
    try:
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    except crosstie.OutcomeUnknown:
        assert simulator.sent == ()  # over real HTTP a server cannot refuse what it has accepted
    else:
        assert len(simulator.sent) == 1


# -- dialects ----------------------------------------------------------------------------------------------------------


def test_what_a_dialect_lacks_is_refused_before_any_call(
    connect: Connect, simulator: SmsItSimulator, noon: datetime
) -> None:
    """The error names the dialects that have it."""
    gateway, crm, cloud = [connect(name) for name in ("gateway", "crm_v2", "cloud")]
    at = noon + timedelta(hours=1)
    attempts: list[Callable[[], object]] = [
        lambda: gateway.contacts.find(ADA),
        lambda: gateway.contacts.add(Contact(number=ADA, group="Leads")),
        lambda: gateway.messages.send_to_group("Leads", "Hello", zone=NEW_YORK),
        lambda: gateway.messages.schedule_to_group("Leads", "Hello", at, zone=NEW_YORK),
        lambda: gateway.delivery.latest(ADA),
        lambda: gateway.appointments.add(ADA, at),
        gateway.codes.generate,
        gateway.groups.list,
        lambda: crm.messages.schedule(ADA, "Hello", at, zone=NEW_YORK),
        crm.balance.get,
        lambda: crm.contacts.find(ADA),
        lambda: crm.delivery.of_group("1"),
        lambda: crm.codes.validate("1"),
        crm.gateway.devices,
        cloud.gateway.devices,
        lambda: cloud.gateway.messages(status="Received"),
        lambda: cloud.gateway.subscribe("1", ADA),
        lambda: cloud.gateway.unsubscribe("1", ADA),
        lambda: cloud.crm.tag("1", "VIP"),
        lambda: cloud.crm.save_contact(CrmContact(first_name="Ada")),
    ]
    for attempt in attempts:
        with pytest.raises(crosstie.UsageError, match="has no") as caught:
            attempt()
        assert "These have it:" in (caught.value.advice or "")
    with pytest.raises(crosstie.UsageError, match="has no"):
        crm.contacts.endpoint(group="Leads")
    with pytest.raises(crosstie.UsageError, match="devices"):
        cloud.messages.send(ADA, "Hello", zone=NEW_YORK, device="1")
    weekly = Recurrence(repeat="Weekly", until=at)
    with pytest.raises(crosstie.UsageError, match="recurring"):
        gateway.messages.schedule(ADA, "Hello", at, zone=NEW_YORK, recurrence=weekly)
    with pytest.raises(crosstie.UsageError, match="texts only"):
        gateway.balance.get("voice")
    assert simulator.log == ()


def test_a_client_of_a_bare_key_needs_to_be_told_the_dialect(client: Client) -> None:
    """And one that is told another dialect than the connection's is refused, at once or when it signs."""
    caller = client._caller
    with pytest.raises(crosstie.UsageError, match="not known"):
        Client(caller.sessions, caller.auth.key)
    wrong = Client(caller.sessions, caller.auth.key, dialect="gateway")
    with pytest.raises(crosstie.UsageError, match="speaks the dialect cloud"):
        wrong.gateway.devices()
    right = Client(caller.sessions, caller.auth.key, dialect="cloud")
    assert len(right.contacts.find(ADA)) == 1
    assert repr(right) == "Client(acme/smsit/cloud, cloud)"


def test_the_gateway_beside_its_sends(
    connect: Connect,
    consents: MemoryConsents,
    simulator: SmsItSimulator,
    clock: FakeClock,
    noon: datetime,
) -> None:
    """Devices, messages both ways, lists, schedules, the balance."""
    client = connect("gateway")
    second = simulator.add_device("Spare")
    assert str(second) in [device.id for device in client.gateway.devices()]
    sent = client.messages.send(ADA, "Hello", zone=NEW_YORK, device=str(second))
    (message,) = client.gateway.messages(message_id=sent.message_ids[0])
    assert (message.number, message.message, message.device_id) == (ADA, "Hello", str(second))
    simulator.inbound("12025550101", "Hi there")
    assert [one.message for one in client.gateway.messages(status="Received", since=noon)] == ["Hi there"]
    at = noon + timedelta(hours=1)
    client.messages.schedule(ADA, "Later", at, zone=NEW_YORK)
    assert len(simulator.sent_to("12025550100")) == 1
    clock.advance(3600)
    assert [text.text for text in simulator.sent_to("12025550100")] == ["Hello", "Later"]
    assert client.balance.get().unlimited or client.balance.get().credits is not None
    client.gateway.subscribe("1", ADA, name="Ada")
    client.gateway.unsubscribe("1", ADA)
    inbound(consents, ADA, "STOP", noon)
    with pytest.raises(crosstie.Withheld):
        client.gateway.subscribe("1", ADA, resubscribe=True)
    with pytest.raises(crosstie.Invalid, match="List"):
        client.gateway.unsubscribe("99", ADA)


def test_experimental_calls_have_to_be_allowed(connect: Connect, simulator: SmsItSimulator) -> None:
    """Against answers that the simulator composed itself: that they are understood says nothing about the vendor."""
    simulator.rules = attrs.evolve(simulator.rules, crm_unverified=True, crm_auth="either")
    client = connect("crm_v2")
    with pytest.raises(crosstie.UsageError, match="experimental"):
        client.crm.save_contact(CrmContact(first_name="Ada"))
    assert simulator.log == ()
    allowed = _changed(client, experimental=True)
    made = allowed.crm.save_contact(CrmContact(first_name="Ada", phone=ADA, tags=("notary",)))
    assert made.id is not None
    allowed.crm.tag(made.id, "VIP")
    allowed.crm.add_to_group(made.id, "Leads")
    allowed.crm.create_task(CrmTask(title="Call", contact_id=made.id))
    allowed.crm.send(ADA, "Hello", zone=NEW_YORK, campaign="Autumn")
    assert len(simulator.sent_to("12025550100")) == 1
    with pytest.raises(crosstie.Withheld):
        allowed.crm.send("+12025550101", "Hello", zone=NEW_YORK)
    with pytest.raises(crosstie.UsageError):
        allowed.crm.save_contact(CrmContact())
    with pytest.raises(crosstie.UsageError):
        allowed.crm.create_task(CrmTask())


# -- keys --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", SENDS)
def test_no_key_shows_anywhere(
    connect: Connect, simulator: SmsItSimulator, caplog: pytest.LogCaptureFixture, dialect: str
) -> None:
    """Not in logs of any level, errors, reprs, attempts or events; not even where it travels in the address."""
    caplog.set_level(logging.DEBUG)
    client = connect(dialect)
    answer = client.messages.raw.send(ADA, "A private word", zone=NEW_YORK)
    shown = [repr(answer), repr(answer.attempts), str(answer.headers), repr(client), repr(client._caller)]
    hasty = client.with_options(timeout=0.7)
    for fault in (Answer(status=401), Answer(status=500), Timeout(), Html()):
        simulator.faults.add(fault, route=SENDS[dialect])
        with pytest.raises(crosstie.CrosstieError) as caught:
            hasty.messages.send(ADA, "A private word", zone=NEW_YORK)
        shown += [str(caught.value), repr(caught.value), str(vars(caught.value)), str(caught.value.__cause__)]
    everything = "".join(shown) + caplog.text
    for key in (API_KEY, CRM_KEY, GATEWAY_KEY):
        assert key not in everything
    assert "private" not in everything
