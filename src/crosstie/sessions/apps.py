"""What a system says about its sessions: how they begin, renew, end, and what its answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NoReturn, Protocol, TypeAlias, runtime_checkable

import attrs

from crosstie.core.echoes import carried, without
from crosstie.core.messages import Request, Response
from crosstie.errors import UsageError
from crosstie.sessions.tokens import RenewalPolicy, Session, Tokens

__all__ = [
    "App",
    "AsksForAccount",
    "Denied",
    "Enrolment",
    "Granted",
    "KeyApp",
    "Misconfigured",
    "OAuthApp",
    "Returned",
    "Unanswered",
    "Unavailable",
    "Verdict",
    "quiet",
    "registered",
]


@attrs.frozen(kw_only=True)
class Granted:
    """The provider granted tokens.

    Attributes:
        tokens: The new grant, complete.
        account: The remote account, where the answer names it.
        settings: What else the answer taught that is not secret.
    """

    tokens: Tokens
    account: str | None = None
    settings: Mapping[str, str] = attrs.field(factory=dict[str, str])


@attrs.frozen
class Denied:
    """The provider says that this grant is no longer good. ``detail`` is redacted text."""

    detail: str


@attrs.frozen
class Misconfigured:
    """The provider refuses the app or the keys themselves; the grant may be fine. ``detail`` is redacted text."""

    detail: str


@attrs.frozen
class Unavailable:
    """The provider could not say, and did nothing. ``retry_after`` is in seconds."""

    detail: str
    retry_after: float | None = None


@attrs.frozen
class Unanswered:
    """The provider may have granted, but no usable answer arrived. ``retry_after`` is in seconds."""

    detail: str
    retry_after: float | None = None


Verdict: TypeAlias = Granted | Denied | Misconfigured | Unavailable | Unanswered


def quiet(verdict: Verdict, asked: Request) -> Verdict:
    """Return a verdict whose words repeat nothing secret of what was asked with."""
    if isinstance(verdict, Granted):
        return verdict
    return attrs.evolve(verdict, detail=without(verdict.detail, carried(asked)))


class App(Protocol):
    """The host's registration with one system, and the rules of its sessions. Pure: it builds and reads values."""

    @property
    def system(self) -> str:
        """The system's name, as in :class:`~crosstie.storage.Connection`."""
        ...

    @property
    def policy(self) -> RenewalPolicy:
        """When and how sessions are renewed."""
        ...

    def renewal(self, session: Session) -> Request | None:
        """Return the request that buys the next tokens; ``None`` where nothing can be renewed."""
        ...

    def judge(self, response: Response, session: Session, at: datetime) -> Verdict:
        """Read the answer to a renewal; ``at`` is when it arrived."""
        ...

    def sign(self, request: Request, session: Session) -> Request:
        """Return the request as this session signs it."""
        ...

    def refused(self, response: Response) -> bool:
        """Tell whether an answer says that the session is not good (any more)."""
        ...

    def revocation(self, session: Session) -> Request | None:
        """Return the request that ends the grant at the provider; ``None`` where there is no such call."""
        ...


def _texts(given: Mapping[str, str]) -> dict[str, str]:
    """Return plain texts: those that were given are masked on their way, which encoders need not know."""
    return {name: str(value) for name, value in given.items()}


@attrs.frozen(kw_only=True)
class Enrolment:
    """Keys that were given to ``connect``, checked and sorted.

    Attributes:
        account: The remote account that they belong to.
        credentials: What is secret.
        settings: What is not.
    """

    account: str = attrs.field(converter=str)
    credentials: Mapping[str, str] = attrs.field(repr=False, converter=_texts)
    settings: Mapping[str, str] = attrs.field(factory=dict[str, str], converter=_texts)

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled; it holds secrets."""
        message = "Keys are not pickled."
        raise UsageError(message, advice="Pass the connection, and let the other process ask its SessionManager.")


@runtime_checkable
class KeyApp(App, Protocol):
    """A system whose connections are made from keys."""

    def enrol(self, given: Mapping[str, str]) -> Enrolment:
        """Check the keys that the host passed.

        Raises:
            UsageError: One is missing, unknown or malformed.
        """
        ...


@attrs.frozen(kw_only=True)
class Returned:
    """What the provider's redirect brought back.

    Attributes:
        code: Buys the first tokens, once.
        account: The remote account, where the redirect names it.
    """

    code: str = attrs.field(repr=False, converter=str)
    account: str | None = attrs.field(default=None, converter=attrs.converters.optional(str))

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled; it holds a secret."""
        message = "A code is not pickled."
        raise UsageError(message)


@runtime_checkable
class OAuthApp(App, Protocol):
    """A system whose connections are made by sending a person to the provider."""

    @property
    def pkce(self) -> bool:
        """Whether the code is bound to a verifier (RFC 7636)."""
        ...

    def authorization_url(self, state: str, challenge: str | None) -> str:
        """Return where to send the person."""
        ...

    def returned(self, params: Mapping[str, str]) -> Returned:
        """Read the query of the redirect, already known to carry the right state.

        Raises:
            SessionError: The person refused, or the provider did.
        """
        ...

    def code_exchange(self, returned: Returned, verifier: str | None) -> Request:
        """Return the request that trades the code for the first tokens."""
        ...


@runtime_checkable
class AsksForAccount(OAuthApp, Protocol):
    """A system where only a call with the new tokens tells which account was connected."""

    def account_request(self, tokens: Tokens) -> Request:
        """Return the call that asks, signed."""
        ...

    def account_of(self, response: Response) -> str | None:
        """Return the account of the answer; ``None`` when it does not tell."""
        ...


def registered(apps: Mapping[str, App], system: str) -> App:
    """Return the host's registration with a system.

    Raises:
        UsageError: There is none.
    """
    app = apps.get(system)
    if app is None:
        known = ", ".join(sorted(apps)) or "none"
        message = f"No app for {system!r} was given to this SessionManager; it has: {known}."
        raise UsageError(message, advice="Pass it in apps=[...].")
    return app
