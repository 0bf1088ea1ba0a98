"""Look at conflicts, decide them, and try failed records again: what people do between two runs.

A decision is stored, and the next run writes it: between the two, the sides may have changed again, and then the
decision no longer fits and the conflict is asked anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, TypeAlias

import attrs

from crosstie.core.effects import Flow, ask, commit, find, load, now
from crosstie.core.state import ANY, Delete, Put, Query, Stored, Write
from crosstie.errors import CrosstieError, NotFound, UsageError
from crosstie.storage import Conflict, Link, LinkEnd
from crosstie.storage.columns import Json
from crosstie.sync.bonds import id_on, links_by_record, open_intents, waiting_links, with_id
from crosstie.sync.conflicts import MATCH, Apart, Chosen, LinkTo
from crosstie.sync.pair import Pair
from crosstie.sync.run.trouble import foreign
from crosstie.sync.sides import SIDES, Side, other

__all__ = ["Resolution", "conflicts_of", "decide_conflict", "decide_creation_in_doubt", "retry_failed"]

Resolution: TypeAlias = Literal["left", "right"] | Chosen | LinkTo | Apart
"""A decision: a side wins, or another value takes both places; for a doubtful match, its counterpart or none."""

_PAGE = 500


def conflicts_of(tenant: str, pair: str | None, state: str) -> Flow[list[Conflict]]:
    """Load the conflicts of a tenant in one state, oldest first."""
    where = {"state": state} if pair is None else {"pair": pair, "state": state}
    found: list[Conflict] = []
    after: Conflict | None = None
    while True:
        query = Query(kind=Conflict, tenant=tenant, where=where, order="found", limit=_PAGE, after=after)
        page: Sequence[Stored[Conflict]] = yield from find(query)
        found += [stored.record for stored in page]
        if len(page) < _PAGE:
            return found
        after = page[-1].record


def retry_failed(pair: Pair, tenant: str) -> Flow[int]:
    """Let the next run try every failed record again, however often it failed; return how many there are."""
    stored = yield from waiting_links(tenant, pair.name, ["failed"])
    tired = [entry for entry in stored if entry.record.attempts]
    if tired:
        yield from commit([Put(attrs.evolve(entry.record, attempts=0), entry.version) for entry in tired])
    return len(stored)


def decide_conflict(pair: Pair, conflict: Conflict, choice: Resolution, by: str) -> Flow[Conflict]:
    """Store a decision; the next run of the pair writes it.

    A record to link with is read first, also one that the conflict names: it may have been told by a refusal, or be
    gone by now, and a link with an id that nothing has would never be synced.

    Raises:
        UsageError: The decision does not fit the conflict; nothing was stored.
        NotFound: The conflict, or the record to link with, is gone.
        CrosstieError: The side of that record could not be asked.
        StaleWrite: Somebody else decided at the same moment.
    """
    _check(pair, conflict, choice)
    key = (conflict.tenant, conflict.pair, conflict.id)
    stored = (yield from load(Conflict, [key])).get(key)
    link_key = (conflict.tenant, conflict.pair, conflict.link_id)
    link = (yield from load(Link, [link_key])).get(link_key)
    if stored is None or link is None or stored.record.state == "resolved":
        message = f"The conflict {conflict.id} is not open any more."
        raise NotFound(message, advice="Read the open conflicts again.")
    moment = yield from now()
    decided = _decided(pair, stored.record, choice, by, moment)
    writes: list[Write] = []
    waiting = attrs.evolve(link.record, status="pending")
    if isinstance(choice, LinkTo):
        writes, waiting = yield from _link(pair, waiting, choice, moment)
    elif isinstance(choice, Apart):
        writes = yield from _settled(link.record, None, moment)
    yield from commit([Put(decided, stored.version), Put(waiting, link.version), *writes])
    return decided


def decide_creation_in_doubt(pair: Pair, tenant: str, link_id: str, choice: LinkTo | Apart) -> Flow[None]:
    """Settle a creation whose outcome is unknown, by the word of somebody who looked; the next run acts on it.

    Raises:
        UsageError: The record to link with belongs to another one; nothing was stored.
        NotFound: It is not unresolved any more, or the record to link with is not there.
        CrosstieError: The side of that record could not be asked.
        StaleWrite: A run is at work on it.
    """
    key = (tenant, pair.name, link_id)
    link = (yield from load(Link, [key])).get(key)
    if link is None or link.record.status != "unresolved":
        message = f"No creation of the pair {pair.name} is unresolved under {link_id}."
        raise NotFound(message, done="Nothing was stored.", advice="Read the report of the latest run.")
    moment = yield from now()
    waiting = attrs.evolve(link.record, status="pending", error=None, error_at=None)
    if isinstance(choice, LinkTo):
        writes, waiting = yield from _link(pair, waiting, choice, moment)
    else:
        writes = yield from _settled(link.record, None, moment)
    yield from commit([Put(waiting, link.version), *writes])


def _check(pair: Pair, conflict: Conflict, choice: Resolution) -> None:
    if conflict.pair != pair.name:
        message = f"The conflict belongs to the pair {conflict.pair}, not to {pair.name}."
        raise UsageError(message)
    # By name: whatever is neither side must not count as the other one.
    fits = isinstance(choice, LinkTo | Apart) if conflict.field == MATCH else _is_of_values(choice)
    if not fits:
        fitting = "LinkTo(id) or APART" if conflict.field == MATCH else "'left', 'right' or Chosen(value)"
        message = f"This decision does not fit a conflict about {conflict.field}."
        raise UsageError(message, advice=f"Decide it with {fitting}.")
    field = pair.mapped.get(conflict.field)
    if conflict.field != MATCH and field is None:
        message = f"The pair {pair.name} no longer maps {conflict.field}."
        raise UsageError(message, advice="The next run closes the conflict.")
    if isinstance(choice, Chosen) and field is not None and field.refers is not None:
        message = f"{conflict.field} is a reference; only one of the two sides' values can be chosen."
        raise UsageError(message)


def _is_of_values(choice: object) -> bool:
    return isinstance(choice, Chosen) or choice in SIDES


def _decided(pair: Pair, conflict: Conflict, choice: Resolution, by: str, moment: datetime) -> Conflict:
    chosen: Json = None
    match choice:
        case "left" | "right":
            resolution, chosen = str(choice), conflict.left if choice == "left" else conflict.right
        case Chosen(value):
            resolution = "value"
            try:
                chosen = pair.mapped[conflict.field].form.of(value)
            except ValueError as error:
                message = f"The value chosen for {conflict.field} does not fit the field."
                raise UsageError(message) from error
        case LinkTo(record_id):
            resolution, chosen = "link", record_id
        case _:
            resolution = "apart"
    state = "resolved" if isinstance(choice, LinkTo) else "decided"
    return attrs.evolve(conflict, state=state, resolution=resolution, chosen=chosen, resolved_by=by, resolved=moment)


def _link(pair: Pair, link: Link, choice: LinkTo, moment: datetime) -> Flow[tuple[list[Write], Link]]:
    """Bind the chosen record to a link with one record; a link of its own that has no other record goes."""
    side: Side = "right" if link.right_id is None else "left"
    if id_on(link, side) is not None or id_on(link, other(side)) is None:
        message = "The record is linked already."
        raise UsageError(message, advice="Read the open conflicts again.")
    yield from _check_there(pair, side, choice.record_id)
    links = yield from links_by_record(link.tenant, link.pair, side, [choice.record_id])
    rival = links.get(choice.record_id)
    end = LinkEnd(tenant=link.tenant, pair=link.pair, side=side, record_id=choice.record_id, link_id=link.id)
    writes: list[Write] = [Put(end, ANY), *(yield from _settled(link, choice.record_id, moment))]
    if rival is not None:
        if id_on(rival.record, other(side)) is not None:
            message = f"The record {choice.record_id} is linked with another one."
            raise UsageError(message, done="Nothing was stored.")
        writes.append(Delete(Link, (rival.record.tenant, rival.record.pair, rival.record.id), rival.version))
        writes += yield from _close(rival.record, moment)
        writes += yield from _settled(rival.record, id_on(link, other(side)), moment)
    return writes, with_id(link, side, choice.record_id)


def _check_there(pair: Pair, side: Side, record_id: str) -> Flow[None]:
    """Refuse the id of a record that does not exist."""
    endpoint = pair.endpoint(side)
    try:
        found = yield from ask(lambda: endpoint.read([record_id]))
    except CrosstieError:
        raise
    except Exception as error:
        raise foreign(endpoint.name, error) from error
    if not any(change.id == record_id and change.state != "deleted" for change in found):
        message = f"{endpoint.name} has no record {record_id}."
        raise NotFound(message, done="Nothing was stored.", advice="Link with a record that is there, or use APART.")


def _settled(link: Link, record_id: str | None, moment: datetime) -> Flow[list[Write]]:
    """Settle the creations of a link that were in doubt: somebody said what they made, or that it was nothing."""
    state = "failed" if record_id is None else "done"
    entries = yield from open_intents(link.tenant, link.pair, link.id)
    return [
        Put(attrs.evolve(entry.record, state=state, record_id=record_id, settled=moment), entry.version)
        for entry in entries
    ]


def _close(link: Link, moment: datetime) -> Flow[list[Write]]:
    """Close the conflicts of a link that ceases to exist."""
    by, where = "linked by another decision", {"pair": link.pair, "link_id": link.id}
    stored = yield from find(Query(kind=Conflict, tenant=link.tenant, where=where))
    return [
        Put(attrs.evolve(entry.record, state="resolved", resolved_by=by, resolved=moment), entry.version)
        for entry in stored
        if entry.record.state != "resolved"
    ]
