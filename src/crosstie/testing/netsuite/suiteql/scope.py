"""The tables of a query and their columns, as expressions find them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from crosstie.testing.netsuite.refusals import Problem, Refusal, refuse
from crosstie.testing.netsuite.rules import NetSuiteRules
from crosstie.testing.netsuite.suiteql.tree import Column
from crosstie.testing.netsuite.suiteql.values import Value

__all__ = ["Env", "Evaluate", "Field", "Scope", "Table"]

Row: TypeAlias = Any  # a record, a line, a tuple: only the table's own columns look inside
Env: TypeAlias = tuple[Row, ...]
"""A row of each table of a query, and after them what is worked out for the row itself."""
Evaluate: TypeAlias = Callable[[Any], Any]
"""Works an expression out for an env, or, of a grouped query, for a list of them."""
_FAULT = 500


@attrs.frozen(kw_only=True)
class Field:
    """One column.

    Attributes:
        get: Gets its value from a row.
        target: What its ids stand for, for ``BUILTIN.DF``.
        display: Gets the text for ``BUILTIN.DF`` where the value alone does not tell it.
    """

    get: Callable[[Row], Value]
    target: str = ""
    display: Callable[[Row], Value] | None = None


@attrs.frozen(kw_only=True)
class Table:
    """One table, or a query in its place.

    Attributes:
        name: The name of the record type.
        columns: Its columns.
        rows: Returns its rows.
        by_id: Returns the rows of an id; for tables in the order of their ids.
        beyond_id: Returns the rows whose id is larger; for tables in the order of their ids.
    """

    name: str
    columns: Mapping[str, Field]
    rows: Callable[[], Sequence[Row]]
    by_id: Callable[[int], Sequence[Row]] | None = None
    beyond_id: Callable[[int], Sequence[Row]] | None = None


class Scope:
    """The tables of one query by what they are called."""

    def __init__(self, rules: NetSuiteRules) -> None:
        """Begin without tables."""
        self.tables: list[tuple[str, Table]] = []
        self._rules = rules

    def add(self, alias: str, table: Table) -> None:
        """Add a table."""
        self.tables.append((alias, table))

    def place_of(self, column: Column) -> int:
        """Return the place of a column's table.

        Raises:
            Refusal: 400 for an unknown table or column, or one that several tables have.
        """
        if column.table is not None:
            for place, (alias, table) in enumerate(self.tables):
                if alias == column.table:
                    self._check(table, column.name)
                    return place
            refuse("INVALID_PARAMETER", f"Unknown identifier '{column.table}'")
        found = [place for place, (_, table) in enumerate(self.tables) if column.name in table.columns]
        if len(found) > 1:
            refuse("INVALID_PARAMETER", f"Field '{column.name}' is ambiguous")
        if not found:
            refuse("INVALID_PARAMETER", f"Unknown identifier '{column.name}'")
        self._check(self.tables[found[0]][1], column.name)
        return found[0]

    def field(self, column: Column) -> Field:
        """Return a column.

        Raises:
            Refusal: As :meth:`place_of`.
        """
        return self.tables[self.place_of(column)][1].columns[column.name]

    def _check(self, table: Table, name: str) -> None:
        """An account may lack a column, and some fail with 500 instead of saying so (4.2)."""
        full = f"{table.name}.{name}"
        if name not in table.columns or full in self._rules.missing_columns:
            refuse("INVALID_PARAMETER", f"Field '{name}' for record '{table.name}' was not found.")
        if full in self._rules.faulty_columns:
            problem = Problem("UNEXPECTED_ERROR", "An unexpected error occurred. Error ID: composed-0001")
            raise Refusal(problem, status=_FAULT)
