"""Sales forms, bills and payments against fact sheet sections 2.3, 3.5 to 3.8."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from crosstie.testing import FakeClock
from crosstie.testing.quickbooks import Rules

if TYPE_CHECKING:
    from tests.unit.testing.quickbooks.conftest import Books, Caller


def _line(amount: object, **detail: object) -> dict[str, Any]:
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}, **detail},
    }


def _invoice(*lines: dict[str, Any], **further: object) -> dict[str, Any]:
    return {"CustomerRef": {"value": "1"}, "Line": list(lines), **further}


def _paying(amount: object, invoice: str = "1", kind: str = "Invoice") -> dict[str, Any]:
    return {"Amount": amount, "LinkedTxn": [{"TxnId": invoice, "TxnType": kind}]}


def _payment(total: object, *lines: dict[str, Any]) -> dict[str, Any]:
    return {"CustomerRef": {"value": "1"}, "TotalAmt": total, "Line": list(lines)}


def test_invoice_is_completed_by_the_system(shop: Caller) -> None:
    """Numbers, dates, currency, states, totals and a subtotal line without Id are the system's (3.4, 3.5, 8.2)."""
    made = shop.made("invoice", _invoice(_line(Decimal("412.50"), Qty=75, UnitPrice=Decimal("5.5"))))
    assert (made["DocNumber"], made["TxnDate"], made["DueDate"]) == ("1001", "2026-11-02", "2026-12-02")
    assert made["CurrencyRef"] == {"value": "USD", "name": "United States Dollar"}
    assert (made["TotalAmt"], made["Balance"]) == (Decimal("412.50"), Decimal("412.50"))
    assert (made["EmailStatus"], made["PrintStatus"]) == ("NotSet", "NeedToPrint")
    assert made["LinkedTxn"] == []
    assert made["CustomerRef"] == {"value": "1", "name": "Castillo Homes"}
    first, subtotal = made["Line"]
    assert (first["Id"], first["LineNum"]) == ("1", 1)
    assert first["SalesItemLineDetail"]["ItemRef"] == {"value": "1", "name": "Oak plank"}
    assert subtotal == {"Amount": Decimal("412.50"), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}


def test_amount_must_be_quantity_times_price(shop: Caller) -> None:
    """With both Qty and UnitPrice, Amount must be their product, else 6070 (3.5); to the cent."""
    assert shop.post("invoice", _invoice(_line(10, Qty=3, UnitPrice=3))).codes == ["6070"]
    third = shop.made("invoice", _invoice(_line(Decimal("10.00"), Qty=3, UnitPrice=Decimal("3.333333"))))
    assert third["TotalAmt"] == Decimal("10.00")


@pytest.mark.parametrize(
    ("body", "element"),
    [
        ({"Line": [_line(5)]}, "CustomerRef"),
        ({"CustomerRef": {"value": "1"}}, "Line"),
        (_invoice({"Amount": 5}), "Line.DetailType"),
        (
            _invoice({"DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}}),
            "Line.Amount",
        ),
    ],
)
def test_required_properties_are_named_by_element(shop: Caller, body: dict[str, Any], element: str) -> None:
    """A missing required property is 2020, and element names it, such as Line.DetailType (5.4)."""
    answer = shop.post("invoice", body)
    assert (answer.codes, answer.error["element"]) == (["2020"], element)


def test_references_must_exist(shop: Caller) -> None:
    """A customer or item that is not there is 2500 (5.4)."""
    assert shop.post("invoice", {"CustomerRef": {"value": "9"}, "Line": [_line(5)]}).codes == ["2500"]
    assert shop.post("invoice", _invoice(_line(5, ItemRef={"value": "9"}))).codes == ["2500"]
    assert shop.post("invoice", _invoice(_line(5, ItemRef={"value": "SHIPPING_ITEM_ID"}))).status == 200


def test_us_companies_take_pseudo_tax_codes_only(shop: Caller) -> None:
    """TaxCodeRef is TAX or NON in a US company, else 6100 (3.5)."""
    assert shop.post("invoice", _invoice(_line(5, TaxCodeRef={"value": "7"}))).codes == ["6100"]
    assert shop.post("invoice", _invoice(_line(5, TaxCodeRef={"value": "TAX"}))).status == 200


def test_line_without_an_item_is_text_and_its_amount_ignored(shop: Caller) -> None:
    """A line without ItemRef is a text line (3.5): it adds nothing to the total."""
    text = {"Amount": 50, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}, "Description": "thanks"}
    assert shop.made("invoice", _invoice(_line(20), text))["TotalAmt"] == 20


def test_discount_and_tax_make_the_total(shop: Caller) -> None:
    """DiscountPercent 10 is ten per cent of the subtotal; TotalTax sent is taken; TotalAmt includes both (3.5, 3.6)."""
    discount = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10}}
    made = shop.made("invoice", _invoice(_line(Decimal("99.99")), discount, TxnTaxDetail={"TotalTax": Decimal("7.25")}))
    assert [line.get("Amount") for line in made["Line"]] == [Decimal("99.99"), Decimal("10.00"), Decimal("99.99")]
    assert made["TotalAmt"] == Decimal("97.24")


