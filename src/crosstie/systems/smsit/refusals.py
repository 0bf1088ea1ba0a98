"""What a refusal in words means: the gateway and the CRM have no codes (fact sheet: smsit.md, 2.2, 3.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, cast

from crosstie.errors import CredentialsRejected, CrosstieError, FieldProblem, Invalid, OutcomeUnknown, QuotaExhausted
from crosstie.systems.smsit.answers import member, said

__all__ = ["reason_of", "refusal"]

_SENDS: Final = frozenset({"messages.send", "messages.schedule", "crm.send"})
_FIELDS: Final = frozenset({"from", "to", "message"})
"""What a text is sent with (2.3): a reason that names one of them was found before anything went out."""
_KEY_WORDS: Final = re.compile(
    r"(?i)^\W*(?:the |your )?(?:api[ _-]?)?key (?:is |was |has been )?"
    r"(?:invalid|incorrect|inactive|wrong|expired|disabled|revoked"
    r"|not (?:valid|correct|accepted|active|authori[sz]ed))\b"
    r"|\b(?:invalid|incorrect|inactive|wrong|bad|expired|disabled|revoked|unknown|missing) api[ _-]?key\b"
    r"|^\W*(?:invalid|incorrect|inactive|wrong|bad|expired|disabled|revoked) key\W*$"
)
"""Words for a refused key. A key of a table or of an object may be told of, too: the word alone means nothing."""
_CREDIT_WORDS: Final = re.compile(
    r"(?i)\b(?:(?:not|\w+n.t) (?:have )?enough|insufficient|too few|out of)(?: \w+)? credits?\b"
    r"|\bno (?:\w+ )?credits? (?:left|remaining|available)\b"
    r"|\bcredits? (?:balance )?(?:is |are |have been )?"
    r"(?:exhausted|insufficient|used up|too low|not (?:enough|sufficient))\b"
)
"""Words for credits that do not last. Other credits may be told of, such as those that a text has cost."""


def reason_of(answer: Mapping[str, Any]) -> object:
    """Return why an answer says no: a text, an object of texts by field, or nothing."""
    places = (("json_arr", "message"), ("error", "message"), ("error",), ("errors",), ("message",), ("msg",))
    told: list[object] = [member(answer, *place) for place in places]
    return next(filter(None, told), None)


def refusal(operation: str, told: object) -> CrosstieError:
    """Return the error of an answer that says no.

    Words for credits or a key, and reasons that name a field, tell of something that was refused before it was done.
    The list of all others is not known: they may as well tell of a failure in the middle, so that a text that is
    refused in such words is in doubt. Anything else that is refused in them counts as refused.

    Args:
        operation: What was asked for.
        told: The vendor's words, of any shape.
    """
    words = said(told)
    if _CREDIT_WORDS.search(words):
        return QuotaExhausted(
            f"The credits of the account do not last for this. SMS-iT says: {words}", done="Nothing was done."
        )
    if _KEY_WORDS.search(words):
        return CredentialsRejected(f"SMS-iT does not accept the key: {words}", advice="Connect again with a good one.")
    problems = _by_field(told)
    if operation in _SENDS and not problems:
        return OutcomeUnknown(f"SMS-iT refused the text in words that are not known: {words}")
    return Invalid(f"SMS-iT refused the call: {words}", fields=problems)


def _by_field(told: object) -> tuple[FieldProblem, ...]:
    """Read an object that holds a list of reasons for each field (3.5); nothing of any other shape."""
    if not isinstance(told, dict):
        return ()
    reasons = cast("Mapping[str, object]", told)
    if not _FIELDS.issuperset(reasons) or not all(isinstance(listed, list) for listed in reasons.values()):
        return ()
    return tuple(FieldProblem(message=said(listed), field=name) for name, listed in reasons.items())
