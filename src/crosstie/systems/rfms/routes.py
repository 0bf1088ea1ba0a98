"""The endpoints as data: verb, path, and where each one puts its payload (fact sheet: rfms.md, section 2)."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import attrs

__all__ = ["Placement", "Route"]

Placement: TypeAlias = Literal["B", "R", "D", "RD", "T", "?"]
"""Bare, in ``result``, in ``detail`` (beside ``"OK"``), in both, text only, or never shown in a sample."""


@attrs.frozen
class Route:
    """One endpoint.

    Attributes:
        verb: GET, POST or DELETE; RFMS uses no other.
        path: Behind the base URL, with ``{placeholders}``.
        out: Where the payload is.
        writes: Whether it changes something; ``GET /unlock`` does.
    """

    verb: str
    path: str
    out: Placement
    writes: bool = attrs.field(default=False, kw_only=True)


# -- customers (3.1) ---------------------------------------------------------------------------------------------------

FIND_CUSTOMERS: Final = Route("POST", "/customers/find", "D")
FIND_CUSTOMERS_ADVANCED: Final = Route("POST", "/customers/find/advanced", "R")
GET_CUSTOMER: Final = Route("GET", "/customer/{id}", "RD")
SAVE_CUSTOMER: Final = Route("POST", "/customer/", "RD", writes=True)
CUSTOMER_VALUES: Final = Route("GET", "/customers", "B")

# -- opportunities (3.2) -----------------------------------------------------------------------------------------------

CREATE_OPPORTUNITY: Final = Route("POST", "/opportunity", "R", writes=True)
OPPORTUNITIES: Final = Route("GET", "/opportunities", "R")
OPPORTUNITIES_IN_STAGE: Final = Route("GET", "/opportunities/{stage}", "R")
OPPORTUNITY_EVENTS: Final = Route("GET", "/opportunities/lastmodified", "R")
GET_OPPORTUNITY: Final = Route("GET", "/opportunity/{id}", "R")

# -- quotes and orders (3.3) -------------------------------------------------------------------------------------------

DOCUMENT_VALUES: Final = Route("GET", "/order", "B")
GET_QUOTE: Final = Route("GET", "/quote/{number}", "RD")
GET_ORDER: Final = Route("GET", "/order/{number}", "R")
CREATE_QUOTE: Final = Route("POST", "/quote/create", "R", writes=True)
CREATE_ORDER: Final = Route("POST", "/order/create", "R", writes=True)
UPDATE_QUOTE: Final = Route("POST", "/quote", "?", writes=True)
UPDATE_ORDER: Final = Route("POST", "/order", "?", writes=True)
FIND_QUOTES: Final = Route("POST", "/quote/find", "RD")
FIND_ORDERS: Final = Route("POST", "/order/find", "RD")
FIND_DOCUMENTS_ADVANCED: Final = Route("POST", "/order/find/advanced", "R")
EXPORT_QUOTE: Final = Route("POST", "/quote/{number}/export", "D", writes=True)
ADD_ORDER_NOTES: Final = Route("POST", "/order/notes", "T", writes=True)
ORDER_HISTORY: Final = Route("GET", "/order/history/{number}", "D")
JOB_COSTED_ORDERS: Final = Route("GET", "/orders/jobcosted", "?")
UNLOCK: Final = Route("GET", "/unlock/{lock_id}", "?", writes=True)

# -- jobs (3.4) --------------------------------------------------------------------------------------------------------

FIND_JOBS: Final = Route("POST", "/jobs/find", "RD")
GET_JOB: Final = Route("GET", "/job/{id}", "D")
JOBS_OF_ORDER: Final = Route("GET", "/order/jobs/{number}", "D")
JOBS_OF_CREW: Final = Route("GET", "/jobs/{crew}", "D")
JOBS_OF_CREW_POSTED: Final = Route("POST", "/jobs/crew", "?")
SAVE_JOB: Final = Route("POST", "/job", "R", writes=True)
CREATE_JOB: Final = Route("POST", "/job/create", "R", writes=True)
SET_JOB_STATUS: Final = Route("POST", "/job/status", "?", writes=True)
SET_JOB_NOTES: Final = Route("POST", "/job/notes", "?", writes=True)
DELETE_JOB: Final = Route("DELETE", "/job/{id}", "?", writes=True)
CREWS: Final = Route("GET", "/crews", "D")
TIME_SLOTS: Final = Route("GET", "/timeslots", "D")
JOB_STATUSES: Final = Route("GET", "/jobstatusids", "D")
STATUS_NAMES: Final = Route("GET", "/statuses", "B")
JOB_TYPES: Final = Route("GET", "/jobtypes", "B")
TRACK_LISTS: Final = Route("GET", "/job/tracklist", "D")

# -- products, attachments, payments, remarks (3.5 to 3.8) -------------------------------------------------------------

FIND_PRODUCTS: Final = Route("POST", "/product/find", "R")
GET_PRODUCTS: Final = Route("POST", "/product/get", "RD")
PRODUCT_CODES: Final = Route("GET", "/product/get/productcodes", "B")
CHECK_INVENTORY: Final = Route("POST", "/product/inventorycheck", "R")
LIST_ATTACHMENTS: Final = Route("POST", "/attachments", "R")
GET_ATTACHMENT: Final = Route("GET", "/attachment/{id}", "D")
ADD_ATTACHMENT: Final = Route("POST", "/attachment", "?", writes=True)
DELETE_ATTACHMENT: Final = Route("DELETE", "/attachment/{id}", "?", writes=True)
RECEIPT_ACCOUNTS: Final = Route("GET", "/payments", "B")
RECORD_PAYMENT: Final = Route("POST", "/payment", "R", writes=True)
PAYMENTS_OF_ORDER: Final = Route("GET", "/order/payments/{number}", "R")
ADD_REMARK: Final = Route("POST", "/remark", "R", writes=True)
REMARK_TYPES: Final = Route("GET", "/remark/types", "D")
