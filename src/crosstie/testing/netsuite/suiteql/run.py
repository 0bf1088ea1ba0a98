"""Carry out a SuiteQL query, and keep the last results so that pages are slices of them (fact sheet 4)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final

import attrs

from crosstie.testing.netsuite.account import Account
from crosstie.testing.netsuite.codec import encode
from crosstie.testing.netsuite.refusals import refuse, refuse_query
from crosstie.testing.netsuite.suiteql.arranging import distinct_rows, grouped_envs, ordered, with_slots
from crosstie.testing.netsuite.suiteql.compiler import Compiler
from crosstie.testing.netsuite.suiteql.entity_tables import entity_tables
from crosstie.testing.netsuite.suiteql.functions import AGGREGATES, Context
from crosstie.testing.netsuite.suiteql.parser import parse
from crosstie.testing.netsuite.suiteql.plan import first_rows, gather, parts_of
from crosstie.testing.netsuite.suiteql.scope import Env, Evaluate, Field, Scope, Table
from crosstie.testing.netsuite.suiteql.transaction_tables import TransactionTables
from crosstie.testing.netsuite.suiteql.tree import Call, Column, Expression, Projection, Select, walk
from crosstie.testing.netsuite.suiteql.values import Value, shown, text_of

__all__ = ["Engine", "Result"]

_REMEMBERED: Final = 16
_WIDEST: Final = 100


@attrs.define(eq=False)
class Result:
    """The rows of a query.

    Attributes:
        names: The names of the columns.
        rows: What each row is made of.
        values: Gets the values of the columns.
    """

    names: tuple[str, ...]
    rows: Sequence[Any]
    values: list[Evaluate]
    _encoded: dict[int, bytes] = attrs.field(factory=dict[int, bytes])

    def page(self, account: Account, offset: int, limit: int) -> list[bytes]:
        """Return encoded rows; each is encoded once."""
        places = range(offset, min(offset + limit, len(self.rows)))
        for place in places:
            if place not in self._encoded:
                row = self.rows[place]
                values = [value(row) for value in self.values]
                self._encoded[place] = encode(shown(self.names, values, account.rules))
        return [self._encoded[place] for place in places]


class Engine:
    """Carries out queries over one account."""

    def __init__(self, account: Account) -> None:
        """Show this account."""
        self._account = account
        made = [*entity_tables(account), *TransactionTables(account).tables()]
        self._tables: Mapping[str, Table] = {table.name: table for table in made}
        self._results: dict[Hashable, Result] = {}

    def run(self, query: str, parameters: tuple[Value, ...]) -> Result:
        """Carry out a query.

        Raises:
            Refusal: 400 for whatever is wrong with it, 500 for a column that fails.
        """
        select, expected = parse(query)
        if len(parameters) != expected:
            refuse_query(f"it has {expected} parameters, and {len(parameters)} were sent")
        now = self._account.clock.now()
        key = (
            query,
            parameters,
            self._account.version,
            now if "CURRENT" in query.upper() or "SYS" in query.upper() else None,
        )
        if key not in self._results:
            while len(self._results) >= _REMEMBERED:
                self._results.pop(next(iter(self._results)))
            context = Context(rules=self._account.rules, now=now)
            self._results[key] = _Run(self._account, self._tables, context, parameters).result(select)
        return self._results[key]


class _Run:
    """One query under way; inner queries are runs of their own."""

    def __init__(
        self, account: Account, tables: Mapping[str, Table], context: Context, parameters: tuple[Value, ...]
    ) -> None:
        self._account = account
        self._tables = tables
        self._context = context
        self._parameters = parameters

    # -- what expressions ask for -------------------------------------------------------------------------------------

    def values_of(self, select: Select) -> set[Value]:
        found = self.result(select)
        if len(found.names) != 1:
            refuse_query("a query inside IN has one column")
        return {found.values[0](row) for row in found.rows}

    def display(self, target: str, value: Value) -> Value:
        """Name what a reference stands for; of anything else the value itself."""
        if value is None or not target:
            return value
        return self._account.display(target, text_of(value, self._context.rules))

    # -- one query ----------------------------------------------------------------------------------------------------

    def result(self, select: Select) -> Result:
        scope = self._scope(select)
        columns = _columns(select, scope)
        plain = Compiler(scope=scope, context=self._context, parameters=self._parameters, subquery=self, slots={})
        parts = parts_of(select.where)
        most = first_rows(parts, plain)
        envs = gather(select, scope, plain, parts)
        envs = envs if most is None else envs[: max(most, 0)]
        if select.group or select.having or any(_has_aggregate(column.value) for column in columns):
            compiler = attrs.evolve(plain, grouped=True)
            rows: Sequence[Any] = grouped_envs(envs, select, plain, compiler)
        else:
            slots, rows = with_slots(envs, [column.value for column in columns], plain)
            compiler = attrs.evolve(plain, slots=slots)
        return self._arranged(select, columns, compiler, rows)

    def _arranged(self, select: Select, columns: list[Projection], compiler: Compiler, rows: Sequence[Any]) -> Result:
        names = tuple(_name(column, place) for place, column in enumerate(columns, 1))
        values = [compiler(column.value) for column in columns]
        by_name = dict(zip(names, values, strict=True))
        if not _in_order(select, compiler):
            rows = ordered(rows, select.order, compiler, by_name, values)
        if select.distinct:
            rows = distinct_rows(rows, values)
            values = [_at(place) for place in range(len(values))]
        rows = rows if select.fetch is None else rows[: select.fetch]
        if len(columns) > _WIDEST and self._account.rules.wide_select == "empty":
            rows = []
        return Result(names, rows, values)

    def _scope(self, select: Select) -> Scope:
        scope = Scope(self._account.rules)
        for source in select.sources:
            if isinstance(source.origin, str):
                scope.add(source.alias, self._table(source.origin))
            else:
                scope.add(source.alias, _derived(source.alias, self.result(source.origin)))
        return scope

    def _table(self, name: str) -> Table:
        """Return a table; one that the role does not see is as if it were not there (4.2)."""
        hidden = {kind.lower() for kind in self._account.rules.hidden}
        if name not in self._tables or name in hidden:
            refuse("INVALID_PARAMETER", f"Record '{name}' was not found.")
        return self._tables[name]


def _in_order(select: Select, compiler: Compiler) -> bool:
    """Say whether the rows come in the order asked for: by id, from a table that is kept in that order."""
    if compiler.grouped or len(compiler.scope.tables) != 1 or not select.order:
        return not select.order
    first = select.order[0]
    aliases = {column.alias for column in select.columns if isinstance(column, Projection)}
    by_id = isinstance(first.key, Column) and first.key.name == "id" and "id" not in aliases
    return by_id and not first.descending and compiler.scope.tables[0][1].by_id is not None


def _derived(alias: str, result: Result) -> Table:
    rows = [tuple(value(row) for value in result.values) for row in result.rows]
    columns = {name: Field(get=_at(place)) for place, name in enumerate(result.names)}
    return Table(name=alias, columns=columns, rows=lambda: rows)


def _at(place: int) -> Callable[[Env], Any]:
    return lambda env: env[place]


def _columns(select: Select, scope: Scope) -> list[Projection]:
    """Return what is selected, stars written out."""
    found: list[Projection] = []
    for column in select.columns:
        if isinstance(column, Projection):
            found.append(column)
            continue
        chosen = [(alias, table) for alias, table in scope.tables if column.table in {None, alias}]
        if not chosen:
            refuse("INVALID_PARAMETER", f"Unknown identifier '{column.table}'")
        found.extend(Projection(Column(alias, name), None) for alias, table in chosen for name in table.columns)
    return found


def _name(column: Projection, place: int) -> str:
    """Name a column: always in lower case, even an alias (4.1)."""
    if column.alias is not None:
        return column.alias
    return column.value.name if isinstance(column.value, Column) else f"expr{place}"


def _has_aggregate(expression: Expression) -> bool:
    return any(isinstance(node, Call) and node.name in AGGREGATES for node in walk(expression))
