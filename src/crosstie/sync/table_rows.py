"""The rows of a host's table as changes, reads, searches and writes; on one open connection, whoever opened it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, cast

import attrs
import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.exc import DataError, IntegrityError

from crosstie.core.endpoint import AtTime, Change, ChangePage, Creation, Position, Revision, State, Values
from crosstie.errors import Conflict, CrosstieError, FieldProblem, Invalid, NotFound, UsageError

__all__ = ["PAGE", "Rows"]

PAGE: Final = 500
"""Rows of one page of changes."""

_TELLING: Final = 3
"""Shorter values are looked for between quotes only: they may be part of any name."""


@attrs.frozen(kw_only=True, eq=False)
class Rows:
    """What the columns of a table mean, and the statements that follow from it.

    Attributes:
        table: The host's table.
        id: The column that identifies a row.
        updated: The column with the time of the last change, if there is one.
        version: A column that is counted up by every writer, if there is one.
        active: A boolean column that is false for rows switched off, if there is one.
        keys: A text column for the key under which a row was made, so that no creation is done twice, if there is one.
        only: Column values that all rows of this side have, such as a tenant's; new rows get them.
    """

    table: sa.Table
    id: sa.Column[Any]
    updated: sa.Column[Any] | None
    version: sa.Column[Any] | None
    active: sa.Column[Any] | None
    keys: sa.Column[Any] | None
    only: Mapping[str, Any]

    def check(self, paths: Collection[str]) -> None:
        """Refuse paths that are no columns.

        Raises:
            UsageError: There is no such column.
        """
        for path in paths:
            if path not in self.table.c:
                message = f"The table {self.table.name} has no column {path}."
                raise UsageError(message, advice=f"Its columns are: {', '.join(self.table.c.keys())}.")

    @property
    def own(self) -> frozenset[str]:
        """The columns that the database or this class fills, and no mapping may."""
        kept = (self.id, self.updated, self.version, self.keys)
        return frozenset(column.name for column in kept if column is not None) | frozenset(self.only)

    # -- reading -------------------------------------------------------------------------------------------------------

    def changes(self, connection: Connection, since: Position | None, page: str | None) -> ChangePage:
        """List one page: what changed since a time, oldest first, then rows without a time; all by id without one."""
        place = None if page is None else self._place(page)
        if self.updated is None or not isinstance(since, AtTime):
            return self._page(self._next(connection, self._mine(), [self.id], place, PAGE), timed=False)
        rows: list[RowMapping] = []
        if place is None or len(place) > 1:
            changed = self._mine().where(self.updated >= self._stored(since.at))
            rows = self._next(connection, changed, [self.updated, self.id], place, PAGE)
            place = None
        if len(rows) < PAGE and self.updated.nullable:
            # Nothing tells when such a row was changed: it comes every time, and its version says whether it is news.
            timeless = self._mine().where(self.updated.is_(None))
            rows += self._next(connection, timeless, [self.id], place, PAGE - len(rows))
        return self._page(rows, timed=True)

    def read(self, connection: Connection, ids: Sequence[str]) -> Sequence[Change]:
        """Read rows by id; missing ones are absent."""
        wanted = [key for key in map(self._key, ids) if key is not None]
        query = self._mine().where(self.id.in_(wanted))
        return [self.change(row) for row in connection.execute(query).mappings()]

    def find(self, connection: Connection, values: Values) -> Sequence[Change]:
        """Find live rows by value; text without regard to case and surrounding blanks."""
        query = self._mine()
        for path, value in values.items():
            column = self.table.c[path]
            query = query.where(_same_text(column, value) if isinstance(value, str) else column == value)
        found = [self.change(row) for row in connection.execute(query.order_by(self.id)).mappings()]
        return [change for change in found if change.state == "live"]

    # -- writing -------------------------------------------------------------------------------------------------------

    def create(self, connection: Connection, values: Values, key: str, at: datetime) -> Change:
        """Insert a row and return it as the database now has it; with a known key, return the row made before."""
        if self.keys is not None:
            made = connection.execute(self._mine().where(self.keys == key)).mappings().one_or_none()
            if made is not None:
                return self.change(made)
        filled = {path: value for path, value in values.items() if value is not None} | dict(self.only)
        if self.keys is not None:
            filled[self.keys.name] = key
        if self.updated is not None:
            filled.setdefault(self.updated.name, self._stored(at))
        if self.version is not None:
            filled.setdefault(self.version.name, 1)
        inserted = connection.execute(self.table.insert().values(**filled)).inserted_primary_key
        where = self.id == (inserted[0] if inserted is not None else filled[self.id.name])
        return self.change(connection.execute(self._mine().where(where)).mappings().one())

    def update(
        self, connection: Connection, record_id: str, values: Values, version: str | None, at: datetime
    ) -> Change:
        """Change a row, if it still has the version, and return it.

        Raises:
            NotFound: It is gone.
            Conflict: It was changed since (``stale``).
        """
        # Between this look and the write nobody else gets in: the row is locked, and on SQLite the whole database.
        query = self._mine().where(self.id == self._key(record_id)).with_for_update()
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            message = f"{self.table.name} has no row {record_id}."
            raise NotFound(message)
        if version is not None and self.change(row).version != version:
            raise self._stale(record_id)
        changed: dict[Any, Any] = dict(values)
        if self.updated is not None:
            changed[self.updated.name] = self._stored(at)
        if self.version is not None:
            changed[self.version.name] = self.version + 1
        connection.execute(self.table.update().where(self.id == row[self.id.name]).values(**changed))
        return self.change(connection.execute(self._mine().where(self.id == row[self.id.name])).mappings().one())

    def write(
        self, connection: Connection, writes: Sequence[Creation | Revision], at: datetime
    ) -> list[Change | CrosstieError]:
        """Carry out writes in one transaction, each behind a savepoint: a refused one does not undo the rest."""
        return [self._isolated(connection, entry, at) for entry in writes]

    def _isolated(self, connection: Connection, entry: Creation | Revision, at: datetime) -> Change | CrosstieError:
        try:
            with connection.begin_nested():
                if isinstance(entry, Creation):
                    return self.create(connection, entry.values, entry.key, at)
                return self.update(connection, entry.id, entry.values, entry.version, at)
        except (Conflict, NotFound) as error:
            return error
        except (IntegrityError, DataError) as error:
            return refused(self.table.name, error)

    # -- small parts ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _next(
        connection: Connection, query: sa.Select[Any], order: Sequence[Any], place: Sequence[Any] | None, limit: int
    ) -> list[RowMapping]:
        """Return the next rows in an order that ends with the id, so that no place comes twice."""
        if place is not None:
            query = query.where(sa.tuple_(*order) > sa.tuple_(*place))
        return list(connection.execute(query.order_by(*order).limit(limit)).mappings())

    def _page(self, rows: Sequence[RowMapping], *, timed: bool) -> ChangePage:
        return ChangePage(
            changes=[self.change(row) for row in rows],
            next_page=self._token(rows[-1], timed=timed) if len(rows) == PAGE else None,
        )

    def change(self, row: RowMapping) -> Change:
        """Return a row as a change."""
        moment = row[self.updated.name] if self.updated is not None else None
        state: State = "live"
        if self.active is not None and not row[self.active.name]:
            state = "inactive"
        return Change(
            id=str(row[self.id.name]),
            version=self._version(row),
            time=None if moment is None else _aware(moment),
            record=dict(row),
            state=state,
        )

    def _version(self, row: RowMapping) -> str:
        if self.version is not None:
            return str(row[self.version.name])
        # Times alone do not tell two changes of the same moment apart; the values do.
        told = msgspec.json.encode({name: str(value) for name, value in row.items()}, order="sorted")
        return hashlib.sha256(told).hexdigest()[:32]

    def _stale(self, record_id: str) -> Conflict:
        message = f"The row {record_id} of {self.table.name} was changed since it was read."
        return Conflict(message, kind="stale", existing_id=record_id)

    def _mine(self) -> sa.Select[Any]:
        query = sa.select(self.table)
        for name, value in self.only.items():
            query = query.where(self.table.c[name] == value)
        return query

    def _key(self, record_id: str) -> Any:  # noqa: ANN401 - of the id column's own type
        kind = self.id.type.python_type
        try:
            return record_id if kind is str else kind(record_id)
        except ValueError:
            return None  # no row of this table can have it

    def _stored(self, moment: datetime) -> datetime:
        aware = self.updated is not None and getattr(self.updated.type, "timezone", False)
        return moment.astimezone(UTC) if aware else moment.astimezone(UTC).replace(tzinfo=None)

    def _token(self, row: RowMapping, *, timed: bool) -> str:
        moment = row[self.updated.name] if timed and self.updated is not None else None
        return msgspec.json.encode([None if moment is None else moment.isoformat(), str(row[self.id.name])]).decode()

    def _place(self, page: str) -> list[Any]:
        moment, record_id = msgspec.json.decode(page)
        before = [] if moment is None else [datetime.fromisoformat(moment)]
        return [*before, self._key(record_id)]


def refused(table: str, error: IntegrityError | DataError) -> CrosstieError:
    """Say that the database did not accept a row: a unique value is taken, or a value does not fit.

    The database's words are kept, without the row's values: some quote them, and errors are stored and shown.
    """
    words = str(error.orig).splitlines()[0] if error.orig is not None else type(error).__name__
    words = _without_values(words, cast("Mapping[str, object] | Sequence[object] | None", error.params))
    if isinstance(error, IntegrityError) and ("unique" in words.lower() or "duplicate" in words.lower()):
        return Conflict(f"A row of {table} with such a value exists: {words}", kind="duplicate")
    return Invalid(f"{table} did not accept the row: {words}", fields=(FieldProblem(words),))


def _without_values(words: str, params: Mapping[str, object] | Sequence[object] | None) -> str:
    values = params.values() if isinstance(params, Mapping) else params or ()
    texts = {str(value) for value in values if value is not None}
    for text in sorted(texts, key=len, reverse=True):
        if len(text) >= _TELLING:
            words = words.replace(text, "…")
        else:
            words = words.replace(f"'{text}'", "'…'").replace(f'"{text}"', '"…"')
    return words


def _same_text(column: sa.Column[Any], value: str) -> sa.ColumnElement[bool]:
    """Compare text without regard to case and surrounding blanks.

    What a small letter is beyond ASCII, databases tell differently, SQLite not at all: there anything goes. Too many
    rows are compared again by the engine, too few would be made a second time.
    """
    held, sought = sa.func.lower(sa.func.trim(column)), unicodedata.normalize("NFC", value).strip()
    if sought.isascii():
        return held == sought.lower()
    plain = re.sub(r"([%_/])", r"/\1", sought)
    return held.like(re.sub(r"[^\x00-\x7f]+", "%", plain).lower(), escape="/")


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
