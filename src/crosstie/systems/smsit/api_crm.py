"""The calls of the CRM (fact sheet: smsit.md, 2.3, 3.5): one that is in use, and others that nobody has confirmed.

**Experimental**: everything here but :func:`send`. The paths and fields come from client code of which no success is
recorded; they need ``Settings(experimental=True)``, and their paths stand in the table of
:mod:`crosstie.systems.smsit.routes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosstie.core.checks import sendable
from crosstie.core.exchange import Call
from crosstie.errors import DecodeError, UsageError
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.answers import member, text_of
from crosstie.systems.smsit.models import CrmContact, CrmTask
from crosstie.systems.smsit.outcomes import CrmAnswer, Sent
from crosstie.systems.smsit.outgoing import Outgoing
from crosstie.systems.smsit.phones import digits_of
from crosstie.systems.smsit.requests import crm_call, crm_query

__all__ = ["add_to_group", "create_task", "save_contact", "send", "send_by_body", "tag"]


def send(account: Account, message: Outgoing) -> Call[Sent]:
    """Send a text to one number; the CRM makes or finds the contact.

    Raises:
        UsageError: A name is to stand for the number, or there is no number to send from.
    """
    if message.alpha_sender is not None:
        text = "The CRM is not known to send under a name."
        raise UsageError(text)

    def decode(answer: Mapping[str, Any]) -> Sent:
        return message.sent(
            log_id=text_of(member(answer, "json_arr", "log_id")),
            contact_id=text_of(member(answer, "json_arr", "contact", "id")),
        )

    params = {"from": account.sender_of(message.sender), "to": digits_of(message.to), "message": message.text}
    return crm_query(account, "messages.send", params, decode)


def send_by_body(account: Account, message: Outgoing, campaign: str | None) -> Call[Sent]:
    """Send a text the other way that client code knows: experimental."""

    def decode(answer: Mapping[str, Any]) -> Sent:
        made = _answer(answer).id
        if made is None and answer.get("success") is not True:
            text = "The CRM did not say that it took the text over."
            raise DecodeError(text)
        return message.sent(log_id=made)

    body = {"to": message.to, "message": message.text}
    if campaign is not None:
        body["campaign_name"] = sendable("campaign", campaign)
    return crm_call(account, "crm.send", body, decode)


def save_contact(account: Account, contact: CrmContact) -> Call[CrmAnswer]:
    """Make or change a contact: experimental."""
    return crm_call(account, "crm.save_contact", contact.to_wire(writable=True), _answer)


def add_to_group(account: Account, contact_id: str, group: str) -> Call[CrmAnswer]:
    """Put a contact into a group: experimental."""
    body = {"contact_id": sendable("contact_id", contact_id), "group_name": sendable("group", group)}
    return crm_call(account, "crm.add_to_group", body, _answer)


def tag(account: Account, contact_id: str, name: str) -> Call[CrmAnswer]:
    """Tag a contact: experimental."""
    body = {"contact_id": sendable("contact_id", contact_id), "tag": sendable("name", name)}
    return crm_call(account, "crm.tag", body, _answer)


def create_task(account: Account, task: CrmTask) -> Call[CrmAnswer]:
    """Make a task: experimental."""
    return crm_call(account, "crm.create_task", task.to_wire(writable=True), _answer)


def _answer(answer: Mapping[str, Any]) -> CrmAnswer:
    places = (("id",), ("data", "id"), ("contact", "id"), ("json_arr", "id"))
    found = (text_of(member(answer, *place)) for place in places)
    return CrmAnswer(id=next(filter(None, found), None), body=answer)
