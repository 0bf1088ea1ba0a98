"""What can be set about the NetSuite simulator: the account it plays, and every fact that the vendor leaves open.

Section numbers are those of the NetSuite fact sheet. Where it marks a fact as unverified, the rule defaults to the
answer that a client must survive, so that a client that passes against the defaults has proved most.
"""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo
from typing import Final, Literal, TypeAlias

import attrs

__all__ = [
    "ACCOUNT",
    "CERTIFIED_CLIENT_ID",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CONSUMER_KEY",
    "CONSUMER_SECRET",
    "PUBLIC_CLIENT_ID",
    "TOKEN_ID",
    "TOKEN_SECRET",
    "DateFormat",
    "NetSuiteRules",
]

ACCOUNT: Final = "9990001_SB1"
"""The account id in its original form, unless set otherwise."""
CLIENT_ID: Final = "composed-client-id"
"""The client id of the confidential integration, for the code grant."""
CLIENT_SECRET: Final = "composed-client-secret"  # noqa: S105 - composed, and of no use anywhere
"""The secret of the confidential integration."""
PUBLIC_CLIENT_ID: Final = "composed-public-client-id"
"""The client id of the public integration, which has no secret."""
CERTIFIED_CLIENT_ID: Final = "composed-m2m-client-id"
"""The client id of the integration that signs assertions."""
CONSUMER_KEY: Final = "ck-example"
"""The consumer key of the integration with token-based authentication."""
CONSUMER_SECRET: Final = "cs-example"  # noqa: S105 - composed
"""Its consumer secret."""
TOKEN_ID: Final = "tk-example"  # noqa: S105 - composed
"""Its access token."""
TOKEN_SECRET: Final = "ts-example"  # noqa: S105 - composed
"""The secret of that token."""

DateFormat: TypeAlias = Literal[
    "M/D/YYYY", "MM/DD/YYYY", "D/M/YYYY", "DD/MM/YYYY", "DD/MM/YY", "D.M.YYYY", "YYYY-MM-DD"
]
"""The date format preference of the token's user."""


