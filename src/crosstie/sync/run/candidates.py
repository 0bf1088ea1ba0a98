"""Who else has the key of a record that looks for its partner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import attrs

from crosstie.core.effects import Flow
from crosstie.core.state import Stored
from crosstie.errors import CrosstieError
from crosstie.storage import Link
from crosstie.sync.bonds import links_by_record
from crosstie.sync.matching import Exact, Group, key_digests
from crosstie.sync.readings import Reading, values_to_write
from crosstie.sync.run.context import Context, call, record_call
from crosstie.sync.run.fetching import read_by_id, readings_of
from crosstie.sync.run.scanning import View
from crosstie.sync.run.units import Unit
from crosstie.sync.sides import SIDES, Side, other

__all__ = ["Search", "fill_groups", "find_by_keys", "links_of_candidates", "read_seekers"]


@attrs.define
class Search:
    """The search for partners in one run: who looks for one, and everybody who has the same keys.

    Attributes:
        context: The run.
        views: What was read of each side.
        seekers: Units without a partner, by side and id.
        keys: Their key digests.
        groups: Everybody who may belong to a seeker, by key.
        extra: Records that were read on the way.
        units: Every unit of a stored link in this run, by link id.
        broken: Units of unlinked records that could not be read, by side and id.
        paired: Records that found each other by what was sent.
        consumed: Links whose unit found its partner.
    """

    context: Context
    views: Mapping[Side, View]
    seekers: dict[tuple[Side, str], Unit] = attrs.field(factory=dict[tuple[Side, str], Unit])
    keys: dict[tuple[Side, str], tuple[bytes | None, ...]] = attrs.field(
        factory=dict[tuple[Side, str], tuple[bytes | None, ...]]
    )
    groups: list[dict[bytes, Group]] = attrs.field(factory=list[dict[bytes, Group]])
    extra: dict[tuple[Side, str], Reading] = attrs.field(factory=dict[tuple[Side, str], Reading])
    units: dict[str, Unit] = attrs.field(factory=dict[str, Unit])
    broken: dict[tuple[Side, str], Unit] = attrs.field(factory=dict[tuple[Side, str], Unit])
    paired: set[tuple[Side, str]] = attrs.field(factory=set[tuple[Side, str]])
    consumed: set[str] = attrs.field(factory=set[str])

    def on(self, side: Side) -> list[tuple[str, Unit]]:
        """Return the seekers of one side."""
        return [(name, unit) for (where, name), unit in self.seekers.items() if where == side]


def fill_groups(search: Search) -> Flow[None]:
    """Find everybody who has a key of a seeker.

    Raises:
        Stop: A side could not be asked.
    """
    search.groups = [{} for _ in search.context.pair.match]
    for (side, name), keys in search.keys.items():
        search.views[side].note(search.groups, name, keys)
    for side in SIDES:
        yield from _fill_from(
            search, other(side), [name for name, _ in search.on(side) if any(search.keys[side, name])]
        )
    for side in SIDES:
        index = search.views[side].index
        if index is not None:
            for name, _ in search.on(side):
                _look_up(search, side, name, index)


def _fill_from(search: Search, across: Side, names: Sequence[str]) -> Flow[None]:
    """Find the records across that have the keys of these seekers: one by one where they are few, else by a listing."""
    context, view = search.context, search.views[across]
    if not names:
        return
    if view.index is None:
        askable = all(_can_find(context, across, key) for key in context.pair.match)
        if askable and len(names) <= context.settings.finds:
            yield from read_seekers(search, other(across), names)
            for name in names:
                yield from _ask(search, other(across), name)
            return
        view.index = yield from _index(context, view)
    for name in names:
        _look_up(search, other(across), name, view.index)


def read_seekers(search: Search, side: Side, names: Sequence[str]) -> Flow[None]:
    """Read the seekers that were not kept; who cannot be read fails, so that it is not taken for new.

    Raises:
        Stop: The side gives nobody an answer.
    """
    units = {name: search.seekers[side, name] for name in names}
    unread = [name for name, unit in units.items() if unit.open() and unit.reading(side) is None]
    for name, answer in (yield from read_by_id(search.context, side, unread)).items():
        unit = units[name]
        if isinstance(answer, CrosstieError):
            unit.fail(answer)
        else:
            unit.put(side, answer)


def _look_up(search: Search, side: Side, name: str, index: Sequence[Mapping[bytes, Group]]) -> None:
    for groups, by_digest, key in zip(search.groups, index, search.keys[side, name], strict=True):
        if key is not None and key in by_digest:
            groups[key].left |= by_digest[key].left
            groups[key].right |= by_digest[key].right


def _can_find(context: Context, side: Side, key: Exact) -> bool:
    finds = context.pair.endpoint(side).abilities.finds
    ends = [context.pair.mapped[name].end(side) for name in key.fields]
    return all(end.writes is not None and end.writes in finds for end in ends)


def _ask(search: Search, side: Side, name: str) -> Flow[None]:
    """Ask the other side who has the keys of one record."""
    context, across = search.context, other(side)
    unit = search.seekers[side, name]
    reading = unit.reading(side)
    if reading is None:
        return  # who cannot be looked up waits with an error, and is not made anew
    try:
        found = yield from find_by_keys(context, across, reading)
    except CrosstieError as error:
        unit.fail(error)  # as above: nobody knows if it is there already
        return
    for record_id, candidate in found.items():
        theirs = key_digests(context.pair.match, context.pair.mapped, candidate.spelled)
        search.views[across].note(search.groups, record_id, theirs)
        search.extra[across, record_id] = candidate


def find_by_keys(context: Context, side: Side, reading: Reading) -> Flow[Mapping[str, Reading]]:
    """Ask a side for the live records that have a key of a record across; keys it cannot look up are left out.

    Raises:
        CrosstieError: A value of the key cannot be turned into one of that side, or the side refused the question.
        Stop: The error concerns everybody.
    """
    pair = context.pair
    found: dict[str, Reading] = {}
    mine = key_digests(pair.match, pair.mapped, reading.spelled)
    for number, key in enumerate(pair.match):
        if mine[number] is None or not _can_find(context, side, key):
            continue
        wanted = {field: reading.values[field] for field in key.fields}
        values = values_to_write(pair, side, wanted, creating=False)
        answer = yield from record_call(context, side, partial(pair.endpoint(side).find, values))
        for name, candidate in (yield from readings_of(context, side, answer)).items():
            if not isinstance(candidate, Reading) or candidate.state != "live":
                continue
            if key_digests(pair.match, pair.mapped, candidate.spelled)[number] == mine[number]:
                found[name] = candidate
    return found


def _index(context: Context, view: View) -> Flow[list[dict[bytes, Group]]]:
    """List a side once, keeping nothing but keys and ids."""
    index: list[dict[bytes, Group]] = [{} for _ in context.pair.match]
    endpoint = context.pair.endpoint(view.side)
    page: str | None = None
    while True:
        answer = yield from call(context, view.side, partial(endpoint.changes, None, page))
        live = [change for change in answer.changes if change.state == "live"]
        readings = dict((yield from readings_of(context, view.side, [one for one in live if one.record is not None])))
        heads = [change.id for change in live if change.record is None]
        readings.update((yield from read_by_id(context, view.side, heads)))
        for name, reading in readings.items():
            if isinstance(reading, Reading) and reading.state == "live":
                view.note(index, name, key_digests(context.pair.match, context.pair.mapped, reading.spelled))
        page = answer.next_page
        if page is None:
            return index


def links_of_candidates(search: Search) -> Flow[Mapping[tuple[Side, str], Stored[Link]]]:
    """Load the links of everybody in the groups who is no seeker."""
    found: dict[tuple[Side, str], Stored[Link]] = {}
    for side in SIDES:
        ids = {
            name
            for by_digest in search.groups
            for group in by_digest.values()
            for name in group.side(side)
            if (side, name) not in search.seekers
        }
        links = yield from links_by_record(search.context.tenant, search.context.pair.name, side, ids)
        found.update(((side, name), stored) for name, stored in links.items())
    return found
