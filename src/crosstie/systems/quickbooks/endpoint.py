# @generated from src/crosstie/systems/quickbooks/endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A collection as a side of two-way sync."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, Generic, TypeVar

import attrs

from crosstie.core.endpoint import Abilities, AtTime, Change, ChangePage, Creation, Position, Revision, Values
from crosstie.errors import (
    Conflict,
    CrosstieError,
    Forbidden,
    NotFound,
    NotSent,
    QuotaExhausted,
    RateLimited,
    SessionError,
    UsageError,
)
from crosstie.http.headers import provider_time
from crosstie.models.plan import plan_of
from crosstie.systems.quickbooks.api_batch import BatchResult
from crosstie.systems.quickbooks.api_changes import change_page
from crosstie.systems.quickbooks.api_names import name_space, named
from crosstie.systems.quickbooks.api_writes import create, replace, update
from crosstie.systems.quickbooks.batch import batch
from crosstie.systems.quickbooks.batch_items import BatchCreate, BatchItem, BatchReplace, BatchUpdate
from crosstie.systems.quickbooks.bodies import clears_more_than_texts
from crosstie.systems.quickbooks.books import Books
from crosstie.systems.quickbooks.kinds import Kind
from crosstie.systems.quickbooks.models import Entity
from crosstie.systems.quickbooks.sides import SideOptions, abilities, change, shape
from crosstie.systems.quickbooks.statements import selection

__all__ = ["CollectionEndpoint"]

R = TypeVar("R", bound=Entity)

_CHANGE_DATA = "changes:"
_TAKEN_NAME = "6240"
_ENDS_ALL = (SessionError, RateLimited, QuotaExhausted)
_COMPANY_CLOSED = frozenset({"120", "140", "3100", "6190"})
"""No access, locked, app not authorised, subscription ended: what is true for one record is true for all."""


