"""The typed records of RFMS; field tables with sources are in the modules beside this one."""

from __future__ import annotations

from crosstie.systems.rfms.models_attachments import (
    Attachment,
)
from crosstie.systems.rfms.models_base import (
    Address,
    NamedId,
    RfmsRecord,
)
from crosstie.systems.rfms.models_customers import (
    AllowedValues,
    Customer,
    CustomerRow,
    Store,
)
from crosstie.systems.rfms.models_documents import (
    BillingContact,
    BillingGroup,
    Document,
    Line,
    Order,
    Party,
    PaymentSummary,
    Quote,
    Totals,
    WorkOrderLine,
)
from crosstie.systems.rfms.models_jobs import (
    Availability,
    Crew,
    Job,
    JobLine,
    JobStatus,
    JobTypes,
    Statuses,
    TimeSlot,
    TrackLists,
)
from crosstie.systems.rfms.models_opportunities import (
    Opportunity,
    OpportunityEvent,
    OpportunityProduct,
)
from crosstie.systems.rfms.models_payments import (
    Payment,
    PaymentResult,
    ReceiptAccount,
)
from crosstie.systems.rfms.models_products import (
    ColorOption,
    InventoryHit,
    Product,
    ProductCode,
)
from crosstie.systems.rfms.models_searches import (
    DocumentHit,
    DocumentValues,
    OrderHead,
)

__all__ = [
    "Address",
    "AllowedValues",
    "Attachment",
    "Availability",
    "BillingContact",
    "BillingGroup",
    "ColorOption",
    "Crew",
    "Customer",
    "CustomerRow",
    "Document",
    "DocumentHit",
    "DocumentValues",
    "InventoryHit",
    "Job",
    "JobLine",
    "JobStatus",
    "JobTypes",
    "Line",
    "NamedId",
    "Opportunity",
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
    "RfmsRecord",
    "Statuses",
    "Store",
    "TimeSlot",
    "Totals",
    "TrackLists",
    "WorkOrderLine",
]
