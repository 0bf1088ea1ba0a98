"""RFMS, the flooring ERP: connecting stores, clients in both worlds, records.

::

    sessions = crosstie.SessionManager(storage, apps=[rfms.App()])
    store = sessions.connect("rfms", tenant="acme", store_queue="store-…", api_key="…")
    with rfms.Client(sessions, store) as client:
        customer = client.customers.get("4711")
"""

from __future__ import annotations

from crosstie.systems.rfms.api_attachments import AttachedTo, DocumentType, to_document, to_product
from crosstie.systems.rfms.api_customers import CustomerFilter
from crosstie.systems.rfms.api_documents import DocumentFilter
from crosstie.systems.rfms.api_jobs import JobFilter
from crosstie.systems.rfms.api_opportunities import STAGES, OpportunityDraft
from crosstie.systems.rfms.app import BASE_URL, SESSION_POLICY, App
from crosstie.systems.rfms.client import Client
from crosstie.systems.rfms.client_async import AsyncClient
from crosstie.systems.rfms.models import (
    Address,
    AllowedValues,
    Attachment,
    Availability,
    BillingContact,
    BillingGroup,
    ColorOption,
    Crew,
    Customer,
    CustomerRow,
    Document,
    DocumentHit,
    DocumentValues,
    InventoryHit,
    Job,
    JobLine,
    JobStatus,
    JobTypes,
    Line,
    NamedId,
    Opportunity,
    OpportunityEvent,
    OpportunityProduct,
    Order,
    OrderHead,
    Party,
    Payment,
    PaymentResult,
    PaymentSummary,
    Product,
    ProductCode,
    Quote,
    ReceiptAccount,
    RfmsRecord,
    Statuses,
    Store,
    TimeSlot,
    Totals,
    TrackLists,
    WorkOrderLine,
)
from crosstie.systems.rfms.models_saved import Remark, SavedDocument, SavedJob
from crosstie.systems.rfms.settings import Settings

__all__ = [
    "BASE_URL",
    "SESSION_POLICY",
    "STAGES",
    "Address",
    "AllowedValues",
    "App",
    "AsyncClient",
    "AttachedTo",
    "Attachment",
    "Availability",
    "BillingContact",
    "BillingGroup",
    "Client",
    "ColorOption",
    "Crew",
    "Customer",
    "CustomerFilter",
    "CustomerRow",
    "Document",
    "DocumentFilter",
    "DocumentHit",
    "DocumentType",
    "DocumentValues",
    "InventoryHit",
    "Job",
    "JobFilter",
    "JobLine",
    "JobStatus",
    "JobTypes",
    "Line",
    "NamedId",
    "Opportunity",
    "OpportunityDraft",
    "OpportunityEvent",
    "OpportunityProduct",
    "Order",
    "OrderHead",
    "Party",
    "Payment",
    "PaymentResult",
    "PaymentSummary",
    "Product",
    "ProductCode",
    "Quote",
    "ReceiptAccount",
    "Remark",
    "RfmsRecord",
    "SavedDocument",
    "SavedJob",
    "Settings",
    "Statuses",
    "Store",
    "TimeSlot",
    "Totals",
    "TrackLists",
    "WorkOrderLine",
    "to_document",
    "to_product",
]
