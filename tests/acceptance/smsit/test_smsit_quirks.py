# @generated from tests/acceptance/smsit/test_smsit_quirks_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Quirks of the fact sheet that only show end to end, each by its name (smsit.md, 2 to 5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import attrs
import pytest

import crosstie
from crosstie.systems.smsit import Client, Consent, Contact, MemoryConsents
from crosstie.testing.faults import Answer
from crosstie.testing.smsit import SmsItSimulator

Connect: TypeAlias = Callable[[str], Client]

pytestmark = pytest.mark.usefixtures("willing")

ADA = "+12025550100"
NEW_YORK = ZoneInfo("America/New_York")


def _changed(client: Client, **changes: object) -> Client:
    """Return the client with other settings."""
    return client.with_options(settings=attrs.evolve(client._caller.account.settings, **changes))


# -- the control panel -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", ["addcontact", "addappointment", "smscontact", "smsgroup"])
def test_a_failure_on_smsits_own_side_leaves_a_write_in_doubt(
    client: Client, simulator: SmsItSimulator, noon: datetime, call: str
) -> None:
    """The codes for "other" do not say what was saved before; none of these calls is made again (4)."""
    client = _changed(client, consent="unless_opted_out")
    code, write = {
        "addcontact": (-6, lambda: client.contacts.add(Contact(number="+12025550177", group="Leads"))),
        "addappointment": (-9, lambda: client.appointments.add(ADA, noon + timedelta(days=1))),
        "smscontact": (-16, lambda: client.messages.send(ADA, "Hello", zone=NEW_YORK)),
        "smsgroup": (-16, lambda: client.messages.send_to_group("Leads", "Hello", zone=NEW_YORK)),
    }[call]
    body = b'[{"status": "%d", "msg": "could not be saved"}]' % code
    simulator.faults.add(Answer(status=200, body=body), route=f"apis/{call}", times=None)
    with pytest.raises(crosstie.OutcomeUnknown, match="could not be saved") as caught:
        write()
    assert (caught.value.attempts, caught.value.code, simulator.count(f"apis/{call}")) == (1, str(code), 1)


def test_an_account_that_may_not_send_looks_like_a_bad_key_and_reads_on(
    client: Client, simulator: SmsItSimulator
) -> None:
    """-1 of a send has two meanings, and the error names both (4); the connection is not given up for it."""
    simulator.rules = attrs.evolve(simulator.rules, may_send=False)
    with pytest.raises(crosstie.CredentialsRejected, match="or does not let the account send"):
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert simulator.count("apis/smscontact") == 1
    assert len(client.contacts.find(ADA)) == 1


def test_a_number_is_looked_for_in_the_digits_that_the_panel_holds(client: Client) -> None:
    """It finds what holds the text, and holds no plus (3.1)."""
    for number in (ADA, "12025550100", "5550100"):
        assert [one.number for one in client.contacts.list(number=number).all()] == [ADA]


def test_an_address_is_found_exactly(client: Client, simulator: SmsItSimulator) -> None:
    """SMS-iT finds every address that holds this one (4)."""
    simulator.panel.join("12025550188", "Leads", source="Import").email = "nora@example.com.au"
    assert client.contacts.find_by_email("nora@example.com") == ()
    (one,) = client.contacts.find_by_email("NORA@example.com.au")
    assert one.number == "+12025550188"


# -- the gateway -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelled", ["listID", "listId"])
def test_the_field_of_a_list_is_spelled_as_the_settings_say(
    connect: Connect, simulator: SmsItSimulator, spelled: str
) -> None:
    """Clients in use disagree (2.2)."""
    simulator.rules = attrs.evolve(simulator.rules, gateway_list_field=spelled)
    client = connect("gateway")
    fitting, other = (_changed(client, gateway_list=name) for name in sorted(["listID", "listId"], key=spelled.__ne__))
    fitting.gateway.subscribe("1", ADA)
    fitting.gateway.unsubscribe("1", ADA)
    with pytest.raises(crosstie.Invalid, match="List does not exist"):
        other.gateway.subscribe("1", ADA)


@pytest.mark.parametrize(("form", "told"), [("plus", ADA), ("digits", "12025550100"), ("national", "2025550100")])
def test_a_gateway_is_told_numbers_as_the_settings_say(
    connect: Connect, simulator: SmsItSimulator, form: str, told: str
) -> None:
    """It tells them with a plus; a client in use sends ten digits (6.1)."""
    client = _changed(connect("gateway"), gateway_numbers=form)
    client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert [text.to for text in simulator.sent] == [told]


def test_what_was_sent_is_never_sent_again_on_request(connect: Connect) -> None:
    """``resend.php`` exists, and goes past consent and quiet hours: there is no way to call it (2.2)."""
    client = connect("gateway")
    routes = client._caller.account.routes.table.values()
    assert not any("resend" in route.path for table in routes for route in table.values())
    with pytest.raises(crosstie.UsageError):
        client._caller.account.route("gateway.resend")


# -- the CRM -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error"), [(401, crosstie.CredentialsRejected), (403, crosstie.Forbidden), (422, crosstie.Invalid)]
)
def test_a_refusal_of_the_crm_by_http_is_not_repeated(
    connect: Connect, simulator: SmsItSimulator, status: int, error: type[crosstie.CrosstieError]
) -> None:
    """401 is a bad key, 403 may be the firewall before it (4); the reason is told wherever it stands."""
    client = connect("crm_v2")
    body = b'{"success": false, "json_arr": {"message": {"from": ["number not found"]}}}'
    simulator.faults.add(Answer(status=status, body=body), route="api/v2/smscontact", times=None)
    with pytest.raises(error) as caught:
        client.messages.send(ADA, "Hello", zone=NEW_YORK)
    assert (caught.value.attempts, simulator.count("api/v2/smscontact")) == (1, 1)
    assert status == 401 or "number not found" in caught.value.message


def test_the_crm_makes_a_contact_where_the_panel_refuses_a_stranger(
    connect: Connect, consents: MemoryConsents, noon: datetime
) -> None:
    """Its answer names one (3.5); the panel says -6 to who is in no group (3.3)."""
    stranger = "+12025550166"
    consents.record(Consent(number=stranger, state="granted", since=noon - timedelta(days=1)))
    sent = connect("crm_v2").messages.send(stranger, "Hello", zone=NEW_YORK)
    assert sent.contact_id is not None
    with pytest.raises(crosstie.Forbidden) as caught:
        connect("cloud").messages.send(stranger, "Hello", zone=NEW_YORK)
    assert caught.value.code == "-6"
