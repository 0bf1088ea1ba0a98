"""Composed data, the same every time (example.com, 555-01xx)."""

from __future__ import annotations

from crosstie.testing.suitedash.account import Account, Stored

__all__ = ["composed_company", "composed_contact", "composed_project"]

_FIRST = ("Ada", "Bruno", "Carla", "Deniz", "Elif", "Farid", "Greta", "Hugo", "Iris", "Jonas", "Kira")
_LAST = ("Byron", "Alder", "Moss", "Quill", "Tanner", "Hollis", "Fenwick")
_CITIES = (("Erie", "PA", "16501"), ("Salem", "OR", "97301"), ("Albany", "NY", "12201"))
_ROLES = ("Lead", "Client", "Prospect")


def composed_contact(account: Account, place: int) -> Stored:
    """Compose the contact with this place in the series, from 0; every seventh is a lead without an e-mail."""
    first, last = _FIRST[place % len(_FIRST)], _LAST[place % len(_LAST)]
    city, state, zip_code = _CITIES[place % len(_CITIES)]
    nameless = place % 7 == 6  # noqa: PLR2004 - one in seven
    contact = account.keep(
        "contact",
        {
            "role": "Lead" if nameless else _ROLES[place % len(_ROLES)],
            "first_name": first,
            "last_name": last,
            "phone": f"+1202{555}01{place % 100:02}",
            "tags": ["web"] if place % 2 else [],
            "circles": ["Leads"] if nameless else [],
            "address": {"address_line_1": f"{1 + place} Mill St", "city": city, "state": state, "zip": zip_code},
        },
    )
    if not nameless:
        contact.values["email"] = f"{first.lower()}.{last.lower()}{place}@example.com"
    return contact


def composed_company(account: Account, place: int) -> Stored:
    """Compose the company with this place in the series, from 0."""
    return account.keep(
        "company",
        {
            "name": f"{_LAST[place % len(_LAST)]} Works {place + 1}",
            "role": _ROLES[place % len(_ROLES)],
            "website": f"https://works{place + 1}.example.com",
        },
    )


def composed_project(account: Account, place: int) -> Stored:
    """Compose the project with this place in the series, from 0; only the product itself can make one."""
    return account.keep(
        "project",
        {
            "name": f"Signing {place + 1}",
            "status": account.statuses[place % len(account.statuses)],
            "start_date": "2026-11-02",
            "end_date": None,
            "due_time": "17:30",
            "client": None,
        },
    )