def test_line_amount_has_at_most_ten_and_five_digits(shop: Caller) -> None:
    """A line Amount has up to 10 digits before and 5 after the point (3.1)."""
    assert shop.post("invoice", _invoice(_line(Decimal("1.000001")))).codes == ["2090"]
    assert shop.post("invoice", _invoice(_line(10**10))).codes == ["2090"]
    assert shop.made("invoice", _invoice(_line(Decimal("9999999999.99999"))))["TotalAmt"] == Decimal("9999999999.99999")


def test_lines_are_kept_changed_added_and_removed_by_id(shop: Caller) -> None:
    """Known Id = changed, no Id = new, beyond all the old ones, old Id missing = removed (2.3)."""
    shop.made("invoice", _invoice(_line(10), _line(20)))
    body = _invoice({**_line(25), "Id": "2"}, _line(30), Id="1", SyncToken="0")
    changed = shop.made("invoice", body)
    assert [(line.get("Id"), line["Amount"]) for line in changed["Line"]] == [("2", 25), ("3", 30), (None, 55)]


def test_subtotal_lines_sent_back_are_not_doubled(shop: Caller) -> None:
    """A list of lines that was read and sent back has one subtotal again (3.5)."""
    made = shop.sell(amount=10)
    changed = shop.made("invoice", {**made, "PrivateNote": "again"})
    assert [line["DetailType"] for line in changed["Line"]] == ["SalesItemLineDetail", "SubTotalLineDetail"]
    assert changed["TotalAmt"] == 10


def test_sparse_line_list_may_drop_or_keep(books: Books) -> None:
    """Whether a sparse Line list removes the lines it leaves out is unverified (2.3): a setting, removal by default."""
    for drops, total in ((True, 7), (False, 17)):
        caller = books.open(Rules(sparse_drops_lines=drops))
        caller.made("customer", {"DisplayName": "A"})
        caller.made("item", {"Name": "X", "IncomeAccountRef": {"value": "1"}})
        caller.made("invoice", _invoice(_line(10)))
        changed = caller.made("invoice", {"Id": "1", "SyncToken": "0", "sparse": True, "Line": [_line(7)]})
        assert changed["TotalAmt"] == total


def test_repeated_document_number_is_6140(shop: Caller) -> None:
    """A DocNumber in use is refused with 6140, unless include allows it; estimates may repeat (2.7, 3.4, 7.6)."""
    shop.made("invoice", _invoice(_line(5), DocNumber="A-7"))
    assert shop.post("invoice", _invoice(_line(5), DocNumber="A-7")).codes == ["6140"]
    assert shop.post("invoice", _invoice(_line(5), DocNumber="A-7"), ("include", "allowduplicatedocnum")).status == 200
    for _ in range(2):
        assert shop.post("estimate", _invoice(_line(5), DocNumber="E-7")).status == 200
    assert shop.post("invoice", _invoice(_line(5), DocNumber="x" * 22)).codes == ["2050"]


def test_document_number_is_free_after_a_delete(shop: Caller) -> None:
    """A number is given automatically, and one that was deleted can be used again."""
    assert [shop.sell()["DocNumber"] for _ in range(2)] == ["1001", "1002"]
    shop.post("invoice", {"Id": "1", "SyncToken": "0"}, ("operation", "delete"))
    assert shop.made("invoice", _invoice(_line(5), DocNumber="1001"))["Id"] == "3"


