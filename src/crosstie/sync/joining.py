"""Join what changed with the links, and find out which unlinked records belong together."""

from __future__ import annotations

from collections.abc import Mapping

from crosstie.core.effects import Flow
from crosstie.core.state import Stored
from crosstie.errors import CrosstieError
from crosstie.storage import Link
from crosstie.sync.bonds import intents_of, waiting_links
from crosstie.sync.candidates import Search, fill_groups, links_of_candidates
from crosstie.sync.context import Context
from crosstie.sync.matching import Pairing, key_digests, pair_up
from crosstie.sync.scanning import View, read_by_id
from crosstie.sync.sides import SIDES, Side, other
from crosstie.sync.units import Unit, new_unit

__all__ = ["gather"]


def gather(context: Context, views: Mapping[Side, View]) -> Flow[list[Unit]]:
    """Return the work of a run: links with changes, links that wait, and unlinked records with or without partner.

    Raises:
        Stop: A side could not be asked for partners.
    """
    units = yield from _linked(context, views)
    search = Search(context, views)
    linked: list[Unit] = []
    for unit in units:
        if unit.one_sided and unit.error is None:
            yield from _prepare_seeker(search, unit)
        if (unit.source, unit.name[1]) not in search.seekers:
            linked.append(unit)
    for side, view in views.items():
        _enter_unlinked(search, side, view, linked)
    return linked + (yield from _partnered(search))


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


def _prepare_seeker(search: Search, unit: Unit) -> Flow[None]:
    """Let a link that has one record only look for the other one again."""
    context, (side, name) = search.context, unit.name
    reading = unit.reading(side)
    if reading is None:
        answer = (yield from read_by_id(context, side, [name]))[name]
        if isinstance(answer, CrosstieError):
            unit.task, unit.error = "broken", answer
            return
        reading = answer
        unit.put(side, reading)
    if reading.state != "live":
        unit.task = "gone"
        return
    entries = yield from intents_of(unit.link)
    unit.task = "recover" if entries else "create"
    if entries:
        unit.intent = unit.intent_was = entries[-1].record
        unit.intent_version = entries[-1].version
    search.seekers[side, name] = unit
    search.keys[side, name] = key_digests(context.pair.match, context.pair.mapped, reading.spelled)


# -- partners ----------------------------------------------------------------------------------------------------------


def _partnered(search: Search) -> Flow[list[Unit]]:
    """Pair the seekers up; return one unit for each pair, and one for each who found nobody."""
    if search.seekers:
        yield from fill_groups(search)
    links = yield from links_of_candidates(search)
    taken = frozenset(
        name
        for name, stored in links.items()
        if stored.record.left_id is not None and stored.record.right_id is not None
    )
    pairing = pair_up(search.groups, taken)
    used: set[tuple[Side, str]] = set()
    units: list[Unit] = []
    for left, right, _ in pairing.matches:
        units.append(_joined(search, left, right, links))
        used |= {("left", left), ("right", right)}
    units += _found_by_values(search, used, pairing)
    for name, unit in search.seekers.items():
        if name in used:
            continue
        rivals = pairing.doubtful.get(name)
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
        elif name in links:
            pair[side] = Unit.of(links[name])
        else:
            pair[side] = new_unit(search.context, side, names[side], "create")
        if pair[side].reading(side) is None:
            pair[side].put(side, search.extra.get(name))
    keep: Side = "right" if pair["left"].was is None and pair["right"].was is not None else "left"
    unit = pair[keep]
    unit.absorb(pair[other(keep)])
    unit.task, unit.adopted = "merge", True
    return unit


def _found_by_values(search: Search, used: set[tuple[Side, str]], pairing: Pairing) -> list[Unit]:
    """Find creations of unknown outcome again by the values that were sent, where no key finds them."""
    found: list[Unit] = []
    for name, unit in search.seekers.items():
        if unit.task != "recover" or name in used or name in pairing.doubtful or unit.intent is None:
            continue
        side = other(name[0])
        candidates = [
            candidate
            for candidate, rival in search.on(side)
            if (side, candidate) not in used and rival.was is None and _has_values(search.context, rival, unit)
        ]
        if len(candidates) == 1:
            unit.absorb(search.seekers[side, candidates[0]])
            unit.task, unit.adopted = "merge", True
            used |= {name, (side, candidates[0])}
            found.append(unit)
    return found


def _has_values(context: Context, rival: Unit, unit: Unit) -> bool:
    reading = rival.reading(rival.source)
    if reading is None or unit.intent is None or not unit.intent.values:
        return False
    sent, fields = unit.intent.values, context.pair.mapped
    return all(
        fields[name].form.fold(value) == fields[name].form.fold(reading.spelled.get(name))
        for name, value in sent.items()
        if name in fields
    )
