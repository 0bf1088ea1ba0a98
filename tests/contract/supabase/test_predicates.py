"""Whatever a condition is built of, the rows that come back are those that the same condition selects in Python."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosstie.systems import supabase
from crosstie.systems.supabase import Filter, all_of, any_of, col

Row = dict[str, Any]
Truth = bool | None

# Letters, everything that has a meaning in some context, and a few words that might.
SIGNS = list("aAbB,.\"\\(){}[]%_*:;&=+-> \n\t'`|#?/~!<é漢🙂0")
texts = st.one_of(
    st.sampled_from(["", "null", "NULL", "not.eq.a", "eq.a", ")", '"', '\\"', "a,b", "%", "*", "in.(a)", "{a,b}"]),
    st.text(st.sampled_from(SIGNS), max_size=6),
)


@attrs.frozen
class Predicate:
    """The same condition twice."""

    filter: Filter
    holds: Callable[[Row], Truth]


def _both(one: Truth, other: Truth) -> Truth:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _not(one: Truth) -> Truth:
    return None if one is None else not one


def _either(one: Truth, other: Truth) -> Truth:
    return _not(_both(_not(one), _not(other)))


def _on(column: str, test: Callable[[Any], bool]) -> Callable[[Row], Truth]:
    return lambda row: None if row[column] is None else test(row[column])


SIGNS_OF = {
    "eq": operator.eq,
    "neq": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def _compared(column: str, name: str, value: str | int) -> Predicate:
    sign = SIGNS_OF[name]
    return Predicate(getattr(col(column), name)(value), _on(column, lambda held: bool(sign(held, value))))


def _listed(values: list[str]) -> Predicate:
    if not values:
        return Predicate(col("name").in_(values), lambda _: False)
    return Predicate(col("name").in_(values), _on("name", lambda held: held in values))


comparisons = st.one_of(
    st.builds(_compared, st.just("name"), st.sampled_from(["eq", "neq"]), texts),
    st.builds(_compared, st.just("id"), st.sampled_from(["eq", "neq", "gt", "gte", "lt", "lte"]), st.integers(0, 9)),
    st.builds(_listed, st.lists(texts, max_size=3)),
    texts.map(lambda text: Predicate(col("name").starts_with(text), _on("name", lambda held: held.startswith(text)))),
    texts.map(lambda text: Predicate(col("name").ends_with(text), _on("name", lambda held: held.endswith(text)))),
    texts.map(lambda text: Predicate(col("name").has_text(text), _on("name", lambda held: text in held))),
    texts.map(lambda text: Predicate(col("name").is_distinct(text), lambda row: row["name"] != text)),
    st.just(Predicate(col("name").is_null(), lambda row: row["name"] is None)),
    texts.map(lambda text: Predicate(col("tags").contains([text]), _on("tags", lambda held: text in held))),
    texts.map(lambda text: Predicate(col("data").json_text("k").eq(text), lambda row: row["data"]["k"] == text)),
)


def _joined(children: st.SearchStrategy[Predicate]) -> st.SearchStrategy[Predicate]:
    several = st.lists(children, min_size=1, max_size=3)
    return st.one_of(several.map(_all), several.map(_any), children.map(_opposite))


def _all(parts: Sequence[Predicate]) -> Predicate:
    def holds(row: Row) -> Truth:
        truth: Truth = True
        for part in parts:
            truth = _both(truth, part.holds(row))
        return truth

    return Predicate(all_of(*(part.filter for part in parts)), holds)


def _any(parts: Sequence[Predicate]) -> Predicate:
    def holds(row: Row) -> Truth:
        truth: Truth = False
        for part in parts:
            truth = _either(truth, part.holds(row))
        return truth

    return Predicate(any_of(*(part.filter for part in parts)), holds)


def _opposite(part: Predicate) -> Predicate:
    return Predicate(~part.filter, lambda row: _not(part.holds(row)))


predicates = st.recursive(comparisons, _joined, max_leaves=6)
rows = st.lists(st.one_of(st.none(), texts), min_size=1, max_size=8)


def check(table: supabase.Table[Row], names: list[str | None], predicate: Predicate) -> None:
    """Compare what a server selects with what Python selects."""
    held: list[Row] = [
        {"id": number, "name": name, "tags": [name or "", "x"], "data": {"k": name or ""}}
        for number, name in enumerate(names)
    ]
    table.silent.delete(all_rows=True)
    table.silent.insert_many(held)
    wanted = [row["id"] for row in held if predicate.holds(row) is True]
    assert [row["id"] for row in table.list(predicate.filter)] == wanted


RUNS = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@settings(max_examples=150, **RUNS)  # type: ignore[arg-type]
@given(names=rows, predicate=predicates)
def test_a_real_server_selects_what_python_selects(
    real_crm: supabase.Client, names: list[str | None], predicate: Predicate
) -> None:
    """Hostile texts in every place and depth, against PostgREST itself."""
    check(real_crm.table("folk"), names, predicate)


@settings(max_examples=150, **RUNS)  # type: ignore[arg-type]
@given(names=rows, predicate=predicates)
def test_the_simulator_selects_what_python_selects(
    simulated_crm: supabase.Client, names: list[str | None], predicate: Predicate
) -> None:
    """The same against the simulator."""
    check(simulated_crm.table("folk"), names, predicate)


def test_a_wrong_predicate_would_be_noticed(simulated_crm: supabase.Client) -> None:
    """The comparison above can fail: a condition that is not what Python was told is found out."""
    wrong = Predicate(col("name").eq("a"), lambda row: row["name"] == "b")
    with pytest.raises(AssertionError):
        check(simulated_crm.table("folk"), ["a", "b"], wrong)
