"""How far a reading of changes has come, and what it found: heads without fields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

import attrs
import msgspec

from crosstie.core.checks import aware
from crosstie.errors import UsageError

__all__ = ["Head", "Phase", "Place", "since_utc"]

Phase: TypeAlias = Literal["changed", "deleted"]


@attrs.frozen(kw_only=True)
class Head:
    """A record that changed, without its fields.

    Attributes:
        id: Its internal id.
        at: When it was changed last, aware, in UTC; ``None`` where it changed again while it was looked at, and where
            NetSuite tells no time.
        off: Whether it is inactive or void, where SuiteQL tells.
    """

    id: str
    at: datetime | None = None
    off: bool = False


class _Written(msgspec.Struct):
    clock: datetime
    since: datetime | None = None
    after: str | None = None
    phase: Phase = "changed"


@attrs.frozen(kw_only=True)
class Place:
    """Where a reading goes on.

    Attributes:
        clock: The account's clock when the reading began, in UTC.
        since: From when records are read, by the clock of SuiteQL, which names no zone; ``None`` for all.
        after: What the page before ended with.
        phase: Whether changes or deletions are read.
    """

    clock: datetime
    since: datetime | None = None
    after: str | None = None
    phase: Phase = "changed"

    def written(self) -> str:
        """Return it as text."""
        return msgspec.json.encode(_Written(self.clock, self.since, self.after, self.phase)).decode()

    @classmethod
    def read(cls, text: str) -> Place:
        """Return the place that was written.

        Raises:
            UsageError: It is none.
        """
        try:
            told = _DECODER.decode(text)
        except msgspec.MsgspecError as error:
            message = "This is not where a page of changes ended."
            raise UsageError(message, advice="Pass the next page as it was given.") from error
        return cls(clock=told.clock, since=told.since, after=told.after, phase=told.phase)


def since_utc(since: datetime | None) -> datetime | None:
    """Return a time in UTC.

    Raises:
        UsageError: It is no time, or has no zone.
    """
    if since is None:
        return None
    return aware("since", since).astimezone(UTC)


_DECODER: Final = msgspec.json.Decoder(_Written)
