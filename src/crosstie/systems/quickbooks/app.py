"""The host's registration with Intuit, and the rules of its sessions (fact sheet: quickbooks.md, 1 and 5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NoReturn

import attrs
import msgspec

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, SessionError, UsageError
from crosstie.http.headers import basic
from crosstie.sessions.apps import Granted, Returned, Unanswered, Unavailable, Verdict
from crosstie.sessions.oauth import authorization_url, code_from, judge_token_answer, token_request
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens
from crosstie.systems.quickbooks.faults import is_session_refused

__all__ = ["ACCOUNTING", "App", "Environment"]

Environment = Literal["sandbox", "production"]
"""Which companies the app's keys reach: development keys only sandboxes, production keys only real ones."""

ACCOUNTING: Final = "com.intuit.quickbooks.accounting"
"""The scope of the whole accounting API; there is no read-only one."""

_API: Final[Mapping[str, str]] = {
    "sandbox": "https://sandbox-quickbooks.api.intuit.com",
    "production": "https://quickbooks.api.intuit.com",
}
_AUTHORIZE: Final = "https://appcenter.intuit.com/connect/oauth2"
_TOKEN: Final = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105 - an address
_REVOKE: Final = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
_ASK_HARD_EXPIRY: Final = {"x-include-refresh-token-hard-expires-in": "true"}
_HARD_EXPIRY: Final = "x_refresh_token_hard_expires_in"
_SERVER: Final = 500


def _secret(_: App, attribute: attrs.Attribute[str], value: str) -> None:
    if not value:
        message = f"A QuickBooks app needs its {attribute.name}."
        raise UsageError(message, advice="Take both keys from the app's page in the developer portal.")


def _known(environment: Environment) -> Environment:
    if environment not in _API:
        message = f"QuickBooks has no environment {environment!r}."
        raise UsageError(message, advice=f"Use one of: {', '.join(_API)}.")
    return environment


def _default_base(app: App) -> str:
    return _API[app.environment]


