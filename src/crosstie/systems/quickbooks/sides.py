"""What the collections offer to two-way sync, and how their values are read and written; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final, Literal, TypeAlias, TypeVar

import attrs

from crosstie.core.endpoint import Abilities, Change
from crosstie.core.shapes import Shape
from crosstie.models.plan import plan_of
from crosstie.systems.quickbooks.api_changes import Deleted
from crosstie.systems.quickbooks.kinds import CUSTOMER, VENDOR, Kind
from crosstie.systems.quickbooks.models import Entity
from crosstie.systems.quickbooks.settings import LARGEST_BATCH, Settings

__all__ = ["KEYS_LAST", "ChangeFeed", "SideOptions", "abilities", "change", "shape"]

R = TypeVar("R", bound=Entity)

ChangeFeed: TypeAlias = Literal["query", "change_data"]
"""How changes are read: by queries in the order of change, which know no deletions of transactions; or by change data
capture, which knows them, 30 days back."""

_READS: Final = 100
_VOIDED: Final = "Voided"
_MOST_A_MINUTE: Final = 500
KEYS_LAST: Final = timedelta(minutes=10)
_OPENING: Final = frozenset({"balance", "open_balance_date"})
"""On creation these would book an opening balance, and afterwards only QuickBooks sets them (3.2)."""


@attrs.frozen(kw_only=True)
class SideOptions:
    """How a collection takes part in sync.

    Attributes:
        feed: How changes are read.
        finds: Paths that are looked up by a query; ``None`` for the unique name, if the kind has one. QuickBooks does
            not document whether its comparison minds letter case, so add a path only if your values come in one case.
        batch_creations: Whether creations go in batches too. Faster, but a batch has one key for all of its items:
            after a crash a creation cannot be repeated under its own, so keys are then not said to be honoured.
        page_size: Records of one page.
        keys_last: How long a repeated creation is trusted to answer the first result. QuickBooks does not say how long
            it remembers a key (2.5), so only minutes by default.
    """

    feed: ChangeFeed = "query"
    finds: frozenset[str] | None = None
    batch_creations: bool = False
    page_size: int = 1000
    keys_last: timedelta = KEYS_LAST


def shape(kind: Kind[R]) -> Shape[R]:
    """Return where id, version, time and state of a kind's records are."""
    return Shape(
        kind.record,
        version="sync_token",
        time="meta_data.last_updated_time",
        active="active" if kind.listed else None,
    )


def _unique_name(kind: Kind[Any]) -> frozenset[str]:
    """Return the unique name: a look-up that misses it is followed by a refusal, never by a second record."""
    return frozenset() if kind.unique is None else frozenset({kind.unique})


def abilities(kind: Kind[Any], settings: Settings, options: SideOptions) -> Abilities:
    """Return what a collection can do for sync."""
    reads_changes = options.feed == "change_data"
    per_minute = min(settings.per_second * 60, _MOST_A_MINUTE) or _MOST_A_MINUTE
    return Abilities(
        feed="time",
        finds=_unique_name(kind) if options.finds is None else options.finds,
        checks_version=True,
        honours_keys=not options.batch_creations,
        keys_last=options.keys_last,
        cannot_hold=frozenset(_fixed(kind.record)) | (_OPENING if kind in (CUSTOMER, VENDOR) else frozenset[str]()),
        batch=LARGEST_BATCH,
        reads=_READS,
        look_back=timedelta(days=settings.change_days) if reads_changes else None,
        calls_per_minute=int(per_minute),
        query=f"{kind.name}, active or not" if kind.listed else kind.name,
    )


def change(kind: Kind[R], record: R | Deleted) -> Change:
    """Return a record, or the trace of one, as a change."""
    if isinstance(record, Deleted):
        return Change(id=record.id, time=record.at, state="deleted")
    return shape(kind).change_of(record, state="inactive" if _is_voided(record) else None)


def _is_voided(record: Entity) -> bool:
    """Tell a voided form by what a void was recorded to leave: no amount, and a note that says so (2.3)."""
    note = getattr(record, "private_note", None)
    return isinstance(note, str) and note.startswith(_VOIDED) and getattr(record, "total_amt", None) == 0


def _fixed(record: type[Any]) -> Iterator[str]:
    """Yield the paths that only QuickBooks sets, those below a nested record too."""
    for field in plan_of(record).fields:
        if field.rule.read_only or field.rule.identity:
            yield field.name
            if field.kind is not None:
                yield from (f"{field.name}.{inner.name}" for inner in plan_of(field.kind).fields)
