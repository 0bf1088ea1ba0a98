"""Files on documents and products (3.6)."""

from __future__ import annotations

import base64
import binascii

from crosstie.testing.rfms.paperwork import Attachment, Document
from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, JsonObject, RefusedError, Reply, failed, in_detail, in_result

__all__ = ["ROUTES", "described"]

_KINDS = {"Quote": "quote", "Order": "order"}
_EXTENSION_WIDTH = 5


def _extension(store: Store, attachment: Attachment) -> str:
    return attachment.extension.ljust(_EXTENSION_WIDTH) if store.rules.padded else attachment.extension


def described(store: Store, document: Document) -> list[JsonObject]:
    """Describe a document's files without their bytes, as get does with ``includeAttachments``."""
    return [
        {
            "id": attachment.id,
            "description": attachment.description,
            "fileExtension": _extension(store, attachment),
            "url": _path(attachment),
        }
        for attachment in store.attachments
        if (attachment.document_type.lower(), attachment.document_number) == (document.kind, document.number)
    ]


def _path(attachment: Attachment) -> str:
    return rf"\\STORE-SERVER\Attachments\{attachment.id}.{attachment.extension}"


def list_files(store: Store, call: Call) -> Reply:
    """Answer ``POST /attachments``: every file with all its bytes, wanted or not."""
    wanted = _place(store, call.body)
    line = call.body.number("lineNumber")
    hits = [
        attachment
        for attachment in store.attachments
        if _place_of(attachment) == wanted and (line is None or attachment.line_number == line)
    ]
    return in_result([{**_summary(store, hit), "fileData": base64.b64encode(hit.data).decode()} for hit in hits])


def _summary(store: Store, attachment: Attachment) -> JsonObject:
    return {
        "id": attachment.id,
        "path": _path(attachment),
        "fileExtension": _extension(store, attachment),
        "size": len(attachment.data),
        "description": attachment.description,
    }


def _place_of(attachment: Attachment) -> tuple[str, str, str, str]:
    return (attachment.document_type, attachment.document_number, attachment.product_id, attachment.color_id)


def _place(store: Store, body: Body) -> tuple[str, str, str, str]:
    """Read where files belong: a document by type and number, or a product and colour."""
    kind, number = body.text("documentType"), body.text("documentNumber")
    if kind in _KINDS and number:
        return (kind, store.document(_KINDS[kind], number).number, "", "")
    product_id = body.number("productId")
    if product_id is None:
        raise RefusedError(failed("Name a quote or an order, or a product."))
    if store.products.get(product_id) is None:
        store.refuse_missing("product")
    return ("", "", str(product_id), body.text("colorId"))


def _attachment(store: Store, call: Call) -> Attachment:
    text = call.path["id"]
    found = store.attachments.get(int(text) if text.isdecimal() else None)
    if found is None:
        store.refuse_missing("attachment")
    return found


def get(store: Store, call: Call) -> Reply:
    """Answer ``GET /attachment/{id}``: base64 in ``detail``."""
    return in_detail(base64.b64encode(_attachment(store, call).data).decode())


def add(store: Store, call: Call) -> Reply:
    """Answer ``POST /attachment``; no sample shows an id in the answer."""
    kind, number, product_id, color_id = _place(store, call.body)
    extension = call.body.text("fileExtension")
    if not extension or extension.startswith("."):
        return failed("The file extension is required, without a dot.")
    try:
        data = base64.b64decode(call.body.text("fileData"), validate=True)
    except binascii.Error:
        return failed("The file data is not base64.")
    store.attachments.put(
        Attachment(
            id=store.attachments.new_id(),
            extension=extension,
            data=data,
            description=call.body.text("description"),
            document_type=kind,
            document_number=number,
            line_number=call.body.number("lineNumber"),
            product_id=product_id,
            color_id=color_id,
        )
    )
    return in_result(store.rules.unsampled_result)


def delete(store: Store, call: Call) -> Reply:
    """Answer ``DELETE /attachment/{id}``; there is no way back."""
    store.attachments.drop(_attachment(store, call).id)
    return in_result(store.rules.unsampled_result)


ROUTES = (
    Route("POST", "attachments", "P", list_files),
    Route("POST", "attachment", "P", add),
    Route("GET", "attachment/{id}", "P", get),
    Route("DELETE", "attachment/{id}", "P", delete),
)
