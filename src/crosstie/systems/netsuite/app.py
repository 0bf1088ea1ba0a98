"""How an account is connected and how its calls are signed (fact sheet: netsuite.md, 1)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, Literal, NoReturn
from urllib.parse import urlsplit

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import (
    Denied,
    Enrolment,
    Granted,
    Misconfigured,
    Returned,
    Unanswered,
    Unavailable,
    Verdict,
)
from crosstie.sessions.oauth import judge_token_answer
from crosstie.sessions.tokens import RenewalPolicy, Session
from crosstie.systems.netsuite.accounts import account_id, api_base, login_base
from crosstie.systems.netsuite.assertions import Certified, token_call
from crosstie.systems.netsuite.consents import SCOPE, TOKEN, Integration, Prompt
from crosstie.systems.netsuite.signatures import TokenKeys, authorization

__all__ = ["App"]

_TOKEN_KEYS: Final = ("consumer_key", "consumer_secret", "token_id", "token_secret")
_CERTIFIED: Final = ("client_id", "certificate_id", "private_key")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
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


def _account(value: str | None) -> str | None:
    return None if value is None else account_id(value)


def _integration(app: App) -> Integration | None:
    if app.client_id is None:
        return None
    return Integration(
        client_id=app.client_id,
        client_secret=app.client_secret,
        redirect_uri=app.redirect_uri or "",
        scopes=app.scopes,
        pkce=app.pkce,
        prompt=app.prompt,
        refresh_hours=app.refresh_hours,
        rotation_hours=app.rotation_hours,
    )


@attrs.frozen(kw_only=True)
class App:
    """The rules of NetSuite logins; one for all accounts of a host, whichever way each of them is connected.

    With a certificate (OAuth 2 client credentials), which buys an access token for an hour again and again: the way
    for work that nobody watches::

        sessions.connect(
            "netsuite", tenant="acme", account="9990001_SB1", client_id="…", certificate_id="…", private_key=pem
        )

    By a person who consents, with the host's own integration record (OAuth 2 code grant), confidential or public::

        app = netsuite.App(client_id="…", client_secret="…", redirect_uri="https://…")
        start = sessions.authorize("netsuite", tenant="acme")
        sessions.complete(start, callback_url)

    With the keys of token-based authentication (existing integrations; NetSuite takes no new ones from 2027.1)::

        sessions.connect(
            "netsuite",
            tenant="acme",
            account="9990001_SB1",
            consumer_key="…",
            consumer_secret="…",
            token_id="…",
            token_secret="…",
        )

    Attributes:
        client_id: Of the integration record that people consent to; the rest of its facts goes with it.
        client_secret: The same, never shown; ``None`` for a public client.
        redirect_uri: As registered there, compared exactly: https or a scheme of one's own.
        scopes: What people are asked to allow; ``rest_webservices`` is always among it.
        pkce: Whether the code is bound to a verifier. Public clients need it, and so do new integrations from 2027.1.
        prompt: What people are asked for in any case: ``none``, ``login``, ``consent`` or ``login consent``.
        account: On whose login page people land; without it on one for all accounts. What counts is what they choose.
        refresh_hours: Life of a public client's refresh token, as on the integration record.
        rotation_hours: Life of a whole chain of them, as there.
        base_url: Where every account is, such as a simulator's address; follows from the account when ``None``.
        policy: When access tokens are renewed: in time before their 55th minute (1.6). Keys have nothing to renew.
        now: Tells the time for signatures and assertions.
        nonce: Makes what may never come twice.

    Raises:
        UsageError: These do not make an integration, or the address is none.
    """

    client_id: str | None = None
    client_secret: str | None = attrs.field(default=None, repr=False)
    redirect_uri: str | None = None
    scopes: tuple[str, ...] = (SCOPE,)
    pkce: bool = True
    prompt: Prompt | None = None
    account: str | None = attrs.field(default=None, converter=_account)
    refresh_hours: float = 48.0
    rotation_hours: float = 168.0
    base_url: str | None = attrs.field(default=None, converter=_base_url)
    policy: RenewalPolicy = attrs.field(factory=lambda: RenewalPolicy(swept=False, mandatory=300.0))
    now: Callable[[], datetime] = attrs.field(default=_now, eq=False, repr=False)
    nonce: Callable[[], str] = attrs.field(default=_nonce, eq=False, repr=False)
    _integration: Integration | None = attrs.field(
        init=False, repr=False, eq=False, default=attrs.Factory(_integration, takes_self=True)
    )

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: it can hold a secret."""
        message = "A NetSuite app is not pickled: it can hold a secret."
        raise UsageError(message, advice="Make it in each process, from that process's own settings.")

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

    # -- connecting by a person ----------------------------------------------------------------------------------------

    def authorization_url(self, state: str, challenge: str | None) -> str:
        """Return where to send the person (1.4).

        Raises:
            UsageError: The app has no integration to consent to.
        """
        return self._consented().page(self.base_url or login_base(self.account), state, challenge)

    def returned(self, params: Mapping[str, str]) -> Returned:
        """Read the redirect: the code, and the account that the person chose.

        Raises:
            SessionError: The person refused, or the redirect is not complete.
        """
        return self._consented().returned(params)

    def code_exchange(self, returned: Returned, verifier: str | None) -> Request:
        """Return the request that trades the code for tokens, at the account that was chosen."""
        return self._consented().exchange(self._base(returned.account), returned, verifier)

    def _consented(self) -> Integration:
        if self._integration is None:
            message = "People consent to an integration, and this NetSuite app was given none."
            raise UsageError(message, advice="Pass client_id and redirect_uri, and client_secret if it has one.")
        return self._integration

    # -- renewing ------------------------------------------------------------------------------------------------------

    def renewal(self, session: Session) -> Request | None:
        """Return the call that buys the next access token; ``None`` where the keys of a token sign every call.

        Raises:
            UsageError: A person consented, and the app has no integration.
        """
        base = self._base(session.account)
        match _way(session):
            case "certificate":
                address = f"{base}{TOKEN}"
                keys = Certified(**session.credentials)
                return token_call(address, keys.assertion(address, SCOPE, self.now(), self.nonce()))
            case "consent" if session.tokens is not None and session.tokens.refresh is not None:
                return self._consented().refresh(base, session.tokens.refresh)
            case _:
                return None

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read the token endpoint's answer (1.6).

        A refused assertion can mean a cleared mapping (each refresh of a sandbox does that), a revoked certificate or
        a wrong clock. Somebody must look after it, but the connection is not ended by it.
        """
        verdict = judge_token_answer(response, at, before=session.tokens)
        certified = _way(session) == "certificate"
        if isinstance(verdict, Denied) and certified:
            return Misconfigured(f"{verdict.detail}; is the certificate still mapped?")
        # One access token too many does no harm, unless a refresh token that is good once was spent on it.
        harmless = certified or not self._consented().public
        if isinstance(verdict, Unanswered) and response.status >= _SERVER and harmless:
            return Unavailable(verdict.detail, verdict.retry_after)
        if isinstance(verdict, Granted) and not certified:
            return self._consented().dated(verdict, session, at)
        return verdict

    def revocation(self, session: Session) -> Request | None:
        """Return the call that ends a person's consent; tokens and certificates are revoked in the product."""
        if _way(session) != "consent" or session.tokens is None or session.tokens.refresh is None:
            return None
        return self._consented().revocation(self._base(session.account), session.tokens.refresh)

    # -- calls ---------------------------------------------------------------------------------------------------------

    def sign(self, request: Request, session: Session) -> Request:
        """Return the request with its address in full and a signature of its own: none is ever sent twice (1.5).

        Raises:
            ReconnectRequired: The connection has no keys.
        """
        if not session.account or not (session.credentials or session.tokens):
            message = f"The connection {session.label} has no keys."
            raise ReconnectRequired(message, reason="never_connected", advice="Connect it again.")
        url = f"{self._base(session.account)}{request.url}" if request.url.startswith("/") else request.url
        whole = attrs.evolve(request, url=url)
        return whole.with_headers({"Authorization": self._authorization(whole, session)})

    def _authorization(self, request: Request, session: Session) -> str:
        if _way(session) != "keys":
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

        With OAuth 2 one new token is tried. With keys there is nothing to renew, and five failures lock the user for
        half an hour, so that the call is not sent again (1.5).
        """
        return response.status == 401  # noqa: PLR2004 - unauthorized

    def _base(self, account: str | None) -> str:
        return self.base_url or api_base(account or "")


def _way(session: Session) -> Literal["certificate", "keys", "consent"]:
    if not session.credentials:
        return "consent"
    return "certificate" if "private_key" in session.credentials else "keys"
