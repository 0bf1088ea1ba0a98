"""Quotes and orders as they are read: the whole document, and the rows of both finds (3.3)."""

from __future__ import annotations

from decimal import Decimal

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.addresses import address_json
from crosstie.testing.rfms.dates import day_iso, moment_iso
from crosstie.testing.rfms.document_fields import DATES, FIELDS
from crosstie.testing.rfms.paperwork import Document, Line
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import JsonObject

__all__ = ["advanced_row", "old_quote", "row", "whole", "wide_row"]

_NOISE = Decimal("0.0003")
_ZERO = Decimal("0.00")


def whole(store: Store, document: Document, attachments: list[JsonObject]) -> JsonObject:
    """Write the ``result`` of get; its ``id`` is a string here."""
    return {
        "id": str(document.id),
        "number": document.number,
        "originalNumber": document.number,
        # Only the word for ordinary documents is known; the one for web orders is this simulator's own.
        "category": "WebOrder" if document.web else "OriginalInvoice",
        "orderNumber": document.exported_to or (document.number if document.kind == "order" else ""),
        "isExportedToOrder": bool(document.exported_to),
        "lockId": document.lock_id or None,
        "soldTo": _sold_to(document),
        "shipTo": address_json(document.ship_to),
        "salespersonSplitPercent": 100,
        "storeCode": next((shop.code for shop in lists.STORES if shop.id == document.store_number), ""),
        "storeNumber": document.store_number,
        **{key: document.header.get(key, unset) for key, unset in FIELDS.items()},
        **{key: day_iso(document.dates.get(key)) for key in DATES},
        "totals": _totals(store, document),
        "payment": _payment(store, document),
        "lines": [_line(store, line) for line in document.lines],
        "attachments": attachments,
        "billingGroup": document.billing_group,
        "storeSpecific": None,
    }


def _sold_to(document: Document) -> JsonObject:
    return {
        "customerId": document.customer_id,
        "phone1": document.phone1,
        "phone2": document.phone2,
        "email": document.email,
        "customerType": document.customer_type,
        **address_json(document.sold_to),
    }


def _totals(store: Store, document: Document) -> JsonObject:
    material = store.material(document)
    return {
        "material": material,
        "labor": _ZERO,
        "misc": _ZERO,
        "total": material,
        "salesTax": store.sales_tax(document),
        "miscTax": _ZERO,
        "grandTotal": store.grand_total(document),
        "recycleFee": _ZERO,
        "discount": _ZERO,
    }


def _payment(store: Store, document: Document) -> JsonObject:
    last = max((payment.at for payment in store.payments_of(document)), default=None)
    return {
        "paidDate": day_iso(last.date() if last else None),
        "paidAmount": store.paid(document),
        "balanceDue": store.balance(document),
    }


def _line(store: Store, line: Line) -> JsonObject:
    noisy = store.rules.float_noise and line.quantity
    return {
        "id": line.id,
        "lineNumber": line.number,
        "productCode": line.product_code,
        "rollItemNumber": "",
        "styleName": line.style_name,
        "colorName": line.color_name,
        "supplierName": line.supplier_name,
        "quantity": line.quantity - _NOISE if noisy else line.quantity,
        "saleUnits": line.sale_units,
        "freight": _ZERO,
        "unitPrice": line.unit_price,
        "unitCost": line.unit_cost,
        "total": line.total,
        "isUseTaxLine": False,
        "notes": line.notes,
        "productId": line.product_id,
        "colorId": line.color_id,
        "delete": False,
        "priceLevel": line.price_level,
        "lineStatus": line.line_status,
        "lineGroupId": line.line_group_id,
        "inTransit": False,
        "promiseDate": "",
        "width": line.width,
        "attachments": [],
        "workOrderLines": [
            {
                "id": work.id,
                "lineNumber": work.number,
                "areaName": work.area,
                "quantity": work.quantity,
                "rate": work.rate,
                "notes": work.notes,
                "delete": False,
            }
            for work in line.work
        ],
    }


def old_quote(store: Store, document: Document) -> JsonObject:
    """Write the ``detail`` of Get Quote: an older, flat model that clients should ignore."""
    return {
        "documentNumber": document.number,
        "customer": {"customerId": document.customer_id, "lastName": document.sold_to.last_name},
        "createdDate": moment_iso(document.created),
        "grandTotal": store.grand_total(document),
        "lines": [{"lineId": line.id, "quantity": line.quantity} for line in document.lines],
    }


def row(store: Store, document: Document) -> JsonObject:
    """Write one row of a find's ``result``."""
    written: JsonObject = {
        "documentNumber": document.number,
        "customerFirst": document.sold_to.first_name,
        "customerLast": document.sold_to.last_name,
        "customerType": document.customer_type,
        "createdDate": moment_iso(document.created),
        "grandTotal": store.grand_total(document),
        "status": document.status,
    }
    return {**written, "balanceDue": store.balance(document)} if document.kind == "order" else written


def wide_row(store: Store, document: Document) -> JsonObject:
    """Write one row of a find's ``detail``: the same and more."""
    place = document.sold_to
    return {
        **row(store, document),
        "databaseId": document.id,
        "documentType": 0 if document.kind == "quote" else 1,
        "description": "",
        "enteredDate": moment_iso(document.created),
        "deliveryDate": _midnight(document, "deliveryDate"),
        "isTemplate": False,
        "customerAddress1": place.address1,
        "customerAddress2": place.address2,
        "customerCity": place.city,
        "customerState": place.state,
        "customerPostalCode": place.postal_code,
        "customerCounty": place.county,
        "phone1": document.phone1,
        "email": document.email,
        "jobNumber": document.text("jobNumber"),
        "poNumber": document.text("poNumber"),
        "salesperson1": document.text("salesperson1"),
        "salesperson2": document.text("salesperson2"),
        "storeId": document.store_number,
        "billingGroupId": 1 if document.billing_group else 0,
    }


def _midnight(document: Document, key: str) -> str | None:
    day = document.dates.get(key)
    return f"{day.isoformat()}T00:00:00" if day else None


def advanced_row(store: Store, document: Document) -> JsonObject:
    """Write one row of the advanced find: no lines, and the only place that tells ``voided``."""
    total = store.material(document)
    return {
        "id": document.id,
        "documentNumber": document.number,
        "customer": _sold_to(document),
        "shipTo": address_json(document.ship_to),
        "invoiceType": "Quote" if document.kind == "quote" else "Order",
        "orderDate": day_iso(document.dates.get("orderDate") or document.dates.get("quoteDate")),
        "dateEntered": day_iso(document.dates.get("enteredDate")),
        **{key: day_iso(document.dates.get(key)) for key in ("estimatedDeliveryDate", "deliveryDate", "measureDate")},
        "invoiceDate": day_iso(document.dates.get("billedDate")),
        "closedDate": day_iso(document.dates.get("closedDate")),
        **{key: document.text(key) for key in ("poNumber", "jobNumber", "adSource", "salesperson1", "salesperson2")},
        "orderType": lists.named(lists.ORDER_TYPES, document.id_of("userOrderTypeId")),
        "contractType": lists.named(lists.CONTRACT_TYPES, document.id_of("contractTypeId")),
        "serviceType": lists.named(lists.SERVICE_TYPES, document.id_of("serviceTypeId")),
        "orderTotal": total,
        "grandTotal": store.grand_total(document),
        "balanceDue": store.balance(document),
        "paid": store.paid(document),
        "store": document.store_number,
        "occupied": bool(document.header.get("isOccupied")),
        "voided": document.voided,
    }
