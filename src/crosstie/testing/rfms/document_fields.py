"""The header of quotes and orders: which fields there are, and how a body changes them (3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from crosstie.testing.rfms.wire import Body

__all__ = ["DATES", "FIELDS", "NOTES", "appended", "only_notes", "read_dates", "read_header"]

NOTES: Final = ("privateNotes", "publicNotes", "workOrderNotes")

_TEXTS: Final = (
    "jobNumber",
    "poNumber",
    *NOTES,
    "adSource",
    "salesperson1",
    "salesperson2",
    "taxStatus",
    "taxMethod",
    "phase",
    "model",
    "unit",
    "block",
    "tract",
    "lot",
)
_NUMBERS: Final = ("userOrderTypeId", "serviceTypeId", "contractTypeId", "timeSlot")
_FLAGS: Final = ("isOccupied",)

FIELDS: Final[Mapping[str, object]] = {**dict.fromkeys(_TEXTS, ""), **dict.fromkeys(_NUMBERS, 0), "isOccupied": False}
"""Every plain header field with its value when unset."""

_WRITABLE_DATES: Final = ("quoteDate", "orderDate", "measureDate", "estimatedDeliveryDate")
DATES: Final = (*_WRITABLE_DATES, "enteredDate", "deliveryDate", "dueDate", "billedDate", "completedDate", "closedDate")
"""Every header date; the later ones are set by the store's own work."""


def read_header(body: Body) -> dict[str, object]:
    """Read the plain fields that were sent; null means unchanged."""
    header: dict[str, object] = {key: body.text(key) for key in _TEXTS if body.has(key)}
    header.update({key: body.number(key) or 0 for key in _NUMBERS if body.has(key)})
    header.update({key: body.flag(key) for key in _FLAGS if body.has(key)})
    return header


def read_dates(body: Body) -> dict[str, date | None]:
    """Read the dates that were sent; an empty string unsets one."""
    return {key: body.day(key) for key in _WRITABLE_DATES if body.has(key)}


def only_notes(body: Body) -> bool:
    """Tell whether a body has note fields and, but for the number, nothing else."""
    sent = {key for key in body.fields if body.has(key)} - {"number"}
    return bool(sent) and sent <= set(NOTES)


def appended(header: Mapping[str, object], notes: Mapping[str, object]) -> dict[str, object]:
    """Return the header with notes added below the ones that are there."""
    joined = {key: f"{header.get(key) or ''}\n{text}".strip("\n") for key, text in notes.items() if text}
    return {**header, **joined}