def test_need_to_send_wants_an_address(shop: Caller) -> None:
    """EmailStatus NeedToSend without BillEmail is 6420 (3.4, 5.4)."""
    assert shop.post("invoice", _invoice(_line(5), EmailStatus="NeedToSend")).codes == ["6420"]
    body = _invoice(_line(5), EmailStatus="NeedToSend", BillEmail={"Address": "buyer@example.com"})
    assert shop.post("invoice", body).status == 200


def test_sale_before_the_inventory_start_is_6270(shop: Caller) -> None:
    """A transaction dated before InvStartDate of its item is 6270 (3.3)."""
    stock = {
        "Name": "Tile",
        "Type": "Inventory",
        "TrackQtyOnHand": True,
        "QtyOnHand": 10,
        "InvStartDate": "2026-11-01",
        "IncomeAccountRef": {"value": "2"},
        "ExpenseAccountRef": {"value": "3"},
        "AssetAccountRef": {"value": "4"},
    }
    shop.made("item", stock)
    body = _invoice(_line(5, ItemRef={"value": "2"}), TxnDate="2026-10-31")
    assert shop.post("invoice", body).codes == ["6270"]
    assert shop.post("invoice", {**body, "TxnDate": "2026-11-01"}).status == 200


def test_estimate_and_invoice_show_their_link_on_both_sides(shop: Caller) -> None:
    """An invoice names one estimate; the estimate then names the invoice, until it is deleted (3.7)."""
    shop.made("estimate", _invoice(_line(5)))
    shop.made("estimate", _invoice(_line(5)))
    link = {"TxnId": "1", "TxnType": "Estimate"}
    shop.made("invoice", _invoice(_line(5), LinkedTxn=[link]))
    assert shop.read("estimate/1")["LinkedTxn"] == [{"TxnId": "1", "TxnType": "Invoice"}]
    both = [link, {"TxnId": "2", "TxnType": "Estimate"}]
    assert shop.post("invoice", _invoice(_line(5), LinkedTxn=both)).codes == ["6000"]
    shop.post("invoice", {"Id": "1", "SyncToken": "0"}, ("operation", "delete"))
    assert shop.read("estimate/1")["LinkedTxn"] == []


def test_bill_raises_the_vendor_s_balance(shop: Caller) -> None:
    """A bill has lines on items or accounts, a total and a balance that the vendor owes (2.3)."""
    shop.made("vendor", {"DisplayName": "Mill"})
    account = {
        "Amount": 5,
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "3"}},
    }
    item = {
        "Amount": 12,
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": {"ItemRef": {"value": "1"}, "Qty": 2, "UnitPrice": 6},
    }
    made = shop.made("bill", {"VendorRef": {"value": "1"}, "Line": [account, item]})
    assert (made["TotalAmt"], made["Balance"]) == (17, 17)
    assert shop.read("vendor/1")["Balance"] == 17
    shop.post("bill", {"Id": "1", "SyncToken": "0"}, ("operation", "delete"))
    assert shop.read("vendor/1")["Balance"] == 0


def test_payment_reduces_the_invoice_and_links_back(shop: Caller, clock: FakeClock) -> None:
    """A payment's line lowers the invoice's balance, links it, and moves its LastUpdatedTime (3.7, 3.8, 4.2)."""
    shop.sell(amount=Decimal("100.00"))
    clock.advance(60)
    made = shop.made("payment", _payment(Decimal("70.00"), _paying(Decimal("40.25"))))
    assert made["UnappliedAmt"] == Decimal("29.75")
    invoice = shop.read("invoice/1")
    assert invoice["Balance"] == Decimal("59.75")
    assert invoice["LinkedTxn"] == [{"TxnId": "1", "TxnType": "Payment"}]
    assert invoice["MetaData"]["LastUpdatedTime"] == "2026-11-02T01:01:00-08:00"
    assert invoice["SyncToken"] == "1"
    assert shop.read("customer/1")["Balance"] == Decimal("30.00")


def test_invoice_s_token_at_payment_is_a_setting(books: Books) -> None:
    """The sheet tells of the invoice's time only (4.2); whether its SyncToken grows can be set."""
    caller = books.open(Rules(payment_raises_token=False))
    caller.made("customer", {"DisplayName": "A"})
    caller.made("item", {"Name": "X", "IncomeAccountRef": {"value": "1"}})
    caller.sell(amount=10)
    caller.made("payment", _payment(10, _paying(10)))
    assert (caller.read("invoice/1")["SyncToken"], caller.read("invoice/1")["Balance"]) == ("0", 0)


