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
from crosstie.systems.caller_async import async_raw
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
    from crosstie.systems.rfms.attachments_async import AsyncAttachments
    from crosstie.systems.rfms.customers_async import AsyncCustomers
    from crosstie.systems.rfms.documents_async import AsyncDocuments
    from crosstie.systems.rfms.jobs_async import AsyncJobs
    from crosstie.systems.rfms.opportunities_async import AsyncOpportunities
    from crosstie.systems.rfms.orders_async import AsyncOrders
    from crosstie.systems.rfms.payments_async import AsyncPayments
    from crosstie.systems.rfms.products_async import AsyncProducts
    from crosstie.systems.rfms.quotes_async import AsyncQuotes
    from crosstie.systems.rfms.remarks_async import AsyncRemarks

__all__ = [
    "AsyncRawAttachments",
    "AsyncRawCustomers",
    "AsyncRawDocuments",
    "AsyncRawJobs",
    "AsyncRawOpportunities",
    "AsyncRawOrders",
    "AsyncRawPayments",
    "AsyncRawProducts",
    "AsyncRawQuotes",
    "AsyncRawRemarks",
]

D = TypeVar("D", bound=Document)


class AsyncRawAttachments:
    """As :class:`AsyncAttachments`, answering the whole exchange."""

    __slots__ = ("_attachments",)

    def __init__(self, plain: AsyncAttachments) -> None:
        """Take the collection."""
        self._attachments = plain

    async def list(self, owner: AttachedTo) -> Answer[list[Attachment]]:
        """List files, each with all of its bytes in base64, because RFMS cannot do without."""
        return await async_raw(self._attachments.list)(owner)

    async def get(self, attachment_id: str) -> Answer[bytes]:
        """Read one file."""
        return await async_raw(self._attachments.get)(attachment_id)

    async def add(self, owner: AttachedTo, data: bytes, *, extension: str, description: str | None=None, paperless_type: str | None=None) -> Answer[None]:
        """Add a file; the answer does not say its id. Sent twice, it is there twice."""
        return await async_raw(self._attachments.add)(owner, data, extension=extension, description=description, paperless_type=paperless_type)

    async def delete(self, attachment_id: str) -> Answer[None]:
        """Delete a file; there is no way back."""
        return await async_raw(self._attachments.delete)(attachment_id)


class AsyncRawCustomers:
    """As :class:`AsyncCustomers`, answering the whole exchange."""

    __slots__ = ("_customers",)

    def __init__(self, plain: AsyncCustomers) -> None:
        """Take the collection."""
        self._customers = plain

    async def get(self, customer_id: str) -> Answer[Customer]:
        """Read one customer, with what only the flat half of the answer holds."""
        return await async_raw(self._customers.get)(customer_id)

    async def with_email(self, email: str) -> Answer[list[Customer]]:
        """Return the customers with exactly this e-mail address, without regard to letter case."""
        return await async_raw(self._customers.with_email)(email)

    async def with_phone(self, phone: str) -> Answer[list[Customer]]:
        """Return the customers one of whose numbers has exactly these digits; punctuation and a leading 1 are nothing."""
        return await async_raw(self._customers.with_phone)(phone)

    async def find_advanced(self, wanted: CustomerFilter | None=None) -> Answer[list[Customer]]:
        """Search by filters (Plus tier); everything comes in one answer, without tax fields."""
        return await async_raw(self._customers.find_advanced)(wanted)

    async def updated_since(self, moment: datetime) -> Answer[list[Customer]]:
        """Return the customers that changed at or after a moment, or that do not say when they did (Plus tier)."""
        return await async_raw(self._customers.updated_since)(moment)

    async def save(self, customer: Customer, *, base: Customer | None=None, resume: str | None=None) -> Answer[Customer]:
        """Write a customer: a new one without ``customer_id``, an update with it."""
        return await async_raw(self._customers.save)(customer, base=base, resume=resume)

    async def allowed_values(self) -> Answer[AllowedValues]:
        """Read what the fields may hold in this store, and its stores with their numbers and display codes."""
        return await async_raw(self._customers.allowed_values)()


