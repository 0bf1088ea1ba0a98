"""How an account is connected and how its calls are signed: one static key (fact sheet: smsit.md, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote_plus, urlsplit

import attrs

from crosstie.core.messages import Request, Response
from crosstie.errors import ReconnectRequired, UsageError
from crosstie.sessions.apps import Enrolment, Misconfigured, Verdict
from crosstie.sessions.tokens import RenewalPolicy, Session
from crosstie.systems.smsit.answers import BAD_KEY, account_refused
from crosstie.systems.smsit.phones import digits_of, e164
from crosstie.systems.smsit.routes import BASE_URLS, DIALECTS, ROUTES, Dialect, Routes

__all__ = ["App", "dialect_of"]

_KNOWN: Final = frozenset({"dialect", "api_key", "sender", "account", "base_url"})
_BY_NAME: Final[Mapping[str, Dialect]] = {name: name for name in DIALECTS}
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_KEY_FIELD: Final[Mapping[Dialect, str]] = {"gateway": "key"}


def dialect_of(name: str) -> Dialect:
    """Return a dialect by name.

    Raises:
        UsageError: There is none of that name.
    """
    found = _BY_NAME.get(name)
    if found is None:
        # What was given is not quoted: everything that is connected with is masked in errors.
        message = f"The dialect is none of SMS-iT's: {', '.join(DIALECTS)}."
        raise UsageError(message)
    return found


def _base_url(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.query or parts.fragment or "@" in value:
        message = "The base URL of SMS-iT is not an address such as https://controlpanel.smsit.ai/apis."
        raise UsageError(message)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        message = f"The key would travel unencrypted to {parts.hostname}."
        raise UsageError(message, advice="Use https.")
    return value.strip().rstrip("/")


def _base_urls(given: Mapping[Dialect, str]) -> Mapping[Dialect, str]:
    return {dialect: _base_url(url) for dialect, url in given.items()}


@attrs.frozen(kw_only=True)
class App:
    """The rules of SMS-iT keys; one for all accounts and dialects of a host.

    An account is connected with its key, which the control panel shows on its page ``/users/api``, and with the dialect
    that it belongs to::

        sessions.connect("smsit", tenant="acme", dialect="cloud", api_key="…", sender="+12025550199")

    ``sender`` is the account's own number that texts come from, unless a call names another. ``account`` is a name for
    the account, so that another one is not connected in its place by mistake; no call tells which account a key
    belongs to. Keys do not expire and cannot be renewed.

    Attributes:
        base_urls: Where each dialect is; a connection may have a ``base_url`` of its own.
        routes: The paths of each dialect.
        policy: Unused, because nothing is renewed.

    Raises:
        UsageError: A base URL is none, or not encrypted.
    """

    base_urls: Mapping[Dialect, str] = attrs.field(default=BASE_URLS, converter=_base_urls)
    routes: Routes = attrs.field(default=ROUTES, repr=False)
    policy: RenewalPolicy = attrs.field(factory=lambda: RenewalPolicy(swept=False))

    @property
    def system(self) -> str:
        """``smsit``."""
        return "smsit"

    def enrol(self, given: Mapping[str, str]) -> Enrolment:
        """Check ``dialect``, ``api_key`` and, where they are given, ``sender``, ``account`` and ``base_url``.

        Raises:
            UsageError: One is missing, unknown or malformed.
        """
        unknown, key = sorted(set(given) - _KNOWN), given.get("api_key", "").strip()
        if unknown or not key or "dialect" not in given:
            message = f"SMS-iT is connected with dialect and api_key; unknown: {unknown}, key given: {bool(key)}."
            raise UsageError(message, advice=f"The dialects are {', '.join(DIALECTS)}.")
        if not key.isascii() or not key.isprintable() or " " in key:
            message = "The key holds characters that no key has, so it was not copied as it is."
            raise UsageError(message)
        dialect = dialect_of(given["dialect"])
        settings: dict[str, str] = {"dialect": dialect}
        if given.get("sender"):
            settings["sender"] = digits_of(e164(given["sender"]))
        if given.get("base_url"):
            settings["base_url"] = _base_url(given["base_url"])
        return Enrolment(account=given.get("account") or dialect, credentials={"api_key": key}, settings=settings)

    def renewal(self, session: Session) -> Request | None:
        """Return nothing: there is nothing to renew."""
        del session
        return None

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Say that nothing can be renewed; not reached, because there is no renewal to answer."""
        del session, at
        return Misconfigured(f"SMS-iT has no sessions, and answered {response.status}.")

    def sign(self, request: Request, session: Session) -> Request:
        """Return the request with its address in full and the key where its route wants it.

        Raises:
            ReconnectRequired: The connection has no key.
            UsageError: The request is of another dialect than the connection.
        """
        key = session.credentials.get("api_key")
        if not key or "dialect" not in session.settings:
            message = f"The connection {session.label} has no key."
            raise ReconnectRequired(message, reason="never_connected", advice="Connect it again.")
        dialect = dialect_of(session.settings["dialect"])
        url = (session.settings.get("base_url") or self.base_urls[dialect]) + request.url
        auth = self.routes.auth_of(dialect, request.url)
        if auth == "bearer":
            return attrs.evolve(request, url=url, headers={**request.headers, "authorization": f"Bearer {key}"})
        if auth == "query":
            return attrs.evolve(request, url=url, params=(("apikey", key), *request.params))
        field = f"{_KEY_FIELD.get(dialect, 'apikey')}={quote_plus(key)}".encode()
        return attrs.evolve(request, url=url, body=b"&".join(filter(None, (field, request.body))))

    def refused(self, response: Response) -> bool:
        """Tell whether the key was not accepted. A key that somebody has corrected meanwhile is tried once."""
        return response.status == 401 or account_refused(response.body) == BAD_KEY  # noqa: PLR2004 - unauthorized

    def revocation(self, session: Session) -> Request | None:
        """Return nothing: keys are revoked in the product only."""
        del session
        return None