@pytest.mark.parametrize(
    ("payment", "code"),
    [
        (_payment(50, _paying(60)), "6000"),
        (_payment(500, _paying(101)), "6000"),
        (_payment(50, _paying(-1)), "6000"),
        (_payment(50, _paying(50, "9")), "2500"),
        (_payment(50, _paying(50, "1", "Sandwich")), "620"),
        (_payment(50, {"Amount": 50}), "6000"),
        ({"CustomerRef": {"value": "2"}, "TotalAmt": 50, "Line": [_paying(50)]}, "6250"),
        ({"CustomerRef": {"value": "1"}}, "2020"),
        ({"TotalAmt": 5}, "2020"),
    ],
)
def test_payments_that_cannot_be(shop: Caller, payment: dict[str, Any], code: str) -> None:
    """Lines beyond TotalAmt or the open balance, foreign or missing invoices and unlinkable kinds are refused (3.8)."""
    shop.made("customer", {"DisplayName": "Another"})
    shop.sell(amount=100)
    assert shop.post("payment", payment).codes == [code]
    assert shop.read("invoice/1")["Balance"] == 100


def test_payment_lines_are_all_or_none(shop: Caller) -> None:
    """On update, lines left out stay, a part of them is refused, an empty list unlinks everything (2.3)."""
    shop.sell(amount=10)
    shop.sell(amount=20)
    shop.made("payment", _payment(30, _paying(10, "1"), _paying(20, "2")))
    kept = shop.made(
        "payment", {"Id": "1", "SyncToken": "0", "CustomerRef": {"value": "1"}, "TotalAmt": 30, "PrivateNote": "x"}
    )
    assert len(kept["Line"]) == 2
    part = {"Id": "1", "SyncToken": "1", "sparse": True, "Line": [_paying(10, "1")]}
    assert shop.post("payment", part).codes == ["6000"]
    none = shop.made("payment", {**part, "Line": []})
    assert (none["UnappliedAmt"], shop.read("invoice/1")["Balance"], shop.read("invoice/2")["Balance"]) == (30, 10, 20)
    assert shop.read("invoice/1")["LinkedTxn"] == []


def test_paid_invoice_must_be_unlinked_before_delete_and_void(shop: Caller) -> None:
    """An invoice with a linked payment is neither deleted nor voided (2.3, 7.1); after the payment's void it is."""
    shop.sell(amount=10)
    shop.made("payment", _payment(10, _paying(10)))
    for operation in ("delete", "void"):
        body = {"Id": "1", "SyncToken": "1"}
        assert shop.post("invoice", body, ("operation", operation)).codes == ["6000"]
    shop.made("payment", {"Id": "1", "SyncToken": "0"}, ("operation", "update"), ("include", "void"))
    assert (shop.read("invoice/1")["Balance"], shop.read("customer/1")["Balance"]) == (10, 10)
    assert shop.post("invoice", {"Id": "1", "SyncToken": "2"}, ("operation", "delete")).status == 200
    assert shop.read("customer/1")["Balance"] == 0


def test_deleted_payment_gives_the_balance_back(shop: Caller) -> None:
    """Deleting a payment restores the invoice's and the customer's balance."""
    shop.sell(amount=10)
    shop.made("payment", _payment(25, _paying(10)))
    assert shop.read("customer/1")["Balance"] == -15
    shop.post("payment", {"Id": "1", "SyncToken": "0"}, ("operation", "delete"))
    assert (shop.read("invoice/1")["Balance"], shop.read("customer/1")["Balance"]) == (10, 10)


def test_credit_memo_is_applied_by_a_payment_of_zero(shop: Caller) -> None:
    """One payment of TotalAmt 0 with an invoice line and a credit-memo line settles both (3.8)."""
    shop.sell(amount=10)
    assert shop.made("creditmemo", _invoice(_line(4)))["RemainingCredit"] == 4
    assert shop.read("customer/1")["Balance"] == 6
    shop.made("payment", _payment(0, _paying(4, "1"), _paying(4, "1", "CreditMemo")))
    assert shop.read("invoice/1")["Balance"] == 6
    assert shop.read("creditmemo/1")["RemainingCredit"] == 0
    assert shop.read("customer/1")["Balance"] == 6


