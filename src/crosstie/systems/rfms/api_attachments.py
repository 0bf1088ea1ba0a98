"""The calls of files, which travel as base64 (fact sheet: rfms.md, 3.6)."""

from __future__ import annotations

import base64
import binascii
from typing import Literal, TypeAlias

import attrs

from crosstie.core.exchange import Call
from crosstie.errors import DecodeError, NotFound, UsageError
from crosstie.systems.rfms import routes
from crosstie.systems.rfms.api_document_edits import nothing
from crosstie.systems.rfms.api_documents import number_of
from crosstie.systems.rfms.envelope import Envelope, records, words
from crosstie.systems.rfms.models_attachments import Attachment
from crosstie.systems.rfms.models_base import write_id
from crosstie.systems.rfms.requests import call_of, filled
from crosstie.systems.rfms.settings import Settings

__all__ = ["AttachedTo", "DocumentType", "add", "data_of", "delete", "get", "listed", "to_document", "to_product"]

DocumentType: TypeAlias = Literal["Quote", "Order", "Estimate", "Claim"]


@attrs.frozen(kw_only=True)
class AttachedTo:
    """What files belong to; made by :func:`to_document` and :func:`to_product`."""

    document_type: DocumentType | None = None
    document_number: str | None = None
    line_number: int | None = None
    sub_number: int | None = None
    product_id: str | None = None
    color_id: str | None = None

    def to_wire(self) -> dict[str, object]:
        """Return it as RFMS spells it."""
        return filled(
            {
                "documentNumber": self.document_number,
                "documentType": self.document_type,
                "lineNumber": self.line_number,
                "subNumber": self.sub_number,
                "productId": None if self.product_id is None else write_id(self.product_id),
                "colorId": None if self.color_id is None else write_id(self.color_id),
            }
        )


def to_document(
    document_type: DocumentType, number: str, *, line_number: int | None = None, sub_number: int | None = None
) -> AttachedTo:
    """Name a document, or one of its lines.

    Args:
        document_type: What it is; claims take files, but do not list them.
        number: Its number.
        line_number: One line of it.
        sub_number: Part of an estimate.
    """
    return AttachedTo(
        document_type=document_type, document_number=number_of(number), line_number=line_number, sub_number=sub_number
    )


def to_product(product_id: str, *, color_id: str | None = None) -> AttachedTo:
    """Name a product, or one of its colours."""
    return AttachedTo(product_id=product_id, color_id=color_id)


def listed(owner: AttachedTo, settings: Settings) -> Call[list[Attachment]]:
    """List files, each with all of its bytes: RFMS cannot do without."""
    return call_of(
        "attachments.list",
        routes.LIST_ATTACHMENTS,
        lambda answer: records("R", Attachment, answer, settings.zone),
        body=owner.to_wire(),
        timeout=settings.attachment_timeout,
    )


def data_of(text: str | None) -> bytes | None:
    """Return the bytes of a file that was sent as base64; ``None`` where there is none.

    Raises:
        DecodeError: It is not base64.
    """
    if not text:
        return None
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        message = "RFMS sent a file that is not base64."
        raise DecodeError(message) from error


def get(attachment_id: str, settings: Settings) -> Call[bytes]:
    """Read one file."""

    def decode(answer: Envelope) -> bytes:
        data = data_of(words(answer.detail))
        if data is None:
            message = f"RFMS has no attachment {attachment_id}."
            raise NotFound(message)
        return data

    path = {"id": attachment_id}
    return call_of("attachments.get", routes.GET_ATTACHMENT, decode, path=path, timeout=settings.attachment_timeout)


def add(
    owner: AttachedTo,
    data: bytes,
    settings: Settings,
    *,
    extension: str,
    description: str | None,
    paperless_type: str | None,
) -> Call[None]:
    """Add a file."""
    extension = extension.strip().removeprefix(".")
    if not data or not extension:
        message = "An attachment needs bytes and a file extension."
        raise UsageError(message)
    fields = {
        **owner.to_wire(),
        "fileExtension": extension,
        "fileData": base64.b64encode(data).decode(),
        "description": description,
        "paperlessDocType": paperless_type,
    }
    return call_of(
        "attachments.add", routes.ADD_ATTACHMENT, nothing, body=filled(fields), timeout=settings.attachment_timeout
    )


def delete(attachment_id: str) -> Call[None]:
    """Delete a file."""
    return call_of("attachments.delete", routes.DELETE_ATTACHMENT, nothing, path={"id": attachment_id})
