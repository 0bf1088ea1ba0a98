"""Fields that go back and forth: what a program on one side sets, a program on the other takes back.

A swing is one write of a field between the same two values, in either direction. Too many of them within a while freeze
the field: somebody is asked, and nothing is written until there is a decision, or until a side comes to another value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import attrs

from crosstie.storage import Link
from crosstie.storage.columns import Json

__all__ = ["Guard", "asked_fields", "mark_between"]


def mark_between(left: Json, right: Json) -> str:
    """Return a short hash of two folded values, whichever is where."""
    written = sorted(json.dumps(value, sort_keys=True) for value in (left, right))
    return hashlib.blake2b(json.dumps(written).encode(), digest_size=8).hexdigest()


@attrs.frozen(kw_only=True)
class _Swing:
    """How often a field went between two values, since when, and whether somebody was asked."""

    mark: str
    times: int
    since: datetime
    asked: bool = False

    def stored(self) -> Mapping[str, Json]:
        return {"mark": self.mark, "times": self.times, "since": self.since.isoformat(), "asked": self.asked}


@attrs.frozen
class Guard:
    """How often a field may go back and forth.

    Attributes:
        most: So many times between the same two values.
        window: Within this time.
    """

    most: int
    window: timedelta

    def frozen(self, link: Link, field: str, mark: str, now: datetime) -> str | None:
        """Return why a field is not to be written, in words; ``None`` when it may be.

        Args:
            link: The link, with the swings that were counted.
            field: The field's name.
            mark: The two values that it would go between now; see :func:`mark_between`.
            now: The time.
        """
        swing = _swings(link).get(field)
        if swing is None or swing.mark != mark:
            return None
        # Once somebody is asked, time alone is no answer.
        if not swing.asked and (swing.times < self.most or not self._lasts(swing, now)):
            return None
        return f"It went back and forth {swing.times} times since {swing.since:%Y-%m-%d %H:%M} UTC"

    def counted(
        self, link: Link, marks: Mapping[str, str], asked: Collection[str], decided: Collection[str], now: datetime
    ) -> Link:
        """Return the link with the swings of its fields counted; the same link when there is nothing to count.

        Args:
            link: The link.
            marks: The fields that were written, with the two values that each went between.
            asked: The fields that wait for somebody's decision; what was asked and is not any more begins anew.
            decided: The fields that somebody decided.
            now: The time of the writes.
        """
        before = _swings(link)
        after = {
            name: attrs.evolve(swing, asked=name in asked)
            for name, swing in before.items()
            if name not in decided and (name in asked or not swing.asked)
        }
        for name in marks.keys() - set(decided):
            known = after.get(name)
            if known is not None and known.mark == marks[name] and self._lasts(known, now):
                after[name] = attrs.evolve(known, times=known.times + 1)
            else:
                after[name] = _Swing(mark=marks[name], times=1, since=now)
        if after == before:
            return link
        kept = {name: swing for name, swing in sorted(after.items()) if swing.asked or self._lasts(swing, now)}
        return attrs.evolve(link, swings={name: swing.stored() for name, swing in kept.items()})

    def _lasts(self, swing: _Swing, now: datetime) -> bool:
        return now - swing.since <= self.window


def asked_fields(link: Link) -> set[str]:
    """Return the fields that somebody is asked about, because they went back and forth too often."""
    return {name for name, swing in _swings(link).items() if swing.asked}


def _swings(link: Link) -> dict[str, _Swing]:
    found: dict[str, _Swing] = {}
    for name, stored in link.swings.items():
        match stored:
            case {"mark": str(mark), "times": int(times), "since": str(since), "asked": bool(asked)}:
                found[name] = _Swing(mark=mark, times=times, since=datetime.fromisoformat(since), asked=asked)
            case _:  # by another version of the library: counted anew
                continue
    return found