@attrs.frozen(kw_only=True)
class App:
    """A registration with Intuit: an :class:`~crosstie.sessions.apps.OAuthApp`.

    Attributes:
        client_id: From the app's page in the developer portal.
        client_secret: The same; never shown.
        redirect_uri: One of the addresses registered there, byte for byte.
        environment: ``sandbox`` or ``production``; the key pair belongs to one of them.
        scopes: What to ask the person for.
        policy: When sessions are renewed. Access tokens live an hour, refresh tokens about 100 days.
        api_base: Where the API is; follows from the environment.
        authorize_url: Where a person is sent to.
        token_url: The token endpoint.
        revoke_url: The revocation endpoint.
        hard_expiry: Whether to ask for the end of the five years that a grant lasts at most (seen in Intuit's own
            clients since 2026), so that the connection's ``refresh_expires`` takes it into account.
    """

    client_id: str = attrs.field(validator=_secret)
    client_secret: str = attrs.field(validator=_secret, repr=False)
    redirect_uri: str
    environment: Environment = attrs.field(default="sandbox", converter=_known)
    scopes: tuple[str, ...] = (ACCOUNTING,)
    policy: RenewalPolicy = attrs.field(factory=RenewalPolicy)
    api_base: str = attrs.field(default=attrs.Factory(_default_base, takes_self=True))
    authorize_url: str = _AUTHORIZE
    token_url: str = _TOKEN
    revoke_url: str = _REVOKE
    hard_expiry: bool = True

    @classmethod
    def for_base(
        cls,
        base: str,
        *,
        client_id: str,
        client_secret: str,
        redirect_uri: str = "http://localhost/callback",
        environment: Environment = "sandbox",
        scopes: tuple[str, ...] = (ACCOUNTING,),
        policy: RenewalPolicy | None = None,
    ) -> App:
        """Return an app whose every address is below ``base``, such as that of a simulator."""
        root = base.rstrip("/")
        return cls(
            client_id=client_id,
            client_secret=client_secret,
            redirect_uri=redirect_uri,
            environment=environment,
            scopes=scopes,
            policy=policy or RenewalPolicy(),
            api_base=root,
            authorize_url=f"{root}/connect/oauth2",
            token_url=f"{root}/oauth2/v1/tokens/bearer",
            revoke_url=f"{root}/v2/oauth2/tokens/revoke",
        )

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: it holds the app's secret."""
        message = "A QuickBooks app is not pickled: it holds a secret."
        raise UsageError(message, advice="Make it in each process, from that process's own settings.")

    @property
    def system(self) -> str:
        """``quickbooks``."""
        return "quickbooks"

    @property
    def pkce(self) -> bool:
        """No: it is not documented (fact sheet 1.3)."""
        return False

    # -- connecting ----------------------------------------------------------------------------------------------------

    def authorization_url(self, state: str, challenge: str | None) -> str:
        """Return where to send the person (1.3)."""
        return authorization_url(
            self.authorize_url,
            client_id=self.client_id,
            redirect_uri=self.redirect_uri,
            scope=" ".join(self.scopes),
            state=state,
            challenge=challenge,
        )

    def returned(self, params: Mapping[str, str]) -> Returned:
        """Read the redirect: the code, and the company's realm id, which no later answer names (1.3).

        Raises:
            SessionError: The person refused, or the redirect is not complete.
        """
        code = code_from(params)
        realm = params.get("realmId", "")
        if not (realm.isascii() and realm.isdecimal()):
            # It becomes part of every address, so nothing but digits is taken (1.1).
            message = "The redirect does not say which company was connected."
            raise SessionError(message, advice="Pass the whole address that the provider redirected to.")
        return Returned(code=code, account=realm)

    def code_exchange(self, returned: Returned, verifier: str | None) -> Request:  # noqa: ARG002 - the protocol's
        """Return the request that trades the code for tokens (1.3)."""
        form = {"grant_type": "authorization_code", "code": returned.code, "redirect_uri": self.redirect_uri}
        return self._token_request(form)

    # -- renewing ------------------------------------------------------------------------------------------------------

    def renewal(self, session: Session) -> Request | None:
        """Return the refresh (1.5); ``None`` without a refresh token."""
        if session.tokens is None or session.tokens.refresh is None:
            return None
        return self._token_request({"grant_type": "refresh_token", "refresh_token": session.tokens.refresh})

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read the token endpoint's answer (1.4, 1.7)."""
        verdict = judge_token_answer(response, at, before=session.tokens, refresh_life="x_refresh_token_expires_in")
        if isinstance(verdict, Unavailable) and response.status >= _SERVER:
            # A server error can hide a refresh that happened: the next denial may be the trace of it (1.7).
            return Unanswered(verdict.detail)
        if not isinstance(verdict, Granted):
            return verdict
        tokens = _within_the_hard_limit(verdict.tokens, response, at)
        return Granted(tokens=tokens, settings={"environment": self.environment})

    def revocation(self, session: Session) -> Request | None:
        """Return the call that ends the whole grant (1.6)."""
        if session.tokens is None:
            return None
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "Authorization": basic(self.client_id, self.client_secret),
        }
        body = msgspec.json.encode({"token": session.tokens.refresh or session.tokens.access})
        return Request(method="POST", url=self.revoke_url, headers=headers, body=body)

    def _token_request(self, form: Mapping[str, str]) -> Request:
        return token_request(
            self.token_url,
            form,
            client_id=self.client_id,
            client_secret=self.client_secret,
            headers=_ASK_HARD_EXPIRY if self.hard_expiry else None,
        )

    # -- calls ---------------------------------------------------------------------------------------------------------

    def sign(self, request: Request, session: Session) -> Request:
        """Put the token in, and the company before a relative address; absolute ones stay as they are.

        Raises:
            UsageError: The connection belongs to the other environment.
            ReconnectRequired: The session has no tokens.
        """
        if session.tokens is None:
            message = f"The connection {session.label} has no tokens."
            raise ReconnectRequired(message, reason="never_connected", advice="Let a person connect.")
        theirs = session.settings.get("environment", self.environment)
        if theirs != self.environment:
            message = f"The connection {session.label} is of the {theirs}, this app is of the {self.environment}."
            raise UsageError(message, advice="Connect again with this app's environment.")
        url = request.url
        if url.startswith("/"):
            url = f"{self.api_base}/v3/company/{session.account}{url}"
        return Request(
            method=request.method,
            url=url,
            params=request.params,
            headers={**request.headers, "Authorization": f"Bearer {session.tokens.access}"},
            body=request.body,
        )

    def refused(self, response: Response) -> bool:
        """Tell whether the token is not good: codes 100, 110, 3200 and 3202, or a 401 that is not for 120 or 3100."""
        return is_session_refused(response)


def _within_the_hard_limit(tokens: Tokens, response: Response, at: datetime) -> Tokens:
    """Let the refresh token end with the whole grant, where the answer tells when that is (1.4)."""
    body: Any = msgspec.json.decode(response.body)  # Any: an answer; it was read as an object before
    left = body.get(_HARD_EXPIRY)
    if not isinstance(left, int | float):
        return tokens
    end = at + timedelta(seconds=left)
    known = tokens.refresh_expires
    return attrs.evolve(tokens, refresh_expires=end if known is None else min(known, end))
