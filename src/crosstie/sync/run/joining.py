"""Join what changed with the links, and find out which unlinked records belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosstie.core.effects import Flow
from crosstie.core.state import Stored
from crosstie.storage import Link
from crosstie.sync.bonds import open_intents, waiting_links
from crosstie.sync.matching import key_digests, pair_up
from crosstie.sync.readings import Reading
from crosstie.sync.run.candidates import Search, fill_groups, links_of_candidates, read_seekers
from crosstie.sync.run.context import Context
from crosstie.sync.run.entries import Entry
from crosstie.sync.run.fetching import read_by_id
from crosstie.sync.run.scanning import View
from crosstie.sync.run.units import Unit, new_unit
from crosstie.sync.sides import SIDES, Side, other

__all__ = ["gather"]

_ALIKE = 0.5
"""From this share of equal values on, a new record may be the lost one."""


def gather(context: Context, views: Mapping[Side, View]) -> Flow[list[Unit]]:
    """Return the work of a run: links with changes, links that wait, and unlinked records with or without partner.

    Raises:
        Stop: A side could not be asked for partners.
    """
    units = yield from _linked(context, views)
    yield from _add_journal(context, units)
    search = Search(context, views, units={unit.link.id: unit for unit in units})
    linked: list[Unit] = []
    for unit in units:
        if unit.one_sided and unit.error is None:
            yield from _prepare_seeker(search, unit)
        if (unit.source, unit.name[1]) not in search.seekers:
            linked.append(unit)
    for side, view in views.items():
        _enter_unlinked(search, side, view, linked)
    partnered = yield from _partnered(search)
    return [unit for unit in linked if unit.link.id not in search.consumed] + partnered


# -- what has a link ---------------------------------------------------------------------------------------------------


def _linked(context: Context, views: Mapping[Side, View]) -> Flow[list[Unit]]:
    waiting = yield from waiting_links(context.tenant, context.pair.name)
    tired = context.settings.attempts
    units = {
        stored.record.id: Unit.of(stored)
        for stored in waiting
        if stored.record.status != "failed" or stored.record.attempts < tired
    }
    for side, view in views.items():
        for name, stored in view.links.items():
            unit = units.setdefault(stored.record.id, Unit.of(stored))
            unit.put(side, view.fresh.get(name))
            unit.changed.add(side)
            if name in view.broken:
                unit.task, unit.error = "broken", view.broken[name].error
    return list(units.values())


def _add_journal(context: Context, units: Sequence[Unit]) -> Flow[None]:
    if not units:
        return
    by_link = {unit.link.id: unit for unit in units}
    for stored in (yield from open_intents(context.tenant, context.pair.name)):
        if stored.record.link_id in by_link:
            by_link[stored.record.link_id].entries.append(Entry.of(stored))


def _enter_unlinked(search: Search, side: Side, view: View, linked: list[Unit]) -> None:
    for name, reading in view.fresh.items():
        if name not in view.links:
            unit = new_unit(search.context, side, reading or name, "create")
            search.seekers[side, name] = unit
            search.keys[side, name] = view.keys[name]
    for name, broken in view.broken.items():
        if name not in view.links:
            unit = new_unit(search.context, side, name, "broken")
            unit.error = broken.error
            linked.append(unit)
            search.broken[side, name] = unit


def _prepare_seeker(search: Search, unit: Unit) -> Flow[None]:
    """Let a link that has one record only look for the other one again."""
    context, (side, name) = search.context, unit.name
    if unit.reading(side) is None:
        answer = (yield from read_by_id(context, side, [name]))[name]
        if isinstance(answer, Reading):
            unit.put(side, answer)
        else:
            unit.task, unit.error = "broken", answer
    reading, lost = unit.reading(side), unit.creation
    if lost is not None:
        unit.task, unit.error = "recover", None
        # What was sent is what is looked for, also when the source is gone or cannot be read just now.
        live = reading is not None and reading.state == "live"
        spelled = reading.spelled if reading is not None and live else lost.intent.values
    elif reading is None:
        return
    elif reading.state != "live":
        unit.task = "gone"
        return
    else:
        unit.task, spelled = "create", reading.spelled
    search.seekers[side, name] = unit
    search.keys[side, name] = key_digests(context.pair.match, context.pair.mapped, spelled)


# -- partners ----------------------------------------------------------------------------------------------------------


def _partnered(search: Search) -> Flow[list[Unit]]:
    """Pair the seekers up; return one unit for each pair, and one for each who found nobody."""
    yield from _read_rivals(search)
    units = _found_by_values(search)
    if search.seekers:
        yield from fill_groups(search)
    links = yield from links_of_candidates(search)
    linked = {name for name, stored in links.items() if not Unit.of(stored).one_sided}
    seeking = {name: unit.was for name, unit in search.seekers.items() if unit.was is not None}
    known = {**seeking, **{name: stored.record for name, stored in links.items()}}
    suspect = frozenset(name for name, link in known.items() if link.status == "conflict")
    pairing = pair_up(search.groups, frozenset(linked | search.paired), suspect)
    used: set[tuple[Side, str]] = set()
    for left, right, _ in pairing.matches:
        units.append(_joined(search, left, right, links))
        used |= {("left", left), ("right", right)}
    doubtful = _resembling(search, used, pairing.doubtful)
    for name, unit in search.seekers.items():
        if name in used:
            continue
        rivals = doubtful.get(name)
        if rivals is not None:
            unit.task, unit.rivals = "doubt", rivals
        elif unit.task == "create" and not search.context.pair.may_create(other(name[0])):
            unit.task = "refuse"
        units.append(unit)
    return units


def _joined(search: Search, left: str, right: str, links: Mapping[tuple[Side, str], Stored[Link]]) -> Unit:
    """Return the unit of two records that belong together; of two one-sided links the left one stays."""
    pair: dict[Side, Unit] = {}
    names: dict[Side, str] = {"left": left, "right": right}
    for side in SIDES:
        name = (side, names[side])
        if name in search.seekers:
            pair[side] = search.seekers[name]
        elif name in links or name in search.broken:
            # It may be at work already, with a record that could not be read a moment ago.
            stored = links.get(name)
            known = search.broken.get(name) if stored is None else search.units.get(stored.record.id)
            pair[side] = known or Unit.of(links[name])
            pair[side].error = None
            search.consumed.add(pair[side].link.id)
        else:
            pair[side] = new_unit(search.context, side, names[side], "create")
        if pair[side].reading(side) is None:
            pair[side].put(side, search.extra.get(name))
    keep: Side = "right" if pair["left"].was is None and pair["right"].was is not None else "left"
    unit = pair[keep]
    unit.absorb(pair[other(keep)], search.context.started)
    unit.task, unit.adopted = "merge", True
    return unit


def _found_by_values(search: Search) -> list[Unit]:
    """Find creations of unknown outcome again by everything that was sent: stronger than a key, and needing none."""
    found: dict[tuple[Side, str], list[tuple[Side, str]]] = {}
    for name, unit in _lost(search):
        for candidate in _unlinked_across(search, name):
            if _resemblance(search, unit, candidate) == 1:
                found.setdefault(candidate, []).append(name)
    units: list[Unit] = []
    for partner, names in found.items():
        # One record, one creation it can stem from, and that creation has no other candidate.
        if len(names) == 1 and sum(names[0] in others for others in found.values()) == 1:
            unit = search.seekers.pop(names[0])
            unit.absorb(search.seekers.pop(partner), search.context.started)
            unit.task, unit.adopted = "merge", True
            del search.keys[names[0]], search.keys[partner]
            search.paired |= {names[0], partner}
            units.append(unit)
    return units


def _resembling(
    search: Search, settled: set[tuple[Side, str]], doubtful: Mapping[tuple[Side, str], tuple[str, ...]]
) -> Mapping[tuple[Side, str], tuple[str, ...]]:
    """Add the new records that may stem from a creation of unknown outcome and were changed since: somebody is asked.

    To take them for new would make the record a second time.
    """
    found = {name: set(rivals) for name, rivals in doubtful.items()}
    for name, unit in _lost(search):
        if name in settled:
            continue
        for candidate in _unlinked_across(search, name):
            if candidate not in settled and _resemblance(search, unit, candidate) >= _ALIKE:
                found.setdefault(name, set()).add(candidate[1])
                found.setdefault(candidate, set()).add(name[1])
    return {name: tuple(sorted(rivals)) for name, rivals in found.items()}


def _read_rivals(search: Search) -> Flow[None]:
    """Read the new records that a creation of unknown outcome has to be compared with, where they were not kept."""
    sides: set[Side] = {other(name[0]) for name, _ in _lost(search)}
    for side in sides:
        yield from read_seekers(search, side, [name for name, _ in search.on(side)])


def _lost(search: Search) -> list[tuple[tuple[Side, str], Unit]]:
    return [(name, unit) for name, unit in search.seekers.items() if unit.task == "recover"]


def _unlinked_across(search: Search, name: tuple[Side, str]) -> list[tuple[Side, str]]:
    across = other(name[0])
    return [(across, candidate) for candidate, rival in search.on(across) if rival.task == "create"]


def _resemblance(search: Search, unit: Unit, candidate: tuple[Side, str]) -> float:
    """Return which share of the values that were sent a record has."""
    reading = search.seekers[candidate].reading(candidate[0])
    if reading is None or unit.creation is None:
        return 0
    fields = search.context.pair.mapped
    sent = {name: value for name, value in unit.creation.intent.values.items() if name in fields and value is not None}
    same = sum(
        fields[name].form.fold(value) == fields[name].form.fold(reading.spelled.get(name))
        for name, value in sent.items()
    )
    return same / len(sent) if sent else 0
