"""Whole statements, and how far a listing by time has come (fact sheet: quickbooks.md, 4.1 and 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import attrs
import msgspec

from crosstie.core.checks import aware
from crosstie.errors import UsageError
from crosstie.models import Head
from crosstie.systems.quickbooks.kinds import Kind
from crosstie.systems.quickbooks.query import Condition, Where, WhereLike, literal, where, wire_path

__all__ = ["BY_TIME", "LARGEST_PAGE", "Keyset", "Selection", "selection"]

LARGEST_PAGE: Final = 1000
"""The most records of one page."""
BY_TIME: Final = "MetaData.LastUpdatedTime"


@attrs.frozen(kw_only=True)
class Selection:
    """What is asked for, without the page.

    Attributes:
        entity: The name of the kind.
        conditions: Conditions in the query language.
        order: What is sorted by, in the query language.
        since: For listings in the order of change: where they begin.
        timed: Whether this is one.
    """

    entity: str
    conditions: tuple[str, ...] = ()
    order: str = "Id"
    since: datetime | None = None
    timed: bool = False

    def count(self) -> str:
        """Return the statement that counts the records."""
        return _statement("COUNT(*)", self.entity, self._all(self.since))

    def page(self, *, start: int, size: int) -> str:
        """Return the statement of a page by position, the first record being 1."""
        return self._page(self._all(self.since), start, size)

    def page_since(self, key: Keyset, *, size: int) -> str:
        """Return the statement of a page by time."""
        return self._page(self._all(key.since), key.start, size)

    def _all(self, since: datetime | None) -> tuple[str, ...]:
        return self.conditions if since is None else (*self.conditions, f"{BY_TIME} >= {literal(since)}")

    def _page(self, conditions: tuple[str, ...], start: int, size: int) -> str:
        order = f"ORDERBY {self.order} STARTPOSITION {start} MAXRESULTS {size}"
        return f"{_statement('*', self.entity, conditions)} {order}"


def _statement(what: str, entity: str, conditions: Sequence[str]) -> str:
    condition = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {what} FROM {entity}{condition}"  # noqa: S608 - every value in it went through literal()


def selection(
    kind: Kind[Any],
    given: WhereLike | None,
    *,
    updated_since: datetime | None = None,
    active: bool | None = True,
    order_by: str | None = None,
    timed: bool = False,
) -> Selection:
    """Put together what is asked for.

    Args:
        kind: What kind of record.
        given: Conditions.
        updated_since: Only what changed at or after this, oldest change first.
        active: For names: the active ones, the inactive ones, or (``None``) both.
        order_by: A field, with a minus before it for descending order; by id when not given.
        timed: In the order of change, from the beginning of time if ``updated_since`` is not given.

    Raises:
        UsageError: A field or value does not fit, or ``order_by`` was given for a listing by time.
    """
    by_time = timed or updated_since is not None
    if by_time and order_by is not None:
        message = "A listing of changes comes in the order of change; it takes no other."
        raise UsageError(message, advice="Leave order_by out, or ask with where= instead of updated_since=.")
    asked = where(given)
    conditions = [condition.text(kind.record) for condition in (*asked.conditions, *_activity(kind, asked, active))]
    if updated_since is not None:
        aware("updated_since", updated_since)
    return Selection(
        entity=kind.name,
        conditions=tuple(conditions),
        order=f"{BY_TIME} ASC" if by_time else _order(kind, order_by),
        since=updated_since,
        timed=by_time,
    )


def _activity(kind: Kind[Any], asked: Where, active: bool | None) -> tuple[Condition, ...]:  # noqa: FBT001 - as asked
    if not kind.listed or active is True or asked.names("active"):
        return ()
    return (Condition("active", "IN", (True, False)) if active is None else Condition("active", "=", (False,)),)


def _order(kind: Kind[Any], order_by: str | None) -> str:
    if order_by is None:
        return "Id"
    name = wire_path(kind.record, order_by.removeprefix("-"))
    return f"{name} DESC" if order_by.startswith("-") else f"{name} ASC"


@attrs.frozen
class Keyset:
    """Where a listing by time goes on.

    Positions shift while records change, so a page begins at the time of the newest record seen; what was handed over
    already at that very time is left out. Where a whole page has one time, the next one goes by position after all.

    Attributes:
        since: At or after this time; ``None`` from the beginning.
        start: The position from there, 1 being the first.
        seen: Id and version of what was handed over at this time.
    """

    since: datetime | None = None
    start: int = 1
    seen: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Keyset:
        """Return what :meth:`text` wrote.

        Raises:
            UsageError: It is something else.
        """
        try:
            return cls(*_keyset.decode(text))
        except (msgspec.MsgspecError, TypeError) as error:
            message = "This is not a cursor of a listing by time."
            raise UsageError(message, advice="Pass a page's own next.") from error

    def text(self) -> str:
        """Return it as an opaque cursor."""
        return msgspec.json.encode((self.since, self.start, self.seen)).decode()

    def fresh(self, head: Head) -> bool:
        """Whether a record of the page was not handed over before."""
        return not self.seen or head.updated != self.since or _name(head) not in self.seen

    def after(self, heads: Sequence[Head], size: int) -> Keyset | None:
        """Return where to go on behind a page of these records; ``None`` when it was the last one."""
        if len(heads) < size:
            return None
        times = [head.updated for head in heads if head.updated is not None]
        newest = max(times, default=None)
        if newest is None or (self.since is not None and newest <= self.since):
            return Keyset(self.since, self.start + len(heads), self.seen)
        latest = tuple(_name(head) for head in heads if head.updated == newest)
        return Keyset(newest, 1, latest) if len(latest) < len(heads) else Keyset(newest, 1 + len(heads))


_keyset: Final[msgspec.json.Decoder[tuple[datetime | None, int, tuple[str, ...]]]] = msgspec.json.Decoder(
    tuple[datetime | None, int, tuple[str, ...]]
)


def _name(head: Head) -> str:
    return f"{head.id}:{head.version}"
