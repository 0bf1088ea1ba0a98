"""Composed customers, the same ones every time, and the table that they are in."""

from __future__ import annotations

from typing import Any, Final

from crosstie.testing.supabase.schema import TableDefinition

__all__ = ["CUSTOMERS", "composed_customer"]

CUSTOMERS: Final = TableDefinition(
    name="customers",
    columns={
        "id": "bigint",
        "customer_name": "text",
        "contact_number": "text",
        "email": "text",
        "credit": "numeric",
        "active": "boolean",
        "tags": "text[]",
        "details": "jsonb",
        "sync_key": "text",
        "created_at": "timestamptz",
        "updated_at": "timestamptz",
    },
    identity="id",
    unique=(("email",), ("sync_key",)),
    required=("customer_name",),
    defaults={"active": True, "credit": 0, "created_at": "2026-01-05T08:00:00+00:00"},
    touched="updated_at",
)
"""The table that every simulated project begins with."""

_NAMES: Final = ("Ashford", "Birch", "Cedar", "Dalton", "Elm", "Fairview", "Grove", "Hollis")


def composed_customer(number: int) -> dict[str, Any]:
    """Return the customer of this number, as JSON would bring it."""
    name = f"{_NAMES[number % len(_NAMES)]} Interiors {number}"
    return {
        "customer_name": name,
        "contact_number": f"503-555-01{number % 100:02d}",
        "email": f"customer{number}@example.com",
        "credit": f"{number % 50}.50",
        "tags": ["trade"] if number % 3 == 0 else [],
        "details": {"size": number % 7},
    }
