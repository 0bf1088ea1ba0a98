"""The state of one simulated store: tables, number series, balances, and its own clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, Literal, NoReturn, Protocol, TypeVar

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.rfms.paperwork import Attachment, Document, Job, Payment
from crosstie.testing.rfms.records import Customer, Event, Opportunity, Product, Remark
from crosstie.testing.rfms.rules import RfmsRules
from crosstie.testing.rfms.wire import RefusedError, empty, failed, fault, in_both, page_not_found

__all__ = ["Store", "Table"]


class _Row(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_Row)


class Table(Generic[R]):
    """Records by id, in the order of their ids; ids are never used twice."""

    def __init__(self, first: int) -> None:
        """Begin empty; the first record gets the id ``first``."""
        self._rows: dict[int, R] = {}
        self._next = first

    def __iter__(self) -> Iterator[R]:
        """Go through a copy, so that handlers may write meanwhile."""
        return iter(tuple(self._rows.values()))

    def __len__(self) -> int:
        """Count the records."""
        return len(self._rows)

    def new_id(self) -> int:
        """Draw the next id."""
        self._next += 1
        return self._next - 1

    def put(self, row: R) -> R:
        """Add the record or replace the one with its id."""
        self._rows[row.id] = row
        self._next = max(self._next, row.id + 1)
        return row

    def get(self, wanted: int | None) -> R | None:
        """Return the record with this id, if there is one."""
        return None if wanted is None else self._rows.get(wanted)

    def drop(self, wanted: int) -> None:
        """Remove a record."""
        del self._rows[wanted]


@attrs.define(eq=False, kw_only=True)
class Store:
    """Everything one store knows.

    Attributes:
        rules: The rules it plays by.
        clock: The clock of the simulation.
        series: The last number of each kind drawn so far.
        spoilt_saves: How many of the next customer saves answer with an id of 0 (3.1).
    """

    rules: RfmsRules
    clock: MovableClock
    customers: Table[Customer] = attrs.field(factory=lambda: Table[Customer](4711))
    documents: Table[Document] = attrs.field(factory=lambda: Table[Document](90210))
    jobs: Table[Job] = attrs.field(factory=lambda: Table[Job](5566))
    products: Table[Product] = attrs.field(factory=lambda: Table[Product](1001))
    attachments: Table[Attachment] = attrs.field(factory=lambda: Table[Attachment](301))
    remarks: Table[Remark] = attrs.field(factory=lambda: Table[Remark](701))
    opportunities: dict[str, Opportunity] = attrs.field(factory=dict[str, Opportunity])
    events: list[Event] = attrs.field(factory=list[Event])
    series: Counter[str] = attrs.field(factory=Counter[str])
    spoilt_saves: int = 0
    _paid: dict[str, list[Payment]] = attrs.field(factory=dict[str, "list[Payment]"])
    _by_number: dict[tuple[str, str], int] = attrs.field(factory=dict[tuple[str, str], int])

    def now(self) -> datetime:
        """Return the store's wall clock, to the second and without a zone, as its timestamps are (3.0)."""
        return self.clock.now().astimezone(self.rules.store_zone).replace(tzinfo=None, microsecond=0)

    def today(self) -> date:
        """Return the store's date."""
        return self.now().date()

    # -- documents -----------------------------------------------------------------------------------------------------

    def draw_number(self, kind: Literal["quote", "order"]) -> str:
        """Draw the next document number; prefixes are the store's choice and say nothing (3.3)."""
        self.series[kind] += 1
        return f"{'ES' if kind == 'quote' else 'CG'}{600000 + self.series[kind]}"

    def draw(self, series: Literal["line", "payment"]) -> int:
        """Draw the next id of something that has no table of its own."""
        self.series[series] += 1
        return self.series[series]

    def put_document(self, document: Document) -> Document:
        """Add or replace a document, findable by its number."""
        self._by_number[document.kind, document.number] = document.id
        return self.documents.put(document)

    def find_document(self, kind: str, number: str) -> Document | None:
        """Return a document by its number; numbers are upper-case and compared as they are (3.3)."""
        return self.documents.get(self._by_number.get((kind, number)))

    def document(self, kind: str, number: str) -> Document:
        """Return a document by its number, or end the call with the answer for an unknown one."""
        found = self.find_document(kind, number)
        if found is None:
            self.refuse_missing(kind)
        return found

    def material(self, document: Document) -> Decimal:
        """Add up the lines."""
        return sum((line.total for line in document.lines), Decimal("0.00"))

    def sales_tax(self, document: Document) -> Decimal:
        """Return the tax of the whole document."""
        if document.text("taxStatus") != "Tax":
            return Decimal("0.00")
        return (self.material(document) * self.rules.tax_rate).quantize(Decimal("0.01"))

    def grand_total(self, document: Document) -> Decimal:
        """Return lines plus tax."""
        return self.material(document) + self.sales_tax(document)

    def receive(self, payment: Payment) -> None:
        """Keep a payment."""
        self._paid.setdefault(payment.document_number, []).append(payment)

    def payments_of(self, document: Document) -> tuple[Payment, ...]:
        """Return what was received for a document, oldest first."""
        return tuple(self._paid.get(document.number, ())) if document.kind == "order" else ()

    def paid(self, document: Document) -> Decimal:
        """Add up what was received; quotes receive nothing."""
        return sum((payment.amount for payment in self.payments_of(document)), Decimal("0.00"))

    def balance(self, document: Document) -> Decimal:
        """Return what is still due."""
        return self.grand_total(document) - self.paid(document)

    # -- answers that depend on the rules ------------------------------------------------------------------------------

    def refuse_missing(self, noun: str) -> NoReturn:
        """End the call with the answer for a record that does not exist, as the rules say (open question 3)."""
        replies = {
            "failed": failed(f"The {noun} was not found."),
            "empty": in_both(None, None),
            "not_found": page_not_found(),
            "fault": fault(),
        }
        raise RefusedError(replies[self.rules.unknown_record])

    def above_tier(self) -> RefusedError:
        """Make the answer for a call that the store has not bought (1.4)."""
        return RefusedError(empty(self.rules.tier_status or self.rules.expired_status))
