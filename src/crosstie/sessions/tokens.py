"""What a session consists of, and when it is too old to be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NoReturn, TypeAlias

import attrs
import msgspec

from crosstie.core.state import Key
from crosstie.errors import SealBroken, UsageError

__all__ = ["ConnectionKey", "RenewalPolicy", "Session", "Stage", "Tokens", "Windows"]

ConnectionKey: TypeAlias = Key
"""Tenant, system and name of a connection."""

Stage: TypeAlias = Literal["fresh", "advisory", "mandatory"]
"""How urgent a renewal is: not at all; somebody should; nobody goes on without."""


@attrs.frozen(kw_only=True)
class Tokens:
    """One grant of a provider. A request uses one value from start to end; a renewal makes a new value.

    Attributes:
        access: Goes with every call. Never shown.
        refresh: Buys the next grant, where the system has such a thing. Never shown.
        issued: When it arrived, on this machine's clock.
        expires: When the access token ends, on this machine's clock; ``None`` if it does not say.
        refresh_expires: When the refresh token ends, if it does.
        granted_at: When it was granted, on the provider's clock (its ``Date`` header), to tell two grants apart.
        scope: What was granted.
    """

    access: str = attrs.field(repr=False)
    refresh: str | None = attrs.field(default=None, repr=False)
    issued: datetime
    expires: datetime | None = None
    refresh_expires: datetime | None = None
    granted_at: datetime | None = None
    scope: str | None = None

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled: tokens leave the process only sealed, through the storage."""
        message = "Tokens are not pickled."
        raise UsageError(message, advice="Pass the connection, and let the other process ask its SessionManager.")

    def to_bytes(self) -> bytes:
        """Return the plain bytes that are sealed for the storage."""
        return msgspec.json.encode({field.name: getattr(self, field.name) for field in attrs.fields(Tokens)})

    @classmethod
    def from_bytes(cls, plain: bytes) -> Tokens:
        """Return the tokens that :meth:`to_bytes` wrote.

        Raises:
            SealBroken: The bytes are something else.
        """
        try:
            return cls(**msgspec.structs.asdict(msgspec.json.decode(plain, type=_Plain)))
        except msgspec.MsgspecError as error:
            del plain  # a traceback may be printed with its locals
            message = "The stored tokens are not in a form that this version knows."
            raise SealBroken(message, advice="Use the version that wrote them, or connect again.") from error


class _Plain(msgspec.Struct):
    access: str
    issued: datetime
    refresh: str | None = None
    expires: datetime | None = None
    refresh_expires: datetime | None = None
    granted_at: datetime | None = None
    scope: str | None = None