class AsyncRawDocuments(Generic[D]):
    """As :class:`AsyncDocuments`, answering the whole exchange."""

    __slots__ = ("_documents",)

    def __init__(self, plain: AsyncDocuments[D]) -> None:
        """Take the collection."""
        self._documents = plain

    async def get(self, number: str, *, attachments: bool=False) -> Answer[D]:
        """Read one document with its lines; it is never locked by that."""
        return await async_raw(self._documents.get)(number, attachments=attachments)

    async def find_advanced(self, wanted: DocumentFilter | None=None) -> Answer[list[OrderHead]]:
        """Search by filters; everything comes in one answer, without lines, and with ``voided`` as nowhere else."""
        return await async_raw(self._documents.find_advanced)(wanted)

    async def find_by_reference(self, reference: str) -> Answer[list[OrderHead]]:
        """Return those that bear exactly this PO or job number, without regard to letter case."""
        return await async_raw(self._documents.find_by_reference)(reference)

    async def updated_since(self, day: date) -> Answer[list[OrderHead]]:
        """Return the heads of all that changed on or after a day."""
        return await async_raw(self._documents.updated_since)(day)

    async def create(self, draft: D, *, reference: str | None=None, resume: str | None=None) -> Answer[SavedDocument]:
        """Make one (Enterprise tier). It is never sent twice by itself; RFMS has no idempotency keys."""
        return await async_raw(self._documents.create)(draft, reference=reference, resume=resume)

    async def update(self, draft: D, *, base: D | None=None, replace_notes: bool=False) -> Answer[None]:
        """Change fields of the header of ``draft.number``; what is ``None`` stays."""
        return await async_raw(self._documents.update)(draft, base=base, replace_notes=replace_notes)

    async def add_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Add lines (Enterprise tier). Sent twice, they are there twice."""
        return await async_raw(self._documents.add_lines)(number, lines)

    async def change_lines(self, number: str, lines: Sequence[Line]) -> Answer[None]:
        """Change lines that have ids; fields that are ``None`` stay (Enterprise tier)."""
        return await async_raw(self._documents.change_lines)(number, lines)

    async def remove_lines(self, number: str, line_ids: Sequence[str]) -> Answer[None]:
        """Remove lines by their ids (Enterprise tier)."""
        return await async_raw(self._documents.remove_lines)(number, line_ids)

    async def values(self) -> Answer[DocumentValues]:
        """Read what the type ids of documents stand for; names may end with blanks, which are dropped here."""
        return await async_raw(self._documents.values)()

    async def unlock(self, lock_id: str) -> Answer[None]:
        """Release the lock that somebody's ``lock_id`` names (Enterprise tier); their unsaved work may suffer."""
        return await async_raw(self._documents.unlock)(lock_id)


