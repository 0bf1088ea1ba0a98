"""How far a side has been read: typed positions, what they belong to, and how they move.

A cursor never passes what is not settled, and never comes closer to the provider's own clock than the settling delay.
Reading begins again one overlap behind it, because a change that is committed late carries an earlier time; repeats are
recognised by their versions. It stays where it is while nothing new is read, so that a quiet run writes nothing, unless
many repeats would be read again and again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

import attrs

from crosstie.core.endpoint import Abilities, AtDate, AtTime, AtToken, ChangePage, Position, Scanned
from crosstie.errors import SyncError
from crosstie.storage.columns import Json

__all__ = ["Progress", "begin_at", "fingerprint", "position_of", "stored_position"]

_DAY = timedelta(days=1)
_MANY_REPEATS = 100


def stored_position(position: Position) -> Mapping[str, Json]:
    """Return a position as JSON, with its type named inside."""
    match position:
        case AtTime(at):
            return {"type": "time", "at": at.isoformat()}
        case AtDate(day):
            return {"type": "date", "day": day.isoformat()}
        case AtToken(token):
            return {"type": "token", "token": token}
        case _:
            return {"type": "scan"}


def position_of(stored: Mapping[str, Json]) -> Position | None:
    """Return the position that was stored; ``None`` when there is none.

    Raises:
        SyncError: It is of a type that this version of the library does not know.
    """
    match stored:
        case {"type": "time", "at": str(at)}:
            return AtTime(datetime.fromisoformat(at))
        case {"type": "date", "day": str(day)}:
            return AtDate(date.fromisoformat(day))
        case {"type": "token", "token": str(token)}:
            return AtToken(token)
        case {"type": "scan"}:
            return Scanned()
        case _ if not stored:
            return None
        case _:
            message = f"A stored cursor has the unknown type {stored.get('type')!r}."
            raise SyncError(message, advice="Was it written by a later version of crosstie? Use that one.")


def fingerprint(parts: Sequence[Sequence[str]]) -> str:
    """Return a short hash of everything that a cursor belongs to: endpoint, query, fields, match keys."""
    written = json.dumps([list(part) for part in parts])
    return hashlib.blake2b(written.encode(), digest_size=12).hexdigest()


def begin_at(position: Position | None, abilities: Abilities, now: datetime) -> Position | None:
    """Return where reading begins: the cursor moved back by the overlap; ``None`` to list everything.

    Everything is also listed when the side has forgotten what changed since the cursor, and when the cursor is of
    another type than the side's feed.
    """
    match position:
        case AtTime(at) if abilities.feed == "time":
            since = at - abilities.overlap
            forgotten = abilities.look_back is not None and since <= now - abilities.look_back
            return None if forgotten else AtTime(since)
        case AtDate(day) if abilities.feed == "date":
            # Days are counted in a zone that nobody tells: one more day back covers midnight wherever it was.
            days = max(1, -(-abilities.overlap // _DAY))
            since_day = day - days * _DAY
            gone = abilities.look_back is not None and since_day <= (now - abilities.look_back).date()
            return None if gone else AtDate(since_day)
        case AtToken() if abilities.feed == "token":
            return position
        case _:
            return None


@attrs.define
class Progress:
    """How far the reading of one side came in this run.

    Attributes:
        abilities: What the side can do.
        before: The cursor at the beginning.
        bound: What the cursor must not pass: the clock at the first page, less the settling delay.
        latest: The time of the latest change seen.
        last: The position that the last page gave.
        changes: How many changes were read.
        news: How many of them were not known yet.
    """

    abilities: Abilities
    before: Position | None
    bound: datetime | None = None
    latest: datetime | None = None
    last: Position | None = None
    changes: int = 0
    news: int = 0

    def saw(self, page: ChangePage, news: int, now: datetime) -> None:
        """Take note of a page; the first one freezes the upper bound.

        Args:
            page: The page.
            news: How many of its changes were not known yet.
            now: The clock here, for sides that do not tell theirs.
        """
        if self.bound is None:
            self.bound = (page.clock or now) - self.abilities.settling
        self.last = page.position or self.last
        self.changes += len(page.changes)
        self.news += news
        times = [change.time for change in page.changes if change.time is not None]
        self.latest = max([*times, *([self.latest] if self.latest else [])], default=None)

    def position(self) -> Position | None:
        """Return where the cursor belongs once everything that was seen is settled."""
        match self.abilities.feed:
            case "scan":
                return Scanned()
            case "token":
                return self.last if self.before is None or self._worth_moving() else self.before
            case "time":
                before = self.before.at if isinstance(self.before, AtTime) else None
                reached = self._reached(before)
                return None if reached is None else AtTime(reached)
            case _:
                before = datetime.combine(self.before.day, time.min, UTC) if isinstance(self.before, AtDate) else None
                reached = self._reached(before)
                return None if reached is None else AtDate(reached.date())

    def _worth_moving(self) -> bool:
        return self.news > 0 or self.changes - self.news > _MANY_REPEATS

    def _reached(self, before: datetime | None) -> datetime | None:
        if self.bound is None:
            return before
        # Behind the last change by the overlap: reading will begin at that change, and see its ties again.
        reached = self.bound if self.latest is None else min(self.bound, self.latest + self.abilities.overlap)
        if before is None:
            return reached
        look_back = self.abilities.look_back
        if look_back is not None and before < self.bound - look_back / 2:
            return self.bound  # a quiet side: go along, before the side forgets what changed since
        return max(before, reached) if self._worth_moving() else before
