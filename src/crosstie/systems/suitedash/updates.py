"""What a creation and an update send (fact sheet: suitedash.md, 2.3 and 2.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from crosstie.errors import UsageError
from crosstie.models import changes, check_draft
from crosstie.systems.suitedash.models_base import SuiteDashRecord

__all__ = ["PrimaryContact", "additions", "created_by", "settled", "update_of"]

R = TypeVar("R", bound=SuiteDashRecord)


@attrs.frozen(kw_only=True)
class PrimaryContact:
    """The person who is named as a company is made.

    Attributes:
        email: Whom.
        first_name: Needed where the person may have to be made.
        last_name: The same.
        create: Whether to make the person if there is none of this address.
        send_welcome_email: Whether SuiteDash mails an invitation to the portal; a real e-mail to a real person.
        prevent_individual_mode: Passed on as it is, where given.
        worlds: Passed on as it is, where given; its shape is not documented.
    """

    email: str
    first_name: str | None = None
    last_name: str | None = None
    create: bool = False
    send_welcome_email: bool = False
    prevent_individual_mode: bool | None = None
    worlds: Mapping[str, Any] | None = None

    def to_wire(self) -> dict[str, Any]:
        """Return it as SuiteDash spells it.

        Raises:
            UsageError: A person who may have to be made needs both names.
        """
        if self.create and not (self.first_name and self.last_name):
            message = "A primary contact that may have to be made needs first_name and last_name."
            raise UsageError(message)
        optional = {
            "first_name": self.first_name,
            "last_name": self.last_name,
            "prevent_individual_mode": self.prevent_individual_mode,
            "worlds": self.worlds,
        }
        given = {name: value for name, value in optional.items() if value is not None}
        return {
            "email": self.email,
            "create_primary_contact_if_not_exists": self.create,
            "send_welcome_email": self.send_welcome_email,
            **given,
        }


def created_by(draft: SuiteDashRecord) -> dict[str, Any]:
    """Return what creates a record.

    Raises:
        UsageError: SuiteDash would refuse it, or it has a uid already.
    """
    if draft.uid is not None:
        message = f"This {type(draft).__name__} has a uid already: update it, or leave the uid out to make another one."
        raise UsageError(message)
    check_draft(draft)
    return draft.to_wire(writable=True)


def additions(company: str | None, add_circles: Sequence[str], *, create_company: bool) -> dict[str, Any]:
    """Return what a contact's write says beside its fields: the company to link, the circles to add.

    Raises:
        UsageError: A company is to be made that has no name.
    """
    if company is None and create_company:
        message = "create_company needs the company's name."
        raise UsageError(message)
    beside: dict[str, Any] = {}
    if company is not None:
        beside["company"] = {"name": company, "create_company_if_not_exists": create_company}
    if add_circles:
        beside["circles"] = {"add": list(add_circles)}
    return beside


def update_of(wanted: R, base: R | None, create_only: Collection[str]) -> dict[str, Any]:
    """Return the fields that an update sends; ``None`` empties one.

    Args:
        wanted: The record as it should be.
        base: What it was made from: only differences are sent. Without it, all fields that are set.
        create_only: Fields that only a creation can give; left out, or refused where they differ from ``base``.

    Raises:
        UsageError: A field differs that cannot be changed.
    """
    check_draft(wanted, base if base is not None else wanted)
    if base is None:
        sent = wanted.to_wire(writable=True)
        return {name: value for name, value in sent.items() if name != "uid" and name not in create_only}
    sent = changes(wanted, base)
    fixed = sorted(set(sent) & set(create_only))
    if fixed:
        message = f"{', '.join(fixed)} of a {type(wanted).__name__} can be given on creation only."
        raise UsageError(message, advice="Change it in SuiteDash itself.")
    return sent


def settled(current: SuiteDashRecord, sent: Mapping[str, Any], create_only: Collection[str]) -> dict[str, Any]:
    """Return a whole record with these changes, for accounts where an update replaces it."""
    held = current.to_wire(writable=True)
    return {**{name: value for name, value in held.items() if name != "uid" and name not in create_only}, **sent}
