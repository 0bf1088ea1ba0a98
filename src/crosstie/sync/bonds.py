"""Links as sync sees them: what each side held when the two last agreed, and how links are loaded and stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import attrs

from crosstie.core.effects import Flow, find, load
from crosstie.core.state import Query, Stored
from crosstie.storage import Conflict, Intent, Link, LinkEnd
from crosstie.storage.columns import Json
from crosstie.sync.mapping import Field
from crosstie.sync.merge import Bases
from crosstie.sync.pair import Pair
from crosstie.sync.readings import Reading, digest
from crosstie.sync.sides import Side

__all__ = [
    "IN_DOUBT",
    "WAITING",
    "bases_of",
    "failed",
    "hash_on",
    "id_on",
    "links_by_record",
    "mark_of",
    "open_conflicts",
    "open_intents",
    "seen",
    "version_on",
    "waiting_links",
    "with_bases",
    "with_id",
    "with_version",
]

WAITING: Final = ("pending", "failed", "unresolved")
"""Statuses of links that a run looks at although nothing changed."""
IN_DOUBT: Final = ("announced", "unknown")
"""States of journal entries whose write may have happened or not."""
_PAGE: Final = 500


# -- reading a link ----------------------------------------------------------------------------------------------------


def id_on(link: Link, side: Side) -> str | None:
    """Return the id of the linked record on one side."""
    return link.left_id if side == "left" else link.right_id


def version_on(link: Link, side: Side) -> str | None:
    """Return the version that one side had when it was last read or written."""
    return link.left_version if side == "left" else link.right_version


def hash_on(link: Link, side: Side) -> str | None:
    """Return the mark of what one side held when it was last read or written; see :func:`mark_of`."""
    return link.left_hash if side == "left" else link.right_hash


def mark_of(pair: Pair, reading: Reading) -> str:
    """Return what a link remembers of a record: a hash of its values, or its state when it is not in use."""
    return digest(pair, reading.spelled) if reading.state == "live" else reading.state


def bases_of(link: Link, field: Field) -> Bases | None:
    """Return what each side held of a field when the two last agreed; ``None`` when they never did."""
    if field.name not in link.base:
        return None
    left = link.base[field.name]
    right = link.right_held.get(field.name, left)
    return Bases(field.form.fold(left), field.form.fold(right))


# -- changing a link ---------------------------------------------------------------------------------------------------


def with_id(link: Link, side: Side, record_id: str) -> Link:
    """Return the link with a record on one side."""
    return attrs.evolve(link, left_id=record_id) if side == "left" else attrs.evolve(link, right_id=record_id)


def with_version(link: Link, side: Side, version: str | None) -> Link:
    """Return the link that remembers the version of a side, without having read its values."""
    return attrs.evolve(link, left_version=version) if side == "left" else attrs.evolve(link, right_version=version)


def with_bases(link: Link, agreed: Mapping[str, tuple[Json, Json]], pair: Pair) -> Link:
    """Return the link with new bases.

    Args:
        link: The link.
        agreed: By field name, what the left and the right side hold of it now.
        pair: Whose fields; bases of fields that it no longer maps are dropped.
    """
    base = {name: value for name, value in link.base.items() if name in pair.mapped}
    held = {name: value for name, value in link.right_held.items() if name in pair.mapped}
    for name, (left, right) in agreed.items():
        base[name] = left
        held.pop(name, None)
        if left != right:
            held[name] = right
    return attrs.evolve(link, base=base, right_held=held)


def seen(link: Link, side: Side, reading: Reading, pair: Pair) -> Link:
    """Return the link that remembers a side as it was just read or written."""
    marks = (reading.version, mark_of(pair, reading))
    if side == "left":
        return attrs.evolve(link, left_version=marks[0], left_hash=marks[1])
    return attrs.evolve(link, right_version=marks[0], right_hash=marks[1])


def failed(link: Link, words: str, now: datetime, *, counts: bool) -> Link:
    """Return the link with an error; ``counts`` tells whether the attempt counts against the most allowed."""
    if link.status == "failed" and link.error == words and not counts:
        return link
    return attrs.evolve(link, status="failed", error=words, error_at=now, attempts=link.attempts + counts)


# -- loading -----------------------------------------------------------------------------------------------------------


def links_by_record(tenant: str, pair: str, side: Side, ids: Collection[str]) -> Flow[Mapping[str, Stored[Link]]]:
    """Load the links of records of one side: two questions for any number of records."""
    if not ids:
        return {}
    ends = yield from load(LinkEnd, [(tenant, pair, side, name) for name in ids])
    links = yield from load(Link, list({(tenant, pair, end.record.link_id) for end in ends.values()}))
    by_id = {stored.record.id: stored for stored in links.values()}
    return {end.record.record_id: by_id[end.record.link_id] for end in ends.values() if end.record.link_id in by_id}


def waiting_links(tenant: str, pair: str, statuses: Iterable[str] = WAITING) -> Flow[Sequence[Stored[Link]]]:
    """Load the links that wait for something else than a change."""
    found: list[Stored[Link]] = []
    for status in statuses:
        after: Link | None = None
        while True:
            query = Query(kind=Link, tenant=tenant, where={"pair": pair, "status": status}, limit=_PAGE, after=after)
            page = yield from find(query)
            found += page
            if len(page) < _PAGE:
                break
            after = page[-1].record
    return found


def open_intents(tenant: str, pair: str, link_id: str | None = None) -> Flow[Sequence[Stored[Intent]]]:
    """Load the journal entries of a pair, or of one of its links, whose outcome is not known; oldest first."""
    where: dict[str, str] = {"pair": pair} if link_id is None else {"pair": pair, "link_id": link_id}
    found: list[Stored[Intent]] = []
    for state in IN_DOUBT:
        after: Intent | None = None
        while True:
            asked = {**where, "state": state}
            page = yield from find(
                Query(kind=Intent, tenant=tenant, where=asked, order="created", limit=_PAGE, after=after)
            )
            found += page
            if len(page) < _PAGE:
                break
            after = page[-1].record
    return sorted(found, key=lambda stored: str(stored.record.created))


def open_conflicts(link: Link) -> Flow[Sequence[Stored[Conflict]]]:
    """Load the conflicts of a link that wait for a decision, or for a run to write it."""
    where = {"pair": link.pair, "link_id": link.id}
    conflicts = yield from find(Query(kind=Conflict, tenant=link.tenant, where=where))
    return [entry for entry in conflicts if entry.record.state in {"open", "decided"}]
