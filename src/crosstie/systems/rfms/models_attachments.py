"""Files (fact sheet: rfms.md, 3.6)."""

from __future__ import annotations

from crosstie.models import model, wire
from crosstie.systems.rfms.models_base import ID, PADDED, RfmsRecord

__all__ = ["Attachment"]


@model(kw_only=True)
class Attachment(RfmsRecord):
    """One file of a document, line or product.

    Attributes:
        id: Id of the file.
        path: Where it lies in the store's network; lists only.
        file_extension: Without a point.
        size: As RFMS writes it; lists only.
        description: What people see.
        file_data: The file in base64; lists hold it for every file.
        url: Address; in documents that were read with their attachments.
    """

    id: str | None = wire(form=ID)
    path: str | None = None
    file_extension: str | None = wire(form=PADDED)
    size: str | None = wire(form=ID)
    description: str | None = None
    file_data: str | None = wire(repr=False)
    url: str | None = wire(repr=False)
