"""Records of one side as the mapping sees them: those at hand, and those asked for by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from crosstie.core.effects import Flow, load
from crosstie.core.endpoint import Change
from crosstie.errors import CrosstieError, NotFound, SyncError
from crosstie.storage import Link, LinkEnd
from crosstie.sync.readings import Reading, Translations, read, references
from crosstie.sync.run.context import Context, record_call
from crosstie.sync.run.trouble import foreign
from crosstie.sync.sides import Side

__all__ = ["read_by_id", "readings_of"]


def readings_of(context: Context, side: Side, changes: Sequence[Change]) -> Flow[Mapping[str, Reading | CrosstieError]]:
    """Read records through the mapping; a record that cannot be read answers its error."""
    pair = context.pair
    endpoint = pair.endpoint(side)
    paths = pair.paths(side)
    found: dict[str, Reading | CrosstieError] = {}
    values: dict[str, tuple[Change, Mapping[str, object]]] = {}
    wanted: set[tuple[str, str]] = set()
    for change in changes:
        if change.state != "live":
            found[change.id] = Reading(id=change.id, version=change.version, time=change.time, state=change.state)
            continue
        try:
            taken = endpoint.values_of(change.record, paths)
            wanted |= references(pair, side, taken)
        except Exception as error:  # noqa: BLE001 - one odd record of a host's own endpoint must not stop the others
            found[change.id] = error if isinstance(error, CrosstieError) else foreign(endpoint.name, error)
            continue
        values[change.id] = (change, taken)
    links = yield from _translations(context.tenant, side, wanted)
    for name, (change, taken) in values.items():
        try:
            found[name] = read(pair, side, change, taken, links)
        except SyncError as error:
            found[name] = error
    return found


def read_by_id(context: Context, side: Side, ids: Sequence[str]) -> Flow[Mapping[str, Reading | CrosstieError]]:
    """Read records by their ids; a missing one answers ``NotFound``.

    Raises:
        Stop: The side gives nobody an answer.
    """
    endpoint = context.pair.endpoint(side)
    found: dict[str, Reading | CrosstieError] = {}
    size = endpoint.abilities.reads
    for start in range(0, len(ids), size):
        part = list(ids[start : start + size])
        try:
            answer = yield from record_call(context, side, partial(endpoint.read, part))
        except CrosstieError as error:
            if len(part) > 1:
                # One bad record can spoil the answer for all: ask for each alone.
                for name in part:
                    found.update((yield from read_by_id(context, side, [name])))
            else:
                found[part[0]] = error
            continue
        found.update((yield from readings_of(context, side, answer)))
        for name in part:
            if name not in found:
                found[name] = NotFound(f"{endpoint.name} has no record {name}.")
    return found


def _translations(tenant: str, side: Side, wanted: set[tuple[str, str]]) -> Flow[Translations]:
    if not wanted:
        return {}
    ends = yield from load(LinkEnd, [(tenant, pair, side, name) for pair, name in wanted])
    links = yield from load(Link, list({(tenant, end.record.pair, end.record.link_id) for end in ends.values()}))
    by_id = {(stored.record.pair, stored.record.id): stored.record for stored in links.values()}
    return {
        (end.record.pair, end.record.record_id): by_id[end.record.pair, end.record.link_id]
        for end in ends.values()
        if (end.record.pair, end.record.link_id) in by_id
    }
