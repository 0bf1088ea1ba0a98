"""Grants and their tokens: issue, rotation, grace, reuse, expiry (fact sheet 1.3 to 1.6)."""

from __future__ import annotations

import hashlib
import itertools

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.quickbooks.settings import Reuse, Rotation, Rules

__all__ = ["Grant", "Grants", "TokenPair"]

_DAY = 86_400.0


@attrs.frozen(kw_only=True)
class TokenPair:
    """What a token answer hands out."""

    access: str = attrs.field(repr=False)
    refresh: str = attrs.field(repr=False)
    expires_in: int
    refresh_expires_in: int
    hard_expires_in: int


@attrs.define(kw_only=True, eq=False)
class Grant:
    """One person's consent for one company, with all tokens that came of it. Times are monotonic seconds.

    Attributes:
        realm: The company.
        born: When it was given.
        refresh: The current refresh token.
        issued: When that one was issued.
        ends: When that one expires.
        retired: Replaced refresh tokens, and when each was replaced.
        access: Access tokens, and when each expires.
        revoked: Whether it is over.
    """

    realm: str
    born: float
    refresh: str = attrs.field(default="", repr=False)
    issued: float = 0.0
    ends: float = 0.0
    retired: dict[str, float] = attrs.field(factory=dict[str, float], repr=False)
    access: dict[str, float] = attrs.field(factory=dict[str, float], repr=False)
    revoked: bool = False


@attrs.define(kw_only=True, eq=False)
class _Code:
    grant: Grant
    redirect_uri: str
    ends: float
    used: bool = False


class Grants:
    """All grants of the app.

    Attributes:
        rotation: When a refresh returns a new refresh token.
        grace: For how many seconds a replaced refresh token still works; ``None`` when it is dead at once.
        reuse: What a replaced token causes after that.
        renewals: How many refreshes were answered with tokens.
        rejections: How many token calls were answered ``invalid_grant``.
    """

    def __init__(
        self, clock: MovableClock, rules: Rules, *, rotation: Rotation, grace: float | None, reuse: Reuse
    ) -> None:
        """Begin without any grant."""
        self.rotation: Rotation = rotation
        self.grace = grace
        self.reuse: Reuse = reuse
        self.renewals: int = 0
        self.rejections: int = 0
        self._clock = clock
        self._rules = rules
        self._numbers = itertools.count(1)
        self._codes: dict[str, _Code] = {}
        self._by_access: dict[str, Grant] = {}
        self._by_refresh: dict[str, Grant] = {}
        self._all: list[Grant] = []

    def of(self, realm: str | None = None) -> list[Grant]:
        """Return the grants of a company, or all."""
        return [grant for grant in self._all if realm in {None, grant.realm}]

    # -- the first tokens ---------------------------------------------------------------------------------------------

    def begin(self, realm: str) -> Grant:
        """Record a person's consent."""
        grant = Grant(realm=realm, born=self._clock.monotonic())
        self._all.append(grant)
        return grant

    def code(self, realm: str, redirect_uri: str) -> str:
        """Issue an authorization code: single use, good for minutes."""
        code = self._mint("AC")
        ends = self._clock.monotonic() + self._rules.code_seconds
        self._codes[code] = _Code(grant=self.begin(realm), redirect_uri=redirect_uri, ends=ends)
        return code

    def exchange(self, code: str, redirect_uri: str) -> TokenPair | None:
        """Exchange a code; ``None`` if it is not (any more) good, or was made for another redirect address."""
        known = self._codes.get(code)
        if known is not None and known.used and self.reuse == "revoke":
            # Two exchanges of one code can cancel the grant (1.3).
            self.revoke(known.grant)
        if known is None or known.used or known.redirect_uri != redirect_uri or self._clock.monotonic() >= known.ends:
            self.rejections += 1
            return None
        known.used = True
        return self.issue(known.grant)

    def issue(self, grant: Grant) -> TokenPair:
        """Issue an access token, and a refresh token if the grant has none."""
        now = self._clock.monotonic()
        if not grant.refresh:
            self._rotate(grant, now)
        access = self._mint("AT")
        grant.access[access] = now + self._rules.access_seconds
        self._by_access[access] = grant
        return TokenPair(
            access=access,
            refresh=grant.refresh,
            expires_in=self._rules.access_seconds,
            refresh_expires_in=int(grant.ends - now),
            hard_expires_in=int(grant.born + self._rules.hard_seconds - now),
        )

    # -- renewal ------------------------------------------------------------------------------------------------------

    def renew(self, refresh: str) -> TokenPair | None:
        """Renew; ``None`` is ``invalid_grant``."""
        grant = self._by_refresh.get(refresh)
        if grant is None or not self._usable(grant, refresh):
            self.rejections += 1
            return None
        self.renewals += 1
        now = self._clock.monotonic()
        current = refresh == grant.refresh
        due = self.rotation == "always" or (self.rotation == "daily" and now - grant.issued >= _DAY)
        if (current and due) or (not current and not self._graceful(grant, refresh)):
            self._rotate(grant, now)
        return self.issue(grant)

    def _usable(self, grant: Grant, refresh: str) -> bool:
        now = self._clock.monotonic()
        if grant.revoked or now >= grant.ends or now >= grant.born + self._rules.hard_seconds:
            return False
        if refresh == grant.refresh or self._graceful(grant, refresh):
            return True
        if self.reuse == "revoke":
            self.revoke(grant)
        return self.reuse == "rotate"

    def _graceful(self, grant: Grant, refresh: str) -> bool:
        """Say whether a replaced token is still good; using it brings the current one, not another (1.5)."""
        return self.grace is not None and self._clock.monotonic() < grant.retired.get(refresh, 0.0) + self.grace

    def _rotate(self, grant: Grant, now: float) -> None:
        if grant.refresh:
            grant.retired[grant.refresh] = now
        grant.refresh = self._mint("RT")
        grant.issued = now
        grant.ends = now + self._rules.refresh_seconds
        self._by_refresh[grant.refresh] = grant

    # -- use and end --------------------------------------------------------------------------------------------------

    def holder(self, access: str | None) -> Grant | None:
        """Return the grant of an access token that is good now."""
        grant = self._by_access.get(access) if access else None
        if grant is None or access is None or grant.revoked or self._clock.monotonic() >= grant.access[access]:
            return None
        return grant

    def revoke_token(self, token: str) -> bool:
        """End the grant that a refresh or access token belongs to (1.6); false if there is none, or it has ended."""
        grant = self._by_refresh.get(token) or self._by_access.get(token)
        if grant is None or grant.revoked:
            return False
        self.revoke(grant)
        return True

    def revoke(self, grant: Grant) -> None:
        """End a grant: all its tokens are dead."""
        grant.revoked = True

    def expire_access(self, realm: str | None = None) -> None:
        """Let all access tokens of a company, or all companies, expire now."""
        now = self._clock.monotonic()
        for grant in self.of(realm):
            grant.access = dict.fromkeys(grant.access, now)

    def expire_refresh(self, realm: str | None = None) -> None:
        """Let all refresh tokens of a company, or all companies, expire now."""
        for grant in self.of(realm):
            grant.ends = self._clock.monotonic()

    def _mint(self, kind: str) -> str:
        number = next(self._numbers)
        return f"{kind}-composed-{number:04d}-{hashlib.sha256(f'{kind}{number}'.encode()).hexdigest()}"
