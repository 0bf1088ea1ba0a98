# @generated from src/crosstie/systems/netsuite/watch_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What changed and what was deleted, with times in UTC: the reading behind ``changes()`` and the endpoints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final

import attrs

from crosstie.errors import Forbidden, Invalid, NotFound
from crosstie.systems.netsuite.caller import AccountCaller
from crosstie.systems.netsuite.deletions import Deleted, Trace, present, traces
from crosstie.systems.netsuite.places import Head, Place
from crosstie.systems.netsuite.sides import SideOptions
from crosstie.systems.netsuite.stamps import Stamp, changed, newest, server_time, stamps_of, true_time
from crosstie.systems.netsuite.tables import DELETED_AS, DeletedNames, Table, table_of
from crosstie.systems.netsuite.zones import Zones

__all__ = ["Watch", "watched"]

_TRIES: Final = 3


@attrs.define(eq=False, kw_only=True)
class Watch:
    """Watches the records of one type.

    Attributes:
        caller: What calls are made with.
        table: Where the records are.
        zone: The zone of SuiteQL, where the host knows it; it is checked against what the account says.
        lines: Whether a change of lines counts.
        names: What deletions call the types, beside what is known.
    """

    caller: AccountCaller
    table: Table
    zone: tzinfo | None = None
    lines: bool = True
    names: DeletedNames = attrs.field(factory=dict[str, frozenset[str]])
    _zones: Zones | None = None

    def begin(self, since: datetime | None) -> Place:
        """Begin to read: take the account's clock first, then learn its zone anew, for clocks are put back and on.

        Args:
            since: From when; ``None`` for everything.
        """
        clock = self.caller.value(server_time())
        zones = self._learned()
        return Place(clock=clock, since=None if since is None else zones.earliest(since))

    def heads(self, place: Place) -> tuple[Sequence[Head], Place | None]:
        """Read a page of changed records, and tell where the next one begins; ``None`` behind the last."""
        call = changed(self.table, self.caller.settings, since=place.since, after=place.after, lines=self.lines)
        page = self.caller.value(call)
        found = self.timed(page.items)
        return found, None if page.next is None else attrs.evolve(place, after=page.next)

    def void(self, ids: Sequence[str]) -> frozenset[str]:
        """Return which of these records are void or inactive, at most a page of them with each call."""
        size = self.caller.settings.page_size
        off: set[str] = set()
        for start in range(0, len(ids), size):
            call = stamps_of(self.table, ids[start : start + size], self.caller.settings)
            off |= {one.id for one in self.caller.value(call).items if one.off}
        return frozenset(off)

    def deletions(self, place: Place) -> tuple[Sequence[Deleted], Place | None]:
        """Read a page of deletions of this type, and tell where the next one begins; ``None`` behind the last.

        Raises:
            Forbidden: The role does not see ``deletedrecord``.
        """
        try:
            page = self.caller.value(traces(self.caller.settings, since=place.since, after=place.after))
        except Invalid as refusal:
            raise _unseen(refusal) from refusal
        gone = self._gone([trace for trace in page.items if trace.is_one_of(self._names())])
        return gone, None if page.next is None else attrs.evolve(place, after=page.next)

    # -- time ----------------------------------------------------------------------------------------------------------

    def timed(self, stamps: Sequence[Stamp]) -> Sequence[Head]:
        """Turn rows into heads; where the zones leave a time open, the record itself is asked."""
        zones = self._zones or self._learned()
        sampled: dict[str, datetime | None] = {}
        while unknown := [one for one in stamps if one.id not in sampled and _is_open(one, zones)]:
            # The one in the middle: where zones differ, both halves may be settled by it.
            stamp = unknown[len(unknown) // 2]
            sampled[stamp.id] = self._sample(stamp, zones)
        return [
            Head(id=one.id, at=sampled[one.id] if one.id in sampled else _moment(one, zones), off=one.off)
            for one in stamps
        ]

    def _learned(self) -> Zones:
        """Learn from the record that was changed last; without any record there is nothing to be wrong about."""
        zones = Zones.all_or(self.zone)
        for _ in range(_TRIES):
            latest = self.caller.value(newest(self.table, self.caller.settings)).items
            if not latest or self._sample(latest[0], zones) is not None:
                break
        self._zones = zones
        return zones

    def _sample(self, stamp: Stamp, zones: Zones) -> datetime | None:
        """Return when a record was changed; ``None`` if it changes, or goes, while it is looked at."""
        if stamp.local is None:
            return None
        try:
            moment = self.caller.value(true_time(self.table.kind, stamp.id))
        except NotFound:
            return None
        after = self.caller.value(stamps_of(self.table, [stamp.id], self.caller.settings))
        if [one.local for one in after.items] != [stamp.local]:
            return None
        zones.learn(stamp.local, moment)
        return moment

    # -- deletions -----------------------------------------------------------------------------------------------------

    def _names(self) -> frozenset[str]:
        kind = self.table.kind.lower()
        return DELETED_AS.get(kind, frozenset({kind})) | self.names.get(kind, frozenset())

    def _gone(self, found: Sequence[Trace]) -> Sequence[Deleted]:
        """Leave out what is there: an id can be that of a deleted record of another type (6)."""
        if not found:
            return []
        still = set(self.caller.value(present(self.table, [one.id for one in found], self.caller.settings)))
        zones = self._zones or self._learned()
        return [
            Deleted(id=one.id, at=zones.moment(one.local), type=one.script_id or one.type, name=one.name)
            for one in found
            if one.id not in still
        ]


def watched(caller: AccountCaller, kind: str, options: SideOptions) -> Watch:
    """Return what watches a record type."""
    return Watch(
        caller=caller, table=table_of(kind), zone=options.zone, lines=options.lines, names=options.deleted_as
    )


def _is_open(stamp: Stamp, zones: Zones) -> bool:
    return stamp.local is not None and zones.moment(stamp.local) is None


def _moment(stamp: Stamp, zones: Zones) -> datetime | None:
    return None if stamp.local is None else zones.moment(stamp.local)


def _unseen(refusal: Invalid) -> Forbidden:
    return Forbidden(
        f"Deletions cannot be read: {refusal.message}",
        code=refusal.code,
        advice="Give the role the permission Deleted Records, or read none: SideOptions(deletes=False).",
    )
