# @generated from src/crosstie/systems/supabase/endpoint_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""A table as a side of two-way sync: an :class:`~crosstie.core.endpoint.Endpoint`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Generic, TypeVar

import attrs

from crosstie.core.endpoint import Abilities, AtTime, Change, ChangePage, Position, Values
from crosstie.errors import Conflict, CrosstieError, NotFound, OutcomeUnknown
from crosstie.http.headers import provider_time
from crosstie.systems.caller import Caller
from crosstie.systems.listing import Listing
from crosstie.systems.supabase.columns import col
from crosstie.systems.supabase.filters import Filter
from crosstie.systems.supabase.reads import maybe_call, page_calls, select_call
from crosstie.systems.supabase.sides import Side, Sync, side_of
from crosstie.systems.supabase.target import Target
from crosstie.systems.supabase.writes import Upsert, insert_call, inserted, returned, update_call

__all__ = ["TableEndpoint"]

T = TypeVar("T")


class TableEndpoint(Generic[T]):
    """The rows of a table, for the sync engine: ``table.endpoint(Sync(updated="updated_at"))``."""

    __slots__ = ("_caller", "_key", "_side")

    def __init__(self, caller: Caller, target: Target[T], sync: Sync) -> None:
        """Check that the table can be a side; nothing is sent."""
        self._caller = caller
        self._side: Side[T] = side_of(target, sync)
        self._key = col(target.key[0])

    @property
    def name(self) -> str:
        """Such as ``supabase.customers``."""
        return f"supabase.{self._side.target.name}"

    @property
    def tenant(self) -> str | None:
        """Whose connection it is."""
        return self._caller.auth.key[0]

    @property
    def abilities(self) -> Abilities:
        """What it can do, by the fields that the table has for it."""
        return self._side.abilities

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that the row class does not have.

        Raises:
            UsageError: A path is unknown.
        """
        self._side.shape.check(paths)

    def values_of(self, record: Any, paths: Collection[str]) -> Values:  # noqa: ANN401 - a row of the host's class
        """Return the values at these paths of a row."""
        return self._side.shape.values_of(record, paths)

    # -- reading -------------------------------------------------------------------------------------------------------

    def changes(self, since: Position | None, page: str | None) -> ChangePage:
        """List what changed since a moment, oldest first; without a column for that, everything by key."""
        sync, target = self._side.sync, self._side.target
        filters: tuple[Filter, ...] = sync.where
        if sync.updated is not None:
            updated = self._side.column(sync.updated)
            target = attrs.evolve(target, key=(updated, *target.key))
            if isinstance(since, AtTime):
                filters = (*filters, col(updated).gte(since.at))
        answer = self._caller.answer(page_calls(target, filters, limit=sync.page_size)(page))
        return ChangePage(
            changes=[self._side.change_of(row) for row in answer.value.items],
            next_page=answer.value.next,
            clock=provider_time(answer.response),
        )

    def read(self, ids: Sequence[str]) -> Sequence[Change]:
        """Return the rows with these ids."""
        if not ids:
            return []
        return self._all(self._key.in_(ids))

    def find(self, values: Values) -> Sequence[Change]:
        """Return the rows with these values, up to letter case and surrounding blanks."""
        found = self._all(*self._side.found_by(values))
        return [change for change in found if change.state == "live"]

    def _all(self, *filters: Filter) -> Sequence[Change]:
        """Read all rows that fit, in one call unless the server's row cap cuts it short."""
        target = self._side.target
        rows = self._caller.value(select_call(target, filters, count="exact"))
        found = list(rows.items)
        if rows.total is None or rows.total > len(found):
            found = Listing(self._caller, page_calls(target, filters, limit=self._side.sync.page_size)).all()
        return [self._side.change_of(row) for row in found]

    # -- writing -------------------------------------------------------------------------------------------------------

    def create(self, values: Values, *, key: str) -> Change:
        """Insert a row.

        Raises:
            Invalid: The database does not accept a value.
            Conflict: A unique value is taken.
            OutcomeUnknown: It may have been inserted, and the table has no column for the key.
        """
        filled = {path: value for path, value in values.items() if value is not None}
        row = self._side.columns_of(filled, None)
        column = self._side.sync.creation_key
        if column is not None:
            return self._side.change_of(self._made_once({**row, column: key}, column, key))
        target = self._side.target
        made: T = self._caller.value(insert_call(target, [row], inserted(target)))
        return self._side.change_of(made)

    def _made_once(self, row: Values, column: str, key: str) -> T:
        """Insert a row that keeps its key, or read the one that was inserted with it before."""
        target = self._side.target
        upsert = Upsert(target=(column,), duplicates="ignore")
        call = attrs.evolve(insert_call(target, [row], returned(target), upsert=upsert), kind="keyed", key=key)
        rows: Sequence[T] = self._caller.value(call)
        return rows[0] if rows else self._made_before(column, key)

    def _made_before(self, column: str, key: str) -> T:
        try:
            row = self._caller.value(maybe_call(self._side.target, (col(column).eq(key),)))
        except CrosstieError as error:
            # It was inserted by an earlier try: an error of the reading would count as proof that it was not.
            message = f"A row of {self._side.target.name} has this key, and could not be read: {error.message}"
            raise OutcomeUnknown(message, idempotency_key=key, advice="Insert it again with the same key.") from error
        if row is None:
            message = f"A row of {self._side.target.name} could not be inserted, and is not there."
            raise Conflict(message, kind="duplicate", advice="Look whether a row security policy hides it.")
        return row

    def update(
        self,
        record_id: str,
        values: Values,
        *,
        version: str | None,
        base: Any,  # noqa: ANN401 - a row of the host's class
    ) -> Change:
        """Change a row.

        Raises:
            NotFound: It is gone.
            Conflict: It no longer has this version.
            Invalid: The database does not accept a value.
        """
        target, sync = self._side.target, self._side.sync
        named = self._key.eq(record_id)
        if base is None and any("." in path for path in values):
            base = self._caller.value(maybe_call(target, (named,)))
        conditions = [named]
        if version is not None and sync.version is not None:
            conditions.append(col(self._side.column(sync.version)).eq(version))
        # The columns are known here by their own names, not by the fields'.
        columns = self._side.columns_of(values, base)
        plain = attrs.evolve(target, plan=attrs.evolve(target.plan, kind=None))
        rows: Sequence[T] = self._caller.value(update_call(plain, columns, conditions, returned(target)))
        if not rows:
            raise self._missed(record_id)
        return self._side.change_of(rows[0])

    def _missed(self, record_id: str) -> NotFound | Conflict:
        """Say why an update met no row."""
        name = self._side.target.name
        row = self._caller.value(maybe_call(self._side.target, (self._key.eq(record_id),)))
        if row is None:
            return NotFound(f"The row {record_id} of {name} is gone.")
        return Conflict(f"The row {record_id} of {name} has changed.", kind="stale", advice="Read it again.")
