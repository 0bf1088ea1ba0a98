"""The code grant: a person consents, and how long what follows from it lasts (fact sheet: netsuite.md, 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal, TypeAlias, cast
from urllib.parse import urlencode, urlsplit

import attrs

from crosstie.core.messages import Request
from crosstie.errors import SessionError, UsageError
from crosstie.http.headers import basic
from crosstie.sessions.apps import Granted, Returned
from crosstie.sessions.claims import claims_of
from crosstie.sessions.oauth import authorization_url, code_from
from crosstie.sessions.tokens import Session, Tokens
from crosstie.systems.netsuite.accounts import account_id

__all__ = ["AUTHORIZE", "REVOKE", "SCOPE", "TOKEN", "Integration", "Prompt"]

AUTHORIZE: Final = "/app/login/oauth2/authorize.nl"
TOKEN: Final = "/services/rest/auth/oauth2/v1/token"  # noqa: S105 - a path
REVOKE: Final = "/services/rest/auth/oauth2/v1/revoke"
SCOPE: Final = "rest_webservices"
"""What every call of this library needs."""

Prompt: TypeAlias = Literal["none", "login", "consent", "login consent"]
"""What the person is asked for although they may be logged in, or may have consented before."""

_OTHER_SCOPES: Final = frozenset({"restlets", "suite_analytics"})
_SECRET_LIFE: Final = timedelta(days=7)
"""Of the refresh token of a confidential client; a refresh brings no other one and prolongs nothing."""
_CONSENTED: Final = "consented"


@attrs.frozen(kw_only=True)
class Integration:
    """An integration record with the code grant: a confidential client, or, without secret, a public one.

    The two live by different rules. The refresh token of a confidential client is good for seven days, again and
    again, and then a person must consent anew. That of a public client is good once: each refresh brings the next
    pair, until the whole chain ends.

    Attributes:
        client_id: Of the integration record.
        client_secret: The same; ``None`` for a public client. Never shown.
        redirect_uri: As registered, compared exactly: https or a scheme of one's own.
        scopes: What the person is asked to allow.
        pkce: Whether the code is bound to a verifier; public clients need it, and so do new integrations from 2027.1.
        prompt: What the person is asked for in any case.
        refresh_hours: Life of a public client's refresh token, as on the integration record.
        rotation_hours: Life of a whole chain of them, as on the integration record.

    Raises:
        UsageError: These do not make an integration.
    """

    client_id: str
    client_secret: str | None = attrs.field(default=None, repr=False)
    redirect_uri: str
    scopes: tuple[str, ...] = (SCOPE,)
    pkce: bool = True
    prompt: Prompt | None = None
    refresh_hours: float = 48.0
    rotation_hours: float = 168.0

    def __attrs_post_init__(self) -> None:
        """Check what NetSuite would refuse in front of the person."""
        problem = self._problem()
        if problem is not None:
            raise UsageError(problem, advice="Take it from the integration record.")

    def _problem(self) -> str | None:
        scheme = urlsplit(self.redirect_uri).scheme
        if not self.client_id or scheme in {"", "http"}:
            return "The code grant needs a client_id, and a redirect_uri that is https or has a scheme of its own."
        if SCOPE not in self.scopes or not {*self.scopes} <= {SCOPE, *_OTHER_SCOPES}:
            return f"The scopes are {SCOPE} and, if wanted, {' and '.join(sorted(_OTHER_SCOPES))}."
        if self.public and not self.pkce:
            return "An integration without a client_secret needs pkce."
        if not all(1 <= hours <= 720 for hours in (self.refresh_hours, self.rotation_hours)):  # noqa: PLR2004 - 30 days
            return "The lives of a public client's tokens are between 1 and 720 hours."
        return None

    @property
    def public(self) -> bool:
        """Whether it has no secret."""
        return not self.client_secret

    # -- the person's way ----------------------------------------------------------------------------------------------

    def page(self, base: str, state: str, challenge: str | None) -> str:
        """Return where to send the person, below where people log in."""
        url = authorization_url(
            f"{base}{AUTHORIZE}",
            client_id=self.client_id,
            redirect_uri=self.redirect_uri,
            scope=" ".join(self.scopes),
            state=state,
            challenge=challenge,
        )
        return url if self.prompt is None else f"{url}&{urlencode({'prompt': self.prompt})}"

    @staticmethod
    def returned(params: Mapping[str, str]) -> Returned:
        """Read the redirect: the code, and the account that the person chose, which no later answer names.

        Raises:
            SessionError: The person refused, or the redirect is not complete.
        """
        code = code_from(params)
        try:
            account = account_id(params.get("company", ""))
        except UsageError as error:
            # It becomes part of the address that the code and the secret are sent to.
            message = "The redirect does not say which account was connected."
            raise SessionError(message, advice="Pass the whole address that the provider redirected to.") from error
        return Returned(code=code, account=account)

    # -- calls ---------------------------------------------------------------------------------------------------------

    def exchange(self, base: str, returned: Returned, verifier: str | None) -> Request:
        """Return the call that trades the code for the first tokens."""
        form = {"grant_type": "authorization_code", "code": returned.code, "redirect_uri": self.redirect_uri}
        if verifier is not None:
            form["code_verifier"] = verifier
        return self._call(f"{base}{TOKEN}", form)

    def refresh(self, base: str, refresh: str) -> Request:
        """Return the call that buys the next access token."""
        return self._call(f"{base}{TOKEN}", {"grant_type": "refresh_token", "refresh_token": refresh})

    def revocation(self, base: str, refresh: str) -> Request:
        """Return the call that ends a grant with its access tokens."""
        return self._call(f"{base}{REVOKE}", {"token": refresh})

    def _call(self, url: str, form: Mapping[str, str]) -> Request:
        """Return a call that says who asks: by the secret in HTTP Basic, or by the id alone."""
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        if self.client_secret:
            headers["Authorization"] = basic(self.client_id, self.client_secret)
        else:
            form = {**form, "client_id": self.client_id}
        return Request(method="POST", url=url, headers=headers, body=urlencode(dict(form)).encode())

    # -- how long it lasts ---------------------------------------------------------------------------------------------

    def dated(self, granted: Granted, session: Session, at: datetime) -> Granted:
        """Return a grant with the end of its refresh token, which no answer tells.

        Args:
            granted: What the answer brought.
            session: What it was asked for with.
            at: When it arrived.
        """
        claims = claims_of(granted.tokens.access)
        tokens = attrs.evolve(
            granted.tokens,
            refresh_expires=self._end(granted.tokens, claims, session, at),
            scope=_scope(claims) or granted.tokens.scope,
        )
        return Granted(tokens=tokens, account=granted.account, settings={_CONSENTED: at.isoformat()})

    def _end(self, tokens: Tokens, claims: Mapping[str, Any], session: Session, at: datetime) -> datetime:
        before = session.tokens
        if self.public:
            chain = _begin(claims, session, at) + timedelta(hours=self.rotation_hours)
            return min(at + timedelta(hours=self.refresh_hours), chain)
        if before is not None and before.refresh_expires is not None and before.refresh == tokens.refresh:
            return before.refresh_expires
        return at + _SECRET_LIFE


def _begin(claims: Mapping[str, Any], session: Session, at: datetime) -> datetime:
    """Return when a chain of tokens began: as the token says (``oit``), else as was noted at the consent."""
    told = claims.get("oit")
    if isinstance(told, int) and 0 < told <= at.timestamp():
        return datetime.fromtimestamp(told, UTC)
    return datetime.fromisoformat(session.settings.get(_CONSENTED, at.isoformat()))


def _scope(claims: Mapping[str, Any]) -> str | None:
    found: Any = claims.get("scope")
    return " ".join(map(str, cast("list[object]", found))) if isinstance(found, list) else None
