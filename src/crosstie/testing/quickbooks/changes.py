"""Change data capture (fact sheet 4.3)."""

from __future__ import annotations

from typing import Final

from crosstie.testing.quickbooks.codec import encode
from crosstie.testing.quickbooks.company import Company
from crosstie.testing.quickbooks.entities import ENTITIES
from crosstie.testing.quickbooks.refusals import refuse, refuse_missing
from crosstie.testing.quickbooks.search import page_of, read_moment

__all__ = ["CAP", "answer_changes"]

CAP: Final = 1000
"""The most objects of one answer; there is no second page."""
_LOOK_BACK: Final = 30 * 86_400


def answer_changes(company: Company, entities: str | None, since: str | None) -> list[bytes]:
    """Answer what changed: full objects, oldest change first, deleted ones after the live; ``{}`` where nothing did.

    Args:
        company: Where.
        entities: The names asked for, with commas between.
        since: A date or time.

    Returns:
        The value of ``CDCResponse`` as JSON, in pieces.

    Raises:
        Refusal: 2020 where an argument is missing, 2110 or 2060 where it makes no sense.
    """
    if not entities:
        refuse_missing("entities")
    begin = _begin(company, since)
    room = CAP
    pieces = [b'[{"QueryResponse":']
    for name in entities.split(","):
        bodies = _changed(company, name.strip(), begin)[: room if company.rules.cdc_cap == "response" else CAP]
        room -= len(bodies)
        pieces += [b"[" if len(pieces) == 1 else b",", *page_of(name.strip(), bodies, start=1)]
    return [*pieces, b"]}]"]


def _begin(company: Company, since: str | None) -> float:
    if not since:
        refuse_missing("changedSince")
    try:
        moment = read_moment(since, company)
    except ValueError:
        refuse("2060", f"changedSince {since!r} is no date or time", "changedSince")
    oldest = company.clock.now().timestamp() - _LOOK_BACK
    if moment >= oldest or company.rules.cdc_beyond == "answer":
        return moment
    if company.rules.cdc_beyond == "refuse":
        refuse("2110", "changedSince is more than 30 days ago", "changedSince")
    return oldest


def _changed(company: Company, name: str, begin: float) -> list[bytes]:
    if name not in ENTITIES:
        refuse("2110", f"Entity {name!r} is not supported for change data capture")
    shelf = company.shelves[name]
    live = [record for record in shelf.all() if record.updated >= begin]
    live.sort(key=lambda record: record.updated)
    gone = [(moment, identity) for identity, moment in shelf.deleted.items() if moment >= begin]
    return [record.body for record in live] + [_tombstone(company, identity, at) for at, identity in sorted(gone)]


def _tombstone(company: Company, identity: str, moment: int) -> bytes:
    stamp = {"LastUpdatedTime": company.stamp(moment)}
    return encode({"domain": "QBO", "status": "Deleted", "Id": identity, "MetaData": stamp})
