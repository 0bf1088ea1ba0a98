"""How a Contact is written: by entries, an empty text for what is to be gone (fact sheet: lightspeed.md, 3.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from crosstie.models.plan import plan_of
from crosstie.systems.lightspeed.models import Contact, ContactAddress, ContactEmail, ContactPhone, LightspeedRecord

__all__ = ["ADDRESS", "FLAGS", "USES", "contact_changes", "contact_with", "value_at"]

Body = dict[str, Any]  # Any: JSON of any shape

USES: Final[Mapping[str, tuple[str, str]]] = {
    "email": ("Emails", "Primary"),
    "email_secondary": ("Emails", "Secondary"),
    "phone_home": ("Phones", "Home"),
    "phone_work": ("Phones", "Work"),
    "phone_mobile": ("Phones", "Mobile"),
    "phone_pager": ("Phones", "Pager"),
    "phone_fax": ("Phones", "Fax"),
}
"""Short paths of a contact's single values: the list and the use type that each stands for."""

ADDRESS: Final = ("address1", "address2", "city", "state", "state_code", "zip", "country", "country_code")
"""The fields of the first address, as short paths."""

FLAGS: Final = ("no_email", "no_phone", "no_mail")
"""What a contact does not want, as short paths."""

_MEMBER: Final = {"Emails": ("ContactEmail", "address"), "Phones": ("ContactPhone", "number")}
_FLAG_NAMES: Final = {"no_email": "noEmail", "no_phone": "noPhone", "no_mail": "noMail"}
_ADDRESS_NAMES: Final = {"state_code": "stateCode", "country_code": "countryCode"}


def value_at(contact: Contact | None, path: str) -> object:
    """Return the value of a short path."""
    if contact is None:
        return None
    if path in FLAGS:
        return getattr(contact, path)
    if path in ADDRESS:
        first = contact.addresses.contact_address[:1] if contact.addresses else ()
        return getattr(first[0], path) if first else None
    kind, use = USES[path]
    return contact.email(use) if kind == "Emails" else contact.phone(use)


def contact_with(values: Mapping[str, object], base: Contact | None = None) -> Body:
    """Return the body that sets short paths; ``None`` clears a value.

    Args:
        values: By short path.
        base: The contact as it was read: an address is written whole, so its other fields come from there.
    """
    body: Body = {_FLAG_NAMES[path]: values[path] for path in FLAGS if values.get(path) is not None}
    for kind, (member, name) in _MEMBER.items():
        entries = [
            {name: str(values[path] or ""), "useType": use}
            for path, (list_name, use) in USES.items()
            if list_name == kind and path in values
        ]
        if entries:
            body[kind] = {member: entries}
    if any(path in values for path in ADDRESS):
        whole = {path: values.get(path, value_at(base, path)) for path in ADDRESS}
        address = {_ADDRESS_NAMES.get(path, path): str(value or "") for path, value in whole.items()}
        others = base.addresses.contact_address[1:] if base is not None and base.addresses else ()
        body["Addresses"] = {"ContactAddress": [address, *(other.to_wire() for other in others)]}
    return body


def contact_changes(new: Contact | None, base: Contact | None) -> Body:
    """Return the body that makes one contact into another: what differs, and empty texts for what is gone."""
    new, base = new or Contact(), base or Contact()
    body: Body = {
        _FLAG_NAMES[path]: getattr(new, path)
        for path in FLAGS
        if getattr(new, path) is not None and getattr(new, path) != getattr(base, path)
    }
    if new.custom != base.custom:
        body["custom"] = new.custom
    for kind, member, entries in (
        ("Emails", "ContactEmail", _used(_emails(new), _emails(base))),
        ("Phones", "ContactPhone", _used(_phones(new), _phones(base))),
    ):
        if entries:
            body[kind] = {member: entries}
    if new.addresses != base.addresses:
        held = new.addresses.contact_address if new.addresses else (ContactAddress(),)
        body["Addresses"] = {"ContactAddress": [_filled(one) for one in held]}
    if new.websites != base.websites:
        sites = new.websites.contact_website if new.websites else ()
        body["Websites"] = {"ContactWebsite": [one.to_wire() for one in sites] or [{"url": ""}]}
    return body


def _emails(contact: Contact) -> Sequence[ContactEmail]:
    return contact.emails.contact_email if contact.emails else ()


def _phones(contact: Contact) -> Sequence[ContactPhone]:
    return contact.phones.contact_phone if contact.phones else ()


def _used(new: Iterable[ContactEmail | ContactPhone], base: Iterable[ContactEmail | ContactPhone]) -> list[Body]:
    """Return the entries that differ; one whose use type is gone is emptied."""
    kept = {one.use_type: _filled(one) for one in new}
    before = {one.use_type: _filled(one) for one in base}
    gone = [{**dict.fromkeys(entry, ""), "useType": use} for use, entry in before.items() if use not in kept]
    return [*(entry for use, entry in kept.items() if entry != before.get(use)), *gone]


def _filled(record: LightspeedRecord) -> Body:
    """Return every field of a small record, empty texts for what is not set: so nothing of an older one stays."""
    return {**{one.wire: "" for one in plan_of(type(record)).fields}, **record.to_wire()}
