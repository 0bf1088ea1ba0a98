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

import attrs

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.state import Put, Stored
from crosstie.errors import (
    CredentialsRejected,
    NotSent,
    RenewalUnavailable,
    StaleWrite,
    StorageError,
    TransportError,
)
from crosstie.sessions.apps import (
    App,
    Denied,
    Granted,
    Misconfigured,
    Unanswered,
    Unavailable,
    Verdict,
    quiet,
    registered,
)
from crosstie.sessions.failures import check_alive, ended, rejected, unavailable
from crosstie.sessions.leases import Lease, expired, given_back, hindrance, leased, suspected
from crosstie.sessions.memory import Held, Memory, Unsaved
from crosstie.sessions.publishing import Publisher
from crosstie.sessions.refusals import Refusals
from crosstie.sessions.sealed import open_session
from crosstie.sessions.tokens import ConnectionKey, Session
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys

__all__ = ["Lent", "Renewal", "RenewalEnded"]


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


def _publisher(renewal: Renewal) -> Publisher:
    return Publisher(apps=renewal.apps, keys=renewal.keys, memory=renewal.memory, jitter=renewal.jitter)


def _refusals(renewal: Renewal) -> Refusals:
    return Refusals(keys=renewal.keys, memory=renewal.memory)


@attrs.frozen(kw_only=True)
class Renewal:
    """Lends sessions to calls, and renews them by the protocol above. Pure: every method is a flow.

    Attributes:
        apps: The host's registrations by system.
        keys: What opens and seals the stored secrets.
        memory: What this process holds.
        owner: Names this process in leases; another name after a fork.
        jitter: This process's place in the advisory window, in [0, 1).
        publisher: Brings grants home.
        refusals: Keeps account of sessions that were refused although no renewal could help them.
    """

    apps: Mapping[str, App]
    keys: SealingKeys
    memory: Memory
    owner: Callable[[], str]
    jitter: float = 0.5
    publisher: Publisher = attrs.field(init=False, repr=False, default=attrs.Factory(_publisher, takes_self=True))
    refusals: Refusals = attrs.field(init=False, repr=False, default=attrs.Factory(_refusals, takes_self=True))

    # -- what calls ask for --------------------------------------------------------------------------------------------

    def lend(self, key: ConnectionKey) -> Flow[Lent]:
        """Return a session to sign with; a renewal that is due is made, shared or waited for.

        Raises:
            ReconnectRequired: The grant is gone.
            RenewalUnavailable: A renewal is needed and cannot be had now.
            CredentialsRejected: A renewal is needed, and the app's own id or keys are not accepted.
            TokensNotSaved: There was a renewal, and the storage does not take what it brought.
        """
        held, pending = self.memory.look(key)
        if pending:
            used = held.session if held is not None else Session(key=key)
            return (yield from effects.share(key, lambda: self.renewed(key, used)))
        if held is None:
            held = yield from self._first(key)
        session = held.session
        begun = session.tokens is not None or not self._renewable(session)
        stage = held.stage((yield from effects.now())) if begun else "mandatory"
        if stage == "fresh":
            return Lent(session)
        if stage == "mandatory":
            return (yield from effects.share(key, lambda: self.renewed(key, session)))
        try:
            lent = yield from effects.share_unless_running(key, lambda: self.renewed(key, session, patient=False))
        except (RenewalUnavailable, CredentialsRejected, StorageError):
            return Lent(session)  # nothing is lost yet: the old tokens work for a while
        return lent or Lent(session)

    def refused(self, key: ConnectionKey, lent: Lent) -> Flow[Lent | None]:
        """Return another session after a refusal; ``None`` where a renewal could not help.

        The refused tokens are named, so that a refusal that comes late does not throw away newer ones. Tokens that were
        refused fresh from their renewal are not renewed again until the policy's pause is over.
        """
        if lent.minted:
            return None
        held = self.memory.get(key)
        if held is not None and not held.session.signs_as(lent.session):
            return Lent(held.session)
        if not self._renewable(lent.session):
            # Nothing to renew; but somebody may have corrected the keys, or ended the connection, elsewhere.
            stored = yield from self._first(key)
            return None if stored.session.signs_as(lent.session) else Lent(stored.session)
        if (yield from self.refusals.rest(lent.session, self._app(key).policy)):
            return None
        other = yield from effects.share(key, lambda: self.renewed(key, lent.session))
        if other.session.signs_as(lent.session):
            # We joined a renewal that had begun before this refusal and ended with the same tokens.
            other = yield from effects.share(key, lambda: self.renewed(key, lent.session))
        return other

    def rejected(self, lent: Lent, detail: str) -> Flow[None]:
        """Note that the system refuses a session that no renewal can help: fresh from one, or keys that have none."""
        if lent.minted or not self._renewable(lent.session):
            yield from self.refusals.note(lent.session, detail)

    def accepted(self, key: ConnectionKey) -> Flow[None]:
        """Note that a call went through: a sliding session lives on from here, and a refused one is healthy again."""
        if self.memory.take_refused(key):
            yield from self.refusals.recover(key)
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
        policy = registered(self.apps, key[1]).policy
        begun = yield from effects.tick()
        lease: Lease | None = None
        while True:
            stored = yield from self.publisher.settled(key)
            session = open_session(stored.record, self.keys)
            at = yield from effects.now()
            unsaved = self.memory.unsaved(key)
            if unsaved is None and not session.signs_as(used) and self._usable(session, at):
                return Lent(self.publisher.hold(session).session)
            wait = hindrance(stored.record, self.owner(), at, policy, patient=patient)
            if wait:
                if (yield from effects.tick()) - begun > policy.patience:
                    raise unavailable(key, "Another process has been renewing this connection for too long.")
                yield from effects.sleep(wait)
                continue
            # A grant of ours whose rank is unknown is posted itself: what the provider answers settles the order.
            posted = session if unsaved is None else attrs.evolve(session, tokens=unsaved.tokens)
            if not self._renewable(posted):
                raise ended(key, "denied", "there is nothing to renew its session with")
            lease = yield from self._lease(stored, posted, at, lease)
            if lease is not None and (yield from self._ask(key, lease)):
                return Lent(self._held(key).session, minted=True)

    def _lease(
        self, stored: Stored[Connection], posted: Session, at: datetime, before: Lease | None
    ) -> Flow[Lease | None]:
        """Take the lease, or take it anew after ``before``; ``None`` when somebody else was faster."""
        record = leased(stored.record, self.owner(), at, self._app(posted.key).policy)
        try:
            versions = yield from effects.commit([Put(record, stored.version)])
        except StaleWrite:
            return None
        orphaned = stored.record.lease_owner is not None
        if before is not None and before.fence == stored.record.lease_fence:
            orphaned = before.orphaned  # nobody was here but ourselves
        return Lease(stored=Stored(record, versions[0]), posted=posted, orphaned=orphaned)

    def _ask(self, key: ConnectionKey, lease: Lease) -> Flow[bool]:
        """Ask the provider, and act on its answer; ``False`` means: look again."""
        verdict = yield from self._post(key, lease)
        if verdict is None:
            return False
        if isinstance(verdict, Granted):
            parent = open_session(lease.stored.record, self.keys).access
            unsaved = Unsaved(tokens=verdict.tokens, parent=parent, fence=lease.fence)
            self.memory.keep(key, unsaved)  # before anything else: from here on this is the only copy
            yield from self._tell(lease, verdict, None)
            return (yield from self.publisher.publish(key, lease.stored, unsaved)) is not None
        yield from self._tell(lease, verdict, verdict.detail)
        if isinstance(verdict, Denied):
            yield from self._denied(key, lease, verdict)
            return False
        if isinstance(verdict, Misconfigured):
            yield from self._give_back(lease, "credentials", verdict.detail)
            raise rejected(key, verdict.detail)
        yield from self._give_back(lease, type(verdict).__name__.lower(), verdict.detail)
        message = f"The provider could not renew the session: {verdict.detail}"
        raise unavailable(key, message, verdict.retry_after)

    def _post(self, key: ConnectionKey, lease: Lease) -> Flow[Verdict | None]:
        posted = lease.posted
        verdict = yield from self._post_as(key, lease, posted)
        if not isinstance(verdict, Denied) or posted.tokens is None or posted.tokens.refresh is None:
            return verdict
        # Where the connection's own keys begin sessions, the end of a refresh token is not the end of the connection.
        anew = attrs.evolve(posted, tokens=None)
        return verdict if not self._renewable(anew) else (yield from self._post_as(key, lease, anew))

    def _post_as(self, key: ConnectionKey, lease: Lease, posted: Session) -> Flow[Verdict | None]:
        app = self._app(key)
        at = yield from effects.now()
        ends = lease.stored.record.lease_ends
        request = app.renewal(posted)
        if request is None or ends is None or at + timedelta(seconds=app.policy.timeout) >= ends:
            return None  # this process was held up since it took the lease: somebody else may have begun
        try:
            response = yield from effects.send(request, timeout=app.policy.timeout)
        except NotSent as error:
            return Unavailable(error.message)
        except TransportError as error:
            return Unanswered(error.message)
        return quiet(app.judge(response, posted, (yield from effects.now())), request)

    def _denied(self, key: ConnectionKey, lease: Lease, denied: Denied) -> Flow[None]:
        """Believe a denial only after reading again, and after an orphaned lease only the second time."""
        if self.memory.unsaved(key) is not None:
            self.memory.saved(key)  # it was our own older grant that was denied: the stored one is the newer
            yield from self._give_back(lease)
            return
        stored = yield from self.publisher.read(key)
        record = stored.record
        if record.lease_fence != lease.fence or not open_session(record, self.keys).signs_as(lease.posted):
            return  # somebody published or took over meanwhile: look again
        policy = self._app(key).policy
        at = yield from effects.now()
        first = lease.orphaned and record.suspect_until is None
        verdict = suspected(record, denied, at, policy) if first else expired(record, denied, at)
        try:
            yield from effects.commit([Put(verdict, stored.version)])
        except StaleWrite:
            return
        if first:
            message = "The provider denied the renewal after another one had broken off in the middle."
            raise unavailable(key, message, policy.suspect)
        self.memory.drop(key)
        check_alive(verdict)

    def _give_back(self, lease: Lease, reason: str | None = None, detail: str | None = None) -> Flow[None]:
        """Release the lease, and note what went wrong; when that fails the lease simply runs out."""
        record = given_back(lease, (yield from effects.now()), reason=reason, detail=detail)
        try:
            yield from effects.commit([Put(record, lease.stored.version)])
        except StorageError:
            return

    def _tell(self, lease: Lease, verdict: Verdict, detail: str | None) -> Flow[None]:
        label, outcome = lease.stored.record.label, type(verdict).__name__.lower()
        yield from effects.tell(RenewalEnded(connection=label, outcome=outcome, detail=detail))

    # -- small parts ---------------------------------------------------------------------------------------------------

    def _first(self, key: ConnectionKey) -> Flow[Held]:
        stored = yield from self.publisher.settled(key)
        self.refusals.saw(stored.record)
        return self.publisher.hold(open_session(stored.record, self.keys))

    def _app(self, key: ConnectionKey) -> App:
        return registered(self.apps, key[1])

    def _renewable(self, session: Session) -> bool:
        return self._app(session.key).renewal(session) is not None

    def _usable(self, session: Session, at: datetime) -> bool:
        if session.tokens is None:
            return False
        return self._app(session.key).policy.windows(session.tokens, jitter=self.jitter).stage(at) != "mandatory"

    def _held(self, key: ConnectionKey) -> Held:
        held = self.memory.get(key)
        if held is None:
            raise ended(key, "disconnected")  # between the save and now
        return held
