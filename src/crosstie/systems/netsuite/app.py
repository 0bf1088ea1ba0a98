"""How an account is connected and how its calls are signed (fact sheet: netsuite.md, 1)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Denied, Enrolment, Misconfigured, Unanswered, Unavailable, Verdict
from crosstie.sessions.oauth import judge_token_answer
from crosstie.sessions.tokens import RenewalPolicy, Session
from crosstie.systems.netsuite.accounts import account_id, api_base
from crosstie.systems.netsuite.assertions import Certified, token_call
from crosstie.systems.netsuite.signatures import TokenKeys, authorization

__all__ = ["App"]

_TOKEN_KEYS: Final = ("consumer_key", "consumer_secret", "token_id", "token_secret")
_CERTIFIED: Final = ("client_id", "certificate_id", "private_key")
_TOKEN: Final = "/services/rest/auth/oauth2/v1/token"  # noqa: S105 - a path
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SCOPE: Final = "rest_webservices"
_SERVER: Final = 500


def _now() -> datetime:
    return datetime.now(UTC)


def _nonce() -> str:
    return secrets.token_hex(16)


def _base_url(value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value.strip())
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not secure or not parts.hostname or parts.query or parts.fragment or "@" in value:
        message = "The base URL of NetSuite is not a plain https address."
        raise UsageError(message, advice="Leave it out: it follows from the account.")
    return value.strip().rstrip("/")


@attrs.frozen(kw_only=True)
class App:
    """The rules of NetSuite logins; one for all accounts of a host.

    An account is connected with the keys of token-based authentication (existing integrations; NetSuite takes no new
    ones from 2027.1)::

        sessions.connect(
            "netsuite",
            tenant="acme",
            account="9990001_SB1",
            consumer_key="…",
            consumer_secret="…",
            token_id="…",
            token_secret="…",
        )

    or with a certificate (OAuth 2 client credentials), which buys an access token for an hour again and again::

        sessions.connect(
            "netsuite", tenant="acme", account="9990001_SB1", client_id="…", certificate_id="…", private_key=pem
        )

    Attributes:
        base_url: Where every account is, such as a simulator's address; follows from the account when ``None``.
        policy: When access tokens are renewed; keys and token have nothing to renew.
        now: Tells the time for signatures and assertions.
        nonce: Makes what may never come twice.
    """

    base_url: str | None = attrs.field(default=None, converter=_base_url)
    policy: RenewalPolicy = attrs.field(factory=lambda: RenewalPolicy(swept=False))
    now: Callable[[], datetime] = attrs.field(default=_now, eq=False, repr=False)
    nonce: Callable[[], str] = attrs.field(default=_nonce, eq=False, repr=False)

    @property
    def system(self) -> str:
        """``netsuite``."""
        return "netsuite"

    def enrol(self, given: Mapping[str, str]) -> Enrolment:
        """Check the account, and the keys of one of the two logins.

        Raises:
            UsageError: One is missing, unknown or malformed.
        """
        kept = {name: value.strip() for name, value in given.items() if value.strip()}
        account = account_id(kept.pop("account", ""))
        if set(kept) not in ({*_TOKEN_KEYS}, {*_CERTIFIED}):
            message = (
                f"NetSuite is connected with account and either {', '.join(_TOKEN_KEYS)} or {', '.join(_CERTIFIED)};"
                f" given: {', '.join(sorted(kept)) or 'none of them'}."
            )
            raise UsageError(message)
        if "private_key" in kept:
            Certified(**kept)
        elif not all(value.isascii() and value.isprintable() for value in kept.values()):
            message = "A key holds characters that no key has, so it was not copied as it is."
            raise UsageError(message)
        return Enrolment(account=account, credentials=kept)

    # -- renewing ------------------------------------------------------------------------------------------------------

    def renewal(self, session: Session) -> Request | None:
        """Return the call that buys the next access token; ``None`` where the keys of a token sign every call."""
        if "private_key" not in session.credentials:
            return None
        address = f"{self._base(session)}{_TOKEN}"
        assertion = Certified(**session.credentials).assertion(address, _SCOPE, self.now(), self.nonce())
        return token_call(address, assertion)

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read the token endpoint's answer (1.6).

        A refused assertion can mean a cleared mapping (each refresh of a sandbox does that), a revoked certificate or
        a wrong clock. Somebody must look after it, but the connection is not ended by it.
        """
        verdict = judge_token_answer(response, at, before=session.tokens)
        if isinstance(verdict, Denied):
            return Misconfigured(f"{verdict.detail}; is the certificate still mapped?")
        # An access token too many does no harm: there is no grant that could get lost.
        if isinstance(verdict, Unanswered) and response.status >= _SERVER:
            return Unavailable(verdict.detail, verdict.retry_after)
        return verdict

    def revocation(self, session: Session) -> Request | None:
        """Return nothing: tokens and certificates are revoked in the product."""
        del session
        return None

    # -- calls ---------------------------------------------------------------------------------------------------------

    def sign(self, request: Request, session: Session) -> Request:
        """Return the request with its address in full and a signature of its own: none is ever sent twice (1.5).

        Raises:
            ReconnectRequired: The connection has no keys.
        """
        if not session.account or not session.credentials:
            message = f"The connection {session.label} has no keys."
            raise ReconnectRequired(message, reason="never_connected", advice="Connect it again.")
        url = f"{self._base(session)}{request.url}" if request.url.startswith("/") else request.url
        whole = attrs.evolve(request, url=url)
        return whole.with_headers({"Authorization": self._authorization(whole, session)})

    def _authorization(self, request: Request, session: Session) -> str:
        if "private_key" in session.credentials:
            if session.access is None:
                message = f"The connection {session.label} has no access token."
                raise ReconnectRequired(message, reason="never_connected", advice="Connect it again.")
            return f"Bearer {session.access}"
        return authorization(
            request,
            TokenKeys(**session.credentials),
            realm=session.account or "",
            nonce=self.nonce(),
            timestamp=int(self.now().timestamp()),
        )

    def refused(self, response: Response) -> bool:
        """Tell whether the login was not accepted.

        With a certificate one new token is tried. With keys there is nothing to renew, and five failures lock the
        user for half an hour, so that the call is not sent again (1.5).
        """
        return response.status == 401  # noqa: PLR2004 - unauthorized

    def _base(self, session: Session) -> str:
        return self.base_url or api_base(session.account or "")
