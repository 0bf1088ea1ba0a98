"""How an account is connected and how its calls are signed: two static headers (fact sheet: suitedash.md, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Enrolment, Misconfigured, Verdict
from crosstie.sessions.tokens import RenewalPolicy, Session
from crosstie.systems.suitedash.field_lists import FieldLists
from crosstie.systems.suitedash.meter import Meter

__all__ = ["BASE_URL", "App"]

BASE_URL: Final = "https://app.suitedash.com/secure-api"
"""Where the API is; a portal under its own name has it at ``https://<portal>/secure-api`` too."""

_NEEDED: Final = ("public_id", "secret_key")
_KNOWN: Final = frozenset({*_NEEDED, "base_url"})
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _base_url(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment or "@" in value:
        message = "The base URL of SuiteDash is not an address such as https://app.suitedash.com/secure-api."
        raise UsageError(message)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        message = f"The secret key would travel unencrypted to {parts.hostname}."
        raise UsageError(message, advice="Use https.")
    # The specification's own address ends with a slash; joined to a path it would give two (4).
    return value.strip().rstrip("/")


@attrs.frozen(kw_only=True)
class App:
    """The rules of SuiteDash keys; one for all accounts of a host.

    An account is connected with what its administrator finds under Integrations, Secure API::

        sessions.connect("suitedash", tenant="acme", public_id="…", secret_key="…")

    ``base_url="https://portal.example.com/secure-api"`` beside them is for a portal under its own name. The keys do not
    expire and cannot be renewed: a refusal means that they are wrong or revoked.

    Attributes:
        base_url: Where accounts are that do not name an address of their own; a simulator's address in tests.
        policy: Unused, because nothing is renewed.
        meter: Counts the calls of every account.
        field_lists: What accounts said of their own fields, so that it is asked for once.
    """

    base_url: str = attrs.field(default=BASE_URL, converter=_base_url)
    policy: RenewalPolicy = attrs.field(factory=lambda: RenewalPolicy(swept=False))
    meter: Meter = attrs.field(factory=Meter, eq=False, repr=False)
    field_lists: FieldLists = attrs.field(factory=FieldLists, eq=False, repr=False)

    @property
    def system(self) -> str:
        """``suitedash``."""
        return "suitedash"

    def enrol(self, given: Mapping[str, str]) -> Enrolment:
        """Check ``public_id``, ``secret_key`` and, where it is given, ``base_url``.

        What a secret looks like is disputed, so that it only must not be empty; blanks and quotes around it, which
        come along when it is copied, are dropped.

        Raises:
            UsageError: One is missing, unknown or malformed.
        """
        unknown = sorted(set(given) - _KNOWN)
        public_id, secret = (given.get(name, "").strip().strip("\"'").strip() for name in _NEEDED)
        missing = [name for name, value in zip(_NEEDED, (public_id, secret), strict=True) if not value]
        if unknown or missing:
            message = f"SuiteDash is connected with public_id and secret_key; unknown: {unknown}, missing: {missing}."
            raise UsageError(message, advice="Copy both from Integrations, Secure API.")
        if not all(value.isascii() and value.isprintable() for value in (public_id, secret)):
            message = "A key holds characters that no header can hold, so it was not copied as it is."
            raise UsageError(message)
        settings = {"base_url": _base_url(given["base_url"])} if given.get("base_url") else {}
        return Enrolment(account=public_id, credentials={"secret_key": secret}, settings=settings)

    def renewal(self, session: Session) -> Request | None:
        """Return nothing: there is nothing to renew."""
        del session
        return None

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Say that nothing can be renewed; not reached, because there is no renewal to answer."""
        del session, at
        return Misconfigured(f"SuiteDash has no sessions, and answered {response.status}.")

    def sign(self, request: Request, session: Session) -> Request:
        """Return the request with its address in full and both keys.

        Raises:
            ReconnectRequired: The connection has no keys.
        """
        secret = session.credentials.get("secret_key")
        if not secret or not session.account:
            message = f"The connection {session.label} has no keys."
            raise ReconnectRequired(message, reason="never_connected", advice="Connect it again.")
        base = session.settings.get("base_url", self.base_url)
        return attrs.evolve(
            request,
            url=f"{base}{request.url}" if request.url.startswith("/") else request.url,
            headers={**request.headers, "X-Public-ID": session.account, "X-Secret-Key": secret},
        )

    def refused(self, response: Response) -> bool:
        """Tell whether the keys were not accepted. Keys that somebody has corrected meanwhile are tried once."""
        return response.status == 401  # noqa: PLR2004 - unauthorized

    def revocation(self, session: Session) -> Request | None:
        """Return nothing: keys are revoked in the product only."""
        del session
        return None