@attrs.frozen(kw_only=True)
class Session:
    """What requests of one connection are signed with.

    Attributes:
        key: The connection.
        account: The remote account: realm, store queue, account id.
        settings: What is not secret.
        credentials: The keys of systems with keys. Never shown.
        tokens: The grant of systems with tokens; ``None`` before the first one.
    """

    key: ConnectionKey
    account: str | None = None
    settings: Mapping[str, str] = attrs.field(factory=dict[str, str])
    credentials: Mapping[str, str] = attrs.field(factory=dict[str, str], repr=False)
    tokens: Tokens | None = None

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled; it holds secrets."""
        message = "A session is not pickled."
        raise UsageError(message, advice="Pass the connection, and let the other process ask its SessionManager.")

    @property
    def label(self) -> str:
        """The connection, as errors name it."""
        return "/".join(self.key)

    @property
    def access(self) -> str | None:
        """The access token, where there is one."""
        return self.tokens.access if self.tokens is not None else None

    def signs_as(self, other: Session) -> bool:
        """Tell whether requests signed with the other session would carry the same secrets."""
        return self.access == other.access and self.credentials == other.credentials


@attrs.frozen
class Windows:
    """When a renewal becomes advisable, and when it must be waited for; ``None`` is never."""

    advisory: datetime | None = None
    mandatory: datetime | None = None

    def stage(self, at: datetime) -> Stage:
        """Tell how urgent the renewal is at this moment."""
        if self.mandatory is None or self.advisory is None or at < self.advisory:
            return "fresh"
        return "advisory" if at < self.mandatory else "mandatory"


def _checked(what: str, holds: Callable[[float], bool]) -> Callable[[object, attrs.Attribute[Any], float], None]:
    def check(_: object, field: attrs.Attribute[Any], value: float) -> None:
        if not holds(value):
            message = f"{field.name} of a renewal policy must be {what}, not {value!r}."
            raise UsageError(message)

    return check


_positive = _checked("more than 0 seconds", lambda value: 0 < value < float("inf"))
_not_negative = _checked("0 seconds or more", lambda value: 0 <= value < float("inf"))
_share = _checked("between 0 and 1", lambda value: 0 <= value <= 1)


@attrs.frozen(kw_only=True)
class RenewalPolicy:
    """When and how the sessions of one system are renewed. All times are seconds.

    A policy whose numbers contradict each other is refused: an answer must fit well into a lease.

    Attributes:
        advisory: The share of the life, before its end, in which one caller renews and the others go on.
        mandatory: The time before the end in which everybody waits for the renewal.
        max_age: Renew at this age, counted from the session's begin, even if the system would still accept it.
        idle: For sliding sessions: an unused session lives this long, and its age counts from the last success.
        timeout: For the provider's answer; at most half of ``lease``.
        lease: How long a process may take for one renewal before another takes over.
        patience: How long a caller waits for another process's renewal.
        poll: How often it looks whether that has come.
        suspect: How long one denial after a renewer died is not yet believed.
        rest: No new attempt this soon after a failed one.
        refused: No new renewal because of a refusal this soon after tokens fresh from a renewal were refused; calls
            go on with those tokens meanwhile.
        keep_alive: The share of the refresh token's life, before its end, in which the sweep renews idle grants.
        swept: Whether the sweep renews access tokens at all; not where a session can be had at any time.
    """

    advisory: float = attrs.field(default=0.2, validator=_share)
    mandatory: float = attrs.field(default=60.0, validator=_not_negative)
    max_age: float | None = attrs.field(default=None, validator=attrs.validators.optional(_positive))
    idle: float | None = attrs.field(default=None, validator=attrs.validators.optional(_positive))
    timeout: float = attrs.field(default=20.0, validator=_positive)
    lease: float = attrs.field(default=60.0, validator=_positive)
    patience: float = attrs.field(default=75.0, validator=_not_negative)
    poll: float = attrs.field(default=0.25, validator=_positive)
    suspect: float = attrs.field(default=120.0, validator=_not_negative)
    rest: float = attrs.field(default=2.0, validator=_not_negative)
    refused: float = attrs.field(default=300.0, validator=_not_negative)
    keep_alive: float = attrs.field(default=0.2, validator=_share)
    swept: bool = True

    def __attrs_post_init__(self) -> None:
        """Check that an answer fits into a lease."""
        if self.timeout * 2 > self.lease:
            message = f"A timeout of {self.timeout:g} s does not fit well into a lease of {self.lease:g} s."
            raise UsageError(message, advice="Let the lease last at least twice as long.")

    def windows(self, tokens: Tokens, *, used: datetime | None = None, jitter: float = 0.5) -> Windows:
        """Return when these tokens should be renewed.

        Args:
            tokens: The grant.
            used: The last time it was used with success, for sliding sessions.
            jitter: This process's own number in [0, 1): it spreads the processes over the advisory window.
        """
        spans = [self._before(start, end, jitter) for start, end in self._lives(tokens, used)]
        return Windows(
            min((span[0] for span in spans), default=None),
            min((span[1] for span in spans), default=None),
        )

    def _lives(self, tokens: Tokens, used: datetime | None) -> list[tuple[datetime, datetime]]:
        """Return every limit on the tokens, as begin and end of a life."""
        lives: list[tuple[datetime, datetime]] = []
        if self.idle is not None and used is not None and used > tokens.issued:
            lives.append((used, used + timedelta(seconds=self.idle)))
        elif tokens.expires is not None:
            lives.append((tokens.issued, tokens.expires))
        elif self.idle is not None:
            lives.append((tokens.issued, tokens.issued + timedelta(seconds=self.idle)))
        if self.max_age is not None:
            lives.append((tokens.issued, tokens.issued + timedelta(seconds=self.max_age)))
        return lives

    def _before(self, start: datetime, end: datetime, jitter: float) -> tuple[datetime, datetime]:
        life = max((end - start).total_seconds(), 0.0)
        # Clamped: a token that lives a minute must not be due from its first second.
        mandatory = min(self.mandatory, life / 2)
        advisory = min(max(life * self.advisory * (0.75 + jitter / 2), mandatory), life / 2)
        return end - timedelta(seconds=advisory), end - timedelta(seconds=mandatory)

    def renew_at(self, tokens: Tokens) -> datetime | None:
        """Return when the sweep should come by: before the access token ends, or in time for the refresh token."""
        if self.swept and tokens.expires is not None:
            return tokens.expires
        if tokens.refresh_expires is None:
            return None
        life = tokens.refresh_expires - tokens.issued
        return tokens.refresh_expires - life * self.keep_alive


def plain(credentials: Mapping[str, str]) -> bytes:
    """Return the bytes of credentials that are sealed for the storage."""
    return msgspec.json.encode(dict(credentials))


def credentials_from(plain_bytes: bytes) -> Mapping[str, str]:
    """Return the credentials that :func:`plain` wrote."""
    found: Any = msgspec.json.decode(plain_bytes, type=dict[str, str])
    return dict(found)
