"""The simulated database: tables, their rows and the constraints on them. A write happens as a whole or not at all."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from crosstie.testing.clock import MovableClock
from crosstie.testing.supabase.refusals import RefusedError, json_response, refuse
from crosstie.testing.supabase.schema import ColumnType, Function, TableDefinition, from_json

__all__ = ["Database", "Merge", "Row", "Table"]

# Any: the values of columns, of whatever type those have.

Row = dict[str, Any]
_ABSENT: Final = object()


@attrs.frozen(kw_only=True)
class Merge:
    """How an insert treats rows that exist.

    Attributes:
        target: The columns that tell it.
        write: Whether to write over them, or leave them alone.
    """

    target: tuple[str, ...]
    write: bool


@attrs.define(eq=False)
class Table:
    """One table and its rows.

    Attributes:
        definition: What it is.
        rows: What it holds, in the order of insertion.
    """

    definition: TableDefinition
    rows: list[Row] = attrs.field(factory=list[Row])
    _numbers: Iterator[int] = attrs.field(factory=lambda: itertools.count(1))

    @property
    def name(self) -> str:
        """Its name."""
        return self.definition.name

    @property
    def types(self) -> Mapping[str, ColumnType]:
        """Its columns."""
        return self.definition.columns

    def constraints(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the names and columns of everything that is unique."""
        if self.definition.primary_key:
            yield f"{self.name}_pkey", self.definition.primary_key
        for columns in self.definition.unique:
            yield f"{self.name}_{'_'.join(columns)}_key", columns

    def next_number(self) -> int:
        """Number a row; upserts use numbers up even where the row exists."""
        return next(self._numbers)

    def known(self, columns: Sequence[str]) -> None:
        """Refuse columns that it does not have.

        Raises:
            RefusedError: One is unknown (PGRST204).
        """
        for name in columns:
            if name not in self.types:
                raise refuse(400, "PGRST204", f"Column '{name}' of relation '{self.name}' does not exist")


