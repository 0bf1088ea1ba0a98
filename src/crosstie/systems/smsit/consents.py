# @generated from src/crosstie/systems/smsit/consents_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Where consents are kept: the protocol, a store in memory, and one over the host's storage."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import attrs

from crosstie.clock import SystemClock
from crosstie.core.ports import Clock, Storage
from crosstie.core.state import ABSENT, Put
from crosstie.errors import StaleWrite
from crosstie.systems.smsit.consent import Consent, Inbound, entry_of, standing

__all__ = ["ConsentStore", "MemoryConsents", "StoredConsents", "inbound"]

_ATTEMPTS: Final = 10


class ConsentStore(Protocol):
    """Remembers who may be texted; consulted before every send.

    A host may write its own over its own table: what stands of two words of a person is decided by
    :func:`~crosstie.systems.smsit.consent.standing`.
    """

    def held(self, numbers: Sequence[str]) -> Mapping[str, Consent]:
        """Return what is on record, by number in E.164; numbers that nothing is known of are absent."""
        ...

    def record(self, consent: Consent) -> Consent:
        """Record what a person said, and return what stands now. Telling it twice does no harm."""
        ...


class MemoryConsents:
    """Consents in the memory of this process, for tests and for trying things out; they end with it."""

    __slots__ = ("_by_number", "_clock", "_lock")

    def __init__(self, *, clock: Clock | None = None) -> None:
        """Start empty.

        Args:
            clock: Tells what lies in the future; the machine's own when ``None``.
        """
        self._clock = clock or SystemClock()
        self._by_number: dict[str, Consent] = {}
        self._lock = threading.Lock()

    def held(self, numbers: Sequence[str]) -> Mapping[str, Consent]:
        """Return what is on record, by number; numbers that nothing is known of are absent."""
        with self._lock:
            return {number: self._by_number[number] for number in numbers if number in self._by_number}

    def record(self, consent: Consent) -> Consent:
        """Record what a person said, and return what stands now."""
        with self._lock:
            stands = standing(self._by_number.get(consent.number), consent, self._clock.now())
            self._by_number[consent.number] = stands
        return stands

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"MemoryConsents({len(self._by_number)} numbers, forgotten when the process ends)"


@attrs.frozen(kw_only=True)
class StoredConsents:
    """Consents in the host's storage, shared by every process that shares it.

    A SQL store needs to know the kind of record: ``SqlStorage(url, kinds=[*KINDS, smsit.Consent])``.

    Attributes:
        storage: Where they are kept.
        tenant: Whose they are; no other tenant's are seen or changed.
        clock: Tells what lies in the future; the machine's own by default.
    """

    storage: Storage = attrs.field(repr=False)
    tenant: str
    clock: Clock = attrs.field(factory=SystemClock, repr=False)

    def held(self, numbers: Sequence[str]) -> Mapping[str, Consent]:
        """Return what is on record, by number; numbers that nothing is known of are absent.

        Raises:
            StorageUnavailable: It cannot be asked; then nothing is sent.
        """
        keys = [(self.tenant, number) for number in dict.fromkeys(numbers)]
        found = self.storage.get(Consent, keys)
        return {number: stored.record for (_, number), stored in found.items()}

    def record(self, consent: Consent) -> Consent:
        """Record what a person said, and return what stands now; what another process records meanwhile is not lost.

        Raises:
            StaleWrite: Others wrote to the same number time after time; the word was not recorded.
            StorageUnavailable: It was not recorded.
        """
        said = attrs.evolve(consent, tenant=self.tenant)
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._recorded(said)
            except StaleWrite:
                continue  # another process was quicker: what it wrote is read now
        return self._recorded(said)

    def _recorded(self, said: Consent) -> Consent:
        key = (self.tenant, said.number)
        stored = self.storage.get(Consent, [key]).get(key)
        stands = standing(stored.record if stored else None, said, self.clock.now())
        if stored is None or stands != stored.record:
            self.storage.commit([Put(stands, expects=stored.version if stored else ABSENT)])
        return stands


def inbound(store: ConsentStore, number: str, text: str, at: datetime) -> Inbound:
    """Apply a text that came in to a store: STOP and its kin, START and JOIN. Do this before anything else with it.

    Args:
        store: The store that sends are checked against.
        number: Who sent it, in E.164 or with eleven digits that begin with 1.
        text: What it says.
        at: When it was sent; the same text may be told twice, and in any order. A START from the future, as a device
            with a wrong clock dates it, lifts no opt-out.

    Returns:
        What it means. ``help`` wants an answer, ``review`` a person's eye: record an opt-out yourself where it is one.
        One confirmation of an opt-out is allowed, within five minutes and without marketing.

    Raises:
        UsageError: The number or the text is none, or the time has no zone.
    """
    found, said = entry_of(number, text, at)
    if said is None:
        return found
    before = store.held([said.number]).get(said.number)
    stands = store.record(said)
    unheard = said.allows and not stands.allows and said.since > stands.since
    changed = before is None or before.allows != stands.allows
    return attrs.evolve(found, consent=stands, changed=changed, review=found.review or unheard)
