"""Grants and their tokens: rotation, grace until first use, idle death (fact sheet 1.3 to 1.6)."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
from collections import deque
from typing import Final

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.lightspeed.settings import Rules

__all__ = ["Grant", "Grants", "TokenPair", "TooManyRefreshes"]

_ISSUER: Final = "https://cloud.lightspeedapp.com"
_MINUTE = 60.0


class TooManyRefreshes(Exception):
    """The same refresh token came too often within a minute."""


@attrs.frozen(kw_only=True)
class TokenPair:
    """What a token answer hands out."""

    access: str = attrs.field(repr=False)
    refresh: str = attrs.field(repr=False)
    expires_in: int


@attrs.define(kw_only=True, eq=False)
class Grant:
    """One person's consent for one account, with all tokens that came of it. Times are monotonic seconds.

    Attributes:
        account: The account.
        scopes: What was asked for.
        current: The newest refresh token.
        refreshes: Refresh tokens that still work, and when each was issued.
        access: Access tokens, and when each expires.
        retires: The refresh tokens that an access token's first use kills.
        presented: When each refresh token was presented.
        revoked: Whether it is over.
    """

    account: str
    scopes: tuple[str, ...]
    current: str = attrs.field(default="", repr=False)
    refreshes: dict[str, float] = attrs.field(factory=dict[str, float], repr=False)
    access: dict[str, float] = attrs.field(factory=dict[str, float], repr=False)
    retires: dict[str, str] = attrs.field(factory=dict[str, str], repr=False)
    presented: dict[str, deque[float]] = attrs.field(factory=dict[str, deque[float]], repr=False)
    revoked: bool = False


@attrs.define(kw_only=True, eq=False)
class _Code:
    grant: Grant
    challenge: tuple[str, str] | None
    ends: float
    used: bool = False


class Grants:
    """All grants of the app.

    Attributes:
        renewals: How many refreshes were answered with tokens.
        rejections: How many token calls were answered ``invalid_grant``.
    """

    def __init__(self, clock: MovableClock, rules: Rules) -> None:
        """Begin without any grant."""
        self.renewals: int = 0
        self.rejections: int = 0
        self._clock = clock
        self._rules = rules
        self._numbers = itertools.count(1)
        self._codes: dict[str, _Code] = {}
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}
        self._all: list[Grant] = []

    def of(self, account: str | None = None) -> list[Grant]:
        """Return the grants of an account, or all."""
        return [grant for grant in self._all if account in {None, grant.account}]

    # -- the first tokens ----------------------------------------------------------------------------------------------

    def begin(self, account: str, scopes: tuple[str, ...]) -> Grant:
        """Record a person's consent."""
        grant = Grant(account=account, scopes=scopes)
        self._all.append(grant)
        return grant

    def code(self, account: str, scopes: tuple[str, ...], challenge: tuple[str, str] | None) -> str:
        """Issue an authorization code: single use, good for a minute; ``challenge`` is (method, value)."""
        code = f"code-{next(self._numbers):04d}-composed"
        ends = self._clock.monotonic() + self._rules.code_seconds
        self._codes[code] = _Code(grant=self.begin(account, scopes), challenge=challenge, ends=ends)
        return code

    def exchange(self, code: str, verifier: str | None) -> TokenPair | None:
        """Exchange a code; ``None`` if it is not (any more) good, or the verifier is not the one it is bound to."""
        known = self._codes.get(code)
        good = known is not None and not known.used and self._clock.monotonic() < known.ends
        if known is None or not good or not _proves(known.challenge, verifier):
            self.rejections += 1
            return None
        known.used = True
        return self.issue(known.grant)

    def issue(self, grant: Grant, *, replaces: str | None = None) -> TokenPair:
        """Issue an access and a refresh token; ``replaces`` is dead at once, or at the first use of the new one."""
        now = self._clock.monotonic()
        access, refresh = self._access_token(grant), self._mint("def502")
        grant.access[access] = now + self._rules.access_seconds
        grant.refreshes[refresh] = now
        grant.current = refresh
        self._by_access[access] = self._by_refresh[refresh] = grant
        if replaces is not None and self._rules.grace:
            grant.retires[access] = replaces
        elif replaces is not None:
            grant.refreshes.pop(replaces, None)
        return TokenPair(access=access, refresh=refresh, expires_in=self._rules.access_seconds)

    # -- renewal -------------------------------------------------------------------------------------------------------

    def renew(self, refresh: str) -> TokenPair | None:
        """Renew; ``None`` is ``invalid_grant``.

        Raises:
            TooManyRefreshes: More than five attempts with one token in a minute.
        """
        grant = self._by_refresh.get(refresh)
        if grant is None or not self._usable(grant, refresh):
            self.rejections += 1
            return None
        self._count_attempt(grant, refresh)
        self.renewals += 1
        return self.issue(grant, replaces=refresh)

    def _usable(self, grant: Grant, refresh: str) -> bool:
        issued = grant.refreshes.get(refresh)
        if issued is None and self._rules.reuse_revokes:
            grant.revoked = True
        alive = issued is not None and self._clock.monotonic() < issued + self._rules.idle_seconds
        return alive and not grant.revoked

    def _count_attempt(self, grant: Grant, refresh: str) -> None:
        now = self._clock.monotonic()
        moments = grant.presented.setdefault(refresh, deque())
        while moments and moments[0] <= now - _MINUTE:
            moments.popleft()
        if len(moments) >= self._rules.refreshes_per_minute:
            raise TooManyRefreshes
        moments.append(now)

    # -- use and end ---------------------------------------------------------------------------------------------------

    def holder(self, access: str | None) -> Grant | None:
        """Return the grant of an access token that is good now; its first use kills the refresh token before it."""
        grant = self._by_access.get(access) if access else None
        if grant is None or access is None or grant.revoked or self._clock.monotonic() >= grant.access[access]:
            return None
        grant.refreshes.pop(grant.retires.pop(access, ""), None)
        return grant

    def was_revoked(self, access: str | None) -> bool:
        """Tell whether an access token belongs to a grant that was ended."""
        grant = self._by_access.get(access or "")
        return grant is not None and grant.revoked

    def revoke_token(self, refresh: str) -> bool:
        """End the grant of a refresh token; false if there is none, or it has ended."""
        grant = self._by_refresh.get(refresh)
        if grant is None or grant.revoked:
            return False
        grant.revoked = True
        return True

    def expire_access(self, account: str | None = None) -> None:
        """Let all access tokens of an account, or of all accounts, expire now."""
        now = self._clock.monotonic()
        for grant in self.of(account):
            grant.access = dict.fromkeys(grant.access, now)

    def expire_refresh(self, account: str | None = None) -> None:
        """Let all refresh tokens of an account, or of all accounts, expire now."""
        for grant in self.of(account):
            grant.refreshes.clear()

    def _access_token(self, grant: Grant) -> str:
        """Compose a token in the form of a JWT with the documented claims (1.5); its signature proves nothing."""
        now = self._clock.now().timestamp()
        claims = {
            "aud": self._rules.client_id,
            "jti": f"{next(self._numbers):04d}",
            "iat": now,
            "nbf": now,
            "exp": now + self._rules.access_seconds,
            "sub": "1",
            "acct": grant.account,
            "scope": " ".join(grant.scopes),
            "iss": _ISSUER,
        }
        header = {"typ": "JWT", "alg": "RS256", "kid": "composed"}
        pieces = [_b64(json.dumps(part).encode()) for part in (header, claims)]
        return ".".join([*pieces, _b64(hashlib.sha256(pieces[1].encode()).digest())])

    def _mint(self, kind: str) -> str:
        number = next(self._numbers)
        return f"{kind}{number:04d}{hashlib.sha256(f'{kind}{number}'.encode()).hexdigest()}"


def _proves(challenge: tuple[str, str] | None, verifier: str | None) -> bool:
    if challenge is None:
        return True
    if verifier is None:
        return False
    method, value = challenge
    return value == (_b64(hashlib.sha256(verifier.encode()).digest()) if method == "S256" else verifier)


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