def test_paid_invoice_cannot_shrink_below_its_payments(shop: Caller) -> None:
    """An update whose total falls below what is paid is refused, and one above it leaves the rest open."""
    shop.sell(amount=10)
    shop.made("payment", _payment(8, _paying(8)))
    body = {"Id": "1", "SyncToken": "1", "sparse": True}
    assert shop.post("invoice", {**body, "Line": [_line(7)]}).codes == ["6000"]
    changed = shop.made("invoice", {**body, "Line": [_line(9)]})
    assert changed["Balance"] == 1
    assert changed["LinkedTxn"] == [{"TxnId": "1", "TxnType": "Payment"}]


def test_balance_with_jobs_includes_the_children(shop: Caller) -> None:
    """BalanceWithJobs of a parent counts its sub-customers, Balance does not (3.2)."""
    shop.made("customer", {"DisplayName": "Kitchen", "Job": True, "ParentRef": {"value": "1"}})
    shop.sell("2", 15)
    parent, child = shop.read("customer/1"), shop.read("customer/2")
    assert (parent["Balance"], parent["BalanceWithJobs"]) == (0, 15)
    assert (child["Balance"], child["BalanceWithJobs"]) == (15, 15)
    assert parent["SyncToken"] == "0"


def test_currency_must_be_the_customer_s(shop: Caller) -> None:
    """A transaction's currency must match its customer's (7.3)."""
    assert shop.post("invoice", _invoice(_line(5), CurrencyRef={"value": "EUR"})).codes == ["6000"]


def test_joint_balance_moves_with_a_child(shop: Caller) -> None:
    """A sub-customer that is given to another parent takes its balance along, opening balance included (3.2)."""
    shop.made("customer", {"DisplayName": "Second"})
    shop.made("customer", {"DisplayName": "Child", "Job": True, "ParentRef": {"value": "1"}, "Balance": 5})
    shop.sell("3", 10)
    assert (shop.read("customer/1")["BalanceWithJobs"], shop.read("customer/2")["BalanceWithJobs"]) == (15, 0)
    shop.made("customer", {"Id": "3", "SyncToken": "0", "sparse": True, "ParentRef": {"value": "2"}})
    assert (shop.read("customer/1")["BalanceWithJobs"], shop.read("customer/2")["BalanceWithJobs"]) == (0, 15)


def test_bundle_line_counts_its_parts(shop: Caller) -> None:
    """A GroupLineDetail is worth what its part lines are (3.5)."""
    group = {
        "DetailType": "GroupLineDetail",
        "GroupLineDetail": {"GroupItemRef": {"value": "1"}, "Line": [_line(3), _line(4)]},
    }
    assert shop.made("invoice", _invoice(group))["TotalAmt"] == 7


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (_invoice({"DetailType": "Mystery", "Amount": 1}), "2170"),
        (_invoice(_line(5), LinkedTxn=[{"TxnId": "9", "TxnType": "Estimate"}]), "2500"),
        ({"CustomerRef": {"value": "1"}, "Line": {}}, "2110"),
        ({"CustomerRef": {"value": "1"}, "Line": ["text"]}, "2110"),
        (_invoice(_line(5), BillAddr="Main Street 1"), "2110"),
        (_invoice(_line(5), BillEmail="buyer@example.com"), "2110"),
    ],
)
def test_shapes_on_forms_are_checked(shop: Caller, body: dict[str, Any], code: str) -> None:
    """Unknown detail types, links to nothing, and values of another shape are refused."""
    assert shop.post("invoice", body).codes == [code]


def test_bill_needs_a_vendor(shop: Caller) -> None:
    """VendorRef is required on a bill (2.3)."""
    answer = shop.post("bill", {"Line": [_line(5)]})
    assert (answer.codes, answer.error["element"]) == (["2020"], "VendorRef")


def test_automatic_numbers_skip_those_in_use(shop: Caller) -> None:
    """A number that somebody gave by hand is not given again."""
    shop.made("invoice", _invoice(_line(5), DocNumber="1001"))
    assert shop.sell()["DocNumber"] == "1002"
