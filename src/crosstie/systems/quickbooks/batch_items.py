"""What a batch can hold (fact sheet: quickbooks.md, 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeAlias, TypeVar

import attrs
import msgspec

from crosstie.core.checks import count
from crosstie.errors import UsageError
from crosstie.systems.quickbooks.bodies import activity, body_of, draft, full, identity, sparse
from crosstie.systems.quickbooks.kinds import Kind, kind_of
from crosstie.systems.quickbooks.models import Entity
from crosstie.systems.quickbooks.query import WhereLike
from crosstie.systems.quickbooks.statements import LARGEST_PAGE, selection

__all__ = [
    "BatchCreate",
    "BatchDelete",
    "BatchItem",
    "BatchQuery",
    "BatchReplace",
    "BatchSetActive",
    "BatchUpdate",
    "BatchVoid",
    "kind_in",
    "request_of",
]

R = TypeVar("R", bound=Entity)


@attrs.frozen
class BatchCreate(Generic[R]):
    """Create a record; see :meth:`AsyncWritable.create`."""

    draft: R


@attrs.frozen
class BatchUpdate(Generic[R]):
    """Change a part of a record; see :meth:`AsyncWritable.update`."""

    record: R
    base: R | None = None


@attrs.frozen
class BatchReplace(Generic[R]):
    """Send a whole record; see :meth:`AsyncWritable.replace`."""

    record: R


@attrs.frozen(kw_only=True)
class BatchSetActive(Generic[R]):
    """Make a name active or inactive; see :meth:`AsyncNames.deactivate`."""

    record: R
    active: bool


@attrs.frozen
class BatchDelete(Generic[R]):
    """Delete a transaction; see :meth:`AsyncTransactions.delete`."""

    record: R


@attrs.frozen
class BatchVoid(Generic[R]):
    """Void a form; see :meth:`AsyncVoidableForms.void`."""

    record: R


@attrs.frozen(kw_only=True)
class BatchQuery(Generic[R]):
    """Read records; all queries of one batch together answer at most 1000.

    Attributes:
        record: The class of the records.
        where: Conditions.
        active: As for :meth:`AsyncRecords.list`.
        limit: At most this many.
    """

    record: type[R]
    where: WhereLike | None = None
    active: bool | None = True
    limit: int = attrs.field(default=100, validator=count(1, LARGEST_PAGE))


BatchItem: TypeAlias = (
    BatchCreate[Any]
    | BatchUpdate[Any]
    | BatchReplace[Any]
    | BatchSetActive[Any]
    | BatchDelete[Any]
    | BatchVoid[Any]
    | BatchQuery[Any]
)
"""One thing to do in a batch."""


def kind_in(item: BatchItem) -> Kind[Any]:
    """Return what kind of record an item is about.

    Raises:
        UsageError: The client does not know the record's class.
    """
    if isinstance(item, BatchQuery):
        asked: type[Entity] = item.record
        return kind_of(asked)
    record: Entity = item.draft if isinstance(item, BatchCreate) else item.record
    return kind_of(type(record))


def request_of(item: BatchItem) -> Mapping[str, Any]:  # noqa: PLR0911 - one for each kind of item
    """Return an item as it stands in the body, without its ``bId``.

    Raises:
        UsageError: The item cannot be sent; nothing was.
    """
    kind = kind_in(item)
    match item:
        case BatchQuery():
            chosen = selection(kind, item.where, active=item.active)
            return {"Query": chosen.page(start=1, size=item.limit)}
        case BatchCreate():
            return _operation("create", kind, draft(kind, item.draft))
        case BatchUpdate():
            return _operation("update", kind, sparse(kind, item.record, item.base))
        case BatchReplace():
            return _operation("update", kind, full(kind, item.record))
        case BatchSetActive():
            _allow(kind.listed, kind, "made inactive")
            return _operation("update", kind, activity(kind, item.record, active=item.active))
        case BatchDelete():
            _allow(kind.deletes, kind, "deleted")
            return _operation("delete", kind, _named(kind, item.record))
        case BatchVoid():
            _allow(kind.void is not None, kind, "voided")
            return {**_operation("update", kind, _named(kind, item.record, sparse=True)), "optionsData": "void"}


def _operation(operation: str, kind: Kind[Any], body: bytes) -> dict[str, Any]:
    return {"operation": operation, kind.name: msgspec.Raw(body)}


def _named(kind: Kind[Any], record: Entity, **flags: bool) -> bytes:
    return body_of({**identity(kind, record.id, record.sync_token), **flags})


def _allow(allowed: bool, kind: Kind[Any], what: str) -> None:  # noqa: FBT001 - what is asked, as a fact
    if not allowed:
        message = f"{kind.plural} cannot be {what}."
        raise UsageError(message)