class Database:
    """All tables and functions of a project."""

    def __init__(self, clock: MovableClock) -> None:
        """Begin without any table."""
        self._clock = clock
        self.tables: dict[tuple[str, str], Table] = {}
        self.functions: dict[tuple[str, str], Function] = {}

    def table(self, schema: str, name: str, *, writes: bool = False) -> Table:
        """Return a table.

        Raises:
            RefusedError: There is none (42P01; for a write an empty object, as before PostgREST 13).
        """
        found = self.tables.get((schema, name))
        if found is None:
            if writes:
                raise RefusedError(json_response(404, {}))
            raise refuse(404, "42P01", f'relation "{schema}.{name}" does not exist')
        return found

    # -- writing -------------------------------------------------------------------------------------------------------

    def insert(
        self,
        table: Table,
        given: Sequence[Mapping[str, Any]],
        columns: Sequence[str],
        *,
        defaults: bool,
        merge: Merge | None,
    ) -> tuple[list[Row], bool]:
        """Insert rows.

        Args:
            table: Where.
            given: The objects of the body.
            columns: Which of their members count; absent ones become NULL, or the default with ``defaults``.
            defaults: See ``columns``.
            merge: What happens to rows that exist.

        Returns:
            The rows that were written, and whether any is new.

        Raises:
            RefusedError: A value or a constraint does not hold; nothing was written.
        """
        if merge is not None and merge.target not in {frozen for _, frozen in self._unordered(table, merge)}:
            text = "there is no unique or exclusion constraint matching the ON CONFLICT specification"
            raise refuse(400, "42P10", text)
        with self._whole(table):
            touched: list[Row] = []
            fresh = False
            for one in given:
                filled = self._filled(table, one, columns, defaults=defaults)
                old = None if merge is None else self._same(table, filled, merge.target)
                if old is None:
                    self._add(table, filled)
                    touched.append(filled)
                    fresh = True
                elif merge is not None and merge.write:
                    if any(old is row for row in touched):
                        text = "ON CONFLICT DO UPDATE command cannot affect row a second time"
                        raise refuse(400, "21000", text, hint="Ensure that no rows have duplicate constrained values.")
                    self._change(table, old, {name: filled[name] for name in columns})
                    touched.append(old)
            return touched, fresh

    def update(self, table: Table, rows: Sequence[Row], values: Mapping[str, Any]) -> None:
        """Change rows."""
        table.known(list(values))
        read = {name: from_json(value, table.types[name]) for name, value in values.items()}
        with self._whole(table):
            for row in rows:
                self._change(table, row, read)

    def delete(self, table: Table, rows: Sequence[Row]) -> None:
        """Delete rows.

        Raises:
            RefusedError: Another table refers to one (23503); nothing was deleted.
        """
        for row in rows:
            self._check_unreferenced(table, row)
        gone = {id(row) for row in rows}
        table.rows[:] = [row for row in table.rows if id(row) not in gone]

    # -- small parts ---------------------------------------------------------------------------------------------------

    def _unordered(self, table: Table, merge: Merge) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name, columns in table.constraints():
            yield name, merge.target if set(columns) == set(merge.target) else columns

    def _filled(self, table: Table, given: Mapping[str, Any], columns: Sequence[str], *, defaults: bool) -> Row:
        definition = table.definition
        filled: Row = {}
        for name, kind in table.types.items():
            value = given.get(name, _ABSENT) if name in columns else _ABSENT
            if value is _ABSENT:
                # A column that the call names, and this object does not, is NULL unless defaults are asked for.
                value = self._default(table, name) if name not in columns or defaults else None
            filled[name] = from_json(value, kind)
        if definition.touched is not None:
            filled[definition.touched] = self._clock.now()
        return filled

    def _default(self, table: Table, name: str) -> Any:  # noqa: ANN401
        definition = table.definition
        if name == definition.identity:
            return table.next_number()
        value = definition.defaults.get(name)
        made: Any = value() if callable(value) else value
        plain = any(isinstance(made, kind) for kind in (str, int, dict, list))
        return made if plain or made is None else str(made)

    def _add(self, table: Table, row: Row) -> None:
        self._check(table, row)
        table.rows.append(row)

    def _change(self, table: Table, row: Row, values: Mapping[str, Any]) -> None:
        changed = {**row, **values}
        if table.definition.touched is not None:
            changed[table.definition.touched] = self._clock.now()
        self._check(table, changed, besides=row)
        row.update(changed)

    def _same(self, table: Table, row: Row, columns: Sequence[str], besides: Row | None = None) -> Row | None:
        values = [row.get(name) for name in columns]
        if None in values:
            return None  # NULLs are never equal
        others = (other for other in table.rows if other is not besides)
        return next((other for other in others if [other.get(name) for name in columns] == values), None)

    def _check(self, table: Table, row: Row, besides: Row | None = None) -> None:
        definition = table.definition
        for name in (*definition.primary_key, *definition.required):
            if row.get(name) is None:
                text = f'null value in column "{name}" of relation "{table.name}" violates not-null constraint'
                raise refuse(400, "23502", text, details=f"Failing row contains ({_shown(row)}).")
        for constraint, columns in table.constraints():
            if self._same(table, row, columns, besides) is not None:
                text = f'duplicate key value violates unique constraint "{constraint}"'
                shown = ", ".join(str(row[name]) for name in columns)
                raise refuse(409, "23505", text, details=f"Key ({', '.join(columns)})=({shown}) already exists.")
        for name, target in definition.references.items():
            other, _, column = target.partition(".")
            parent = self.table(definition.schema, other)
            if row.get(name) is not None and all(one.get(column) != row[name] for one in parent.rows):
                raise self._foreign(table, name, f'Key ({name})=({row[name]}) is not present in table "{other}".')

    def _check_unreferenced(self, table: Table, row: Row) -> None:
        for other in self.tables.values():
            for name, target in other.definition.references.items():
                where, _, column = target.partition(".")
                refers = where == table.name and other.definition.schema == table.definition.schema
                if refers and any(one.get(name) == row.get(column) is not None for one in other.rows if one is not row):
                    details = f'Key ({column})=({row.get(column)}) is still referenced from table "{other.name}".'
                    raise self._foreign(other, name, details)

    def _foreign(self, table: Table, column: str, details: str) -> RefusedError:
        text = f'a write on table "{table.name}" violates foreign key constraint "{table.name}_{column}_fkey"'
        return refuse(409, "23503", text, details=details)

    def _whole(self, table: Table) -> _Whole:
        return _Whole(table)


class _Whole:
    """Puts the rows of a table back where a block fails."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._rows = list(table.rows)
        self._values = [copy.copy(row) for row in table.rows]

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            return
        for row, values in zip(self._rows, self._values, strict=True):
            row.clear()
            row.update(values)
        self._table.rows[:] = self._rows


def _shown(row: Row) -> str:
    return ", ".join("null" if value is None else str(value) for value in row.values())