class AsyncRawJobs:
    """As :class:`AsyncJobs`, answering the whole exchange."""

    __slots__ = ("_jobs",)

    def __init__(self, plain: AsyncJobs) -> None:
        """Take the collection."""
        self._jobs = plain

    async def get(self, job_id: str) -> Answer[Job]:
        """Read one job."""
        return await async_raw(self._jobs.get)(job_id)

    async def find(self, wanted: JobFilter | None=None) -> Answer[list[Job]]:
        """Search; everything comes in one answer, without lines."""
        return await async_raw(self._jobs.find)(wanted)

    async def updated_since(self, day: date, *, which: Literal["Inserted", "Updated", "Both"]="Both") -> Answer[list[Job]]:
        """Return the jobs that were made or changed on or after a day."""
        return await async_raw(self._jobs.updated_since)(day, which=which)

    async def by_crew(self, name: str) -> Answer[list[Job]]:
        """List a crew's jobs; any name will do, odd ones are sent in another way."""
        return await async_raw(self._jobs.by_crew)(name)

    async def of_order(self, number: str) -> Answer[list[Job]]:
        """List the jobs of an order, with their lines."""
        return await async_raw(self._jobs.of_order)(number)

    async def save(self, job: Job, *, base: Job | None=None, override: Sequence[FieldProblem]=(), resume: str | None=None) -> Answer[SavedJob]:
        """Write a job (Enterprise tier): a new one without ``job_id``, an update with it."""
        return await async_raw(self._jobs.save)(job, base=base, override=override, resume=resume)

    async def create_from_order(self, order_id: str, line_ids: Sequence[str], *, resume: str | None=None) -> Answer[SavedJob]:
        """Make a job of lines of an order (Enterprise tier)."""
        return await async_raw(self._jobs.create_from_order)(order_id, line_ids, resume=resume)

    async def set_status(self, job_id: str, status: str) -> Answer[None]:
        """Set the status, by one of the names of :meth:`status_names`."""
        return await async_raw(self._jobs.set_status)(job_id, status)

    async def set_notes(self, job_id: str, *, work_order: str | None=None, work_ticket: str | None=None) -> Answer[None]:
        """Replace one kind of notes: what was there is gone."""
        return await async_raw(self._jobs.set_notes)(job_id, work_order=work_order, work_ticket=work_ticket)

    async def append_work_order_notes(self, job_id: str, text: str) -> Answer[str]:
        """Add a line to the work order notes, by reading, joining and replacing them."""
        return await async_raw(self._jobs.append_work_order_notes)(job_id, text)

    async def delete(self, job_id: str) -> Answer[None]:
        """Delete a job; there is no way back."""
        return await async_raw(self._jobs.delete)(job_id)

    async def crews(self) -> Answer[list[Crew]]:
        """List the crews."""
        return await async_raw(self._jobs.crews)()

    async def time_slots(self) -> Answer[list[TimeSlot]]:
        """List the slots of a day; hours have four digits."""
        return await async_raw(self._jobs.time_slots)()

    async def status_ids(self) -> Answer[list[JobStatus]]:
        """List the statuses with the ids that saving wants."""
        return await async_raw(self._jobs.status_ids)()

    async def status_names(self) -> Answer[list[str]]:
        """List the names of the statuses in use."""
        return await async_raw(self._jobs.status_names)()

    async def job_types(self) -> Answer[list[str]]:
        """List the kinds of job."""
        return await async_raw(self._jobs.job_types)()

    async def track_lists(self) -> Answer[TrackLists]:
        """List the entries of both tracks."""
        return await async_raw(self._jobs.track_lists)()


class AsyncRawOpportunities:
    """As :class:`AsyncOpportunities`, answering the whole exchange."""

    __slots__ = ("_opportunities",)

    def __init__(self, plain: AsyncOpportunities) -> None:
        """Take the collection."""
        self._opportunities = plain

    async def create(self, draft: OpportunityDraft, *, resume: str | None=None) -> Answer[str | None]:
        """Make a customer, if there is none yet, and what the draft says; it is never sent twice by itself."""
        return await async_raw(self._opportunities.create)(draft, resume=resume)

    async def get(self, opportunity_id: str) -> Answer[Opportunity]:
        """Read one opportunity."""
        return await async_raw(self._opportunities.get)(opportunity_id)

    async def changed(self) -> Answer[list[Opportunity]]:
        """List what changed in the last seven days; RFMS remembers no longer, :meth:`everything` does."""
        return await async_raw(self._opportunities.changed)()

    async def events(self) -> Answer[list[OpportunityEvent]]:
        """List what happened to opportunities in the last seven days."""
        return await async_raw(self._opportunities.events)()

    async def in_stage(self, stage: str) -> Answer[list[Opportunity]]:
        """List all opportunities in a stage, whatever their age."""
        return await async_raw(self._opportunities.in_stage)(stage)

    async def everything(self) -> Answer[list[Opportunity]]:
        """List all opportunities: one call for each stage. One that moves meanwhile may be missing or there twice."""
        return await async_raw(self._opportunities.everything)()