class CollectionEndpoint(Generic[R]):
    """One collection as a :class:`~crosstie.core.endpoint.BatchEndpoint`; made by a collection's ``endpoint()``.

    Records are addressed by the Python paths of their class. Inactive names and voided forms have the state
    ``inactive``.
    """

    __slots__ = ("_books", "_kind", "_options", "_shape")

    def __init__(self, books: Books, kind: Kind[R], options: SideOptions) -> None:
        """Take what calls are made with; nothing is sent."""
        self._books = books
        self._kind = kind
        self._options = options
        self._shape = shape(kind)

    @property
    def name(self) -> str:
        """Such as ``quickbooks.customers``."""
        return f"quickbooks.{self._kind.plural}"

    @property
    def tenant(self) -> str | None:
        """The connection's tenant."""
        return self._books.caller.auth.key[0]

    @property
    def abilities(self) -> Abilities:
        """What it can do; see :class:`SideOptions`."""
        return abilities(self._kind, self._books.api.settings, self._options)

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that the records do not have.

        Raises:
            UsageError: A path is unknown.
        """
        self._shape.check(paths)

    # -- reading -------------------------------------------------------------------------------------------------------

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List what changed at or after a time, oldest change first; everything, inactive too, without one.

        Raises:
            UsageError: The position is not a time.
        """
        if since is not None and not isinstance(since, AtTime):
            message = f"{self.name} tells changes by time, not by {type(since).__name__}."
            raise UsageError(message)
        if since is not None and self._from_change_data(since, page):
            return self._change_data(since, page)
        chosen = selection(self._kind, None, updated_since=None if since is None else since.at, active=None, timed=True)
        pages = self._books.api.pages(self._kind, chosen, self._options.page_size)
        answer = self._books.answer(pages(page))
        return ChangePage(
            changes=[change(self._kind, record) for record in answer.value.items],
            next_page=answer.value.next,
            clock=provider_time(answer.response),
        )

    def _from_change_data(self, since: AtTime, page: str | None) -> bool:
        if page is not None:
            return page.startswith(_CHANGE_DATA)  # a listing goes on as it began
        days = self._books.api.settings.change_days
        return self._options.feed == "change_data" and since.at >= self._books.now() - timedelta(days=days)

    def _change_data(self, since: AtTime, page: str | None) -> ChangePage:
        cursor = None if page is None else page.removeprefix(_CHANGE_DATA)
        answer = self._books.answer(change_page(self._books.api, self._kind, since.at, cursor))
        following = answer.value.next
        return ChangePage(
            changes=[change(self._kind, found) for found in answer.value.items],
            next_page=None if following is None else f"{_CHANGE_DATA}{following}",
            clock=provider_time(answer.response),
        )

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Return records by id, inactive ones too."""
        return [change(self._kind, record) for record in self._records(ids)]

    def find(self, values: Values) -> Sequence[Change]:
        """Return the active records that have all these values."""
        asked = {path: value for path, value in values.items() if value is not None}
        if not asked:
            return []
        return [change(self._kind, record) for record in self._selected(asked, active=True)]

    def values_of(self, record: R, paths: Collection[str]) -> Values:
        """Return the values at these paths."""
        return self._shape.values_of(record, paths)

    def _records(self, ids: Sequence[str]) -> Sequence[R]:
        found: list[R] = []
        most = self.abilities.reads
        for start in range(0, len(ids), most):
            found += self._selected({"id": list(ids[start : start + most])}, active=None)
        return found

    def _selected(self, where: Mapping[str, Any], *, active: bool | None) -> Sequence[R]:
        chosen = selection(self._kind, where, active=active)
        pages = self._books.api.pages(self._kind, chosen, self._options.page_size)
        return self._books.value(pages(None)).items

    # -- writing -------------------------------------------------------------------------------------------------------

    def create(self, values: Values, *, key: str) -> Change:
        """Make a record; with the same key again, QuickBooks answers the first result.

        Raises:
            UsageError: The values do not fit.
            Invalid: QuickBooks refused them.
            Conflict: ``duplicate``; ``existing_id`` where a record of this kind has the name.
        """
        call = create(self._books.api, self._kind, self._shape.build(values), key=key)
        try:
            return change(self._kind, self._books.value(call))
        except Conflict as conflict:
            self._explain(conflict, values)
            raise

    def update(self, record_id: str, values: Values, *, version: str | None, base: R | None) -> Change:
        """Change a record by what differs; by the whole of it, where a sparse update cannot empty a field.

        Raises:
            UsageError: The values do not fit.
            NotFound: It is gone.
            Conflict: ``stale``: it no longer has this version; ``duplicate``: the name is taken.
        """
        known = base if base is not None else self._one(record_id)
        item = self._revised(Revision(id=record_id, values=values, version=version), known)
        call = (
            replace(self._books.api, self._kind, item.record, key=None)
            if isinstance(item, BatchReplace)
            else update(self._books.api, self._kind, item.record, item.base, key=None)
        )
        try:
            return change(self._kind, self._books.value(call))
        except Conflict as conflict:
            self._explain(conflict, values)
            raise

    def write(self, writes: Sequence[Creation | Revision]) -> Sequence[Change | CrosstieError]:
        """Carry out several writes: revisions in batches of 30, creations each under its own key.

        Returns:
            For each write its change or error. What was not sent, because the company cannot be reached any more, is
            ``NotSent``.
        """
        results: dict[int, Change | CrosstieError] = {}
        bases = self._bases([one for one in writes if isinstance(one, Revision)])
        batched: dict[int, BatchItem] = {}
        for place, one in enumerate(writes):
            try:
                item = self._item(one, bases)
            except CrosstieError as error:
                results[place] = error
                continue
            if item is not None:
                batched[place] = item
        results |= self._in_batches(batched, writes)
        for place, one in enumerate(writes):
            if place not in results and isinstance(one, Creation):
                results[place] = self._created(one, results)
        return [results[place] for place in range(len(writes))]

    def _item(self, one: Creation | Revision, bases: Mapping[str, R]) -> BatchItem | None:
        """Return a write as the item of a batch; ``None`` for a creation that is made by itself."""
        if isinstance(one, Creation):
            return BatchCreate(self._shape.build(one.values)) if self._options.batch_creations else None
        base = one.base if one.base is not None else bases.get(one.id)
        if base is None:
            message = f"There is no {self._kind.name} {one.id} any more."
            raise NotFound(message, connection=self._books.label)
        return self._revised(one, base)

    def _revised(self, one: Revision, base: R) -> BatchUpdate[R] | BatchReplace[R]:
        current = attrs.evolve(base, sync_token=one.version or base.sync_token)
        record = self._shape.changed(current, one.values)
        if clears_more_than_texts(self._kind, record, current):
            return BatchReplace(record)
        return BatchUpdate(record, current)

    def _created(self, one: Creation, results: Mapping[int, Change | CrosstieError]) -> Change | CrosstieError:
        if any(_ends_all(result) for result in results.values()):
            message = "This record was not sent: the company cannot be reached just now."
            return NotSent(message, connection=self._books.label)
        try:
            return self.create(one.values, key=one.key)
        except CrosstieError as error:
            return error

    def _in_batches(
        self, items: Mapping[int, BatchItem], writes: Sequence[Creation | Revision]
    ) -> dict[int, Change | CrosstieError]:
        if not items:
            return {}
        places = list(items)
        try:
            answered: Sequence[BatchResult] = batch(self._books, [items[place] for place in places])
        except CrosstieError as error:
            return dict.fromkeys(places, error)
        results: dict[int, Change | CrosstieError] = {}
        for place, found in zip(places, answered, strict=True):
            if isinstance(found, self._kind.record):
                results[place] = change(self._kind, found)
            elif isinstance(found, CrosstieError):
                self._explain(found, writes[place].values)
                results[place] = found
        return results

    def _bases(self, revisions: Sequence[Revision]) -> Mapping[str, R]:
        missing = [one.id for one in revisions if one.base is None]
        return {record.id: record for record in self._records(missing) if record.id is not None}

    def _one(self, record_id: str) -> R:
        return self._books.value(self._books.api.get(self._kind, record_id))

    def _explain(self, error: CrosstieError, values: Values) -> None:
        """Say whose a taken name is: QuickBooks does not (7.2)."""
        unique = self._kind.unique
        name = None if unique is None else values.get(unique)
        if unique is None or not isinstance(error, Conflict) or error.code != _TAKEN_NAME or not isinstance(name, str):
            return
        wire = plan_of(self._kind.record).field(unique).wire
        for entity in name_space(self._kind):
            found = self._holder(entity, wire, name)
            if found is not None:
                error.message = f"The name is taken by {entity} {found}."
                error.existing_id = found if entity == self._kind.name else None
                return

    def _holder(self, entity: str, wire: str, name: str) -> str | None:
        try:
            return self._books.value(named(self._books.api, entity, wire, name))
        except CrosstieError:
            return None  # the refusal itself must reach the caller, explained or not


def _ends_all(result: Change | CrosstieError) -> bool:
    closed = isinstance(result, Forbidden) and result.code in _COMPANY_CLOSED
    return closed or isinstance(result, _ENDS_ALL)
