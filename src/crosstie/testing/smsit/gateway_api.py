"""The device gateway's calls under ``/services/``: one file each, POST, with the key in the form (2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crosstie.core.messages import Request, Response
from crosstie.testing.smsit.credits import Chooser
from crosstie.testing.smsit.gateway import Gateway, ListedContact, Message
from crosstie.testing.smsit.gateway_sends import resend, send
from crosstie.testing.smsit.wire import FailedError, Json, answered, fail, fields_of, page_of_html

__all__ = ["SERVICES", "answer_service"]

SERVICES: Final = frozenset({"send.php", "read-messages.php", "resend.php", "manage-contacts.php", "get-devices.php"})


def answer_service(gateway: Gateway, name: str, request: Request, choose: Chooser) -> Response:
    """Carry out a call; refusals are HTTP 200 with ``success`` false."""
    if request.method != "POST":
        return page_of_html(405)
    fields = fields_of(request)
    try:
        if fields.get("key") != gateway.rules.gateway_key:
            fail("Key is not valid.")
        data = _perform(gateway, name, fields, choose)
    except FailedError as failure:
        return answered(200, {"success": False, "data": None, "error": {"message": str(failure)}})
    return answered(200, {"success": True, "data": data, "error": None})


def _perform(gateway: Gateway, name: str, fields: Mapping[str, str], choose: Chooser) -> Json:
    match name:
        case "send.php":
            return send(gateway, fields, choose)
        case "read-messages.php":
            return {"messages": [gateway.shown(message) for message in _selected(gateway, fields)]}
        case "resend.php":
            return resend(gateway, _selected(gateway, fields))
        case "manage-contacts.php":
            return {"contact": _manage(gateway, fields)}
        case _:
            devices = gateway.devices.values()
            return {"devices": [{"ID": str(one.id), "name": one.name, "sims": str(one.sims)} for one in devices]}


def _selected(gateway: Gateway, fields: Mapping[str, str]) -> list[Message]:
    messages = list(gateway.messages.values())
    if fields.get("id"):
        return [message for message in messages if str(message.id) == fields["id"]]
    if fields.get("groupId"):
        return [message for message in messages if message.group == fields["groupId"]]
    if not fields.get("status"):
        fail("An id, a groupId or a status is needed.")
    begin, end = _moment(fields, "startTimestamp"), _moment(fields, "endTimestamp")
    exact = {"status": fields["status"], "deviceID": fields.get("deviceID"), "simSlot": fields.get("simSlot")}
    return [
        message
        for message in messages
        if (begin is None or begin <= message.at.timestamp())
        and (end is None or message.at.timestamp() <= end)
        and all(not value or gateway.shown(message)[name] == value for name, value in exact.items())
    ]


def _moment(fields: Mapping[str, str], name: str) -> int | None:
    text = fields.get(name)
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        fail(f"{name} must be a unix time.")


def _manage(gateway: Gateway, fields: Mapping[str, str]) -> Json:
    """Put a person on a list, or unsubscribe one; who left comes back only with ``resubscribe``."""
    list_id, number = fields.get(gateway.rules.gateway_list_field, ""), fields.get("number", "")
    if list_id not in gateway.lists:
        fail("List does not exist.")
    if not number:
        fail("Number is needed.")
    people = gateway.lists[list_id]
    leaving = fields.get("unsubscribe") == "1"
    if leaving and number not in people:
        fail("Contact does not exist.")
    person = people.setdefault(number, ListedContact(id=len(people) + 1, number=number))
    person.name = fields.get("name") or person.name
    if leaving or fields.get("resubscribe") == "1":
        person.subscribed = not leaving
    return _shown(list_id, person)


def _shown(list_id: str, person: ListedContact) -> Json:
    # Only that there is a contact in the answer is known (2.2); its members are ours.
    return {
        "ID": str(person.id),
        "number": person.number,
        "name": person.name,
        "contactsListID": list_id,
        "subscribed": person.subscribed,
    }
