"""The CRM (surface C): its account, and the one call whose answers were recorded, ``smscontact`` (2.3, 3.5)."""

from __future__ import annotations

from typing import Final

import attrs

from crosstie.core.messages import Request, Response
from crosstie.testing.clock import MovableClock
from crosstie.testing.reading import bearer_token, param_of
from crosstie.testing.smsit.credits import credits_for
from crosstie.testing.smsit.numbers import digits_of, is_digits
from crosstie.testing.smsit.rules import SmsItRules
from crosstie.testing.smsit.texts import Text
from crosstie.testing.smsit.wire import Json, answered

__all__ = ["Crm", "has_key", "send_to_contact", "unauthenticated"]

_FIELDS: Final = ("from", "to", "message")
_FIRST_CONTACT: Final = 501
_FIRST_TEXT: Final = 9001


@attrs.define(kw_only=True, eq=False)
class Crm:
    """The records of one account.

    Attributes:
        clock: The time.
        rules: What it plays by.
        people: Contacts by id, oldest first; ``phone`` as it was given.
        stopped: Numbers that answered STOP.
        texts: What was sent, oldest first; the id of a text is its ``log_id``.
        credits: The balance.
        records: What unverified calls made, by kind, such as ``tasks``.
    """

    clock: MovableClock
    rules: SmsItRules
    people: dict[int, Json] = attrs.field(factory=dict[int, Json])
    stopped: set[str] = attrs.field(factory=set[str])
    texts: list[Text] = attrs.field(factory=list[Text])
    credits: int = 1000
    records: dict[str, list[Json]] = attrs.field(factory=dict[str, list[Json]])

    def with_number(self, number: str) -> int | None:
        """Find a contact by its digits."""
        wanted = digits_of(number)
        fits = (id_ for id_, person in self.people.items() if digits_of(str(person.get("phone") or "")) == wanted)
        return next(fits, None)

    def add(self, person: Json) -> int:
        """Make a contact and return its id."""
        id_ = _FIRST_CONTACT + len(self.people)
        self.people[id_] = person
        return id_

    def send(self, sender: str, to: str, message: str) -> Text:
        """Send a text, whatever the credits are."""
        text = Text(
            id=_FIRST_TEXT + len(self.texts),
            surface="crm",
            sender=sender,
            to=to,
            text=message,
            credits=credits_for(message),
            at=self.clock.now(),
            status="queued",
        )
        self.texts.append(text)
        self.credits -= text.credits
        return text

    def shown_id(self, number: int) -> int | str:
        """Return an id as answers write it."""
        return number if self.rules.crm_ids == "number" else str(number)


def has_key(rules: SmsItRules, request: Request) -> bool:
    """Tell whether a call carries the key where the CRM looks for it; sources disagree about the place (1)."""
    places = {
        "query": (param_of(request, "apikey"),),
        "bearer": (bearer_token(request),),
        "either": (param_of(request, "apikey"), bearer_token(request)),
    }
    return rules.crm_key in places[rules.crm_auth]


def unauthenticated() -> Response:
    """Return the recorded answer to a call without a good key."""
    return answered(401, {"message": "Unauthenticated."})


def send_to_contact(crm: Crm, request: Request) -> Response:
    """Send a text; every field stands in the query, and the body is not looked at."""
    sender, to, message = (param_of(request, name) or "" for name in _FIELDS)
    problem = _problem(crm, sender=sender, to=to, message=message)
    if problem is not None:
        return answered(crm.rules.crm_failure_status, {"success": False, "json_arr": {"message": problem}})
    contact = crm.with_number(to)
    text = crm.send(sender, to, message)
    told: Json = {
        "message": text.status,
        "contact": {"id": crm.shown_id(crm.add({"phone": to}) if contact is None else contact)},
        "log_id": crm.shown_id(text.id),
    }
    return answered(200, {"success": True, "msg": "sent", "json_arr": told})


def _problem(crm: Crm, *, sender: str, to: str, message: str) -> Json | str | None:
    """Say what is wrong: an object by field, or a text (3.5)."""
    missing = [name for name, value in zip(_FIELDS, (sender, to, message), strict=True) if not value]
    if missing:
        return {name: ["is required"] for name in missing}
    if sender not in crm.rules.senders:
        return {"from": ["number not found"]}
    if not is_digits(to):
        return {"to": ["must have digits only"]}
    if crm.rules.crm_strangers == "refused" and crm.with_number(to) is None:
        return {"to": ["number not found"]}
    if to in crm.stopped and crm.rules.crm_stop == "refused":
        return {"to": ["number has unsubscribed"]}
    return None if credits_for(message) <= crm.credits else "not enough credits"