class AsyncRawPayments:
    """As :class:`AsyncPayments`, answering the whole exchange."""

    __slots__ = ("_payments",)

    def __init__(self, plain: AsyncPayments) -> None:
        """Take the collection."""
        self._payments = plain

    async def accounts(self) -> Answer[list[ReceiptAccount]]:
        """List the accounts that payments go to."""
        return await async_raw(self._payments.accounts)()

    async def record(self, payment: Payment, *, resume: str | None=None) -> Answer[PaymentResult]:
        """Record a payment; it is never sent twice by itself. The answer has no receipt id."""
        return await async_raw(self._payments.record)(payment, resume=resume)

    async def of_order(self, number: str) -> Answer[list[Payment]]:
        """List the payments of an order."""
        return await async_raw(self._payments.of_order)(number)


class AsyncRawProducts:
    """As :class:`AsyncProducts`, answering the whole exchange."""

    __slots__ = ("_products",)

    def __init__(self, plain: AsyncProducts) -> None:
        """Take the collection."""
        self._products = plain

    async def get(self, product_ids: Sequence[str]) -> Answer[list[Product]]:
        """Read products by their ids, with prices and suppliers; ids that RFMS does not know are left out."""
        return await async_raw(self._products.get)(product_ids)

    async def codes(self) -> Answer[list[ProductCode]]:
        """List the product codes, which are the categories; the zero in ``01`` counts."""
        return await async_raw(self._products.codes)()

    async def check_inventory(self, *, product_code: str, style_name: str, color_name: str) -> Answer[list[InventoryHit]]:
        """Look up stock; all three must match exactly."""
        return await async_raw(self._products.check_inventory)(product_code=product_code, style_name=style_name, color_name=color_name)


class AsyncRawRemarks:
    """As :class:`AsyncRemarks`, answering the whole exchange."""

    __slots__ = ("_remarks",)

    def __init__(self, plain: AsyncRemarks) -> None:
        """Take the collection."""
        self._remarks = plain

    async def types(self) -> Answer[list[str]]:
        """List the names of the kinds of remark."""
        return await async_raw(self._remarks.types)()

    async def add(self, on: Literal["customer", "order", "quote"], record_id: str, text: str, *, remark_type: str, public: bool=False) -> Answer[Remark]:
        """Add a remark; sent twice, it is there twice."""
        return await async_raw(self._remarks.add)(on, record_id, text, remark_type=remark_type, public=public)


class AsyncRawOrders(AsyncRawDocuments[Order]):
    """As :class:`AsyncOrders`, answering the whole exchange."""

    __slots__ = ("_orders",)

    def __init__(self, plain: AsyncOrders) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._orders = plain

    async def add_notes(self, number: str, *, public: str | None=None, private: str | None=None, work_order: str | None=None, of_lines: Mapping[str, str] | None=None) -> Answer[None]:
        """Add to the notes of an order; works even after job costing."""
        return await async_raw(self._orders.add_notes)(number, public=public, private=private, work_order=work_order, of_lines=of_lines)

    async def history(self, number: str) -> Answer[str | None]:
        """Read which quote or estimate an order came from, such as ``JE100250.1`` for a part of an estimate."""
        return await async_raw(self._orders.history)(number)

    async def job_costed(self) -> Answer[list[OrderHead]]:
        """List the orders that were delivered in the last 31 days and touched in the last 48 hours."""
        return await async_raw(self._orders.job_costed)()


class AsyncRawQuotes(AsyncRawDocuments[Quote]):
    """As :class:`AsyncQuotes`, answering the whole exchange."""

    __slots__ = ("_quotes",)

    def __init__(self, plain: AsyncQuotes) -> None:
        """Take the collection."""
        super().__init__(plain)
        self._quotes = plain

    async def add_notes(self, number: str, *, public: str | None=None, private: str | None=None, work_order: str | None=None) -> Answer[None]:
        """Add to the notes of a quote, with a body of nothing else, which RFMS appends."""
        return await async_raw(self._quotes.add_notes)(number, public=public, private=private, work_order=work_order)

    async def export(self, number: str, *, resume: str | None=None) -> Answer[str]:
        """Turn a quote into an order, which is flagged as a web order; done twice, there are two."""
        return await async_raw(self._quotes.export)(number, resume=resume)
