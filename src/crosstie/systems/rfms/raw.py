# @generated from src/crosstie/systems/rfms/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from crosstie.core.exchange import Answer
from crosstie.errors import FieldProblem
from crosstie.systems.caller import raw
from crosstie.systems.rfms.api_attachments import AttachedTo
from crosstie.systems.rfms.api_customers import CustomerFilter
from crosstie.systems.rfms.api_documents import DocumentFilter
from crosstie.systems.rfms.api_jobs import JobFilter
from crosstie.systems.rfms.api_opportunities import OpportunityDraft
from crosstie.systems.rfms.models_attachments import Attachment
from crosstie.systems.rfms.models_customers import AllowedValues, Customer
from crosstie.systems.rfms.models_documents import Document, Line, Order, Quote
from crosstie.systems.rfms.models_jobs import Crew, Job, JobStatus, TimeSlot, TrackLists
from crosstie.systems.rfms.models_opportunities import Opportunity, OpportunityEvent
from crosstie.systems.rfms.models_payments import Payment, PaymentResult, ReceiptAccount
from crosstie.systems.rfms.models_products import InventoryHit, Product, ProductCode
from crosstie.systems.rfms.models_saved import Remark, SavedDocument, SavedJob
from crosstie.systems.rfms.models_searches import DocumentValues, OrderHead

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.rfms.attachments import Attachments
    from crosstie.systems.rfms.customers import Customers
    from crosstie.systems.rfms.documents import Documents
    from crosstie.systems.rfms.jobs import Jobs
    from crosstie.systems.rfms.opportunities import Opportunities
    from crosstie.systems.rfms.orders import Orders
    from crosstie.systems.rfms.payments import Payments
    from crosstie.systems.rfms.products import Products
    from crosstie.systems.rfms.quotes import Quotes
    from crosstie.systems.rfms.remarks import Remarks

__all__ = [
    "RawAttachments",
    "RawCustomers",
    "RawDocuments",
    "RawJobs",
    "RawOpportunities",
    "RawOrders",
    "RawPayments",
    "RawProducts",
    "RawQuotes",
    "RawRemarks",
]

D = TypeVar("D", bound=Document)


class RawAttachments:
    """As :class:`Attachments`, answering the whole exchange."""

    __slots__ = ("_attachments",)

    def __init__(self, plain: Attachments) -> None:
        """Take the collection."""
        self._attachments = plain

    def list(self, owner: AttachedTo) -> Answer[list[Attachment]]:
        """List files, each with all of its bytes in base64, because RFMS cannot do without."""
        return raw(self._attachments.list)(owner)

    def get(self, attachment_id: str) -> Answer[bytes]:
        """Read one file."""
        return raw(self._attachments.get)(attachment_id)

    def add(self, owner: AttachedTo, data: bytes, *, extension: str, description: str | None=None, paperless_type: str | None=None) -> Answer[None]:
        """Add a file; the answer does not say its id. Sent twice, it is there twice."""
        return raw(self._attachments.add)(owner, data, extension=extension, description=description, paperless_type=paperless_type)

    def delete(self, attachment_id: str) -> Answer[None]:
        """Delete a file; there is no way back."""
        return raw(self._attachments.delete)(attachment_id)


