"""Money received: accounts, recording, listing (3.7)."""

from __future__ import annotations

from decimal import Decimal

import attrs

from crosstie.testing.rfms import lists
from crosstie.testing.rfms.dates import day_iso
from crosstie.testing.rfms.paperwork import Document, Payment
from crosstie.testing.rfms.routing import Route
from crosstie.testing.rfms.store import Store
from crosstie.testing.rfms.wire import Body, Call, JsonObject, Reply, bare, failed, in_result

__all__ = ["ROUTES"]

_CARD_PREFIXES = {2: [4, 5]}


def accounts(_store: Store, _call: Call) -> Reply:
    """Answer ``GET /payments``: the accounts, not payments."""
    return bare(
        {
            "receiptAccounts": [
                {"id": account.id, "name": account.name, "creditCardPrefixes": _CARD_PREFIXES.get(account.id, [])}
                for account in lists.RECEIPT_ACCOUNTS
            ]
        }
    )


def record(store: Store, call: Call) -> Reply:
    """Answer ``POST /payment``: number and balance, no receipt id; called twice, it is received twice."""
    document = store.document("order", call.body.text("documentNumber"))
    amount, account = call.body.amount("paymentAmount"), call.body.number("receiptAccountId")
    if not amount or not call.body.has("paymentMethod"):
        return failed("A payment needs a method and an amount.")
    if not lists.named(lists.RECEIPT_ACCOUNTS, account or 0):
        return failed("There is no such receipt account.")
    store.receive(_payment(store, document, call.body, amount, account or 0))
    store.put_document(attrs.evolve(document, updated=store.now()))
    answer = in_result({"InvoiceNumber": document.number, "Balance": store.balance(document)})
    return attrs.evolve(answer, content_type=store.rules.payment_content_type)


def _payment(store: Store, document: Document, body: Body, amount: Decimal, account: int) -> Payment:
    return Payment(
        id=store.draw("payment"),
        document_number=document.number,
        method=body.text("paymentMethod"),
        amount=amount,
        approval_code=body.text("approvalCode"),
        account_id=account,
        reference=body.text("paymentReference"),
        fee=body.amount("paymentFee") or Decimal(0),
        balance_before=store.balance(document),
        at=store.now(),
    )


def of_order(store: Store, call: Call) -> Reply:
    """Answer ``GET /order/payments/{number}``."""
    document = store.document("order", call.path["number"])
    return in_result([_row(document, payment) for payment in store.payments_of(document)])


def _row(document: Document, payment: Payment) -> JsonObject:
    return {
        "documentNumber": payment.document_number,
        "paymentNumber": payment.id,
        "paymentMethod": payment.method,
        "paymentAmount": payment.amount,
        "approvalCode": payment.approval_code,
        "receiptAccountId": payment.account_id,
        "paymentReference": payment.reference,
        "paymentDate": day_iso(payment.at.date()),
        "orderDate": day_iso(document.dates.get("orderDate")),
        "beginningBalance": payment.balance_before,
        "remainingBalance": payment.balance_before - payment.amount,
        "discountAmount": Decimal(0),
        "discountAccountNumber": "",
        "financingCharge": Decimal(0),
        "customerName": document.sold_to.person,
        "storeNumber": document.store_number,
        "notes": "",
    }


ROUTES = (
    Route("GET", "payments", "P", accounts),
    Route("POST", "payment", "P", record),
    Route("GET", "order/payments/{number}", "P", of_order),
)
