"""What accounts may name otherwise in companies (fact sheet: suitedash.md, 3.2; 8, question 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

import attrs
import msgspec

from crosstie.models import Record, decode_record
from crosstie.systems.suitedash.models_contacts import Company, Person
from crosstie.systems.suitedash.settings import Settings

__all__ = ["as_read", "as_sent"]

R = TypeVar("R", bound=Record)

_CUSTOM: Final = "custom_fields"
_SNAKE: Final = "primary_contact"


def as_read(record: R, settings: Settings) -> R:
    """Return a record with the members in place that its account names otherwise."""
    return cast("R", _company(record, settings)) if isinstance(record, Company) else record


def _company(company: Company, settings: Settings) -> Company:
    found: dict[str, Any] = {}
    custom, person = company.extra.get(settings.company_custom_key), company.extra.get(_SNAKE)
    if isinstance(custom, dict):
        found[_CUSTOM] = custom
    if isinstance(person, dict) and company.primary_contact is None:
        found["primary_contact"] = decode_record(Person, msgspec.json.encode(person))
    if not found:
        return company
    gone = {settings.company_custom_key, _SNAKE}
    extra = {name: value for name, value in company.extra.items() if name not in gone}
    return attrs.evolve(company, **found, extra=extra)


def as_sent(body: Mapping[str, Any], settings: Settings) -> dict[str, Any]:
    """Return a company's body with the custom fields under the account's own name for them."""
    return {settings.company_custom_key if name == _CUSTOM else name: value for name, value in body.items()}
