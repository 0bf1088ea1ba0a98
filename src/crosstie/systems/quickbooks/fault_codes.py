"""What the fault codes of QuickBooks mean to a caller (fact sheet: quickbooks.md, 5.4), in own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import attrs

__all__ = ["CODES", "Effect", "Meaning", "meaning_of"]

Effect: TypeAlias = Literal[
    "session", "forbidden", "later", "failed", "invalid", "not_found", "stale", "duplicate", "throttled"
]
"""What kind of refusal it is:

``session`` the token is not good; ``forbidden`` the right is missing; ``later`` refused for now, nothing was done;
``failed`` QuickBooks broke, and may have done it; ``invalid`` the call or its values; ``not_found``; ``stale`` and
``duplicate`` are conflicts; ``throttled`` too many calls.
"""


@attrs.frozen
class Meaning:
    """One code.

    Attributes:
        effect: What kind of refusal it is.
        says: What it means.
        advice: What to do next, where something can be said.
    """

    effect: Effect
    says: str
    advice: str | None = None


_RECONNECT: Final = "Let a person connect again, one who may use the company's books."
_REREAD: Final = "Read it again, apply your change to what it is now, and write once more."
_CORRECT: Final = "Correct the values and write again."
_REPORT: Final = "Correct the call; sending it again will not help."
_IN_PRODUCT: Final = "Somebody has to settle this in QuickBooks first."

CODES: Final[Mapping[str, Meaning]] = {
    "100": Meaning("session", "The session was not accepted"),
    "110": Meaning("session", "The session was not accepted"),
    "120": Meaning("forbidden", "The person who connected has no access to the company any more", _RECONNECT),
    "130": Meaning("later", "The company is served from another place just now", "Try again later."),
    "140": Meaning("forbidden", "The company is locked", _IN_PRODUCT),
    "150": Meaning("later", "QuickBooks is under maintenance", "Try again later."),
    "500": Meaning("invalid", "QuickBooks has no such operation, or could not read the text", _REPORT),
    "600": Meaning(
        "duplicate", "A write with this key was made before", "Take it as done: look the record up, do not repeat it."
    ),
    "610": Meaning("not_found", "The record, or one it refers to, does not exist or is inactive"),
    "620": Meaning("invalid", "These transactions cannot be linked", _CORRECT),
    "1040": Meaning("invalid", "The batch has too many items", "Send at most 30 at once."),
    "2010": Meaning("invalid", "There is a property that QuickBooks does not know", _REPORT),
    "2020": Meaning("invalid", "A required property is missing", _CORRECT),
    "2030": Meaning("invalid", "The id is not one", _REPORT),
    "2040": Meaning("invalid", "A text holds characters that are not allowed", _CORRECT),
    "2050": Meaning("invalid", "A text is too long", _CORRECT),
    "2060": Meaning("invalid", "A date is not one", _CORRECT),
    "2070": Meaning("invalid", "A date is not one", _CORRECT),
    "2090": Meaning("invalid", "A number is not one", _CORRECT),
    "2110": Meaning("invalid", "A value is not acceptable", _CORRECT),
    "2130": Meaning("invalid", "The idempotency key is not acceptable", _REPORT),
    "2140": Meaning("invalid", "A value is not acceptable", _CORRECT),
    "2170": Meaning("invalid", "A value is none of those allowed", _CORRECT),
    "2210": Meaning("invalid", "An e-mail address is not one", _CORRECT),
    "2290": Meaning("invalid", "An amount must not be negative", _CORRECT),
    "2500": Meaning("invalid", "A reference points to what is not there or cannot be used", _CORRECT),
    "3000": Meaning("invalid", "A custom field is not acceptable", _CORRECT),
    "3001": Meaning("throttled", "QuickBooks asked for a pause"),
    "3100": Meaning(
        "forbidden",
        "The app is not authorised for this company: it was disconnected, or the keys belong to the other environment",
        _RECONNECT,
    ),
    "3200": Meaning("session", "The session was not accepted"),
    "3202": Meaning("session", "The session was not accepted"),
    "4000": Meaning("invalid", "The query could not be read", _REPORT),
    "4001": Meaning("invalid", "The query asks for what is not there", _REPORT),
    "4002": Meaning("invalid", "The query was refused", _REPORT),
    "5000": Meaning("invalid", "A field is no longer supported", _REPORT),
    "5010": Meaning("stale", "The record was changed by somebody else", _REREAD),
    "5020": Meaning("forbidden", "The person who connected may not do this", _RECONNECT),
    "5030": Meaning("forbidden", "The company's edition does not have this feature", _IN_PRODUCT),
    "6000": Meaning("invalid", "A business rule was broken", _CORRECT),
    "6070": Meaning("invalid", "An amount is not quantity times price", _CORRECT),
    "6080": Meaning("invalid", "A name is missing", _CORRECT),
    "6090": Meaning("invalid", "The business data are not acceptable", _CORRECT),
    "6100": Meaning("invalid", "A tax code is not one for this company", "In the US, use TAX or NON."),
    "6140": Meaning("duplicate", "The document number is taken", "Take another number, or let QuickBooks number it."),
    "6180": Meaning("invalid", "The name is nested too deep", "Five levels are allowed in all."),
    "6190": Meaning("forbidden", "The company's subscription has ended", "Stop syncing until it is renewed."),
    "6200": Meaning("invalid", "The accounting period is closed", _IN_PRODUCT),
    "6210": Meaning("invalid", "The accounting period is closed", _IN_PRODUCT),
    "6220": Meaning("invalid", "There is a balance, so it cannot be made inactive", _IN_PRODUCT),
    "6240": Meaning(
        "duplicate",
        "The name is taken by another record, perhaps of another kind or an inactive one",
        "Look it up by name among customers, vendors and employees, and link it.",
    ),
    "6250": Meaning("invalid", "The transaction's customer cannot be used", _CORRECT),
    "6270": Meaning("invalid", "The date is before the item's inventory start", _CORRECT),
    "6420": Meaning("invalid", "An e-mail address is needed", "Give bill_email, or pass an address to send()."),
    "6450": Meaning("invalid", "It cannot be voided: it is settled", _IN_PRODUCT),
    "6480": Meaning("invalid", "It is matched with a line of the bank feed", _IN_PRODUCT),
    "6540": Meaning("invalid", "It was deposited and cannot be changed", _IN_PRODUCT),
    "10000": Meaning("failed", "QuickBooks failed on its own side"),
    "10100": Meaning("invalid", "The result is too large", "Ask for smaller pages."),
    "10200": Meaning("stale", "The company's data were reset", "Read everything anew; old ids mean nothing any more."),
}
"""Every code of the fact sheet."""

_RANGES: Final[tuple[tuple[int, Meaning], ...]] = (
    (500, Meaning("forbidden", "QuickBooks did not let the call in", _RECONNECT)),
    (600, Meaning("invalid", "QuickBooks has no such operation", _REPORT)),
    (10_000, Meaning("invalid", "QuickBooks did not accept the values", _CORRECT)),
)
_BEYOND: Final = Meaning("failed", "QuickBooks failed on its own side")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_DOCUMENT_NUMBER: Final = "document number"


def meaning_of(code: str, detail: str) -> Meaning | None:
    """Return what a code means; codes that are not known go by their range, what is no number has no meaning.

    Args:
        code: The code.
        detail: QuickBooks's own words: one post prints 6210 for a taken document number (fact sheet 5.4, 9.17).
    """
    if code == "6210" and _DOCUMENT_NUMBER in detail.lower():
        return CODES["6140"]
    known = CODES.get(code)
    if known is not None or not _NUMBER.fullmatch(code):
        return known
    return next((meaning for end, meaning in _RANGES if int(code) < end), _BEYOND)
