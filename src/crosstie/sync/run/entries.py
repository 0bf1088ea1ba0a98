"""A journal entry at work: the intent as it will be stored, beside what is stored of it."""

from __future__ import annotations

from datetime import datetime

import attrs

from crosstie.core.state import ABSENT, Delete, Put, Stored, Write
from crosstie.storage import Intent
from crosstie.sync.bonds import IN_DOUBT
from crosstie.sync.sides import Side

__all__ = ["Entry"]


@attrs.define(eq=False)
class Entry:
    """One entry of the journal.

    Attributes:
        intent: The entry as it will be stored.
        was: The entry as it is stored; ``None`` for a new one.
        version: Its stored version.
    """

    intent: Intent
    was: Intent | None = None
    version: int = ABSENT

    @classmethod
    def of(cls, stored: Stored[Intent]) -> Entry:
        """Make an entry of a stored intent."""
        return cls(stored.record, stored.record, stored.version)

    def note(self, state: str, at: datetime, *, record_id: str | None = None, error: str | None = None) -> None:
        """Write down what became of the write that was announced."""
        self.intent = attrs.evolve(self.intent, state=state, record_id=record_id, error=error, settled=at)

    @property
    def side(self) -> Side:
        """Where its write goes."""
        return "left" if self.intent.side == "left" else "right"

    @property
    def is_update(self) -> bool:
        """Whether it announces an update; else a creation."""
        return self.intent.action == "update"

    @property
    def in_doubt(self) -> bool:
        """Whether nobody knows yet if the write happened."""
        return self.intent.state in IN_DOUBT

    @property
    def over(self) -> bool:
        """Whether nothing of it needs to be remembered: creations stay in the journal, updates only while in doubt."""
        return self.is_update and not self.in_doubt

    def write(self) -> Write | None:
        """Return what is to be done about it in the storage, if anything."""
        if self.intent == self.was:
            return None
        if not self.over:
            return Put(self.intent, self.version)
        return Delete(Intent, (self.intent.tenant, self.intent.pair, self.intent.id), self.version)
