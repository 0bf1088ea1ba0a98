"""How records look in answers: full ones, thin ones, and the rows of a list of projects (3, 7)."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from crosstie.testing.suitedash.account import Account, Stored
from crosstie.testing.suitedash.fields import COMPANY, CONTACT, PROJECT, Kind
from crosstie.testing.suitedash.wire import Json

__all__ = ["shown", "shown_row", "shown_thinly"]

_WRITE_ONLY: Final = frozenset({"company", "send_welcome_email", "worlds", "primaryContact"})
_THIN: Final = {
    "contact": ("uid", "role", "first_name"),
    "company": ("uid", "name"),
    "project": ("uid", "status"),
}
_ROW: Final = ("uid", "name", "status", "start_date", "end_date", "due_time", "created")


def shown(account: Account, kind: Kind, record: Stored) -> Json:
    """Return a record as a single get answers it."""
    table = {"contact": CONTACT, "company": COMPANY, "project": PROJECT}[kind]
    names = [name for name, field in table.items() if "r" in field.use and name not in _WRITE_ONLY]
    body: Json = {name: record.values.get(name) for name in names if name not in {"custom_fields", "circles"}}
    body |= {"uid": record.uid, "created": _stamp(account, record.created)}
    further = {"contact": _of_contact, "company": _of_company, "project": _of_project}[kind]
    return body | further(account, record)


def shown_row(account: Account, kind: Kind, record: Stored) -> Json:
    """Return a record as a row of a list; projects show little there (3.3)."""
    body = shown(account, kind, record)
    return {name: body[name] for name in _ROW} if kind == "project" else body


def shown_thinly(account: Account, kind: Kind, record: Stored) -> Json:
    """Return a record as a write answers it (7)."""
    body = shown(account, kind, record)
    return {name: body[name] for name in _THIN[kind]} if account.rules.thin_answers else body


def _of_contact(account: Account, record: Stored) -> Json:
    companies = [account.companies[uid] for uid in record.links]
    return {
        "tags": record.values.get("tags") or [],
        "circles": [{"name": name} for name in cast("list[str]", record.values.get("circles") or [])],
        "companies": [{"uid": company.uid, "name": company.values["name"]} for company in companies],
        "custom_fields": record.values.get("custom_fields") or {},
        "full_address": _address_line(record),
        "active": {"bool": record.active, "int": int(record.active), "text": str(int(record.active))}[
            account.rules.active_form
        ],
    }


def _of_company(account: Account, record: Stored) -> Json:
    category = cast("Json", record.values.get("category") or {})
    body: Json = {
        "tags": record.values.get("tags") or [],
        account.rules.custom_key: record.values.get(account.rules.custom_key) or {},
        "full_address": record.values.get("full_address") or _address_line(record),
        "category": {"name": category["name"], "color": "#808080", "isDefault": False} if category else None,
    }
    people = [account.contacts[uid] for uid in record.links if uid in account.contacts]
    if people:
        names = {name: people[0].values.get(name) for name in ("first_name", "last_name", "email")}
        body[account.rules.primary_key] = {"uid": people[0].uid, **names}
    return body


def _of_project(_account: Account, record: Stored) -> Json:
    # The names of client and team were not recovered (8, question 6); a client keeps whatever there is.
    return {
        "project_custom_fields": record.values.get("project_custom_fields") or {},
        "client": record.values["client"],
    }


def _address_line(record: Stored) -> str:
    address: Json = record.values.get("address") or {}
    parts = ("address_line_1", "address_line_2", "city", "state", "zip", "country")
    return ", ".join(str(address[part]) for part in parts if address.get(part))


def _stamp(account: Account, moment: datetime) -> str:
    if account.rules.created_form == "bare":
        return f"{moment:%Y-%m-%d %H:%M:%S}"
    return moment.replace(microsecond=0).isoformat()
