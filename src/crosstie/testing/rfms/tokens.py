"""Sessions of the simulated store: begin, sliding expiry, refusals (1.2 to 1.4)."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime

import attrs

from crosstie.core.messages import Request
from crosstie.testing.clock import MovableClock
from crosstie.testing.reading import basic_credentials
from crosstie.testing.rfms.dates import expiry_old, expiry_rfc1123
from crosstie.testing.rfms.rules import RfmsRules
from crosstie.testing.rfms.wire import JsonObject, RefusedError, Reply, bare, empty

__all__ = ["Sessions"]


@attrs.define
class _Session:
    """A token's life; several may be alive at once (1.3)."""

    begun: datetime
    used: datetime
    over: bool = False


@attrs.define(eq=False)
class Sessions:
    """All tokens the store ever gave out.

    Attributes:
        clock: The clock of the simulation.
        begun: How many sessions were begun.
        refusals: How many calls were refused, by reason: ``credentials`` at session begin, ``unauthenticated``,
            ``expired``, ``tier``.
    """

    clock: MovableClock
    begun: int = 0
    refusals: Counter[str] = attrs.field(factory=Counter[str])
    _alive: dict[str, _Session] = attrs.field(factory=dict[str, _Session], repr=False)

    def begin(self, rules: RfmsRules, request: Request) -> Reply:
        """Give out a token for queue and key; anything else is 403 with an empty body, all alike (1.4)."""
        if basic_credentials(request) != (rules.store_queue, rules.api_key):
            self.refusals["credentials"] += 1
            return empty(403)
        now = self.clock.now()
        self.begun += 1
        # Opaque to clients, but the same in every run of a test.
        token = f"rfmsapi-{hashlib.sha256(f'{rules.store_queue}:{self.begun}'.encode()).hexdigest()[:32]}"
        self._alive[token] = _Session(now, now)
        write = expiry_old if rules.old_expiry_format else expiry_rfc1123
        answer: JsonObject = {"authorized": True, "sessionToken": token, "sessionExpires": write(now + rules.idle)}
        return bare({"storeId": rules.store_queue, **answer} if rules.tell_store_id else answer)

    def admit(self, rules: RfmsRules, request: Request) -> None:
        """Let a call in and slide its token's life; the answer never tells the new end (1.3).

        Raises:
            RefusedError: No usable credentials (403), or the token is over (401 or 403, as the rules say).
        """
        credentials = basic_credentials(request)
        session = self._alive.get(credentials[1]) if credentials else None
        if credentials is None or session is None or credentials[0] != rules.store_queue:
            self.refusals["unauthenticated"] += 1
            raise RefusedError(empty(403))
        now = self.clock.now()
        if self._is_over(session, rules, now):
            # A token that was once refused stays dead, even if somebody turns the clock back.
            session.over = True
            self.refusals["expired"] += 1
            raise RefusedError(empty(rules.expired_status))
        session.used = max(session.used, now)

    def _is_over(self, session: _Session, rules: RfmsRules, now: datetime) -> bool:
        if session.over or now - session.used >= rules.idle:
            return True
        return rules.absolute_max is not None and now - session.begun >= rules.absolute_max

    def alive(self, rules: RfmsRules) -> int:
        """Count the tokens that would be accepted now."""
        now = self.clock.now()
        return sum(1 for session in self._alive.values() if not self._is_over(session, rules, now))

    def expire_all(self) -> int:
        """End every token now; returns how many there were."""
        living = [session for session in self._alive.values() if not session.over]
        for session in living:
            session.over = True
        return len(living)
