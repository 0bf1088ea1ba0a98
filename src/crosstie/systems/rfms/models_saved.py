"""What RFMS says after making something: names only, the record has to be read (fact sheet: rfms.md, 3.3, 3.4, 3.8)."""

from __future__ import annotations

import attrs

from crosstie.models import model, wire
from crosstie.systems.rfms.models_base import ID, RfmsRecord

__all__ = ["Remark", "SavedDocument", "SavedJob"]


@attrs.frozen(kw_only=True)
class SavedDocument:
    """A quote or order that was made.

    Attributes:
        number: The number that people use.
        id: The database id, where the answer has it; remarks and jobs want this one.
    """

    number: str
    id: str | None = None


@attrs.frozen(kw_only=True)
class SavedJob:
    """A job that was made or changed.

    Attributes:
        id: The job, where the answer has it.
        document_number: Its order.
    """

    id: str | None = None
    document_number: str | None = None


@model(kw_only=True)
class Remark(RfmsRecord):
    """A remark that was added; remarks cannot be read."""

    remark_id: str | None = wire(form=ID)
    is_public: bool | None = None
    remark_type: str | None = None
    remark: str | None = None
