"""The Contact of customers, vendors and shops: how it is written, shown and searched (fact sheet 3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from crosstie.testing.lightspeed.account import Contact
from crosstie.testing.lightspeed.fields import read_value, shown
from crosstie.testing.lightspeed.refusals import refuse

__all__ = ["LISTS", "empty_contact", "entries", "searched", "shown_contact", "write_contact"]

LISTS: Final[Mapping[str, tuple[str, tuple[str, ...], str | None]]] = {
    "Addresses": (
        "ContactAddress",
        ("address1", "address2", "city", "state", "stateCode", "zip", "country", "countryCode"),
        None,
    ),
    "Phones": ("ContactPhone", ("number", "useType"), "useType"),
    "Emails": ("ContactEmail", ("address", "useType"), "useType"),
    "Websites": ("ContactWebsite", ("url",), None),
}
"""Each list of a Contact: the name of one entry, its fields, and the field that may not repeat."""

_FLAGS: Final = ("noEmail", "noPhone", "noMail")
_USES: Final = {
    "Phones": frozenset({"Home", "Work", "Mobile", "Pager", "Fax"}),
    "Emails": frozenset({"Primary", "Secondary"}),
}
_SEARCHED: Final = {
    "email": ("Emails", "address", None),
    "phoneHome": ("Phones", "number", "Home"),
    "phoneWork": ("Phones", "number", "Work"),
    "mobile": ("Phones", "number", "Mobile"),
    "pager": ("Phones", "number", "Pager"),
    "fax": ("Phones", "number", "Fax"),
}


def empty_contact(moment: datetime) -> Contact:
    """Return the Contact of a new record; who did not say otherwise wants no e-mail, calls or letters (3.3)."""
    return {**{name: [] for name in LISTS}, **dict.fromkeys(_FLAGS, True), "custom": "", "timeStamp": moment}


def entries(given: object, member: str) -> Iterator[Mapping[str, Any]]:
    """Yield what a nested write holds: ``{"X": [..]}``, ``{"X": {..}}``, ``[{"X": {..}}]`` or an empty text (2.1)."""
    if isinstance(given, list):
        for wrapped in cast("Sequence[object]", given):
            yield from entries(wrapped, member)
        return
    if given in ("", None):
        return
    inner = cast("Mapping[str, object]", given).get(member) if isinstance(given, Mapping) else None
    held = cast("Sequence[object]", inner) if isinstance(inner, list) else (inner,)
    for entry in held:
        if not isinstance(entry, Mapping):
            refuse(f"{member} is expected here.")
        yield cast("Mapping[str, Any]", entry)


def write_contact(contact: Contact, given: object, moment: datetime) -> None:
    """Change a Contact: the flags and the lists that are given; a list replaces entry by entry of its use type."""
    if not isinstance(given, Mapping):
        refuse("Contact is not a record.")
    body = cast("Mapping[str, object]", given)
    for name in _FLAGS:
        if name in body:
            contact[name] = read_value("flag", body[name], name)
    for name in LISTS:
        if name in body:
            _write_list(contact, name, body[name])
    contact["timeStamp"] = moment


def _write_list(contact: Contact, name: str, given: object) -> None:
    member, allowed, once = LISTS[name]
    kept: list[dict[str, str]] = [] if once is None else list(contact[name])
    for entry in entries(given, member):
        made = {field: shown(read_value("text", entry.get(field), field)) for field in allowed}
        if once is not None and made[once] not in _USES[name]:
            refuse(f"{member} has no use type {made[once] or 'at all'}.")
        kept = [known for known in kept if once is None or known[once] != made[once]]
        if any(value for field, value in made.items() if field != once):
            kept.append(made)
    contact[name] = kept


def shown_contact(contact: Contact, *, blank: bool, single: bool) -> dict[str, Any]:
    """Return a Contact as answers hold it.

    Args:
        contact: What is stored.
        blank: Whether an empty list is ``""`` instead of missing.
        single: Whether a list of one is the one itself.
    """
    body: dict[str, Any] = {name: shown(contact[name]) for name in _FLAGS}
    for name, (member, _, _) in LISTS.items():
        held = [dict(entry) for entry in contact[name]]
        if held:
            body[name] = {member: held[0] if single and len(held) == 1 else held}
        elif blank:
            body[name] = ""
    return {"custom": contact["custom"], **body, "timeStamp": shown(contact["timeStamp"])}


def searched(contact: Contact, name: str) -> list[str]:
    """Return the values that ``Contact.<name>=`` looks at (3.3).

    Raises:
        Refusal: There is no such search.
    """
    if name not in _SEARCHED:
        refuse(f"Contact cannot be searched by {name}.")
    kind, field, use = _SEARCHED[name]
    return [entry[field] for entry in contact[kind] if use is None or entry["useType"] == use]