@attrs.frozen(kw_only=True)
class NetSuiteRules:
    """The rules one simulated account plays by.

    Attributes:
        account: The account id as NetSuite shows it; the OAuth 1 realm, compared exactly (1.1).
        service_url: The address that links and ``Location`` show; the account's own host when ``None``. Clients take
            only the path of such links (6).
        client_id: The confidential integration.
        client_secret: Its secret.
        public_client_id: The public integration.
        certified_client_id: The integration for client credentials.
        consumer_key: The integration with token-based authentication.
        consumer_secret: Its secret.
        token_id: The token.
        token_secret: Its secret.
        redirect_uris: The registered redirect addresses, compared exactly; any https or custom scheme when ``None``.
        pkce_required: Whether a confidential client needs PKCE too, as new integrations do from 2027.1 on (1.2).
        access_seconds: Life of an access token (1.3, 1.4).
        code_seconds: Life of an authorization code; not documented.
        confidential_refresh_seconds: Life of a confidential client's refresh token, which is never replaced (1.4).
        confidential_refresh_extends: Whether a refresh prolongs that life after all (open question 8).
        public_refresh_hours: Life of a public client's one-time refresh token (1.4).
        public_rotation_hours: Life of a whole chain of them (1.4).
        public_reuse: What a used refresh token causes: ``invalid_grant``, or the chain's end too; not documented.
        expires_in_text: Write ``expires_in`` as text, which was reported (1.3).
        token_type: The spelling of ``token_type`` (1.3).
        assertion_refusal: The error of a bad assertion (open question 3).
        assertion_reuse: Whether one assertion, or one ``jti``, is good for several calls (open question 4).
        assertion_skew: Seconds by which ``iat`` may lie in the future (open question 4).
        lock_after: Failed logins in a row that lock the TBA user for 30 minutes (1.5).
        concurrency: Requests at once for the whole account (5.1); ``None`` for no limit.
        token_calls_count: Whether the token endpoint counts among them (open question 6).
        retry_after: The value of ``Retry-After`` with 429; not documented, so not sent by default (5.2).
        overload_as_login: Answer too much concurrency as an invalid login, as some users saw (6).
        integration_limit: The share of the limit that is reserved for the integration, for ``governanceLimits``.
        administrator: Whether the role may ask for ``governanceLimits`` (5.1).
        hidden: Record types that the role does not see: 403 in the record API, "was not found" in SuiteQL (4.2, 5.2).
        view_only: Record types that the role may view only.
        get_needs_edit: Whether reading one record needs more than View (open question 12).
        zone: The zone of SuiteQL's literals and values (open question 1). Not UTC, so that clients must calibrate.
        filter_zone: The zone of ``q=`` dates; ``zone`` when ``None`` (open question 1).
        date_format: The user's date format: ``q=`` filters and SuiteQL's plain dates (2.4, 4.1).
        resolution: How fine ``lastModifiedDate`` is (open question 10).
        one_world: Whether a customer needs a subsidiary (3.2).
        custom_fields: The account's custom text fields: ``custentity_…``, ``custbody_…``, ``custcol_…`` (2.8).
        custom_choices: Its custom fields with several values of a list (3.1); no column of SuiteQL shows them here.
        custom_moments: Its custom fields with a time (3.1).
        status_words: What ``status.id`` holds in the record API (open question 2): the label, as recorded, or
            the letter.
        replace_answers_201: Whether a write with ``replace`` answers 201 instead of 204 (2.1).
        location_on_upsert: Whether PUT answers with ``Location``, which is not documented (open question 7).
        location_on_transform: Whether a transform does (open question 7).
        warning_header: The header in which warnings about ignored properties come back; its name is not documented.
        fulfilled_only: Whether an invoice with an empty body bills only what was fulfilled, as documented (2.5).
        repeat_transforms: Whether a processed estimate can be transformed again, into a second document (2.5).
        line_edit_moves_header: Whether an edit of lines moves the header's ``lastmodifieddate`` (4.4).
        payment_moves_invoice: Whether a payment does (open question 10).
        beyond_cap: How a list of more than 100,000 ends (2.3): as if that were all, or with a page that is refused.
        shown: How many results a list or query shows (2.3); fewer, for tests that go past the end with few records.
        million: Whether the account has SuiteAnalytics Connect, which raises the cap to a million (2.3).
        odd_edge_links: Whether ``first`` and ``last`` links name another limit than was asked for, as printed (2.3).
        query_has_more: Whether a page of a query says ``hasMore``, as recorded; a printed sample leaves it out (4.1).
        wide_select: What more than 100 columns give (open question 13): no rows without an error, or the rows.
        bound_parameters: Whether SuiteQL takes ``params``; since 2026.2 (4.1).
        current_date_works: Whether ``CURRENT_DATE`` works, which the documents say and a client denies (4.2).
        missing_columns: ``table.column`` names that this account lacks: 400 (4.2).
        faulty_columns: ``table.column`` names that fail with 500 (4.2).
        negative_line_quantity: Whether ``transactionline.quantity`` is negative for sales as its amounts are (6).
        deleted_kept: For how long ``deletedrecord`` rows stay; for ever when ``None`` (open question 11).
        async_seconds: How long an asynchronous request takes.
        results_kept: For how long its results and idempotency key are kept (open question 9).
        job_location: How ``Location`` names a job; the pages disagree (2.6).
        failed_word: The ``progress`` of a failed task (open question 9).
    """

    account: str = ACCOUNT
    service_url: str | None = None
    client_id: str = CLIENT_ID
    client_secret: str = attrs.field(default=CLIENT_SECRET, repr=False)
    public_client_id: str = PUBLIC_CLIENT_ID
    certified_client_id: str = CERTIFIED_CLIENT_ID
    consumer_key: str = CONSUMER_KEY
    consumer_secret: str = attrs.field(default=CONSUMER_SECRET, repr=False)
    token_id: str = attrs.field(default=TOKEN_ID, repr=False)
    token_secret: str = attrs.field(default=TOKEN_SECRET, repr=False)
    redirect_uris: frozenset[str] | None = None
    pkce_required: bool = False
    access_seconds: int = 3600
    code_seconds: int = 600
    confidential_refresh_seconds: int = 604_800
    confidential_refresh_extends: bool = False
    public_refresh_hours: int = 48
    public_rotation_hours: int = 168
    public_reuse: Literal["refuse", "revoke"] = "refuse"
    expires_in_text: bool = False
    token_type: Literal["bearer", "Bearer"] = "bearer"  # noqa: S105 - a kind of token
    assertion_refusal: Literal["invalid_request", "invalid_client", "invalid_grant"] = "invalid_grant"
    assertion_reuse: bool = False
    assertion_skew: int = 0
    lock_after: int = 5
    concurrency: int | None = 5
    token_calls_count: bool = False
    retry_after: str | None = None
    overload_as_login: bool = False
    integration_limit: int | None = None
    administrator: bool = False
    hidden: frozenset[str] = frozenset()
    view_only: frozenset[str] = frozenset()
    get_needs_edit: bool = True
    zone: tzinfo = timezone(timedelta(hours=-8))
    filter_zone: tzinfo | None = None
    date_format: DateFormat = "M/D/YYYY"
    resolution: Literal["minute", "second"] = "minute"
    one_world: bool = True
    custom_fields: frozenset[str] = frozenset({"custentity_origin", "custbody_project", "custcol_room"})
    custom_choices: frozenset[str] = frozenset({"custentity_interests"})
    custom_moments: frozenset[str] = frozenset({"custbody_install_at"})
    status_words: Literal["label", "letter"] = "label"
    replace_answers_201: bool = True
    location_on_upsert: bool = False
    location_on_transform: bool = True
    warning_header: str = "x-netsuite-warnings"
    fulfilled_only: bool = True
    repeat_transforms: bool = True
    line_edit_moves_header: bool = True
    payment_moves_invoice: bool = False
    beyond_cap: Literal["end", "refusal"] = "end"
    shown: int = 100_000
    million: bool = False
    odd_edge_links: bool = True
    query_has_more: bool = True
    wide_select: Literal["empty", "answer"] = "empty"
    bound_parameters: bool = True
    current_date_works: bool = False
    missing_columns: frozenset[str] = frozenset()
    faulty_columns: frozenset[str] = frozenset()
    negative_line_quantity: bool = True
    deleted_kept: timedelta | None = None
    async_seconds: float = 1.0
    results_kept: timedelta = timedelta(days=1)
    job_location: Literal["relative", "absolute"] = "relative"
    failed_word: str = "failed"

    @property
    def base(self) -> str:
        """The address before the path in links: the account id in lower case with dashes, by default (1.1)."""
        label = self.account.lower().replace("_", "-")
        return self.service_url or f"https://{label}.suitetalk.api.netsuite.com"

    @property
    def cap(self) -> int:
        """How many results a list or query has at most (2.3)."""
        return 1_000_000 if self.million else self.shown
