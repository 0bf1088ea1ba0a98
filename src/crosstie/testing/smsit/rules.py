"""What can be set about the SMS-iT simulator: the account it plays, and every fact that the vendor leaves open.

Section numbers are those of the SMS-iT fact sheet. Where it marks a fact as unverified, the rule here defaults to the
answer that is hardest on a client.
"""

from __future__ import annotations

from datetime import tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo

import attrs

__all__ = ["API_KEY", "CRM_KEY", "GATEWAY_KEY", "SENDER", "SmsItRules"]

API_KEY: Final = "composed-control-panel-key"
"""The key of the control panel's account (surface A), unless set otherwise; real ones are opaque too (1)."""
CRM_KEY: Final = "SMSIT_" + "0123456789abcdef" * 4
"""The key of the CRM (surface C), unless set otherwise; it has the form of real ones (1)."""
GATEWAY_KEY: Final = "composed-gateway-key"
"""The key of the device gateway (surface B), unless set otherwise; it also signs webhooks (5)."""
SENDER: Final = "12025550199"
"""The number that the account sends from, unless set otherwise."""


@attrs.frozen(kw_only=True)
class SmsItRules:
    """The rules that one simulated account plays by.

    Attributes:
        api_key: The control panel's key.
        crm_key: The CRM's key.
        gateway_key: The gateway's key.
        zone: The account's time zone: ``sendondate``, ``apptdate`` and a contact's ``date`` are in it (2.1, 3.1).
        plan_has_api: Whether the plan has API access; without, the panel answers -20 to everything (1).
        may_send: Whether the account may send at all; without, sends answer -1 (4).
        senders: The account's numbers that can send texts; a send from any other is refused.
        alpha_sender_allowed: Whether a name may stand for the number; not in North America (6.1).
        answer_shape: Whether some calls answer an array that holds one object, as the server's source has it, or the
            plain object of the documents (3.2).
        row_id: Whether the ``id`` in ``getcontacts`` is the person's, the same in every group, or the row's own; the
            sheet does not say.
        scheduled_to_strangers: What becomes, when its time comes, of a scheduled text to a number that is no
            subscriber; the call itself says 0 (4).
        scheduled_checks_credits: Whether a scheduled send is refused at once when credits are short.
        delivery_seconds: Seconds from going out to ``delivered``.
        waiting_status: The delivery status until then; only the word ``delivered`` is known (8, question 8).
        failed_status: The delivery status of a text that could not be delivered (8, question 8).
        otp_seconds: How long a one-time code is good; ``None`` for until it is used. Not in the sheet.
        crm_auth: Where the CRM looks for its key; sources disagree (1).
        crm_strangers: What the CRM does with a number that is no contact: its answer names one "created or matched"
            (8, question 6).
        crm_stop: Whether the CRM refuses to text a person who answered STOP (8, question 9).
        crm_ids: Whether ids in the CRM's answers are numbers or text (3.5).
        crm_failure_status: The HTTP status of a refused ``smscontact``; only the body's ``success`` is known (3.5).
        crm_unverified: Whether to serve the CRM calls that no recorded answer backs (2.3). Their answers are composed
            by us: a test that passes on them says nothing about the real system.
        crm_event_secret: What events of the CRM are signed with; they are as unverified (5).
        gateway_seconds: Seconds from going out to ``Delivered``; until then a message is ``Pending`` (3.4).
        gateway_list_field: How the gateway spells the id of a list; clients disagree (2.2).
    """

    api_key: str = attrs.field(default=API_KEY, repr=False)
    crm_key: str = attrs.field(default=CRM_KEY, repr=False)
    gateway_key: str = attrs.field(default=GATEWAY_KEY, repr=False)
    zone: tzinfo = attrs.field(factory=lambda: ZoneInfo("America/New_York"))
    plan_has_api: bool = True
    may_send: bool = True
    senders: tuple[str, ...] = (SENDER, "12025550198")
    alpha_sender_allowed: bool = False
    answer_shape: Literal["source", "documents"] = "source"
    row_id: Literal["person", "row"] = "person"
    scheduled_to_strangers: Literal["dropped", "sent"] = "dropped"
    scheduled_checks_credits: bool = False
    delivery_seconds: float = 0.0
    waiting_status: str = "sent"
    failed_status: str = "failed"
    otp_seconds: float | None = None
    crm_auth: Literal["query", "bearer", "either"] = "query"
    crm_strangers: Literal["created", "refused"] = "created"
    crm_stop: Literal["ignored", "refused"] = "ignored"
    crm_ids: Literal["number", "text"] = "number"
    crm_failure_status: int = 200
    crm_unverified: bool = False
    crm_event_secret: str = attrs.field(default="composed-event-secret", repr=False)
    gateway_seconds: float = 1.0
    gateway_list_field: Literal["listID", "listId"] = "listID"
