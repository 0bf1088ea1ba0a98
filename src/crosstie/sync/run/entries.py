"""A journal entry at work: the intent as it will be stored, beside what is stored of it."""

from __future__ import annotations

from datetime import datetime

import attrs

from crosstie.core.state import ABSENT, Put, Stored
from crosstie.storage import Intent

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

    def write(self) -> Put[Intent] | None:
        """Return what is to be stored of it, if anything changed."""
        return None if self.intent == self.was else Put(self.intent, self.version)