class RawCustomers:
    """As :class:`Customers`, answering the whole exchange."""

    __slots__ = ("_customers",)

    def __init__(self, plain: Customers) -> None:
        """Take the collection."""
        self._customers = plain

    def get(self, customer_id: str) -> Answer[Customer]:
        """Read one customer, with what only the flat half of the answer holds."""
        return raw(self._customers.get)(customer_id)

    def with_email(self, email: str) -> Answer[list[Customer]]:
        """Return the customers with exactly this e-mail address, without regard to letter case."""
        return raw(self._customers.with_email)(email)

    def with_phone(self, phone: str) -> Answer[list[Customer]]:
        """Return the customers one of whose numbers has exactly these digits; punctuation and a leading 1 are nothing."""
        return raw(self._customers.with_phone)(phone)

    def find_advanced(self, wanted: CustomerFilter | None=None) -> Answer[list[Customer]]:
        """Search by filters (Plus tier); everything comes in one answer, without tax fields."""
        return raw(self._customers.find_advanced)(wanted)

    def updated_since(self, moment: datetime) -> Answer[list[Customer]]:
        """Return the customers that changed at or after a moment, or that do not say when they did (Plus tier)."""
        return raw(self._customers.updated_since)(moment)

    def save(self, customer: Customer, *, base: Customer | None=None, resume: str | None=None) -> Answer[Customer]:
        """Write a customer: a new one without ``customer_id``, an update with it."""
        return raw(self._customers.save)(customer, base=base, resume=resume)

    def allowed_values(self) -> Answer[AllowedValues]:
        """Read what the fields may hold in this store, and its stores with their numbers and display codes."""
        return raw(self._customers.allowed_values)()


class RawDocuments(Generic[D]):
    """As :class:`Documents`, answering the whole exchange."""

    __slots__ = ("_documents",)

    def __init__(self, plain: Documents[D]) -> None:
        """Take the collection."""
        self._documents = plain

    def get(self, number: str, *, attachments: bool=False) -> Answer[D]:
        """Read one document with its lines; it is never locked by that."""
        return raw(self._documents.get)(number, attachments=attachments)

    def find_advanced(self, wanted: DocumentFilter | None=None) -> Answer[list[OrderHead]]:
        """Search by filters; everything comes in one answer, without lines, and with ``voided`` as nowhere else."""
        return raw(self._documents.find_advanced)(wanted)

    def find_by_reference(self, reference: str) -> Answer[list[OrderHead]]:
        """Return those that bear exactly this PO or job number, without regard to letter case."""
        return raw(self._documents.find_by_reference)(reference)

    def updated_since(self, day: date) -> Answer[list[OrderHead]]:
        """Return the heads of all that changed on or after a day."""
        return raw(self._documents.updated_since)(day)

    def create(self, draft: D, *, reference: str | None=None, resume: str | None=None) -> Answer[SavedDocument]:
        """Make one (Enterprise tier). It is never sent twice by itself; RFMS has no idempotency keys."""
        return raw(self._documents.create)(draft, reference=reference, resume=resume)

    def update(self, draft: D, *, base: D | None=None, replace_notes: bool=False) -> Answer[None]:
        """Change fields of the header of ``draft.number``; what is ``None`` stays."""
        return raw(self._documents.update)(draft, base=base, replace_notes=replace_notes)

    def add_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Add lines (Enterprise tier). Sent twice, they are there twice."""
        return raw(self._documents.add_lines)(number, lines)

    def change_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Change lines that have ids; fields that are ``None`` stay (Enterprise tier)."""
        return raw(self._documents.change_lines)(number, lines)

    def remove_lines(self, number: str, line_ids: Sequence[str]) -> Answer[None]:
        """Remove lines by their ids (Enterprise tier)."""
        return raw(self._documents.remove_lines)(number, line_ids)

    def values(self) -> Answer[DocumentValues]:
        """Read what the type ids of documents stand for; names may end with blanks, which are dropped here."""
        return raw(self._documents.values)()

    def unlock(self, lock_id: str) -> Answer[None]:
        """Release the lock that somebody's ``lock_id`` names (Enterprise tier); their unsaved work may suffer."""
        return raw(self._documents.unlock)(lock_id)


