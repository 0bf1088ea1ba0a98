"""The CRM's calls that no recorded answer backs (2.3): served only when ``SmsItRules.crm_unverified`` is set.

They come from projects in which nobody recorded a success, and contradict each other. Paths and fields are as those
projects have them; every answer here is composed by us. They let a host try its own code against something, and say
nothing about what the real system does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.reading import bearer_token, param_of
from crosstie.testing.smsit.crm import Crm, unauthenticated
from crosstie.testing.smsit.numbers import is_digits
from crosstie.testing.smsit.wire import Json, answered

__all__ = ["answer_unverified", "is_unverified"]

_PAGE: Final = 15


class _InvalidError(Exception):
    """A body that is answered with 422; what is wrong, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("The given data was invalid.")
        self.problems = problems


@attrs.frozen(kw_only=True)
class _Call:
    """One unverified call.

    Attributes:
        required: Fields that it needs; of names with a bar between them, one.
        perform: What it does with the body.
    """

    required: tuple[str, ...] = ()
    perform: Callable[[Crm, Json], object]


_Perform: TypeAlias = Callable[[Crm, Json], object]


def _kept(kind: str) -> _Perform:
    """Keep what was sent as a record of a kind."""

    def perform(crm: Crm, sent: Json) -> object:
        if "contact_id" in sent:
            _person(crm, sent)
        records = crm.records.setdefault(kind, [])
        records.append({**sent, "id": len(records) + 1})
        return records[-1]

    return perform


def _appended(field: str, source: str) -> _Perform:
    """Append a name to a contact's list of them."""

    def perform(crm: Crm, sent: Json) -> object:
        person = _person(crm, sent)
        names = cast("list[object]", person.setdefault(field, []))
        if sent[source] not in names:
            names.append(sent[source])
        return person

    return perform


def _sent(number: str, text: str) -> _Perform:
    """Send a text to the number in a field."""

    def perform(crm: Crm, sent: Json) -> object:
        to = next(str(sent[name]) for name in number.split("|") if sent.get(name))
        made = crm.send(str(sent.get("from") or crm.rules.senders[0]), to, str(sent[text]))
        return {"id": crm.shown_id(made.id), "status": made.status}

    return perform


def _person(crm: Crm, sent: Json) -> Json:
    id_ = str(sent["contact_id"])
    person = crm.people.get(int(id_)) if is_digits(id_) else None
    if person is None:
        raise _InvalidError({"contact_id": "does not exist"})
    return person


def _save_contact(crm: Crm, sent: Json) -> object:
    """Create a contact, or update the one with the same phone or e-mail."""
    known = crm.with_number(str(sent["phone"])) if sent.get("phone") else _with_email(crm, str(sent["email"]))
    id_ = crm.add({}) if known is None else known
    crm.people[id_].update(sent)
    return {**crm.people[id_], "id": crm.shown_id(id_)}


def _with_email(crm: Crm, email: str) -> int | None:
    fits = (id_ for id_, person in crm.people.items() if str(person.get("email") or "").casefold() == email.casefold())
    return next(fits, None)


def _balance(crm: Crm, _sent: Json) -> object:
    return {"sms_credit": crm.credits, "mms_credit": 0, "rcs_credit": 0}


def _upload(crm: Crm, sent: Json) -> object:
    _kept("upload-mms")(crm, sent)
    return {"url": sent["media_url"]}


_CALLS: Final[Mapping[str, _Call]] = {
    "v2/contacts": _Call(required=("phone|email",), perform=_save_contact),
    "v2/group": _Call(required=("contact_id", "group_name"), perform=_appended("groups", "group_name")),
    "v2/tags": _Call(required=("contact_id", "tag"), perform=_appended("tags", "tag")),
    "v2/messages": _Call(required=("to", "message"), perform=_sent("to", "message")),
    "v2/campaign": _Call(required=("to", "message", "campaign_name"), perform=_sent("to", "message")),
    "v2/sms/send": _Call(required=("recipient|to", "message"), perform=_sent("recipient|to", "message")),
    "v2/send": _Call(required=("to", "message", "from"), perform=_sent("to", "message")),
    "v2/upload-mms": _Call(required=("media_url", "media_type"), perform=_upload),
    "v2/voice": _Call(required=("to", "message"), perform=_kept("voice")),
    "v2/tasks": _Call(required=("title",), perform=_kept("tasks")),
    "v2/opportunities": _Call(required=("contact_id", "title"), perform=_kept("opportunities")),
    "v2/pipelines": _Call(required=("contact_id", "stage"), perform=_kept("pipelines")),
    "v2/trigger-links": _Call(required=("link_name", "destination_url"), perform=_kept("trigger-links")),
    "v1/send-message": _Call(required=("receiver", "body"), perform=_sent("receiver", "body")),
    "v1/check-credit-balance": _Call(perform=_balance),
    "v1/contacts": _Call(required=("phone",), perform=_save_contact),
}
_READS: Final = frozenset({"v1/contacts", "v1/message-templates"})


def is_unverified(verb: str, path: str) -> bool:
    """Tell whether some project calls this."""
    return (verb == "POST" and path in _CALLS) or (verb == "GET" and path in _READS)


def answer_unverified(crm: Crm, path: str, request: Request) -> Response:
    """Carry out a call, with the key as a Bearer token; answers are composed."""
    if bearer_token(request) != crm.rules.crm_key:
        return unauthenticated()
    if request.method == "GET":
        return _listed(crm, path, request)
    try:
        data = _performed(crm, _CALLS[path], request)
    except _InvalidError as error:
        errors = {name: [words] for name, words in error.problems.items()}
        return answered(422, {"message": str(error), "errors": errors})
    return answered(200, {"success": True, "data": data})


def _performed(crm: Crm, call: _Call, request: Request) -> object:
    try:
        body: object = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise _InvalidError({"body": "must be an object"})
    sent = cast("Json", body)
    missing = [names for names in call.required if not any(sent.get(name) for name in names.split("|"))]
    if missing:
        raise _InvalidError({names.partition("|")[0]: "is required" for names in missing})
    return call.perform(crm, sent)


def _listed(crm: Crm, path: str, request: Request) -> Response:
    if path == "v1/message-templates":
        return answered(200, {"success": True, "data": crm.records.get("message-templates", [])})
    size, page = _number(request, "per_page", _PAGE), _number(request, "page", 1)
    part = (param_of(request, "search") or "").casefold()
    rows = [
        {**person, "id": crm.shown_id(id_)}
        for id_, person in crm.people.items()
        if any(part in str(value).casefold() for value in person.values())
    ]
    return answered(200, {"success": True, "data": rows[(page - 1) * size : page * size]})


def _number(request: Request, name: str, default: int) -> int:
    text = param_of(request, name) or ""
    return int(text) if is_digits(text) and int(text) > 0 else default
