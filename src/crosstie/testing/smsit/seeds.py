"""Composed data, the same every time (example.com, 555-01xx)."""

from __future__ import annotations

from typing import Final

from crosstie.testing.smsit.panel import Contact, Panel, Source

__all__ = ["GROUPS", "composed_contact", "composed_number"]

GROUPS: Final = ("Leads", "Clients")
"""The groups of a new account."""

_FIRST = ("Ada", "Bruno", "Carla", "Deniz", "Elif", "Farid", "Greta", "Hugo", "Iris", "Jonas", "Kira")
_LAST = ("Byron", "Alder", "Moss", "Quill", "Tanner", "Hollis", "Fenwick")
_SOURCES: Final[tuple[Source, ...]] = ("Import", "SMS", "Widget", "Kiosk")
_AREAS: Final = (
    "202",
    *(f"{number}" for number in range(203, 1000) if number // 10 % 10 not in {1, 9} and number % 100 and number % 10),
)


def composed_number(place: int) -> str:
    """Compose the number with this place in the series, from 0, from those set aside for fiction: 555-01xx."""
    return f"1{_AREAS[place // 100]}55501{place % 100:02}"


def composed_contact(panel: Panel, place: int) -> Contact:
    """Compose the contact with this place in the series, from 0; every third is in two groups."""
    number = composed_number(place)
    contact = panel.join(number, GROUPS[0], source=_SOURCES[place % len(_SOURCES)])
    first, last = _FIRST[place % len(_FIRST)], _LAST[place % len(_LAST)]
    contact.name = f"{first} {last}"
    contact.email = f"{first.lower()}.{last.lower()}{place}@example.com"
    if place % 3 == 2:  # noqa: PLR2004 - one in three
        panel.join(number, GROUPS[1], source="Import")
    return contact