class RawJobs:
    """As :class:`Jobs`, answering the whole exchange."""

    __slots__ = ("_jobs",)

    def __init__(self, plain: Jobs) -> None:
        """Take the collection."""
        self._jobs = plain

    def get(self, job_id: str) -> Answer[Job]:
        """Read one job."""
        return raw(self._jobs.get)(job_id)

    def find(self, wanted: JobFilter | None=None) -> Answer[list[Job]]:
        """Search; everything comes in one answer, without lines."""
        return raw(self._jobs.find)(wanted)

    def updated_since(self, day: date, *, which: Literal["Inserted", "Updated", "Both"]="Both") -> Answer[list[Job]]:
        """Return the jobs that were made or changed on or after a day."""
        return raw(self._jobs.updated_since)(day, which=which)

    def by_crew(self, name: str) -> Answer[list[Job]]:
        """List a crew's jobs; any name will do, odd ones are sent in another way."""
        return raw(self._jobs.by_crew)(name)

    def of_order(self, number: str) -> Answer[list[Job]]:
        """List the jobs of an order, with their lines."""
        return raw(self._jobs.of_order)(number)

    def save(self, job: Job, *, base: Job | None=None, override: Sequence[FieldProblem]=(), resume: str | None=None) -> Answer[SavedJob]:
        """Write a job (Enterprise tier): a new one without ``job_id``, an update with it."""
        return raw(self._jobs.save)(job, base=base, override=override, resume=resume)

    def create_from_order(self, order_id: str, line_ids: Sequence[str], *, resume: str | None=None) -> Answer[SavedJob]:
        """Make a job of lines of an order (Enterprise tier)."""
        return raw(self._jobs.create_from_order)(order_id, line_ids, resume=resume)

    def set_status(self, job_id: str, status: str) -> Answer[None]:
        """Set the status, by one of the names of :meth:`status_names`."""
        return raw(self._jobs.set_status)(job_id, status)

    def set_notes(self, job_id: str, *, work_order: str | None=None, work_ticket: str | None=None) -> Answer[None]:
        """Replace one kind of notes: what was there is gone."""
        return raw(self._jobs.set_notes)(job_id, work_order=work_order, work_ticket=work_ticket)

    def append_work_order_notes(self, job_id: str, text: str) -> Answer[str]:
        """Add a line to the work order notes, by reading, joining and replacing them."""
        return raw(self._jobs.append_work_order_notes)(job_id, text)

    def delete(self, job_id: str) -> Answer[None]:
        """Delete a job; there is no way back."""
        return raw(self._jobs.delete)(job_id)

    def crews(self) -> Answer[list[Crew]]:
        """List the crews."""
        return raw(self._jobs.crews)()

    def time_slots(self) -> Answer[list[TimeSlot]]:
        """List the slots of a day; hours have four digits."""
        return raw(self._jobs.time_slots)()

    def status_ids(self) -> Answer[list[JobStatus]]:
        """List the statuses with the ids that saving wants."""
        return raw(self._jobs.status_ids)()

    def status_names(self) -> Answer[list[str]]:
        """List the names of the statuses in use."""
        return raw(self._jobs.status_names)()

    def job_types(self) -> Answer[list[str]]:
        """List the kinds of job."""
        return raw(self._jobs.job_types)()

    def track_lists(self) -> Answer[TrackLists]:
        """List the entries of both tracks."""
        return raw(self._jobs.track_lists)()


class RawOpportunities:
    """As :class:`Opportunities`, answering the whole exchange."""

    __slots__ = ("_opportunities",)

    def __init__(self, plain: Opportunities) -> None:
        """Take the collection."""
        self._opportunities = plain

    def create(self, draft: OpportunityDraft, *, resume: str | None=None) -> Answer[str | None]:
        """Make a customer, if there is none yet, and what the draft says; it is never sent twice by itself."""
        return raw(self._opportunities.create)(draft, resume=resume)

    def get(self, opportunity_id: str) -> Answer[Opportunity]:
        """Read one opportunity."""
        return raw(self._opportunities.get)(opportunity_id)

    def changed(self) -> Answer[list[Opportunity]]:
        """List what changed in the last seven days; RFMS remembers no longer, :meth:`everything` does."""
        return raw(self._opportunities.changed)()

    def events(self) -> Answer[list[OpportunityEvent]]:
        """List what happened to opportunities in the last seven days."""
        return raw(self._opportunities.events)()

    def in_stage(self, stage: str) -> Answer[list[Opportunity]]:
        """List all opportunities in a stage, whatever their age."""
        return raw(self._opportunities.in_stage)(stage)

    def everything(self) -> Answer[list[Opportunity]]:
        """List all opportunities: one call for each stage. One that moves meanwhile may be missing or there twice."""
        return raw(self._opportunities.everything)()


