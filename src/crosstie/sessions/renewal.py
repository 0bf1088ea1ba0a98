"""The renewal protocol: one renewal per connection, whoever asks, and no grant is ever lost on the way.

The order matters at every step; ``docs/explanation/sessions.md`` tells the failures that each one prevents, and
``tests/sim/test_renewal.py`` shows them on a naive protocol.

1. A lease is taken by compare-and-swap inside the connection's own record, and expires by itself.
2. Taking it proves that what was read is current: so the newest tokens are posted, never those from memory.
3. The grant is kept in this process until it, or a newer one, is stored.
4. A denial is believed only after reading again; after an orphaned lease, only the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Literal

import attrs

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.state import Put, Stored
from crosstie.errors import NotSent, RenewalUnavailable, StaleWrite, StorageError, TransportError, UsageError
from crosstie.sessions.apps import App, Denied, Granted, Misconfigured, Unanswered, Unavailable, Verdict
from crosstie.sessions.failures import check_alive, ended, never_connected, not_saved, rejected, unavailable
from crosstie.sessions.memory import Held, Memory, Unsaved
from crosstie.sessions.sealed import open_session, seal_tokens
from crosstie.sessions.tokens import ConnectionKey, Session
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys

__all__ = ["Lent", "Renewal", "RenewalEnded"]

_SAME_MOMENT = timedelta(seconds=5)
"""Grants closer than this on the provider's clock are not told apart by it: Date has seconds, clusters skew."""


@attrs.frozen(kw_only=True)
class RenewalEnded:
    """Event: the provider was asked to renew a session.

    Attributes:
        connection: Whose.
        outcome: ``granted``, ``denied``, ``misconfigured``, ``unavailable`` or ``unanswered``.
        detail: The provider's redacted words when it was not granted.
    """

    connection: str
    outcome: str
    detail: str | None = None


@attrs.frozen
class Lent:
    """A session lent to one call; ``minted`` when it was renewed in that very call."""

    session: Session
    minted: bool = False


@attrs.frozen(kw_only=True)
class _Lease:
    """A lease that this process holds.

    Attributes:
        stored: The connection with the lease in it.
        posted: The session whose tokens are going to be posted.
        orphaned: The previous holder never gave its lease back: it died, or it is merely slow.
    """

    stored: Stored[Connection]
    posted: Session
    orphaned: bool

    @property
    def fence(self) -> int:
        return self.stored.record.lease_fence


