"""The calls of remarks (fact sheet: rfms.md, 3.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from crosstie.core.exchange import Call
from crosstie.errors import UsageError
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.envelope import Envelope, bare_texts, single
from crosstie.systems.rfms.models_base import write_id
from crosstie.systems.rfms.models_saved import Remark
from crosstie.systems.rfms.requests import call_of
from crosstie.systems.rfms.settings import Settings

__all__ = ["add", "types"]

_ENTITIES: Final[Mapping[str, str]] = {"customer": "Customer", "order": "Header", "quote": "Quote"}


def types() -> Call[list[str]]:
    """List the names of the kinds of remark."""
    return call_of("remarks.types", routes.REMARK_TYPES, lambda answer: bare_texts(bytes(answer.detail)))


def add(
    on: Literal["customer", "order", "quote"],
    record_id: str,
    text: str,
    settings: Settings,
    *,
    remark_type: str,
    public: bool,
) -> Call[Remark]:
    """Add a remark to a record by its database id."""
    if not text.strip() or not record_id.strip():
        message = "A remark needs a text, and the database id of what it is on."
        raise UsageError(message)
    body = {
        "id": write_id(record_id),
        "entityType": _ENTITIES[on],
        "remarkType": remark_type,
        "isPublicRemark": public,
        "remark": text,
    }

    def decode(answer: Envelope) -> Remark:
        return single("R", Remark, answer, settings.zone) or Remark()

    return call_of("remarks.add", routes.ADD_REMARK, decode, body=body)
