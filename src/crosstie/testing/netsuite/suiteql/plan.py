"""How rows of several tables come together: narrowing by id, joins by equal columns, what remains of WHERE."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, overload

import attrs

from crosstie.testing.netsuite.suiteql.compiler import Compiler
from crosstie.testing.netsuite.suiteql.scope import Env, Scope, Table
from crosstie.testing.netsuite.suiteql.tree import (
    Column,
    Constant,
    Expression,
    Operation,
    Parameter,
    RowNumber,
    Select,
    Source,
    walk,
)

__all__ = ["Envs", "first_rows", "gather", "parts_of"]

Envs = Sequence[Env]
_MIRRORED = {"=": "=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def parts_of(condition: Expression | None) -> list[Expression]:
    """Split a condition at its ANDs."""
    if condition is None:
        return []
    if isinstance(condition, Operation) and condition.operator == "AND":
        return [*parts_of(condition.left), *parts_of(condition.right)]
    return [condition]


def first_rows(parts: list[Expression], compiler: Compiler) -> int | None:
    """Take ``ROWNUM <= n`` out of the parts: it ends the reading before any order (4.2)."""
    for part in parts:
        if isinstance(part, Operation) and isinstance(part.left, RowNumber) and part.operator in {"<", "<="}:
            parts.remove(part)
            return int(compiler(part.right)(())) - (part.operator == "<")
    return None


def gather(select: Select, scope: Scope, compiler: Compiler, parts: list[Expression]) -> Envs:
    """Return the rows of all tables that belong together and satisfy every part of the condition.

    Args:
        select: The query.
        scope: Its tables, in the order of its sources.
        compiler: Compiles conditions.
        parts: The condition of WHERE, split.
    """
    waiting = list(parts)
    rows = _narrowed(scope, compiler, waiting)
    if len(scope.tables) == 1 and not waiting:
        return _Singles(rows)
    envs: Iterable[Env] = ((row,) for row in rows)
    envs = _kept(envs, _ready(scope, waiting, 1), compiler)
    for place, source in enumerate(select.sources[1:], 1):
        joining = _Joining(scope=scope, compiler=compiler, place=place, table=scope.tables[place][1])
        envs = joining.join(envs, source, waiting)
        envs = _kept(envs, _ready(scope, waiting, place + 1), compiler)
    return list(_kept(envs, waiting, compiler))


@attrs.frozen
class _Singles(Sequence[Env]):
    """Rows of one table as envs, made when they are looked at: of a hundred thousand a page needs a thousand."""

    rows: Sequence[Any]

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Env: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Env]: ...
    def __getitem__(self, place: int | slice) -> Env | Sequence[Env]:
        return _Singles(self.rows[place]) if isinstance(place, slice) else (self.rows[place],)


def _kept(envs: Iterable[Env], conditions: list[Expression], compiler: Compiler) -> Iterable[Env]:
    for condition in conditions:
        test = compiler(condition)
        envs = [env for env in envs if test(env) is True]
    return envs


def _ready(scope: Scope, waiting: list[Expression], tables: int) -> list[Expression]:
    """Take out the conditions that concern only the tables there are so far."""
    ready = [part for part in waiting if all(place < tables for place in _places(scope, part))]
    waiting[:] = [part for part in waiting if part not in ready]
    return ready


def _places(scope: Scope, expression: Expression) -> set[int]:
    """Return the places of the tables that an expression looks at."""
    return {scope.place_of(node) for node in walk(expression) if isinstance(node, Column)}


# -- narrowing ---------------------------------------------------------------------------------------------------------


def _narrowed(scope: Scope, compiler: Compiler, waiting: list[Expression]) -> Sequence[Any]:
    """Use the index of ids for ``id = …`` and ``id > …``, which keyset paging asks again and again."""
    table = scope.tables[0][1]
    for part in waiting:
        found = _by_id(scope, table, compiler, part)
        if found is not None:
            waiting.remove(part)
            return found
    return table.rows()


def _by_id(scope: Scope, table: Table, compiler: Compiler, part: Expression) -> Sequence[Any] | None:
    if not isinstance(part, Operation) or part.operator not in _MIRRORED or table.by_id is None:
        return None
    sign, column, value = part.operator, part.left, part.right
    if isinstance(column, Constant | Parameter):
        sign, column, value = _MIRRORED[sign], value, column
    if not isinstance(column, Column) or column.name != "id" or not isinstance(value, Constant | Parameter):
        return None
    identity = _id_of(compiler(value)(()))
    if identity is None or scope.place_of(column) != 0:
        return None
    if sign == "=":
        return table.by_id(identity)
    return table.beyond_id(identity) if sign == ">" and table.beyond_id is not None else None


def _id_of(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return int(value) if isinstance(value, int | Decimal) and value == int(value) else None


# -- joins -------------------------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class _Joining:
    """Joins one more table to rows that are there already."""

    scope: Scope
    compiler: Compiler
    place: int
    table: Table

    def join(self, envs: Iterable[Env], source: Source, waiting: list[Expression]) -> list[Env]:
        conditions = parts_of(source.on) if source.how != "comma" else _ready(self.scope, waiting, self.place + 1)
        link = next((link for part in conditions if (link := self._link(part)) is not None), None)
        candidates = self._all() if link is None else self._linked(*link)
        tests = [self.compiler(part) for part in conditions]
        joined: list[Env] = []
        for env in envs:
            paired = ((*env, row) for row in candidates(env))
            found = [new for new in paired if all(test(new) is True for test in tests)]
            joined.extend(found or ([(*env, None)] if source.how == "left" else []))
        return joined

    def _all(self) -> Callable[[Env], Sequence[Any]]:
        rows = self.table.rows()
        return lambda _env: rows

    def _linked(self, mine: Column, theirs: Expression) -> Callable[[Env], Sequence[Any]]:
        """Index the new table by the column that equals one of the tables before."""
        get = self.table.columns[mine.name].get
        index: dict[str, list[Any]] = {}
        for row in self.table.rows():
            value = get(row)
            if value is not None:
                index.setdefault(str(value), []).append(row)
        other = self.compiler(theirs)
        return lambda env: index.get(str(other(env)), [])

    def _link(self, part: Expression) -> tuple[Column, Expression] | None:
        if not isinstance(part, Operation) or part.operator != "=":
            return None
        for mine, theirs in ((part.left, part.right), (part.right, part.left)):
            if not isinstance(mine, Column) or not isinstance(theirs, Column):
                continue
            if self.scope.place_of(mine) == self.place and self.scope.place_of(theirs) < self.place:
                return mine, theirs
        return None
