"""Read what changed on one side, page by page, and keep only what the links do not know yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import attrs

from crosstie.core.effects import Flow, tell
from crosstie.core.endpoint import Change, Position
from crosstie.core.state import Stored
from crosstie.errors import CrosstieError, SyncError
from crosstie.storage import Link
from crosstie.sync.bonds import hash_on, links_by_record, mark_of, version_on
from crosstie.sync.cursor import Progress
from crosstie.sync.events import PageRead
from crosstie.sync.matching import Group, key_digests
from crosstie.sync.readings import Reading
from crosstie.sync.run.context import Context, call
from crosstie.sync.run.fetching import read_by_id, readings_of
from crosstie.sync.run.trouble import Stop
from crosstie.sync.sides import Side

__all__ = ["Broken", "View", "scan"]

_DEAD = ("inactive", "deleted")


@attrs.frozen
class Broken:
    """A record that cannot be read through the mapping.

    Attributes:
        error: Why.
        version: Its version, so that it is not taken for a new change until it is one.
    """

    error: CrosstieError
    version: str | None


@attrs.define
class View:
    """What one run knows of one side.

    Attributes:
        side: Which side.
        progress: How far it was read.
        since: Where reading begins; ``None`` when everything is listed.
        backfill: Whether the links may stem from another configuration, so that versions prove nothing.
        fresh: The records that changed, by id; ``None`` for those that are read again when their turn comes.
        broken: The records that cannot be read, with the reason.
        links: The links of the records in ``fresh`` and ``broken``.
        keys: Digests of the match keys of those without a link.
        index: Everybody by key, for a side that was listed whole; ``None`` otherwise.
    """

    side: Side
    progress: Progress
    since: Position | None
    backfill: bool
    fresh: dict[str, Reading | None] = attrs.field(factory=dict[str, Reading | None])
    broken: dict[str, Broken] = attrs.field(factory=dict[str, Broken])
    links: dict[str, Stored[Link]] = attrs.field(factory=dict[str, Stored[Link]])
    keys: dict[str, tuple[bytes | None, ...]] = attrs.field(factory=dict[str, tuple[bytes | None, ...]])
    index: list[dict[bytes, Group]] | None = None

    def note(self, groups: list[dict[bytes, Group]], record_id: str, keys: Sequence[bytes | None]) -> None:
        """Enter a record of this side into groups."""
        for by_digest, key in zip(groups, keys, strict=True):
            if key is not None:
                by_digest.setdefault(key, Group()).side(self.side).add(record_id)


def scan(context: Context, view: View) -> Flow[None]:
    """Read every page of changes of one side.

    Raises:
        Stop: A page could not be read, or the side goes round in circles.
    """
    endpoint = context.pair.endpoint(view.side)
    if view.backfill and view.since is None and context.pair.match:
        view.index = [{} for _ in context.pair.match]
    page: str | None = None
    pages: set[str] = set()
    while True:
        answer = yield from call(context, view.side, partial(endpoint.changes, view.since, page))
        fresh = yield from _take(context, view, answer.changes)
        view.progress.saw(answer, fresh, context.started)
        event = PageRead(
            pair=context.pair.name, run=context.run, side=view.side, changes=len(answer.changes), fresh=fresh
        )
        yield from tell(event)
        page = answer.next_page
        if page is None:
            return
        if page in pages:
            message = f"{endpoint.name} gave the same next page twice; its listing goes round in circles."
            raise Stop(SyncError(message, done="The cursor stays where it was."))
        pages.add(page)


def _take(context: Context, view: View, changes: Sequence[Change]) -> Flow[int]:
    """Take a page in; return how many of its records were not known."""
    latest = {change.id: change for change in changes}
    links = yield from links_by_record(context.tenant, context.pair.name, view.side, latest)
    wanted = [
        change for change in latest.values() if view.index is not None or not _known(view, links.get(change.id), change)
    ]
    readings = yield from _whole(context, view, wanted)
    fresh = 0
    for name, reading in readings.items():
        _forget(view, name)
        stored = links.get(name)
        if isinstance(reading, CrosstieError):
            view.broken[name] = Broken(reading, latest[name].version)
        elif not _enter(context, view, reading, stored):
            continue
        fresh += 1
        if stored is not None:
            view.links[name] = stored
    return fresh


def _whole(context: Context, view: View, changes: Sequence[Change]) -> Flow[Mapping[str, Reading | CrosstieError]]:
    heads = [change.id for change in changes if change.record is None and change.state == "live"]
    given = [change for change in changes if change.record is not None or change.state != "live"]
    readings = dict((yield from readings_of(context, view.side, given)))
    if heads:
        readings.update((yield from read_by_id(context, view.side, heads)))
    return readings


def _enter(context: Context, view: View, reading: Reading, stored: Stored[Link] | None) -> bool:
    """Enter one record into the view, unless its link knows it already; return whether it was entered."""
    link = stored.record if stored else None
    if reading.state != "live" and link is None:
        return False
    keys = key_digests(context.pair.match, context.pair.mapped, reading.spelled)
    if view.index is not None and reading.state == "live":
        view.note(view.index, reading.id, keys)
    if link is not None and _unchanged(context, view.side, link, reading):
        return False
    if link is None:
        view.keys[reading.id] = keys
    view.fresh[reading.id] = reading if len(view.fresh) < context.settings.keep else None
    return True


def _forget(view: View, name: str) -> None:
    """Drop what an earlier page said of a record that comes again."""
    view.broken.pop(name, None)
    view.fresh.pop(name, None)
    view.keys.pop(name, None)


def _known(view: View, stored: Stored[Link] | None, change: Change) -> bool:
    """Tell by the version alone whether a link knows this change: our own write coming back, or a repeat."""
    if stored is None or view.backfill or change.version is None:
        return False
    was_live = hash_on(stored.record, view.side) not in _DEAD
    return version_on(stored.record, view.side) == change.version and was_live == (change.state == "live")


def _unchanged(context: Context, side: Side, link: Link, reading: Reading) -> bool:
    """Tell by the values whether a link knows this record, where versions are missing or cannot be trusted."""
    same_version = reading.version is None or reading.version == version_on(link, side)
    return same_version and hash_on(link, side) == mark_of(context.pair, reading)
