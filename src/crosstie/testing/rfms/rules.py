"""What can be set about the RFMS simulator: the store it plays, and every fact that the vendor leaves open.

Section numbers are those of the RFMS fact sheet. Where it marks a fact as unverified, the rule here defaults to the
answer that a client must survive, so that a client that passes against the defaults has proved most.
"""

from __future__ import annotations

from datetime import UTC, timedelta, tzinfo
from decimal import Decimal
from typing import Literal, TypeAlias

import attrs

__all__ = ["RfmsRules", "Tier"]

Tier: TypeAlias = Literal["S", "P", "E"]
"""What the store bought: Standard, Plus or Enterprise; each includes the one before (1.7)."""


@attrs.frozen(kw_only=True)
class RfmsRules:
    """The rules one simulated store plays by.

    Attributes:
        store_queue: The user name of every call, with its ``store-`` prefix (1.2).
        api_key: The password of session begin.
        tier: What the store bought (1.7).
        store_zone: The zone of the store's own clock; its timestamps carry none (open question 10).
        idle: How long a token lives after its last use (1.3: 15 minutes, sliding).
        absolute_max: The longest life of a token however busy; ``None`` for no limit (unknown, 1.3).
        expired_status: How an expired token is refused; never recorded, clients must take both (1.4).
        tier_status: How a call above the tier is refused; ``None`` answers it exactly like an expired token, which is
            the hardest case for a client because the two cannot be told apart (1.4).
        old_expiry_format: Write ``sessionExpires`` as the 2018 sample did, instead of RFC 1123 (1.2).
        tell_store_id: Whether session begin names the store; the vendor's sample does not (1.2).
        waiting_status: The HTTP status of ``waiting``, not recorded (1.5). 200 by default: a client that decides by
            status instead of by body then takes a message id for a document id, and its test fails.
        waiting_id_elsewhere: Where other endpoints than payment and order create put the message id (1.6, unspecified).
        resume_needs_body: Whether a resumed call must repeat its body (1.6, not said; the sheet's example has none).
        unknown_record: The answer for an id that does not exist (open question 3): ``failed`` with HTTP 200, ``empty``
            (success with nothing in it), ``not_found`` (404) or ``fault`` (500). ``failed`` by default: the store
            answers, and a refusing store says ``failed``.
        customer_update: Whether a saved customer is merged with or replaced by what was sent (3.1, unknown).
            ``replace`` by default: a client that sends half a record then loses the other half in its tests, not in
            its users' stores.
        job_update: The same for a saved job (3.4, not said); its lines are addressed one by one either way.
        strict_customers: Whether creating a customer needs type, entry type and address (3.1: one client's belief).
        empty_customer_search: What ``customers/find`` answers without a search text, which is called required.
        stores_required: Whether ``order/find/advanced`` needs ``stores`` (open question 5). Off by default: leaving it
            out was seen to work.
        first_page: The first ``resultPageNumber`` (open question 6; the table says 1).
        page_parameter: The name of that parameter; one vendor body has ``pageResultNumber``.
        product_hits: Where ``product/find`` puts its hits; documents and clients disagree (open question 7).
        jobs_find_needs_both_ranges: Whether ``jobs/find`` needs the record range and the scheduled range (3.4, one
            client's finding). On by default: a client that sends both works either way.
        duplicate_check: Whether the store looks for customers with the same name and phone (3.1, configuration).
        opportunity_duplicate: How ``POST /opportunity`` reports such a customer: outside the envelope, or ``failed``.
        opportunity_answer: What ``useCRM`` returns, which no sample shows (3.2): the opportunity's ``id`` or ``0``.
        unsampled_result: What ``result`` holds where no sample answer exists (open question 4).
        payment_content_type: The content type of a payment's answer; the vendor's sample is JSON called HTML (1.1).
        require_track1: Whether the job check ``Track1NoSelection`` is on (3.4).
        override_still_refused: Answer an overridden job check with ``failed`` once more, as the vendor's sample does.
        padded: Fixed-width strings in jobs and attachments keep their trailing spaces (3.4, 3.3).
        float_noise: Quantities of document lines carry binary noise, like ``11999.9997`` (section 4).
        undefined_text: Opportunities without quotes list the text ``undefined`` (3.2).
        tax_rate: Sales tax of documents whose ``taxStatus`` is ``Tax``, as a fraction.
    """

    store_queue: str = "store-EXAMPLE0001"
    api_key: str = attrs.field(default="KEY-EXAMPLE", repr=False)
    tier: Tier = "E"
    store_zone: tzinfo = UTC
    idle: timedelta = timedelta(minutes=15)
    absolute_max: timedelta | None = None
    expired_status: Literal[401, 403] = 401
    tier_status: Literal[401, 403] | None = None
    old_expiry_format: bool = False
    tell_store_id: bool = True
    waiting_status: Literal[200, 202] = 200
    waiting_id_elsewhere: Literal["absent", "detail", "docId"] = "absent"
    resume_needs_body: bool = False
    unknown_record: Literal["failed", "empty", "not_found", "fault"] = "failed"
    customer_update: Literal["replace", "merge"] = "replace"
    job_update: Literal["replace", "merge"] = "replace"
    strict_customers: bool = True
    empty_customer_search: Literal["failed", "everybody"] = "failed"
    stores_required: bool = False
    first_page: int = 1
    page_parameter: Literal["resultPageNumber", "pageResultNumber"] = "resultPageNumber"
    product_hits: Literal["result", "detail"] = "result"
    jobs_find_needs_both_ranges: bool = True
    duplicate_check: bool = True
    opportunity_duplicate: Literal["not_accepted", "failed"] = "not_accepted"
    opportunity_answer: Literal["id", "zero"] = "id"
    unsampled_result: str | None = "OK"
    payment_content_type: str = "text/html; charset=utf-8"
    require_track1: bool = False
    override_still_refused: bool = False
    padded: bool = True
    float_noise: bool = False
    undefined_text: bool = True
    tax_rate: Decimal = Decimal(0)
