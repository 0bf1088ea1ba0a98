"""Sales with their lines and payments (fact sheet: lightspeed.md, 3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from crosstie.models import HeadNames, model, wire
from crosstie.systems.lightspeed.models_base import ID, REF, LightspeedRecord
from crosstie.systems.lightspeed.models_names import Customer

__all__ = ["Sale", "SaleLine", "SaleLines", "SalePayment", "SalePayments"]


@model(kw_only=True)
class SaleLine(LightspeedRecord):
    """One line of a sale; a negative quantity is a refund."""

    head: ClassVar[HeadNames | None] = HeadNames("sale_line_id", None, "time_stamp")

    sale_line_id: str | None = wire(form=ID, identity=True)
    sale_id: str | None = wire(form=REF)
    item_id: str | None = wire(form=REF)
    unit_quantity: Decimal | None = None
    unit_price: Decimal | None = None
    normal_unit_price: Decimal | None = None
    discount_amount: Decimal | None = None
    discount_percent: Decimal | None = None
    tax: bool | None = None
    tax1_rate: Decimal | None = wire(read_only=True)
    calc_subtotal: Decimal | None = wire(read_only=True)
    calc_tax1: Decimal | None = wire(read_only=True)
    calc_tax2: Decimal | None = wire(read_only=True)
    calc_total: Decimal | None = wire(read_only=True)
    avg_cost: Decimal | None = wire(read_only=True)
    fifo_cost: Decimal | None = wire(read_only=True)
    parent_sale_line_id: str | None = wire(form=REF)
    is_layaway: bool | None = None
    is_special_order: bool | None = None
    is_workorder: bool | None = None
    employee_id: str | None = wire(form=REF)
    shop_id: str | None = wire(form=REF)
    create_time: datetime | None = wire(read_only=True)
    time_stamp: datetime | None = wire(read_only=True)

    def draft_problems(self) -> Iterator[str]:
        """Yield what Lightspeed would refuse about a line."""
        if self.discount_amount and self.discount_percent:
            yield "discount_amount and discount_percent cannot both be given"


@model(kw_only=True)
class SaleLines(LightspeedRecord):
    """The lines of a sale."""

    sale_line: tuple[SaleLine, ...] = wire("SaleLine", default=())


@model(kw_only=True)
class SalePayment(LightspeedRecord):
    """One payment of a sale.

    Attributes:
        remote_reference: A unique id of yours.
    """

    sale_payment_id: str | None = wire(form=ID, identity=True)
    sale_id: str | None = wire(form=REF, read_only=True)
    amount: Decimal | None = None
    tip_amount: Decimal | None = None
    payment_type_id: str | None = wire(form=REF)
    remote_reference: str | None = None
    register_id: str | None = wire(form=REF)
    credit_account_id: str | None = wire(form=REF)
    time_stamp: datetime | None = wire(read_only=True)


@model(kw_only=True)
class SalePayments(LightspeedRecord):
    """The payments of a sale."""

    sale_payment: tuple[SalePayment, ...] = wire("SalePayment", default=())


@model(kw_only=True)
class Sale(LightspeedRecord):
    """A sale. Deleting one archives it, and is refused once it is completed.

    A completed sale has taken its stock, and its payments equal its total.

    Attributes:
        sale_id: Its id.
        ticket_number: On the receipt; set by Lightspeed.
        completed: Whether it is paid and has taken its stock.
        reference_number: Your own number, such as that of a web order. Nothing keeps two sales from having the same
            one: look it up before a sale is made again.
        reference_number_source: The system that the number comes from.
        complete_time: When it was completed; may be set to the past, not to the future.
        updatetime: When it was last changed; safer to follow than the time stamp.
        time_stamp: The time of the last change, or of completion; called legacy.
        customer_id: None for a walk-in.
        employee_id: Needed for a sale at a till, as are register and shop.
        sale_lines: Loaded on request.
        sale_payments: Loaded on request.
        customer: Loaded on request.
    """

    head: ClassVar[HeadNames | None] = HeadNames("sale_id", None, "time_stamp")

    sale_id: str | None = wire(form=ID, identity=True)
    ticket_number: str | None = wire(read_only=True)
    completed: bool | None = None
    archived: bool | None = wire(read_only=True)
    voided: bool | None = wire(read_only=True)
    reference_number: str | None = None
    reference_number_source: str | None = None
    create_time: datetime | None = wire(read_only=True)
    updatetime: datetime | None = wire("updatetime", read_only=True)
    update_time: datetime | None = wire(read_only=True)
    complete_time: datetime | None = None
    time_stamp: datetime | None = wire(read_only=True)
    enable_promotions: bool | None = None
    tip_enabled: bool | None = None
    receipt_preference: str | None = None
    tax1_rate: Decimal | None = None
    tax2_rate: Decimal | None = None
    is_tax_inclusive: bool | None = None
    calc_subtotal: Decimal | None = wire(read_only=True)
    calc_discount: Decimal | None = wire(read_only=True)
    calc_tax1: Decimal | None = wire(read_only=True)
    calc_tax2: Decimal | None = wire(read_only=True)
    calc_total: Decimal | None = wire(read_only=True)
    calc_payments: Decimal | None = wire(read_only=True)
    calc_tips: Decimal | None = wire(read_only=True)
    calc_taxable: Decimal | None = wire(read_only=True)
    calc_non_taxable: Decimal | None = wire(read_only=True)
    calc_avg_cost: Decimal | None = wire(read_only=True)
    calc_fifo_cost: Decimal | None = wire("calcFIFOCost", read_only=True)
    total: Decimal | None = wire(read_only=True)
    total_due: Decimal | None = wire(read_only=True)
    displayable_total: Decimal | None = wire(read_only=True)
    displayable_subtotal: Decimal | None = wire(read_only=True)
    balance: Decimal | None = wire(read_only=True)
    tax_total: Decimal | None = wire(read_only=True)
    change: Decimal | None = None
    customer_id: str | None = wire(form=REF)
    employee_id: str | None = wire(form=REF)
    tip_employee_id: str | None = wire(form=REF)
    register_id: str | None = wire(form=REF)
    shop_id: str | None = wire(form=REF)
    ship_to_id: str | None = wire(form=REF)
    tax_category_id: str | None = wire(form=REF)
    quote_id: str | None = wire(form=REF)
    sale_lines: SaleLines | None = wire("SaleLines")
    sale_payments: SalePayments | None = wire("SalePayments")
    customer: Customer | None = wire("Customer", read_only=True)

    @property
    def changed_at(self) -> datetime | None:
        """When it was last changed, by whichever of its names the answer has."""
        return self.updatetime or self.update_time or self.time_stamp