@attrs.frozen(kw_only=True)
class Renewal:
    """Lends sessions to calls, and renews them by the protocol above. Pure: every method is a flow.

    Attributes:
        apps: The host's registrations by system.
        keys: What opens and seals the stored secrets.
        memory: What this process holds.
        owner: Names this process in leases; another name after a fork.
        jitter: This process's place in the advisory window, in [0, 1).
    """

    apps: Mapping[str, App]
    keys: SealingKeys
    memory: Memory
    owner: Callable[[], str]
    jitter: float = 0.5

    # -- what calls ask for --------------------------------------------------------------------------------------------

    def lend(self, key: ConnectionKey) -> Flow[Lent]:
        """Return a session to sign with; a renewal that is due is made, shared or waited for.

        Raises:
            ReconnectRequired: The grant is gone.
            RenewalUnavailable: A renewal is needed and cannot be had now.
        """
        held = self.memory.get(key) or (yield from self._first(key))
        session = held.session
        begun = session.tokens is not None or not self._renewable(session)
        stage = held.stage((yield from effects.now())) if begun else "mandatory"
        if stage == "fresh":
            return Lent(session)
        if stage == "mandatory":
            return (yield from effects.share(key, lambda: self.renewed(key, session)))
        try:
            lent = yield from effects.share_unless_running(key, lambda: self.renewed(key, session, patient=False))
        except RenewalUnavailable:
            return Lent(session)  # nothing is lost yet: the old tokens work for a while
        return lent or Lent(session)

    def refused(self, key: ConnectionKey, lent: Lent) -> Flow[Lent | None]:
        """Return another session after a refusal; ``None`` where a renewal could not help.

        The refused tokens are named, so that a refusal that comes late does not throw away newer ones.
        """
        if lent.minted or not self._renewable(lent.session):
            return None
        held = self.memory.get(key)
        if held is not None and not _same(held.session, lent.session):
            return Lent(held.session)
        other = yield from effects.share(key, lambda: self.renewed(key, lent.session))
        if _same(other.session, lent.session):
            # We joined a renewal that had begun before this refusal and ended with the same tokens.
            other = yield from effects.share(key, lambda: self.renewed(key, lent.session))
        return other

    def accepted(self, key: ConnectionKey) -> Flow[None]:
        """Note that a call went through: a sliding session lives on from here."""
        held = self.memory.get(key)
        if held is not None and held.policy.idle is not None:
            held.touch((yield from effects.now()))

    # -- the protocol --------------------------------------------------------------------------------------------------

    def renewed(self, key: ConnectionKey, used: Session, *, patient: bool = True) -> Flow[Lent]:
        """Return a session with other tokens than the used ones, from the storage or from the provider.

        Args:
            key: The connection.
            used: The session that is too old, or was refused.
            patient: Whether to wait while another process renews.
        """
        begun = yield from effects.tick()
        while True:
            stored = yield from self._settled(key)
            session = open_session(stored.record, self.keys)
            at = yield from effects.now()
            unsaved = self.memory.unsaved(key)
            if unsaved is None and not _same(session, used) and self._usable(session, at):
                return Lent(self._hold(session))
            wait = self._hindrance(stored.record, at, patient=patient)
            if wait:
                if (yield from effects.tick()) - begun > self._app(key).policy.patience:
                    raise unavailable(key, "Another process has been renewing this connection for too long.")
                yield from effects.sleep(wait)
                continue
            # A grant of ours whose rank is unknown is posted itself: what the provider answers settles the order.
            posted = session if unsaved is None else attrs.evolve(session, tokens=unsaved.tokens)
            lease = yield from self._lease(stored, posted, at)
            if lease is not None and (yield from self._ask(key, lease)):
                return Lent(self._held(key).session, minted=True)

    def _settled(self, key: ConnectionKey) -> Flow[Stored[Connection]]:
        """Read the connection; first bring home a grant that an earlier save failed for."""
        stored = yield from self._read(key)
        unsaved = self.memory.unsaved(key)
        if unsaved is not None:
            stored = (yield from self._publish(key, stored, unsaved)) or stored
        check_alive(stored.record)
        return stored

    def _lease(self, stored: Stored[Connection], posted: Session, at: datetime) -> Flow[_Lease | None]:
        """Take the lease; ``None`` when somebody else was faster."""
        record = stored.record
        leased = attrs.evolve(
            record,
            lease_owner=self.owner(),
            lease_fence=record.lease_fence + 1,
            lease_ends=at + timedelta(seconds=self._app(posted.key).policy.lease),
        )
        try:
            versions = yield from effects.commit([Put(leased, stored.version)])
        except StaleWrite:
            return None
        return _Lease(stored=Stored(leased, versions[0]), posted=posted, orphaned=record.lease_owner is not None)

    def _ask(self, key: ConnectionKey, lease: _Lease) -> Flow[bool]:
        """Ask the provider, and act on its answer; ``False`` means: look again."""
        verdict = yield from self._post(key, lease)
        if verdict is None:
            return False
        detail = None if isinstance(verdict, Granted) else verdict.detail
        label = lease.stored.record.label
        yield from effects.tell(RenewalEnded(connection=label, outcome=type(verdict).__name__.lower(), detail=detail))
        match verdict:
            case Granted(tokens=tokens):
                unsaved = Unsaved(
                    tokens=tokens, parent=_access(open_session(lease.stored.record, self.keys)), fence=lease.fence
                )
                self.memory.keep(key, unsaved)
                stored = yield from self._publish(key, lease.stored, unsaved)
                return stored is not None
            case Denied():
                yield from self._denied(key, lease, verdict)
                return False
            case Misconfigured():
                yield from self._give_back(lease, "credentials", verdict.detail)
                raise rejected(key, verdict.detail)
            case Unavailable() | Unanswered():
                yield from self._give_back(lease, type(verdict).__name__.lower(), verdict.detail)
                pause = verdict.retry_after if isinstance(verdict, Unavailable) else None
                raise unavailable(key, f"The provider could not renew the session: {verdict.detail}", pause)

    def _post(self, key: ConnectionKey, lease: _Lease) -> Flow[Verdict | None]:
        app = self._app(key)
        request = app.renewal(lease.posted)
        if request is None:
            raise rejected(key, "There is nothing to renew it with.")
        at = yield from effects.now()
        ends = lease.stored.record.lease_ends
        if ends is None or at + timedelta(seconds=app.policy.timeout) >= ends:
            return None  # this process was held up since it took the lease: somebody else may have begun
        try:
            response = yield from effects.send(request, timeout=app.policy.timeout)
        except NotSent as error:
            return Unavailable(error.message)
        except TransportError as error:
            return Unanswered(error.message)
        return app.judge(response, lease.posted, (yield from effects.now()))

    # -- after the answer ----------------------------------------------------------------------------------------------

    def _publish(
        self, key: ConnectionKey, stored: Stored[Connection], unsaved: Unsaved
    ) -> Flow[Stored[Connection] | None]:
        """Store a grant, unless a newer one is stored already; ``None`` when it is not known which is newer.

        Raises:
            TokensNotSaved: The storage failed. The grant stays in this process and is saved before anything else.
        """
        while True:
            rank = self._rank(stored.record, unsaved)
            if rank == "unknown":
                return None
            if rank == "older":
                self.memory.saved(key)
                self._hold(open_session(stored.record, self.keys))
                return stored
            mine = self._filled(stored.record, unsaved)
            try:
                versions = yield from effects.commit([Put(mine, stored.version)])
            except StaleWrite:
                stored = yield from self._read_again(key)
            except StorageError as error:
                raise not_saved(key) from error
            else:
                self.memory.saved(key)
                self._hold(open_session(mine, self.keys))
                return Stored(mine, versions[0])

    def _rank(self, record: Connection, unsaved: Unsaved) -> Literal["newer", "older", "unknown"]:
        if record.status == "disconnected":
            return "older"  # a person ended the connection meanwhile: that is newer than any grant
        theirs, mine = open_session(record, self.keys).tokens, unsaved.tokens
        if theirs is None or theirs.access == unsaved.parent:
            return "newer"
        if theirs.access == mine.access:
            return "older"
        if (
            theirs.granted_at is None
            or mine.granted_at is None
            or abs(theirs.granted_at - mine.granted_at) <= _SAME_MOMENT
        ):
            return "unknown"
        return "newer" if mine.granted_at > theirs.granted_at else "older"

    def _filled(self, record: Connection, unsaved: Unsaved) -> Connection:
        """Put the grant into the record; give back our own lease, and leave alone one that was taken over."""
        record = seal_tokens(record, unsaved.tokens, unsaved.fence, self._app(_key(record)).policy, self.keys)
        if record.lease_fence > unsaved.fence:
            return record
        return attrs.evolve(record, lease_owner=None, lease_ends=None)

    def _denied(self, key: ConnectionKey, lease: _Lease, denied: Denied) -> Flow[None]:
        """Believe a denial only after reading again, and after an orphaned lease only the second time."""
        unsaved = self.memory.unsaved(key)
        if unsaved is not None:
            self.memory.saved(key)  # it was our own older grant that was denied: the stored one is the newer
            yield from self._give_back(lease, None, None)
            return
        stored = yield from self._read(key)
        record = stored.record
        moved = not _same(open_session(record, self.keys), lease.posted) or record.lease_fence != lease.fence
        if moved:
            return  # somebody published or took over meanwhile: look again
        at = yield from effects.now()
        first = lease.orphaned and record.suspect_until is None
        verdict = self._suspected(record, denied, at) if first else _expired(record, denied, at)
        try:
            yield from effects.commit([Put(attrs.evolve(verdict, lease_owner=None, lease_ends=None), stored.version)])
        except StaleWrite:
            return
        if first:
            pause = self._app(key).policy.suspect
            raise unavailable(
                key, "The provider denied the renewal after another process broke off in the middle of one.", pause
            )
        self.memory.drop(key)
        check_alive(verdict)

    def _suspected(self, record: Connection, denied: Denied, at: datetime) -> Connection:
        until = at + timedelta(seconds=self._app(_key(record)).policy.suspect)
        return attrs.evolve(
            record, status="error", reason="suspect", error=denied.detail, error_at=at, suspect_until=until
        )

    def _give_back(self, lease: _Lease, reason: str | None, detail: str | None) -> Flow[None]:
        """Release the lease, and note what went wrong; when that fails the lease simply runs out."""
        at = yield from effects.now()
        record = attrs.evolve(lease.stored.record, lease_owner=None, lease_ends=None)
        if reason is not None:
            record = attrs.evolve(record, status="error", reason=reason, error=detail, error_at=at)
        try:
            yield from effects.commit([Put(record, lease.stored.version)])
        except StorageError:
            return

    # -- small parts ---------------------------------------------------------------------------------------------------

    def _hindrance(self, record: Connection, at: datetime, *, patient: bool) -> float:
        """Return the seconds to wait before the lease can be taken; raise when it is not worth waiting."""
        policy = self._app(_key(record)).policy
        if record.lease_owner not in (None, self.owner()) and _ahead(record.lease_ends, at, policy.lease):
            if not patient:
                raise unavailable(_key(record), "Another process is renewing this connection.", policy.poll)
            return policy.poll
        rest = _ahead(record.suspect_until, at, policy.suspect)
        if not rest and record.status == "error" and record.error_at is not None:
            rest = _ahead(record.error_at + timedelta(seconds=policy.rest), at, policy.rest)
        if rest and record.reason == "credentials":
            raise rejected(_key(record), record.error or "")
        if rest:
            raise unavailable(_key(record), f"The last renewal failed: {record.error}", rest)
        return 0.0

    def _first(self, key: ConnectionKey) -> Flow[Held]:
        stored = yield from self._settled(key)
        session = open_session(stored.record, self.keys)
        self._hold(session)
        return self._held(key)

    def _read(self, key: ConnectionKey) -> Flow[Stored[Connection]]:
        found = yield from effects.load(Connection, [key])
        if key not in found:
            raise never_connected(key)
        return found[key]

    def _read_again(self, key: ConnectionKey) -> Flow[Stored[Connection]]:
        try:
            return (yield from self._read(key))
        except StorageError as error:
            raise not_saved(key) from error

    def _app(self, key: ConnectionKey) -> App:
        app = self.apps.get(key[1])
        if app is None:
            message = f"No app for {key[1]} was given to this SessionManager."
            raise UsageError(message, connection="/".join(key), advice=f"Pass apps=[{key[1]}.App(...)].")
        return app

    def _renewable(self, session: Session) -> bool:
        return self._app(session.key).renewal(session) is not None

    def _usable(self, session: Session, at: datetime) -> bool:
        policy = self._app(session.key).policy
        return (
            session.tokens is not None and policy.windows(session.tokens, jitter=self.jitter).stage(at) != "mandatory"
        )

    def _hold(self, session: Session) -> Session:
        held = Held(session, self._app(session.key).policy, self.jitter)
        return self.memory.hold(held).session

    def _held(self, key: ConnectionKey) -> Held:
        held = self.memory.get(key)
        if held is None:
            raise ended(key, "disconnected")  # between the save and now
        return held


def _access(session: Session) -> str | None:
    return session.tokens.access if session.tokens is not None else None


def _same(one: Session, other: Session) -> bool:
    return _access(one) == _access(other)


def _key(record: Connection) -> ConnectionKey:
    return (record.tenant, record.system, record.name)


def _ahead(moment: datetime | None, at: datetime, longest: float) -> float:
    """Return the seconds until a moment; 0 when it is over, or so far off that only a clock that jumped explains it."""
    seconds = (moment - at).total_seconds() if moment is not None else 0.0
    return seconds if 0 < seconds <= 2 * longest else 0.0


def _expired(record: Connection, denied: Denied, at: datetime) -> Connection:
    # After a renewal that broke off in the middle, the likely truth is that its answer was the grant we now lack.
    lost = record.suspect_until is not None or record.reason == "unanswered"
    reason = "lost" if lost else "denied"
    return attrs.evolve(record, status="expired", reason=reason, error=denied.detail, error_at=at, renew_at=None)
