"""Creating and updating contacts, companies and projects, with the links between them (2.3, 2.4)."""

from __future__ import annotations

from typing import Any, cast

from crosstie.testing.suitedash.account import Account, Stored
from crosstie.testing.suitedash.fields import Kind, checked
from crosstie.testing.suitedash.wire import Json, RefusedError, invalid

__all__ = ["create_company", "create_contact", "update_company", "update_contact", "update_project"]

_NOT_KEPT = frozenset({"company", "send_welcome_email", "worlds", "primaryContact"})


def create_contact(account: Account, sent: Json) -> Stored:
    """Make a contact, link it, and mail it an invitation if asked to.

    Raises:
        RefusedError: A field is not acceptable, or the e-mail address is taken.
    """
    taken = _checked(account, "contact", sent, "create")
    _refuse_taken_email(account, taken.get("email"), None)
    company = _linked_company(account, taken)
    contact = account.keep("contact", _kept(taken))
    contact.values["circles"] = _circles([], taken)
    _link(contact, company)
    _welcome(account, taken, taken.get("email"))
    account.writes["create contact"] += 1
    return contact


def update_contact(account: Account, contact: Stored, sent: Json) -> Stored:
    """Change a contact.

    Raises:
        RefusedError: A field is not acceptable, or the e-mail address is taken.
    """
    taken = _checked(account, "contact", sent, "update")
    _refuse_taken_email(account, taken.get("email"), contact)
    company = _linked_company(account, taken)
    circles = _circles(contact.values.get("circles") or [], taken)
    _apply(account, contact, taken, stays=("role", "circles"))
    contact.values["circles"] = circles
    _link(contact, company)
    _welcome(account, taken, contact.values.get("email"))
    account.writes["update contact"] += 1
    return contact


def create_company(account: Account, sent: Json) -> Stored:
    """Make a company with its primary contact.

    Raises:
        RefusedError: A field is not acceptable, the name is taken, or there is no such contact.
    """
    taken = _checked(account, "company", sent, "create")
    if account.named(taken["name"]) is not None:
        raise _taken(account, "A company with this name already exists")
    person = _primary(account, taken)
    company = account.keep("company", _kept(taken))
    if person is not None:
        company.links = [person.uid]
        person.links.append(company.uid)
    account.writes["create company"] += 1
    return company


def update_company(account: Account, company: Stored, sent: Json) -> Stored:
    """Change a company.

    Raises:
        RefusedError: A field is not acceptable, or the name is taken.
    """
    taken = _checked(account, "company", sent, "update")
    other = account.named(taken["name"]) if taken.get("name") else None
    if other is not None and other is not company:
        raise _taken(account, "A company with this name already exists")
    _apply(account, company, taken, stays=("role", "category", "name"))
    account.writes["update company"] += 1
    return company


def update_project(account: Account, project: Stored, sent: Json) -> Stored:
    """Change a project.

    Raises:
        RefusedError: A field is not acceptable, or the sector is not in the settings.
    """
    taken = _checked(account, "project", sent, "update")
    sector = taken.get("business_sector")
    if sector is not None and sector not in account.sectors:
        raise invalid({"business_sector": ["is not in the settings"]})
    _apply(account, project, taken, stays=("name", "status", "client"))
    account.writes["update project"] += 1
    return project


# -- parts of it -------------------------------------------------------------------------------------------------------


def _checked(account: Account, kind: Kind, sent: Json, action: Any) -> Json:  # noqa: ANN401 - "create" or "update"
    return checked(kind, sent, action, account.rules, custom=account.custom[kind], statuses=account.statuses)


def _kept(taken: Json) -> Json:
    return {name: value for name, value in taken.items() if name not in _NOT_KEPT and value is not None}


def _apply(account: Account, record: Stored, taken: Json, *, stays: tuple[str, ...]) -> None:
    """Merge or replace; lists and custom values are replaced whole in either case (2.3)."""
    if account.rules.put == "whole":
        record.values = {name: value for name, value in record.values.items() if name in stays}
    for name, value in taken.items():
        if name in _NOT_KEPT:
            continue
        if value is not None:
            record.values[name] = value
        elif account.rules.null_clears:
            record.values.pop(name, None)


def _taken(account: Account, message: str) -> RefusedError:
    return RefusedError(account.rules.duplicate_status, message)


def _refuse_taken_email(account: Account, email: object, own: Stored | None) -> None:
    holder = account.with_email(str(email)) if email else None
    if holder is not None and holder is not own:
        raise _taken(account, "A contact with this email already exists")


def _circles(before: list[str], taken: Json) -> list[str]:
    asked = cast("Json", taken.get("circles") or {})
    return [*before, *(name for name in cast("list[str]", asked.get("add") or []) if name not in before)]


def _linked_company(account: Account, taken: Json) -> Stored | None:
    asked = cast("Json", taken.get("company") or {})
    name = asked.get("name")
    if not asked:
        return None
    if not isinstance(name, str) or not name.strip():
        raise invalid({"company": ["name is required"]})
    company = account.named(name)
    if company is None and asked.get("create_company_if_not_exists") is not True:
        raise invalid({"company": ["does not exist"]})
    return company or account.keep("company", {"name": name, "role": taken.get("role") or "Lead"})


def _link(contact: Stored, company: Stored | None) -> None:
    if company is not None and company.uid not in contact.links:
        contact.links.append(company.uid)
        company.links = company.links or [contact.uid]


def _primary(account: Account, taken: Json) -> Stored | None:
    """Find or make the primary contact (2.4)."""
    asked = cast("Json", taken.get("primaryContact") or {})
    if not asked:
        return None
    make = asked.get("create_primary_contact_if_not_exists")
    wanted = ["email"] if make is not True else ["email", "first_name", "last_name"]
    problems = [f"{name} is required" for name in wanted if not asked.get(name)]
    if not isinstance(make, bool):
        problems.append("create_primary_contact_if_not_exists is required")
    if problems:
        raise invalid({"primaryContact": problems})
    person = account.with_email(asked["email"])
    if person is None and not make:
        raise invalid({"primaryContact": ["does not exist"]})
    if person is None:
        names = {name: asked[name] for name in ("email", "first_name", "last_name")}
        person = account.keep("contact", {**names, "role": taken["role"]})
        _welcome(account, asked, asked["email"])
    return person


def _welcome(account: Account, taken: Json, email: object) -> None:
    if taken.get("send_welcome_email") is True and email:
        account.mailed.append(str(email))
