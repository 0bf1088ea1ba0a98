"""A write under way: what was sent, what stands, what will stand; and the resolving of references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from crosstie.testing.quickbooks.codec import Json, items, members, text
from crosstie.testing.quickbooks.company import Company, Record
from crosstie.testing.quickbooks.entities import Entity
from crosstie.testing.quickbooks.refusals import refuse, refuse_gone

__all__ = ["Draft", "resolve"]

_CURRENCIES: Final = {"USD": "United States Dollar", "CAD": "Canadian Dollar", "EUR": "Euro", "GBP": "British Pound"}


@attrs.define(kw_only=True, eq=False)
class Draft:
    """One write.

    Attributes:
        company: Where.
        entity: What kind.
        body: What the client sent.
        data: The fields as they will stand; completed step by step.
        old: The fields as they stand; empty for a new object.
        record: The object; ``None`` for a new one.
        sparse: Whether fields left out are kept.
        include: The values of ``include=`` (fact sheet 2.7).
    """

    company: Company
    entity: Entity
    body: Json
    data: Json
    old: Json = attrs.field(factory=dict[str, object])
    record: Record | None = None
    sparse: bool = False
    include: frozenset[str] = frozenset()
    _known: frozenset[tuple[str, str]] | None = None

    @property
    def id(self) -> str | None:
        """The object's Id, if it has one yet."""
        return None if self.record is None else self.record.id

    def refers_already(self, field: str, identity: str) -> bool:
        """Say whether the standing object holds this reference, so that it may stay even if inactive by now."""
        if self._known is None:
            self._known = frozenset(_references(self.old))
        return (field, identity) in self._known

    def currency(self) -> None:
        """Fill in the home currency, or the name of the given one."""
        given = members(self.data.get("CurrencyRef")) or {}
        value = text(given.get("value")) or "USD"
        self.data["CurrencyRef"] = {"value": value, "name": _CURRENCIES.get(value, value)}


def resolve(draft: Draft, holder: Json, field: str, kind: str) -> Json | None:
    """Check a reference and fill in its display name.

    Args:
        draft: The write.
        holder: The object that holds the reference.
        field: Its name.
        kind: What it refers to.

    Returns:
        The object referred to, or ``None`` if there is no reference.

    Raises:
        Refusal: 2500 if there is no such object, 610 if it is inactive (fact sheet 5.4, 7.1).
    """
    given = members(holder.get(field))
    if given is None:
        return None
    value = text(given.get("value"))
    record = draft.company.find(kind, value)
    if record is None:
        refuse("2500", f"Invalid Reference Id : {field} {value!r} is no {kind} of this company", field)
    if not record.active and not draft.refers_already(field, value):
        refuse_gone(f"{kind} {value}", field)
    found = record.read()
    holder[field] = {"value": value, "name": found.get("FullyQualifiedName") or found.get("DisplayName") or ""}
    return found


def _references(value: object) -> Iterator[tuple[str, str]]:
    inside = members(value)
    for name, held in (inside or {}).items():
        reference = members(held)
        if name.endswith("Ref") and reference is not None:
            yield name, text(reference.get("value"))
        else:
            yield from _references(held)
    for entry in items(value):
        yield from _references(entry)
