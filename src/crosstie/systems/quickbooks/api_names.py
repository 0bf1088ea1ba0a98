"""Who has a name: QuickBooks refuses a taken one without telling whose it is (fact sheet: quickbooks.md, 7.2)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from crosstie.core.calls import Call
from crosstie.core.messages import Response
from crosstie.errors import DecodeError
from crosstie.http.redaction import excerpt
from crosstie.models.answers import UNREADABLE
from crosstie.systems.quickbooks.api import Api
from crosstie.systems.quickbooks.kinds import CUSTOMER, VENDOR, Kind
from crosstie.systems.quickbooks.query import literal

__all__ = ["name_space", "named"]

_PEOPLE: Final = (CUSTOMER.name, VENDOR.name, "Employee")


class _Found(msgspec.Struct, gc=False, rename={"id": "Id"}):
    id: str


class _Answer(msgspec.Struct, gc=False, rename={"found": "QueryResponse"}):
    found: dict[str, Any]


_answer: Final = msgspec.json.Decoder(_Answer)


def name_space(kind: Kind[Any]) -> tuple[str, ...]:
    """Return the kinds that share one space of names with this one, itself first."""
    return (kind.name, *(name for name in _PEOPLE if name != kind.name)) if kind.name in _PEOPLE else (kind.name,)


def named(api: Api, entity: str, field: str, name: str) -> Call[str | None]:
    """Find the id of the record of one kind that has a name, active or not."""
    text = f"SELECT * FROM {entity} WHERE {field} = {literal(name)} AND Active IN (true, false)"  # noqa: S608 - literal

    def decode(response: Response) -> str | None:
        try:
            rows = _answer.decode(response.body).found.get(entity) or ()
            return next((msgspec.convert(row, _Found).id for row in rows), None)
        except UNREADABLE as error:
            message = f"The answer holds no {entity}."
            raise DecodeError(message, excerpt=excerpt(response.body)) from error

    return api.statement("names.find", text, decode)