class RawPayments:
    """As :class:`Payments`, answering the whole exchange."""

    __slots__ = ("_payments",)

    def __init__(self, plain: Payments) -> None:
        """Take the collection."""
        self._payments = plain

    def accounts(self) -> Answer[list[ReceiptAccount]]:
        """List the accounts that payments go to."""
        return raw(self._payments.accounts)()

    def record(self, payment: Payment, *, resume: str | None=None) -> Answer[PaymentResult]:
        """Record a payment; it is never sent twice by itself. The answer has no receipt id."""
        return raw(self._payments.record)(payment, resume=resume)

    def of_order(self, number: str) -> Answer[list[Payment]]:
        """List the payments of an order."""
        return raw(self._payments.of_order)(number)


class RawProducts:
    """As :class:`Products`, answering the whole exchange."""

    __slots__ = ("_products",)

    def __init__(self, plain: Products) -> None:
        """Take the collection."""
        self._products = plain

    def get(self, product_ids: Sequence[str]) -> Answer[list[Product]]:
        """Read products by their ids, with prices and suppliers; ids that RFMS does not know are left out."""
        return raw(self._products.get)(product_ids)

    def codes(self) -> Answer[list[ProductCode]]:
        """List the product codes, which are the categories; the zero in ``01`` counts."""
        return raw(self._products.codes)()

    def check_inventory(self, *, product_code: str, style_name: str, color_name: str) -> Answer[list[InventoryHit]]:
        """Look up stock; all three must match exactly."""
        return raw(self._products.check_inventory)(product_code=product_code, style_name=style_name, color_name=color_name)


class RawRemarks:
    """As :class:`Remarks`, answering the whole exchange."""

    __slots__ = ("_remarks",)

    def __init__(self, plain: Remarks) -> None:
        """Take the collection."""
        self._remarks = plain

    def types(self) -> Answer[list[str]]:
        """List the names of the kinds of remark."""
        return raw(self._remarks.types)()

    def add(self, on: Literal["customer", "order", "quote"], record_id: str, text: str, *, remark_type: str, public: bool=False) -> Answer[Remark]:
        """Add a remark; sent twice, it is there twice."""
        return raw(self._remarks.add)(on, record_id, text, remark_type=remark_type, public=public)


class RawOrders(RawDocuments[Order]):
    """As :class:`Orders`, answering the whole exchange."""

    __slots__ = ("_orders",)

    def __init__(self, plain: Orders) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._orders = plain

    def add_notes(self, number: str, *, public: str | None=None, private: str | None=None, work_order: str | None=None, of_lines: Mapping[str, str] | None=None) -> Answer[None]:
        """Add to the notes of an order; works even after job costing."""
        return raw(self._orders.add_notes)(number, public=public, private=private, work_order=work_order, of_lines=of_lines)

    def history(self, number: str) -> Answer[str | None]:
        """Read which quote or estimate an order came from, such as ``JE100250.1`` for a part of an estimate."""
        return raw(self._orders.history)(number)

    def job_costed(self) -> Answer[list[OrderHead]]:
        """List the orders that were delivered in the last 31 days and touched in the last 48 hours."""
        return raw(self._orders.job_costed)()


class RawQuotes(RawDocuments[Quote]):
    """As :class:`Quotes`, answering the whole exchange."""

    __slots__ = ("_quotes",)

    def __init__(self, plain: Quotes) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._quotes = plain

    def add_notes(self, number: str, *, public: str | None=None, private: str | None=None, work_order: str | None=None) -> Answer[None]:
        """Add to the notes of a quote, with a body of nothing else, which RFMS appends."""
        return raw(self._quotes.add_notes)(number, public=public, private=private, work_order=work_order)

    def export(self, number: str, *, resume: str | None=None) -> Answer[str]:
        """Turn a quote into an order, which is flagged as a web order; done twice, there are two."""
        return raw(self._quotes.export)(number, resume=resume)
