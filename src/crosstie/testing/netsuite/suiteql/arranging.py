"""What happens to rows after they are found: groups, numbers, order, repetitions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crosstie.testing.netsuite.suiteql.compiler import Compiler
from crosstie.testing.netsuite.suiteql.scope import Env, Evaluate
from crosstie.testing.netsuite.suiteql.tree import Column, Constant, Expression, Order, Rank, RowNumber, Select, walk
from crosstie.testing.netsuite.suiteql.values import Value

__all__ = ["distinct_rows", "grouped_envs", "ordered", "with_slots"]


def grouped_envs(envs: Sequence[Env], select: Select, plain: Compiler, grouped: Compiler) -> list[list[Env]]:
    """Return the rows by group; without GROUP BY all are one group, even none."""
    groups: dict[tuple[Value, ...], list[Env]] = {} if select.group else {(): []}
    keys = [plain(key) for key in select.group]
    for env in envs:
        groups.setdefault(tuple(key(env) for key in keys), []).append(env)
    found = list(groups.values())
    if select.having is None:
        return found
    test = grouped(select.having)
    return [group for group in found if test(group) is True]


def with_slots(
    envs: Sequence[Env], expressions: Sequence[Expression], compiler: Compiler
) -> tuple[dict[Expression, int], Sequence[Env]]:
    """Work out ``ROWNUM`` and ``ROW_NUMBER`` for every row, and put them behind its tables.

    Returns:
        Where in a row each of them is, and the rows.
    """
    nodes = (node for expression in expressions for node in walk(expression))
    wanted = list(dict.fromkeys(node for node in nodes if isinstance(node, Rank | RowNumber)))
    slots: dict[Expression, int] = {}
    for place, expression in enumerate(wanted, len(compiler.scope.tables)):
        slots[expression] = place
        numbers = range(1, len(envs) + 1) if isinstance(expression, RowNumber) else _ranks(envs, expression, compiler)
        envs = [(*env, number) for env, number in zip(envs, numbers, strict=True)]
    return slots, envs


def _ranks(envs: Sequence[Env], rank: Rank, compiler: Compiler) -> list[int]:
    parts = [compiler(part) for part in rank.partition]
    order = ordered(range(len(envs)), rank.order, compiler, {}, [], of=lambda place: envs[place])
    seen: dict[tuple[Value, ...], int] = {}
    numbers = [0] * len(envs)
    for place in order:
        key = tuple(part(envs[place]) for part in parts)
        seen[key] = seen.get(key, 0) + 1
        numbers[place] = seen[key]
    return numbers


def ordered(
    rows: Sequence[Any],
    order: Sequence[Order],
    compiler: Compiler,
    by_name: Mapping[str, Evaluate],
    values: Sequence[Evaluate],
    of: Evaluate | None = None,
) -> Sequence[Any]:
    """Sort rows; a null comes last, or first in a descending order.

    Args:
        rows: The rows.
        order: The keys: expressions, names of selected columns, or their places.
        compiler: Compiles expressions.
        by_name: The selected columns by name.
        values: The selected columns by place.
        of: Gets what expressions look at from a row, if that is not the row.
    """
    for key in reversed(order):
        value = _key(key.key, compiler, by_name, values)
        keys = [_sortable(value(row if of is None else of(row))) for row in rows]
        places = sorted(range(len(rows)), key=keys.__getitem__, reverse=key.descending)
        rows = [rows[place] for place in places]
    return rows


def _key(key: Expression, compiler: Compiler, by_name: Mapping[str, Evaluate], values: Sequence[Evaluate]) -> Evaluate:
    if isinstance(key, Constant) and isinstance(key.value, int) and 0 < key.value <= len(values):
        return values[key.value - 1]
    if isinstance(key, Column) and key.table is None and key.name in by_name:
        return by_name[key.name]
    return compiler(key)


def _sortable(value: Any) -> tuple[bool, Any]:  # noqa: ANN401 - the values of one column have one type
    return (value is None, 0 if value is None else value)


def distinct_rows(rows: Sequence[Any], values: Sequence[Evaluate]) -> list[tuple[Value, ...]]:
    """Return the values of the rows, each combination once."""
    return list(dict.fromkeys(tuple(value(row) for value in values) for row in rows))
