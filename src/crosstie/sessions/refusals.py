"""What is noted when a system refuses a session that no renewal can help: one renewed just before, or keys alone.

Such a connection is in ``error`` with the reason ``refused``, and has not ended: its grant works, or its keys may be
blocked for a while only; the system alone knows what is wrong. Calls go on with what there is, without a renewal for
each refusal until the policy's pause is over; the first call that goes through makes the connection healthy again.
"""

from __future__ import annotations

import attrs

from crosstie.core import effects
from crosstie.core.effects import Flow
from crosstie.core.state import Put, Stored
from crosstie.errors import StorageError
from crosstie.sessions.leases import healthy, is_refused, refused, resting
from crosstie.sessions.memory import Memory
from crosstie.sessions.sealed import open_session
from crosstie.sessions.tokens import ConnectionKey, RenewalPolicy, Session
from crosstie.storage.records import Connection
from crosstie.storage.sealing import SealingKeys

__all__ = ["Refusals"]


@attrs.frozen(kw_only=True)
class Refusals:
    """Notes refusals that no renewal can help, and takes that back. Pure: every method is a flow.

    Attributes:
        keys: What opens the stored secrets.
        memory: What this process holds.
    """

    keys: SealingKeys
    memory: Memory

    def note(self, session: Session, detail: str) -> Flow[None]:
        """Note that the system refuses this session, although nothing newer can be had.

        Nothing is noted where the connection ended meanwhile, or where a renewal is under way: it knows better.
        """
        self.memory.note_refused(session.key)
        try:
            stored = yield from _stored(session.key)
            if stored is None or stored.record.status != "connected" or stored.record.lease_owner is not None:
                return
            if open_session(stored.record, self.keys).signs_as(session):
                at = yield from effects.now()
                yield from effects.commit([Put(refused(stored.record, detail, at), stored.version)])
        except StorageError:
            return  # the next refusal notes it

    def saw(self, record: Connection) -> None:
        """Remember that a connection that was read is refused, so that a call that goes through takes it back."""
        if is_refused(record):
            self.memory.note_refused((record.tenant, record.system, record.name))

    def rest(self, session: Session, policy: RenewalPolicy) -> Flow[bool]:
        """Tell whether this session was refused fresh from its renewal, in whatever process, and not long ago."""
        stored = yield from _stored(session.key)
        if stored is None or not is_refused(stored.record):
            return False
        self.saw(stored.record)
        at = yield from effects.now()
        return open_session(stored.record, self.keys).signs_as(session) and resting(stored.record, at, policy)

    def recover(self, key: ConnectionKey) -> Flow[None]:
        """Take back that a connection is refused, because a call went through."""
        try:
            stored = yield from _stored(key)
            if stored is not None and is_refused(stored.record):
                yield from effects.commit([Put(healthy(stored.record), stored.version)])
        except StorageError:
            return  # who reads the record next sees to it


def _stored(key: ConnectionKey) -> Flow[Stored[Connection] | None]:
    return (yield from effects.load(Connection, [key])).get(key)
