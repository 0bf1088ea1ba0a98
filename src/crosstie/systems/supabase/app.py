"""Projects and their keys, and the rules of a service user's session (postgrest.md, 1, 2 and 11)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import attrs
import msgspec

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Enrolment, Verdict
from crosstie.sessions.tokens import RenewalPolicy, Session
from crosstie.systems.supabase.faults import is_session_refused
from crosstie.systems.supabase.grants import judge_grant
from crosstie.systems.supabase.keys import key_headers, key_of

__all__ = ["App"]

_KNOWN: Final = frozenset({"url", "key", "email", "phone", "password"})
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_JSON: Final[Mapping[str, str]] = {"Accept": "application/json", "Content-Type": "application/json"}


def _policy() -> RenewalPolicy:
    # The vendor's own client renews 90 seconds before the end. A password can begin a session at any time, so that
    # nothing is lost when the sweep leaves an idle one alone.
    return RenewalPolicy(mandatory=90.0, swept=False)


@attrs.frozen(kw_only=True)
class App:
    """How projects are reached: a :class:`~crosstie.sessions.apps.KeyApp`. There is no registration with the vendor.

    ``sessions.connect("supabase", tenant=..., url="https://<ref>.supabase.co", key="sb_secret_...")`` connects with a
    key alone; with ``email`` (or ``phone``) and ``password`` as well, a service user is signed in and its session kept
    alive. Two projects are two connections: give them two names.

    Attributes:
        policy: When a service user's session is renewed; access tokens live an hour unless the project says otherwise.
        rest_path: Where the data API is below the project's address; empty for a PostgREST without a gateway.
        auth_path: Where the sign-in service is.
        allow_http: Whether keys may travel unencrypted to other machines than this one.
    """

    policy: RenewalPolicy = attrs.field(factory=_policy)
    rest_path: str = "/rest/v1"
    auth_path: str = "/auth/v1"
    allow_http: bool = False

    @property
    def system(self) -> str:
        """``supabase``."""
        return "supabase"

    # -- connecting ----------------------------------------------------------------------------------------------------

    def enrol(self, given: Mapping[str, str]) -> Enrolment:
        """Check the keys: ``url`` and ``key``; for a service user ``email`` or ``phone``, and ``password``.

        Raises:
            UsageError: One is missing, unknown or malformed.
        """
        unknown = sorted(set(given) - _KNOWN)
        if unknown:
            message = f"A Supabase connection has no {', '.join(unknown)}."
            raise UsageError(message, advice="It takes url, key, and for a service user email or phone, and password.")
        missing = [name for name in ("url", "key") if not given.get(name)]
        if missing:
            message = f"A Supabase connection needs its {' and '.join(missing)}."
            raise UsageError(message, advice="Both are on the project's API settings page.")
        key = key_of(given["key"])
        user = _user_of(given)
        settings = {"key_kind": key.kind, "role": "authenticated" if user else key.role}
        return Enrolment(account=self._origin(given["url"]), credentials={"key": key.text, **user}, settings=settings)

    def _origin(self, url: str) -> str:
        parts = urlsplit(url.strip().rstrip("/"))
        if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or "@" in parts.netloc:
            message = "The url is not the address of a project."
            raise UsageError(message, advice="It looks like https://<ref>.supabase.co, without a key in it.")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not self.allow_http:
            message = f"The key would travel unencrypted to {parts.hostname}."
            raise UsageError(message, advice="Use https, or App(allow_http=True) in a network of your own.")
        path = parts.path.removesuffix(self.rest_path) if self.rest_path else parts.path
        return f"{parts.scheme}://{parts.netloc}{path}"

    # -- renewing ------------------------------------------------------------------------------------------------------

    def renewal(self, session: Session) -> Request | None:
        """Return the refresh, or the sign-in where there is nothing to refresh; ``None`` for a key alone."""
        credentials = session.credentials
        if "password" not in credentials:
            return None
        if session.tokens is not None and session.tokens.refresh is not None:
            return self._token_call(session, "refresh_token", {"refresh_token": session.tokens.refresh})
        user = {name: credentials[name] for name in ("email", "phone", "password") if name in credentials}
        return self._token_call(session, "password", user)

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read the answer to a sign-in or a refresh."""
        return judge_grant(response, session, at)

    def revocation(self, session: Session) -> Request | None:
        """Return the sign-out; ``None`` for a key alone, which ends only where it was made."""
        if session.tokens is None:
            return None
        headers = {**_JSON, **key_headers(session.credentials["key"], session.tokens.access)}
        return Request(method="POST", url=f"{session.account}{self.auth_path}/logout", headers=headers)

    def _token_call(self, session: Session, grant: str, body: Mapping[str, str]) -> Request:
        return Request(
            method="POST",
            url=f"{session.account}{self.auth_path}/token",
            params=(("grant_type", grant),),
            headers={**_JSON, "apikey": session.credentials["key"]},
            body=msgspec.json.encode(body),
        )

    # -- calls ---------------------------------------------------------------------------------------------------------

    def sign(self, request: Request, session: Session) -> Request:
        """Put the key in, with the headers of its kind, and the project before a relative address.

        Raises:
            ReconnectRequired: The connection has no key.
        """
        key = session.credentials.get("key")
        if key is None:
            message = f"The connection {session.label} has no key."
            raise ReconnectRequired(message, reason="never_connected", advice="Connect it again.")
        access = session.tokens.access if session.tokens is not None else None
        url = f"{session.account}{self.rest_path}{request.url}" if request.url.startswith("/") else request.url
        return Request(
            method=request.method,
            url=url,
            params=request.params,
            headers={**request.headers, **key_headers(key, access)},
            body=request.body,
        )

    def refused(self, response: Response) -> bool:
        """Tell whether the access token is not good (any more). A missing right or a wrong key is no such thing."""
        return is_session_refused(response)


def _user_of(given: Mapping[str, str]) -> dict[str, str]:
    user = {name: given[name] for name in ("email", "phone", "password") if given.get(name)}
    if not user:
        return {}
    if "password" not in user or len(user) != 2:  # noqa: PLR2004 - who, and the password
        message = "A service user needs its password and either an email or a phone."
        raise UsageError(message, advice="Pass both, or neither to use the key alone.")
    return user
