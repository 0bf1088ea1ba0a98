"""Change data capture: what changed since a time, deletions too (fact sheet: quickbooks.md, 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias, TypeVar

import attrs
import msgspec

from crosstie.core.calls import Call
from crosstie.core.checks import aware
from crosstie.core.messages import Request, Response
from crosstie.core.paging import Page
from crosstie.errors import DecodeError, UsageError
from crosstie.models import decode_list
from crosstie.systems.quickbooks.api import JSON, Api
from crosstie.systems.quickbooks.kinds import Kind
from crosstie.systems.quickbooks.models import Entity

__all__ = ["Changed", "Deleted", "change_page", "check_look_back"]

R = TypeVar("R", bound=Entity)

_CAP: Final = 1000


@attrs.frozen(kw_only=True)
class Deleted:
    """The trace of a deleted record.

    Attributes:
        kind: What it was, such as ``Invoice``.
        id: Its id.
        at: When it was deleted.
    """

    kind: str
    id: str
    at: datetime | None = None


Changed: TypeAlias = R | Deleted
"""A record as it is now, or the trace of one that is gone."""


def check_look_back(since: datetime, now: datetime, days: int) -> None:
    """Refuse a time that is too long ago: QuickBooks would answer the last days only, without a word.

    Raises:
        UsageError: It is, or it has no zone.
    """
    if aware("since", since) < now - timedelta(days=days):
        message = f"QuickBooks remembers changes for {days} days, and {since.isoformat()} is longer ago."
        raise UsageError(message, advice="List with updated_since=, which knows no deletions, or list everything.")


def change_page(api: Api, kind: Kind[R], since: datetime, cursor: str | None) -> Call[Page[Changed[R]]]:
    """Ask what changed; one kind per call, because it is not clear whether the cap counts kinds or answers."""
    begin, seen = (since, frozenset[str]()) if cursor is None else _parsed(cursor)
    return Call(
        operation=f"{kind.plural}.changes",
        request=Request(
            method="GET",
            url="/cdc",
            params=(*api.params, ("entities", kind.name), ("changedSince", begin.isoformat())),
            headers=JSON,
        ),
        decode=lambda response: _page(kind, response, begin, seen),
    )


def _page(kind: Kind[R], response: Response, begin: datetime, seen: frozenset[str]) -> Page[Changed[R]]:
    found = decode_list(kind.record, response.body, ("CDCResponse", 0, "QueryResponse", 0, kind.name))
    fresh = [_changed(kind, record) for record in found if _name(record) not in seen]
    if len(found) < _CAP:
        return Page(items=fresh)
    newest = _newest(found)
    if newest is None or newest <= begin:
        message = f"More than {_CAP} {kind.plural} changed at one moment: change data cannot tell the rest."
        raise DecodeError(message, advice="List with updated_since= instead.")
    ties = [_name(record) for record in found if _time(record) == newest]
    following = msgspec.json.encode((newest, ties)).decode()
    return Page(items=fresh, next=following, mark=(found[0].id, found[-1].id, newest))


def _newest(found: Sequence[Entity]) -> datetime | None:
    """Return where to go on behind a full answer: where deletions are shown, everything live was shown before them."""
    gone = [record for record in found if record.is_deleted]
    return max((time for record in gone or found if (time := _time(record)) is not None), default=None)


def _changed(kind: Kind[R], record: R) -> Changed[R]:
    return Deleted(kind=kind.name, id=record.id or "", at=_time(record)) if record.is_deleted else record


def _time(record: Entity) -> datetime | None:
    return record.meta_data.last_updated_time if record.meta_data is not None else None


def _name(record: Entity) -> str:
    return f"{record.id}:{record.sync_token}:{record.status}"


def _parsed(cursor: str) -> tuple[datetime, frozenset[str]]:
    try:
        since, ties = _cursor.decode(cursor)
    except msgspec.MsgspecError as error:
        message = "This is not a cursor of a listing of changes."
        raise UsageError(message, advice="Pass a page's own next.") from error
    return since, frozenset(ties)


_cursor: Final[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(tuple[datetime, list[str]])
