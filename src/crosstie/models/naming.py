"""How field names are spelled on the wire: one rule per system, from the Python name."""

from __future__ import annotations

__all__ = ["camel", "pascal", "snake"]


def pascal(name: str) -> str:
    """Spell ``bill_addr`` as ``BillAddr``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def camel(name: str) -> str:
    """Spell ``store_number`` as ``storeNumber``."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def snake(name: str) -> str:
    """Keep the Python name."""
    return name
