"""What this process knows about its connections: the tokens in use, and grants that could not be stored yet."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from crosstie.core.per_process import PerProcess
from crosstie.sessions.apps import Enrolment
from crosstie.sessions.tokens import ConnectionKey, RenewalPolicy, Session, Stage, Tokens, Windows

__all__ = ["Held", "Memory", "Opening", "Unsaved"]

_JUMP: Final = timedelta(seconds=2)
"""A clock that is this far behind was turned back; less is two threads that looked in another order."""
_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Unsaved:
    """A renewed grant on its way into the storage.

    Attributes:
        tokens: The new grant.
        parent: The access token it replaced.
        fence: The fence of the lease under which it was asked for.
    """

    tokens: Tokens
    parent: str | None = attrs.field(repr=False)
    fence: int


@attrs.frozen(kw_only=True)
class Opening:
    """A new connection on its way into the storage.

    Attributes:
        enrolment: Whom it reaches.
        tokens: The first grant, where the system has such a thing.
        state: What tied the person's return to its start.
    """

    enrolment: Enrolment
    tokens: Tokens | None = None
    state: str | None = attrs.field(default=None, repr=False)


@attrs.define(eq=False)
class Held:
    """The session of one connection as this process last saw it.

    The tokens age by a time of their own, which follows the wall clock but never runs backwards: a clock that is turned
    back, or that was ahead where the tokens were granted, does not make them live longer.

    Attributes:
        session: What requests are signed with.
        policy: The system's rules.
        jitter: This process's place in the advisory window.
        used: The last success in the tokens' own time, for sliding sessions.
        windows: When to renew, derived from all of these.
    """

    session: Session
    policy: RenewalPolicy
    jitter: float
    used: datetime | None = None
    windows: Windows = attrs.field(factory=Windows)
    _behind: timedelta = attrs.field(default=timedelta(), init=False)
    _latest: datetime = attrs.field(default=_LONG_AGO, init=False)

    def __attrs_post_init__(self) -> None:
        """Derive the windows."""
        if self.session.tokens is not None:
            self._latest = self.session.tokens.issued
        self._reckon()

    def stage(self, at: datetime) -> Stage:
        """Tell how urgent the renewal is."""
        return self.windows.stage(self._own_time(at))

    def touch(self, at: datetime) -> None:
        """Note a success: a sliding session lives on from here."""
        if self.policy.idle is not None:
            self.used = self._own_time(at)
            self._reckon()

    def carry_on(self, before: Held) -> None:
        """Take over the use and the age that were noted for the same tokens."""
        if before.session.access == self.session.access:
            self.used, self._behind, self._latest = before.used, before._behind, before._latest
            self._reckon()

    def _own_time(self, at: datetime) -> datetime:
        moment = at + self._behind
        if moment > self._latest:
            self._latest = moment
        elif moment < self._latest - _JUMP:
            # Set, not added to: two threads that see the jump at once come to the same.
            self._behind = self._latest - at
            return self._latest
        return moment

    def _reckon(self) -> None:
        tokens = self.session.tokens
        if tokens is not None:
            self.windows = self.policy.windows(tokens, used=self.used, jitter=self.jitter)


@attrs.define(eq=False)
class _Contents:
    lock: threading.Lock = attrs.field(factory=threading.Lock)
    held: dict[ConnectionKey, Held] = attrs.field(factory=dict[ConnectionKey, Held])
    unsaved: dict[ConnectionKey, Unsaved] = attrs.field(factory=dict[ConnectionKey, Unsaved])
    openings: dict[ConnectionKey, Opening] = attrs.field(factory=dict[ConnectionKey, Opening])
    refused: set[ConnectionKey] = attrs.field(factory=set[ConnectionKey])


class Memory:
    """The sessions held by this process; empty after a fork, so that a child reads what is true."""

    __slots__ = ("_contents",)

    def __init__(self) -> None:
        """Hold nothing."""
        self._contents = PerProcess(_Contents)

    def get(self, key: ConnectionKey) -> Held | None:
        """Return what is held for a connection."""
        return self._contents.here().held.get(key)

    def hold(self, held: Held) -> Held:
        """Hold this from now on; the use that was noted for the same tokens is kept."""
        contents = self._contents.here()
        with contents.lock:
            before = contents.held.get(held.session.key)
            if before is not None:
                held.carry_on(before)
            contents.held[held.session.key] = held
        return held

    def drop(self, key: ConnectionKey) -> None:
        """Forget a connection's session; a grant that waits to be saved stays."""
        self._contents.here().held.pop(key, None)

    def look(self, key: ConnectionKey) -> tuple[Held | None, bool]:
        """Return what is held for a connection, and whether a grant still has to reach the storage; for every call."""
        contents = self._contents.here()
        return contents.held.get(key), key in contents.unsaved or key in contents.openings

    def note_refused(self, key: ConnectionKey) -> None:
        """Note that the storage says that the system refuses this connection."""
        self._contents.here().refused.add(key)

    def take_refused(self, key: ConnectionKey) -> bool:
        """Tell whether that was noted, and forget it; for every call that goes through."""
        refused = self._contents.here().refused
        if key not in refused:
            return False
        refused.discard(key)
        return True

    def pending(self, key: ConnectionKey) -> bool:
        """Tell whether a grant still has to reach the storage."""
        contents = self._contents.here()
        return key in contents.unsaved or key in contents.openings

    def unsaved(self, key: ConnectionKey) -> Unsaved | None:
        """Return the renewed grant that still has to reach the storage, if there is one."""
        return self._contents.here().unsaved.get(key)

    def keep(self, key: ConnectionKey, unsaved: Unsaved) -> None:
        """Keep a grant until it is stored."""
        self._contents.here().unsaved[key] = unsaved

    def saved(self, key: ConnectionKey) -> None:
        """Let go of a grant that is stored, or that a newer one replaced."""
        self._contents.here().unsaved.pop(key, None)

    def opening(self, key: ConnectionKey) -> Opening | None:
        """Return the new connection that still has to reach the storage, if there is one."""
        return self._contents.here().openings.get(key)

    def opening_of(self, tenant: str, system: str, state: str) -> tuple[ConnectionKey, Opening] | None:
        """Return the new connection that this start brought, if it still has to reach the storage."""
        for key, opening in list(self._contents.here().openings.items()):
            if key[:2] == (tenant, system) and opening.state == state:
                return key, opening
        return None

    def keep_opening(self, key: ConnectionKey, opening: Opening) -> None:
        """Keep a new connection until it is stored."""
        self._contents.here().openings[key] = opening

    def drop_opening(self, key: ConnectionKey) -> None:
        """Let go of a new connection that must not be stored."""
        self._contents.here().openings.pop(key, None)

    def opened(self, key: ConnectionKey) -> None:
        """Let go of a new connection that is stored, and of everything that was known about the one before."""
        contents = self._contents.here()
        with contents.lock:
            contents.openings.pop(key, None)
            contents.unsaved.pop(key, None)
            contents.held.pop(key, None)
