"""Bringing grants home: into the storage whatever happens meanwhile, and only if nothing newer is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Literal, TypeAlias

import attrs

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.state import ABSENT, Put, Stored
from crosstie.errors import CredentialsRejected, StaleWrite, StorageError
from crosstie.sessions.apps import App, registered
from crosstie.sessions.failures import check_alive, never_connected, not_saved
from crosstie.sessions.leases import key_of_connection
from crosstie.sessions.memory import Held, Memory, Opening, Unsaved
from crosstie.sessions.sealed import open_session, seal_credentials, seal_tokens
from crosstie.sessions.tokens import ConnectionKey, Session, Tokens
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys

__all__ = ["Publisher", "check_account"]

Rank: TypeAlias = Literal["newer", "older", "unknown"]
"""How a grant of ours stands to the stored one."""

_SAME_MOMENT: Final = timedelta(seconds=5)
"""Grants closer than this on the provider's clock are not told apart by it: Date has seconds, clusters skew."""


@attrs.frozen(kw_only=True)
class Publisher:
    """Stores grants and reads what is stored. Pure: every method that does I/O is a flow.

    Attributes:
        apps: The host's registrations by system.
        keys: What opens and seals the stored secrets.
        memory: What this process holds.
        jitter: This process's place in the advisory window, in [0, 1).
    """

    apps: Mapping[str, App]
    keys: SealingKeys
    memory: Memory
    jitter: float = 0.5

    def settled(self, key: ConnectionKey) -> Flow[Stored[Connection]]:
        """Read a connection that lives; first bring home a grant that an earlier save failed for.

        Raises:
            ReconnectRequired: There is none, or it has ended.
            TokensNotSaved: The storage still does not take the grant.
        """
        opening = self.memory.opening(key)
        if opening is not None:
            yield from self.establish(key, opening, late=True)
        stored = yield from self.read(key)
        unsaved = self.memory.unsaved(key)
        if unsaved is not None:
            stored = (yield from self.publish(key, stored, unsaved)) or stored
        check_alive(stored.record)
        return stored

    def publish(
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
                self.adopt(stored.record)
                return stored
            mine = self._filled(stored.record, unsaved)
            try:
                versions = yield from effects.commit([Put(mine, stored.version)])
            except StaleWrite:
                stored = yield from self.read(key)
            except StorageError as error:
                raise not_saved(key) from error
            else:
                self.memory.saved(key)
                self.adopt(mine)
                return Stored(mine, versions[0])

    def establish(self, key: ConnectionKey, opening: Opening, *, late: bool = False) -> Flow[Connection]:
        """Store a connection that was just made, in place of the one before.

        Args:
            key: Which one.
            opening: What was made.
            late: It had to wait for the storage: somebody may have connected again since then.

        Raises:
            CredentialsRejected: The one before belongs to another account.
            TokensNotSaved: The storage failed. The grant stays in this process and is saved before anything else.
            StorageError: The storage failed, and there was no grant to keep.
        """
        if opening.tokens is not None:
            self.memory.keep_opening(key, opening)
        while True:
            try:
                stored = (yield from effects.load(Connection, [key])).get(key)
                check_account(stored, opening.enrolment.account)
                if late and stored is not None and _superseded(stored.record, opening.tokens):
                    self.memory.opened(key)
                    return stored.record
                record = yield from self._opened(key, stored, opening)
                yield from effects.commit([Put(record, stored.version if stored else ABSENT)])
            except StaleWrite:
                continue
            except CredentialsRejected:
                self.memory.drop_opening(key)
                raise
            except StorageError as error:
                if opening.tokens is None:
                    raise
                raise not_saved(key) from error
            self.memory.opened(key)
            return record

    def read(self, key: ConnectionKey) -> Flow[Stored[Connection]]:
        """Return the stored connection.

        Raises:
            ReconnectRequired: There is none.
            TokensNotSaved: The storage failed while it owes this process a save.
        """
        try:
            found = yield from effects.load(Connection, [key])
        except StorageError as error:
            if self.memory.pending(key):
                raise not_saved(key) from error
            raise
        if key not in found:
            raise never_connected(key)
        return found[key]

    def adopt(self, record: Connection) -> None:
        """Hold the stored session from now on, if the connection lives."""
        if record.status in ("expired", "disconnected"):
            self.memory.drop(key_of_connection(record))
        else:
            self.hold(open_session(record, self.keys))

    def hold(self, session: Session) -> Held:
        """Hold this session from now on."""
        return self.memory.hold(Held(session, registered(self.apps, session.key[1]).policy, self.jitter))

    def _rank(self, record: Connection, unsaved: Unsaved) -> Rank:
        if record.status == "disconnected":
            return "older"  # a person ended the connection meanwhile: that is newer than any grant
        theirs, mine = open_session(record, self.keys).tokens, unsaved.tokens
        if theirs is None or theirs.access == unsaved.parent:
            return "newer"
        if theirs.access == mine.access:
            return "older"
        if theirs.granted_at is None or mine.granted_at is None:
            return "unknown"
        if abs(theirs.granted_at - mine.granted_at) <= _SAME_MOMENT:
            return "unknown"
        return "newer" if mine.granted_at > theirs.granted_at else "older"

    def _filled(self, record: Connection, unsaved: Unsaved) -> Connection:
        """Put the grant into the record; give back our own lease, and leave alone one that was taken over."""
        policy = registered(self.apps, record.system).policy
        record = seal_tokens(record, unsaved.tokens, unsaved.fence, policy, self.keys)
        if record.lease_fence > unsaved.fence:
            return record
        return attrs.evolve(record, lease_owner=None, lease_ends=None)

    def _opened(self, key: ConnectionKey, stored: Stored[Connection] | None, opening: Opening) -> Flow[Connection]:
        at = yield from effects.now()
        before = stored.record if stored else Connection(tenant=key[0], system=key[1], name=key[2], created=at)
        record = attrs.evolve(
            before,
            account=opening.enrolment.account,
            settings=dict(opening.enrolment.settings),
            status="connected",
            reason=None,
            error=None,
            error_at=None,
            suspect_until=None,
            lease_fence=before.lease_fence + 1,
            lease_owner=None,
            lease_ends=None,
            # Of a connection that was made in another way nothing may stay: it would sign, or look expired.
            credentials=None,
            tokens=None,
            tokens_issued=None,
            access_expires=None,
            refresh_expires=None,
            renew_at=None,
        )
        if opening.enrolment.credentials:
            record = seal_credentials(record, dict(opening.enrolment.credentials), self.keys)
        if opening.tokens is None:
            return record
        policy = registered(self.apps, key[1]).policy
        return seal_tokens(record, opening.tokens, record.lease_fence, policy, self.keys)


def check_account(stored: Stored[Connection] | None, account: str) -> None:
    """Refuse to put another account under a name that has one.

    Links and cursors belong to the old account: another one would mix two companies' books.

    Raises:
        CredentialsRejected: The connection belongs to another account.
    """
    if stored is None or stored.record.account in (None, account):
        return
    message = f"{stored.record.label} belongs to account {stored.record.account}, not to {account}."
    raise CredentialsRejected(
        message,
        connection=stored.record.label,
        done="Nothing was changed.",
        advice="Choose the same account, or connect the other one under another name.",
    )


def _superseded(record: Connection, tokens: Tokens | None) -> bool:
    """Tell whether somebody connected again after our new connection was made."""
    if tokens is None or record.tokens_issued is None or record.status != "connected":
        return False
    return record.tokens_issued > tokens.issued
