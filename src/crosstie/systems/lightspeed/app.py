"""The host's registration with Lightspeed, and the rules of its sessions (fact sheet: lightspeed.md, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, NoReturn
from urllib.parse import urlencode

import attrs
import msgspec

from crosstie.core.checks import amount, one_of
from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Granted, Returned, Verdict
from crosstie.sessions.claims import claims_of
from crosstie.sessions.oauth import authorization_url, code_from, judge_token_answer
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens

__all__ = ["EVERYTHING", "OWN_ACCOUNT", "App"]

EVERYTHING: Final = "employee:all"
"""The scope of all that the person may do; it cannot be combined with another one (1.4)."""

OWN_ACCOUNT: Final = "/Account.json"
"""The one relative address that is not below an account: it tells which account the token is for (1.9)."""

_API: Final = "https://api.lightspeedapp.com"
_AUTHORIZATION: Final = "https://cloud.lightspeedapp.com"
_UNAUTHORIZED: Final = 401


def _given(_: App, attribute: attrs.Attribute[str], value: str) -> None:
    if not value:
        message = f"A Lightspeed app needs its {attribute.name}."
        raise UsageError(message, advice="Take it from the registration of the client.")


def _scopes(_: App, __: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]) -> None:
    if not value or any(not scope.startswith("employee:") for scope in value):
        message = "Scopes of Lightspeed begin with employee:, and at least one is needed."
        raise UsageError(message, advice="Such as employee:inventory and employee:customers_read.")
    if EVERYTHING in value and len(value) > 1:
        message = f"{EVERYTHING} cannot be combined with another scope."
        raise UsageError(message, advice="Ask for it alone, or name what is needed.")


@attrs.frozen(kw_only=True)
class App:
    """A registration with Lightspeed: an :class:`~crosstie.sessions.apps.OAuthApp`.

    The account is learnt from the first access token, or asked for where that does not tell.

    Attributes:
        client_id: From the registration of the client.
        client_secret: The same, never shown; ``None`` for a publicly distributed client, which then needs ``pkce``.
        scopes: What to ask the person for; the default is all that they may do themselves.
        pkce: Whether the code is bound to a verifier; recommended for everybody, needed by public clients (1.3).
        redirect_uri: Only to be sent along: Lightspeed uses the registered address, and documents no parameter for it.
        policy: When sessions are renewed. Access tokens live about an hour.
        idle_days: After so many days without a renewal a person must connect again (1.6).
        token_body: ``form`` or ``json``: the second is documented, the first is what most clients send (1.3).
        api_base: Where the API is.
        authorization_base: Where the authorization server is.
    """

    client_id: str = attrs.field(validator=_given)
    client_secret: str | None = attrs.field(default=None, repr=False)
    scopes: tuple[str, ...] = attrs.field(default=(EVERYTHING,), validator=_scopes)
    pkce: bool = True
    redirect_uri: str | None = None
    policy: RenewalPolicy = attrs.field(factory=RenewalPolicy)
    idle_days: float = attrs.field(default=30.0, validator=amount(above=True))
    token_body: Literal["form", "json"] = attrs.field(default="form", validator=one_of("form", "json"))
    api_base: str = _API
    authorization_base: str = _AUTHORIZATION

    def __attrs_post_init__(self) -> None:
        """Refuse an app that could not prove who it is."""
        if not self.client_secret and not self.pkce:
            message = "A Lightspeed app without a client_secret needs pkce."
            raise UsageError(message)

    @classmethod
    def for_base(
        cls,
        base: str,
        *,
        client_id: str,
        client_secret: str | None = None,
        scopes: tuple[str, ...] = (EVERYTHING,),
        pkce: bool = True,
        policy: RenewalPolicy | None = None,
    ) -> App:
        """Return an app whose every address is below ``base``, such as that of a simulator."""
        root = base.rstrip("/")
        return cls(
            client_id=client_id,
            client_secret=client_secret,
            scopes=scopes,
            pkce=pkce,
            policy=policy or RenewalPolicy(),
            api_base=root,
            authorization_base=root,
        )

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: it holds the app's secret."""
        message = "A Lightspeed app is not pickled: it holds a secret."
        raise UsageError(message, advice="Make it in each process, from that process's own settings.")

    @property
    def system(self) -> str:
        """``lightspeed``."""
        return "lightspeed"

    # -- connecting ----------------------------------------------------------------------------------------------------

    def authorization_url(self, state: str, challenge: str | None) -> str:
        """Return where to send the person (1.3)."""
        return authorization_url(
            f"{self.authorization_base}/auth/oauth/authorize",
            client_id=self.client_id,
            redirect_uri=self.redirect_uri or "",
            scope=" ".join(self.scopes),
            state=state,
            challenge=challenge,
        )

    def returned(self, params: Mapping[str, str]) -> Returned:
        """Read the redirect; it does not name the account.

        Raises:
            SessionError: The person refused, or the redirect is not complete.
        """
        return Returned(code=code_from(params))

    def code_exchange(self, returned: Returned, verifier: str | None) -> Request:
        """Return the request that trades the code for tokens, within the minute that the code lives (1.3)."""
        form = {"grant_type": "authorization_code", "code": returned.code}
        if verifier is not None:
            form["code_verifier"] = verifier
        if self.redirect_uri:
            form["redirect_uri"] = self.redirect_uri
        return self._token_request("token", form)

    def account_request(self, tokens: Tokens) -> Request:
        """Return the call that tells whose the tokens are, for tokens that do not tell themselves (1.9)."""
        headers = {"Accept": "application/json", "Authorization": f"Bearer {tokens.access}"}
        return Request(method="GET", url=f"{self.api_base}/API/V3{OWN_ACCOUNT}", headers=headers)

    def account_of(self, response: Response) -> str | None:
        """Return the account's id; ``None`` when the answer is something else."""
        try:
            found = msgspec.json.decode(response.body, type=_Accounts)
        except msgspec.MsgspecError:
            return None
        return str(found.Account.accountID) or None

    # -- renewing ------------------------------------------------------------------------------------------------------

    def renewal(self, session: Session) -> Request | None:
        """Return the refresh; it names no scope, which some servers answer like a dead token (1.3)."""
        if session.tokens is None or session.tokens.refresh is None:
            return None
        return self._token_request("token", {"grant_type": "refresh_token", "refresh_token": session.tokens.refresh})

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read the token endpoint's answer; the account and the scope stand in the access token (1.2, 1.5)."""
        verdict = judge_token_answer(response, at, before=session.tokens)
        if not isinstance(verdict, Granted):
            return verdict
        claims = claims_of(verdict.tokens.access)
        scope, account = claims.get("scope"), claims.get("acct")
        tokens = attrs.evolve(
            verdict.tokens,
            refresh_expires=verdict.tokens.refresh_expires or at + timedelta(days=self.idle_days),
            scope=scope if isinstance(scope, str) else verdict.tokens.scope,
        )
        return Granted(tokens=tokens, account=str(account) if isinstance(account, str | int) and account else None)

    def revocation(self, session: Session) -> Request | None:
        """Return the call that ends the grant, by its newest refresh token (1.2)."""
        if session.tokens is None or session.tokens.refresh is None:
            return None
        return self._token_request("revoke", {"refresh_token": session.tokens.refresh})

    def _token_request(self, endpoint: str, form: Mapping[str, str]) -> Request:
        secret = {"client_secret": self.client_secret} if self.client_secret else {}
        whole = {**form, "client_id": self.client_id, **secret}
        as_json = self.token_body == "json"  # noqa: S105 - the name of an encoding
        kind = "application/json" if as_json else "application/x-www-form-urlencoded"
        return Request(
            method="POST",
            url=f"{self.authorization_base}/auth/oauth/{endpoint}",
            headers={"Accept": "application/json", "Content-Type": kind},
            body=msgspec.json.encode(whole) if as_json else urlencode(whole).encode(),
        )

    # -- calls ---------------------------------------------------------------------------------------------------------

    def sign(self, request: Request, session: Session) -> Request:
        """Put the token in, and the account before a relative address; absolute ones stay as they are.

        Raises:
            ReconnectRequired: The session has no tokens.
        """
        if session.tokens is None:
            message = f"The connection {session.label} has no tokens."
            raise ReconnectRequired(message, reason="never_connected", advice="Let a person connect.")
        url = request.url
        if url.startswith("/"):
            below = "" if url == OWN_ACCOUNT else f"/Account/{session.account}"
            url = f"{self.api_base}/API/V3{below}{url}"
        return Request(
            method=request.method,
            url=url,
            params=request.params,
            headers={**request.headers, "Authorization": f"Bearer {session.tokens.access}"},
            body=request.body,
        )

    def refused(self, response: Response) -> bool:
        """Tell whether the token is not good (any more): 401, whatever the body says (1.8)."""
        return response.status == _UNAUTHORIZED


class _Account(msgspec.Struct):
    accountID: str | int  # noqa: N815 - the vendor's name


class _Accounts(msgspec.Struct):
    Account: _Account
