"""Who calls: bearer tokens and OAuth 1 signatures, and the trail of what was refused (fact sheet 1.5, 1.6)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NoReturn, TypeAlias

import attrs

from crosstie.core.messages import Request
from crosstie.testing.clock import MovableClock
from crosstie.testing.netsuite.grants import Grants
from crosstie.testing.netsuite.refusals import Problem, Refusal
from crosstie.testing.netsuite.rules import NetSuiteRules
from crosstie.testing.netsuite.signatures import Signatures
from crosstie.testing.reading import header_of

__all__ = ["LoginRefusal", "Logins", "Means", "TrailEntry"]

Means: TypeAlias = Literal["oauth1", "oauth2"]

_LOCK_SECONDS = 1800.0
_SCOPE = "rest_webservices"


@attrs.frozen(kw_only=True)
class TrailEntry:
    """One refusal in the account's Login Audit Trail: only there its true cause is told.

    Attributes:
        at: When.
        means: How the caller tried to log in.
        cause: The trail's word, such as ``NonceUsed``.
    """

    at: datetime
    means: Means
    cause: str


class _Refused(Exception):
    """A login fails for this cause; callers of the API learn no more than that it failed."""

    def __init__(self, cause: str, *, status: int = 401, bearer: str | None = None) -> None:
        """Refuse; ``bearer`` is the error word of the WWW-Authenticate header of OAuth 2."""
        super().__init__(cause)
        self.cause = cause
        self.status = status
        self.bearer = bearer


def _refuse(cause: str, *, status: int = 401, bearer: str | None = None) -> NoReturn:
    raise _Refused(cause, status=status, bearer=bearer)


class Logins:
    """Lets callers in.

    Attributes:
        trail: The refusals in the Login Audit Trail, oldest first.
        blocked: Whether an administrator has blocked the integration.
    """

    def __init__(self, clock: MovableClock, rules: NetSuiteRules, grants: Grants) -> None:
        """Begin with an empty trail."""
        self.trail: list[TrailEntry] = []
        self.blocked = False
        self._clock = clock
        self._rules = rules
        self._grants = grants
        self._signatures = Signatures(clock, rules)
        self._failed = 0
        self._locked_until = 0.0

    def admit(self, request: Request) -> None:
        """Let a caller in.

        Raises:
            LoginRefusal: 401 or 400, with the same body whatever the cause (1.6).
        """
        header = header_of(request, "authorization") or ""
        means: Means = "oauth1" if header.lower().startswith("oauth ") else "oauth2"
        try:
            self._check(request, header, means)
        except _Refused as refused:
            self._note(means, refused.cause)
            raise LoginRefusal(refused, self._rules.account) from refused

    @property
    def locked(self) -> bool:
        """Whether the user is locked after too many failed logins."""
        return self._clock.monotonic() < self._locked_until

    def _check(self, request: Request, header: str, means: Means) -> None:
        if means == "oauth1":
            self._check_signature(request, header)
            return
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            _refuse("InvalidRequest", status=400, bearer="invalid_request")
        grant = self._grants.holder(token.strip())
        if grant is None or grant.company != self._rules.account:
            _refuse("InvalidToken", bearer="invalid_token")
        if self.blocked:
            _refuse("IntegrationBlocked", bearer="invalid_token")
        if _SCOPE not in grant.scope:
            _refuse("ScopeMismatched", bearer="invalid_token")

    def _check_signature(self, request: Request, header: str) -> None:
        """Check a signed call; five failures in a row lock the user for half an hour, right signatures too (1.5)."""
        if self.locked:
            _refuse("temporary_locked")
        cause = "consumer_key_refused" if self.blocked else self._signatures.flaw(request, header)
        if cause is None:
            self._failed = 0
            return
        self._failed += 1
        if self._failed >= self._rules.lock_after:
            self._failed = 0
            self._locked_until = self._clock.monotonic() + _LOCK_SECONDS
        _refuse(cause)

    def _note(self, means: Means, cause: str) -> None:
        self.trail.append(TrailEntry(at=self._clock.now(), means=means, cause=cause))


class LoginRefusal(Refusal):
    """A refused login, as the API answers it."""

    def __init__(self, refused: _Refused, account: str) -> None:
        """Make the answer for this cause, which it does not tell."""
        problem = Problem("INVALID_LOGIN", "Invalid login attempt. The Login Audit Trail of the account tells more.")
        super().__init__(problem, status=refused.status)
        self.headers: Mapping[str, str] = {}
        if refused.bearer is not None:
            told = f'Bearer realm="{account}", error="{refused.bearer}", error_description="The login was refused"'
            self.headers = {"www-authenticate": told}
