"""What SMS-iT posts to a host: signed inbound texts, and events that only one project expects (5)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest

from crosstie.errors import UsageError
from crosstie.testing.smsit import GATEWAY_KEY, SENDER, SmsItCaller, SmsItSimulator, Webhook

ADA = "12025550100"


def _messages(hook: Webhook) -> str:
    return parse_qs(hook.body.decode())["messages"][0]


def _mark(text: str, key: str = GATEWAY_KEY) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def test_a_received_text_is_posted_as_json_in_a_form(simulator: SmsItSimulator) -> None:
    """5 and 7: numbers with a plus, the receiving number in ``to``, and the record's members."""
    hook = simulator.webhook(simulator.inbound(ADA, "Yes & no + ünicode", to="12025550198"))
    assert hook.headers["content-type"] == "application/x-www-form-urlencoded"
    assert parse_qs(hook.body.decode())["to"] == ["12025550198"]
    [message] = json.loads(_messages(hook))
    assert message["sentDate"] == message["deliveredDate"] == "2026-11-02T09:00:03-05:00"
    told = {name: message[name] for name in ("ID", "number", "message", "status", "type", "groupID")}
    assert told == {
        "ID": "1",
        "number": f"+{ADA}",
        "message": "Yes & no + ünicode",
        "status": "Received",
        "type": "sms",
        "groupID": None,
    }


def test_the_signature_is_over_the_decoded_text_of_messages(simulator: SmsItSimulator) -> None:
    """5: Base64 of HMAC-SHA256 with the gateway's key; not over the body, and not over the JSON written anew."""
    hook = simulator.webhook(simulator.inbound(ADA, "STOP"))
    assert hook.headers["x-sg-signature"] == _mark(_messages(hook))
    assert hook.headers["x-sg-signature"] != _mark(hook.body.decode())


def test_another_key_makes_another_signature(simulator: SmsItSimulator) -> None:
    """A host's test needs a forged call as well."""
    received = simulator.inbound(ADA, "STOP")
    assert simulator.webhook(received, key="forged").headers["x-sg-signature"] != _mark(
        _messages(simulator.webhook(received))
    )


def test_one_call_can_bring_several_texts(simulator: SmsItSimulator) -> None:
    """5: a client in use looks at the first only; all must be handled."""
    received = [simulator.inbound(ADA, text) for text in ("one", "STOP")]
    messages = json.loads(_messages(simulator.webhook(*received)))
    assert [(message["ID"], message["message"]) for message in messages] == [("1", "one"), ("2", "STOP")]


def test_a_call_can_be_repeated(simulator: SmsItSimulator) -> None:
    """5: whether the gateway repeats is not known; a repetition is the same, byte for byte."""
    received = simulator.inbound(ADA, "one")
    first = simulator.webhook(received)
    simulator.clock.advance(60)
    assert simulator.webhook(received) == first


def test_a_text_comes_to_the_first_number_unless_said(simulator: SmsItSimulator) -> None:
    """M6 finds the account by this field."""
    hook = simulator.webhook(simulator.inbound(ADA, "hello"))
    assert parse_qs(hook.body.decode())["to"] == [SENDER]


def test_texts_and_signatures_stay_out_of_reprs(simulator: SmsItSimulator) -> None:
    """A test's output holds nobody's words."""
    hook = simulator.webhook(simulator.inbound(ADA, "private"))
    assert "private" not in repr(hook)
    assert hook.headers["x-sg-signature"] not in repr(hook)


def test_an_event_of_the_crm_is_only_there_on_request(
    simulator: SmsItSimulator, opened: Callable[..., SmsItCaller]
) -> None:
    """5: no vendor text backs its form; hexadecimal HMAC-SHA256 over the raw body, as one project expects."""
    with pytest.raises(UsageError, match="No vendor text"):
        simulator.crm_event("contact.unsubscribed", {})
    hook = opened(crm_unverified=True).simulator.crm_event("contact.unsubscribed", {"contact_id": "501"})
    assert json.loads(hook.body) == {"event_type": "contact.unsubscribed", "contact_id": "501"}
    expected = hmac.new(b"composed-event-secret", hook.body, hashlib.sha256).hexdigest()
    assert hook.headers["x-smsit-signature"] == expected
