"""What can be set about the SuiteDash simulator: the account it plays, and every fact that the vendor leaves open.

Section numbers are those of the SuiteDash fact sheet. Where it marks a fact as unverified, the rule here defaults to
the answer that is hardest on a client.
"""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Final, Literal

import attrs

__all__ = ["DUMMY_PUBLIC_ID", "DUMMY_SECRET", "PUBLIC_ID", "SECRET_KEY", "SuiteDashRules"]

PUBLIC_ID: Final = "11111111-2222-4333-8444-555555555555"
"""The public id of the simulated account, unless set otherwise."""
SECRET_KEY: Final = "$2y$13$composed-suitedash-secret"  # noqa: S105 - composed, and of no use anywhere
"""Its secret key, unless set otherwise; it begins as some real ones are said to (1)."""
DUMMY_PUBLIC_ID: Final = "00000000-0000-0000-0000-000000000000"
"""The vendor's own pair for trying out reads (1)."""
DUMMY_SECRET: Final = "DummySecretKey"  # noqa: S105 - published by the vendor


@attrs.frozen(kw_only=True)
class SuiteDashRules:
    """The rules that one simulated account plays by.

    Attributes:
        public_id: The value of ``X-Public-ID``.
        secret_keys: The values of ``X-Secret-Key``; several can be good side by side (1).
        allowance: Calls a month: 80, 400, 2000 or 20000 by plan; ``None`` for no limit (1).
        refused_calls_count: Whether calls that are answered with 4xx use up the allowance (8, question 8).
        month_zone: Where the month begins (8, question 5).
        page_size: Rows of a page (2.2).
        newest_first: Whether lists begin with the newest record, so that they shift while others are made (2.2).
        pagination: The names in ``meta.pagination``: as recorded, or as one client has them (2.2).
        total_pages: Whether pages say how many there are; clients in use go by this or by ``nextPage`` (2.2).
        duplicate_status: The status of "already exists" (2.3; 8, question 2); 200 has only ``success: false``.
        error_form: Whether ``errors`` is an object or an array (2.2).
        put: Whether an update changes what is sent, or replaces the record by it (2.3; 8, question 4).
        null_clears: Whether null empties a field on update (2.3); otherwise it means nothing.
        role_on_update: What becomes of ``role`` and ``primaryContact`` in an update (2.3; 8, question 4).
        unknown_fields: What becomes of fields that the account does not know; also of custom fields by name (2.6).
        thin_answers: Whether create and update answer a few fields only (7).
        custom_key: The name of a company's custom fields (3.2; 8, question 6).
        primary_key: The name of the primary contact in a company's answers (3.2).
        active_form: How ``active`` is written (3.1).
        created_form: How ``created`` is written: with an offset, or bare in UTC (8, question 9).
        website_scheme: Whether a website must have a scheme (3.1).
        project_tie: Which project is found when several fit (2).
        subscribe_body: The body of ``/marketing/subscribe``: an array, or an object (3.4; 8, question 3).
        worlds_addon: Whether the account has Worlds (2).
        host: The address that ``nextPage`` begins with, whatever host was called (2.2).
    """

    public_id: str = PUBLIC_ID
    secret_keys: tuple[str, ...] = attrs.field(default=(SECRET_KEY,), repr=False)
    allowance: int | None = 20_000
    refused_calls_count: bool = True
    month_zone: tzinfo = UTC
    page_size: int = 10
    newest_first: bool = True
    pagination: Literal["recorded", "short"] = "recorded"
    total_pages: bool = True
    duplicate_status: Literal[200, 400, 422] = 422
    error_form: Literal["object", "array"] = "object"
    put: Literal["partial", "whole"] = "partial"
    null_clears: bool = True
    role_on_update: Literal["refused", "ignored", "taken"] = "refused"
    unknown_fields: Literal["refused", "ignored"] = "refused"
    thin_answers: bool = True
    custom_key: str = "custom_fields"
    primary_key: Literal["primaryContact", "primary_contact"] = "primaryContact"
    active_form: Literal["bool", "int", "text"] = "int"
    created_form: Literal["offset", "bare"] = "offset"
    website_scheme: bool = False
    project_tie: Literal["oldest", "newest"] = "oldest"
    subscribe_body: Literal["array", "object"] = "array"
    worlds_addon: bool = True
    host: str = "https://app.suitedash.com/secure-api"
