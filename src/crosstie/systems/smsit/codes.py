"""What a negative status means; the same number means another thing in each call (fact sheet: smsit.md, 3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

import attrs

from crosstie.errors import (
    Conflict,
    CrosstieError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    QuotaExhausted,
    ServerFault,
)
from crosstie.systems.smsit.answers import said, status_of

__all__ = ["ALREADY_THERE", "NOBODY", "complaint"]

ALREADY_THERE: Final = -7
"""``addcontact``: the number is subscribed to that group already, which is what was wanted (4)."""
NOBODY: Final = -7
"""``getcontacts``: there are none, which is an answer (3.3)."""

_What = Literal["invalid", "sender", "not_found", "duplicate", "credits", "unsubscribed", "other"]


@attrs.frozen
class _Meaning:
    """What a code means.

    Attributes:
        what: Which error it is.
        words: What is wrong, in our words.
        field: The field it is about, by our name.
    """

    what: _What
    words: str
    field: str | None = None


def _invalid(field: str, words: str) -> _Meaning:
    return _Meaning("invalid", words, field)


_CREDITS: Final = _Meaning("credits", "The credits of the account do not last for this")
_OTHER: Final = _Meaning("other", "SMS-iT failed on its own side")
_SENDER: Final = _Meaning("sender", "The account cannot send texts from this number", "sender")
_ALPHA: Final = _Meaning("sender", "The sender's name is not one, or names are not allowed here", "alpha_sender")
_NO_GROUP: Final = _Meaning("not_found", "There is no group of this name", "group")
_REPEAT: Final = (
    _invalid("repeat", "recurring must be 0 or 1"),
    _invalid("repeat", "the kind of repeat is not known"),
    _invalid("repeat", "the frequency must be 1 to 30"),
    _invalid("repeat", "the end date is missing"),
)

_CONTACT: Final[Mapping[int, _Meaning]] = {
    -2: _invalid("sender", "the sender is missing"),
    -3: _SENDER,
    -4: _invalid("text", "the message is missing"),
    -5: _invalid("to", "the recipient is missing"),
    -6: _Meaning("unsubscribed", "The number is not in the contact list, or has unsubscribed", "to"),
    -7: _ALPHA,
    **{-8 - place: meaning for place, meaning in enumerate(_REPEAT)},
    -12: _CREDITS,
    -16: _OTHER,
}
_GROUP: Final[Mapping[int, _Meaning]] = {
    -2: _invalid("sender", "the sender is missing"),
    -3: _SENDER,
    -4: _invalid("text", "the message is missing"),
    -5: _invalid("group", "the group is missing"),
    -6: _NO_GROUP,
    -7: _ALPHA,
    -8: _invalid("rotate", "rotate must be 0 or 1"),
    -9: _invalid("throttle", "throttle must be 1 to 6"),
    **{-10 - place: meaning for place, meaning in enumerate(_REPEAT)},
    -14: _CREDITS,
    -15: _Meaning("invalid", "Nobody is subscribed to the group", "group"),
    -16: _OTHER,
}
_CODES: Final[Mapping[str, Mapping[int, _Meaning]]] = {
    "contacts.add": {
        -2: _invalid("number", "the number is missing"),
        -3: _invalid("number", "group and number are missing"),
        -4: _invalid("group", "the group is missing"),
        -5: _NO_GROUP,
        -6: _OTHER,
    },
    "contacts.list": {
        -2: _NO_GROUP,
        -3: _invalid("source", "the source is not known"),
        -4: _invalid("subscribed", "subscribed must be 0 or 1"),
        -5: _invalid("sort_by", "the order is not known"),
        -6: _invalid("descending", "the direction is not known"),
    },
    "messages.send": _CONTACT,
    "messages.schedule": _CONTACT,
    "messages.send_to_group": _GROUP,
    "messages.schedule_to_group": _GROUP,
    "appointments.add": {
        -2: _invalid("number", "the number is missing"),
        -3: _invalid("number", "the number must be digits only"),
        -4: _invalid("at", "the date is missing"),
        -5: _invalid("status", "the status is missing"),
        -6: _invalid("status", "the status is not known"),
        -7: _Meaning("not_found", "There is no contact with this number", "number"),
        -8: _Meaning("duplicate", "There is an appointment like this already"),
        -9: _OTHER,
    },
    "balance.get": {-2: _invalid("kind", "the kind of credits is not known")},
    "delivery.latest": {
        -2: _invalid("number", "the number is missing"),
        -3: _Meaning("not_found", "Nothing is known to have been sent to this number", "number"),
    },
    "delivery.of_group": {
        -2: _invalid("id", "the id is missing"),
        -3: _Meaning("not_found", "There is no group send with this id", "id"),
    },
}


def complaint(operation: str, answer: Mapping[str, Any]) -> CrosstieError | None:
    """Return what an answer of the control panel complains of; ``None`` where its status is no negative number.

    A bad key (-1) and a plan without API (-20) mean the same everywhere, and are known to the dialect. A negative
    status that is not known is a refusal in writes, too: all that are known tell of one, but for a failure of SMS-iT's
    own (3.3), whose outcome is unknown, and 0 or an id of success (3.2).
    """
    code = status_of(answer)
    if code is None or code >= 0:
        return None
    words = said(answer.get("msg"))
    meaning = _CODES.get(operation, {}).get(code)
    if meaning is None:
        problem = FieldProblem(message=words, code=str(code))
        return Invalid(
            f"SMS-iT refused the call with a status that is not known: {words}",
            code=str(code),
            fields=(problem,),
            advice="No document has this status. All negative ones are refusals, and it is taken for one.",
        )
    return _error(meaning, str(code), words)


def _error(meaning: _Meaning, code: str, words: str) -> CrosstieError:
    message = f"{meaning.words}. SMS-iT says: {words}"
    match meaning.what:
        case "invalid":
            field = FieldProblem(message=meaning.words, field=meaning.field, code=code)
            return Invalid(f"SMS-iT refused the call: {meaning.words}. It says: {words}", code=code, fields=(field,))
        case "not_found":
            advice = "Groups are made in the web panel only." if meaning.field == "group" else None
            return NotFound(message, code=code, advice=advice)
        case "duplicate":
            return Conflict(message, kind="duplicate", code=code, done="Nothing was written.")
        case "other":
            # Nobody knows what was saved before it failed.
            return ServerFault(message, code=code, retry="unknown")
        case "credits" | "sender" | "unsubscribed":
            refused = QuotaExhausted if meaning.what == "credits" else Forbidden
            return refused(message, code=code, done="Nothing was sent.", advice=_ADVICE[meaning.what])


_ADVICE: Final[Mapping[str, str]] = {
    "credits": "Buy credits in the product, then send again.",
    "sender": "See the account's numbers in the product.",
    "unsubscribed": "Add the contact again only if your own records show consent, and no opt-out.",
}
