"""What this process knows about its connections: the tokens in use, and a grant that could not be stored yet."""

from __future__ import annotations

import os
import threading
from datetime import datetime

import attrs

from crosstie.sessions.tokens import ConnectionKey, RenewalPolicy, Session, Stage, Tokens, Windows

__all__ = ["Held", "Memory", "Unsaved"]


@attrs.frozen(kw_only=True)
class Unsaved:
    """A grant on its way into the storage.

    Attributes:
        tokens: The new grant.
        parent: The access token it replaced.
        fence: The fence of the lease under which it was asked for.
    """

    tokens: Tokens
    parent: str | None = attrs.field(repr=False)
    fence: int


@attrs.define(eq=False)
class Held:
    """The session of one connection as this process last saw it.

    Attributes:
        session: What requests are signed with.
        policy: The system's rules.
        jitter: This process's place in the advisory window.
        used: The last success, for sliding sessions.
        windows: When to renew, derived from all of these.
    """

    session: Session
    policy: RenewalPolicy
    jitter: float
    used: datetime | None = None
    windows: Windows = attrs.field(factory=Windows)

    def __attrs_post_init__(self) -> None:
        """Derive the windows."""
        self._reckon()

    def stage(self, at: datetime) -> Stage:
        """Tell how urgent the renewal is."""
        return self.windows.stage(at)

    def touch(self, at: datetime) -> None:
        """Note a success: a sliding session lives on from here."""
        if self.policy.idle is not None:
            self.used = at
            self._reckon()

    def _reckon(self) -> None:
        tokens = self.session.tokens
        if tokens is not None:
            self.windows = self.policy.windows(tokens, used=self.used, jitter=self.jitter)


class Memory:
    """The sessions held by this process; empty after a fork, so that a child reads what is true."""

    __slots__ = ("_held", "_lock", "_process", "_unsaved")

    def __init__(self) -> None:
        """Hold nothing."""
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._held: dict[ConnectionKey, Held] = {}
        self._unsaved: dict[ConnectionKey, Unsaved] = {}

    def _here(self) -> None:
        if self._process != os.getpid():
            self._begin()

    def get(self, key: ConnectionKey) -> Held | None:
        """Return what is held for a connection."""
        self._here()
        return self._held.get(key)

    def hold(self, held: Held) -> Held:
        """Hold this from now on; the use that was noted for the same tokens is kept."""
        self._here()
        with self._lock:
            before = self._held.get(held.session.key)
            if before is not None and before.used is not None and _access(before.session) == _access(held.session):
                held.touch(before.used)
            self._held[held.session.key] = held
        return held

    def drop(self, key: ConnectionKey) -> None:
        """Forget a connection's session; a grant that waits to be saved stays."""
        self._here()
        with self._lock:
            self._held.pop(key, None)

    def unsaved(self, key: ConnectionKey) -> Unsaved | None:
        """Return the grant that still has to reach the storage, if there is one."""
        self._here()
        return self._unsaved.get(key)

    def keep(self, key: ConnectionKey, unsaved: Unsaved) -> None:
        """Keep a grant until it is stored."""
        self._here()
        with self._lock:
            self._unsaved[key] = unsaved

    def saved(self, key: ConnectionKey) -> None:
        """Let go of a grant that is stored, or that a newer one replaced."""
        self._here()
        with self._lock:
            self._unsaved.pop(key, None)


def _access(session: Session) -> str | None:
    return session.tokens.access if session.tokens is not None else None
