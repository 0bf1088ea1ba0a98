"""How conditions, selections and row classes are put together, and what of that is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstie
from crosstie.systems.supabase import (
    Filter,
    Json,
    all_of,
    any_of,
    col,
    column,
    embed,
    pick,
    unknown_columns,
    within,
)
from crosstie.systems.supabase.filters import binds, params_of
from crosstie.systems.supabase.literals import array_of, name_of, quoted
from crosstie.systems.supabase.rows import RowPlan, row_plan
from crosstie.systems.supabase.selecting import asked_for
from crosstie.systems.supabase.target import Method, Target, path_of
from crosstie.testing.supabase.grammar import Scanner
from crosstie.testing.supabase.schema import array_elements

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
A, B = col("a").eq(1), col("b").eq("x,y")


# -- conditions --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "params"),
    [
        (A, [("a", "eq.1")]),
        (~A, [("a", "not.eq.1")]),
        (A & B, [("a", "eq.1"), ("b", "eq.x,y")]),
        (A | B, [("or", '(a.eq."1",b.eq."x,y")')]),
        (~(A | B), [("not.or", '(a.eq."1",b.eq."x,y")')]),
        (~(A & B), [("not.and", '(a.eq."1",b.eq."x,y")')]),
        ((A & B) | ~A, [("or", '(and(a.eq."1",b.eq."x,y"),a.not.eq."1")')]),
        (A & (B | A), [("a", "eq.1"), ("or", '(b.eq."x,y",a.eq."1")')]),
        (A | B | A, [("or", '(a.eq."1",b.eq."x,y",a.eq."1")')]),
        (within("p", A, B | A), [("p.a", "eq.1"), ("p.or", '(b.eq."x,y",a.eq."1")')]),
        (within("p x", ~A), [('"p x".a', "not.eq.1")]),
        (within("p", within("q", A)), [("p.q.a", "eq.1")]),
        (all_of(), []),
        (col("a").in_(["x", 'y"']), [("a", r'in.("x","y\"")')]),
        (col("a").in_([""]), [("a", "eq.")]),
        (col("a").in_([]) | B, [("or", '(a.in.(),b.eq."x,y")')]),
        (col("a").is_null() | B, [("or", '(a.is.null,b.eq."x,y")')]),
        (col("a.b").is_true(), [('"a.b"', "is.true")]),
        (col("a").is_false() & col("a").is_unknown(), [("a", "is.false"), ("a", "is.unknown")]),
        (col("apikey").gte(1), [('"apikey"', "gte.1")]),
        (col("r").contains("[1,5)"), [("r", "cs.[1,5)")]),
        (col("r").contained_by(Json([1])), [("r", "cd.[1]")]),
        (col("d").json("k", 0).lte(1), [("d->k->0", "lte.1")]),
    ],
)
def test_conditions_are_written_as_the_server_reads_them(condition: Filter, params: list[tuple[str, str]]) -> None:
    """Plain at the top, quoted in trees and lists, with the embed in front."""
    assert list(params_of([condition])) == params


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.10"), "0.10"),
        (0.1, "0.1"),
        (date(2026, 1, 5), "2026-01-05"),
        (datetime(2026, 1, 5, 8, tzinfo=UTC), "2026-01-05T08:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ],
)
def test_values_are_written_as_the_database_reads_them(value: Any, text: str) -> None:  # noqa: ANN401 - of any type
    """Exact, and times with their offset."""
    assert col("a").eq(value).value == text


@pytest.mark.parametrize(
    "value",
    [None, datetime(2026, 1, 5), Decimal("NaN"), float("inf"), "nul\x00", "half \ud800", b"x", object()],  # noqa: DTZ001
)
def test_what_cannot_be_compared_is_refused(value: Any) -> None:  # noqa: ANN401 - of any type
    """NULL has words of its own; a time without a zone is another instant on every server."""
    with pytest.raises(crosstie.UsageError):
        col("a").eq(value)


@pytest.mark.parametrize(
    "make",
    [
        any_of,
        lambda: any_of(within("p", A), B),
        lambda: ~within("p", A),
        lambda: bool(A),
        lambda: A and B,
        lambda: list(params_of([~all_of()])),
        lambda: list(params_of([any_of(all_of(), A)])),
        lambda: list(params_of([~all_of(within("p", A))])),
        lambda: col(""),
        lambda: col("a\x00"),
        lambda: path_of(""),
        lambda: path_of("half \ud800"),
        lambda: params_of(["a=eq.1"]),  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - the mistake
        lambda: binds(["a=eq.1"]),  # type: ignore[list-item]  # pyright: ignore[reportArgumentType] - the mistake
        lambda: col("a").search("x", config="no config"),
        lambda: col("a").json_text(),
        lambda: col("a").json(""),
        lambda: col("a").like("x*"),
        lambda: col("a").contains(Json({1, object()})),
        lambda: pick("a", cast="text); drop"),
        lambda: embed("p", spread=True, alias="q"),
        lambda: embed("p", limit=-1),
    ],
)
def test_what_cannot_be_said_is_refused(make: Any) -> None:  # noqa: ANN401 - of any type
    """While it is built: nothing was sent."""
    with pytest.raises(crosstie.UsageError):
        make()


@pytest.mark.parametrize(
    ("filters", "bound"),
    [
        ([], False),
        ([A], True),
        ([all_of()], False),
        ([col("a").in_([])], True),
        ([~col("a").in_([])], False),
        ([~col("a").in_([]), A], True),
        ([~col("a").in_([]) | A], False),
        ([A | B], True),
        ([~(col("a").in_([]) & A)], False),
        ([~(col("a").in_([]) | A)], True),
        ([~(col("a").in_([]) | col("b").in_([]))], False),
        ([within("p", A)], False),
        ([within("p", A), A], True),
    ],
)
def test_it_is_known_whether_a_condition_leaves_rows_out(filters: list[Filter], bound: bool) -> None:  # noqa: FBT001
    """``not in`` an empty list leaves none out, alone or in an alternative."""
    assert binds(filters) is bound


@given(st.text())
def test_quoting_has_an_inverse(text: str) -> None:
    """What a reader of the query language takes out is what was put in, up to the closing quote and no further."""
    scanner = Scanner(f"{quoted(text)},rest", "test")
    assert scanner.element() == text
    assert scanner.take(",rest")


@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))))
def test_array_literals_have_an_inverse(texts: list[str]) -> None:
    """Whatever the elements hold, ``NULL`` and nothing included."""
    assert array_elements(array_of(texts)) == texts


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1))
def test_names_have_an_inverse(name: str) -> None:
    """A name is read as what it is, and ends where it ends."""
    scanner = Scanner(f"{name_of(name)}.rest", "test")
    assert scanner.name() == name
    assert scanner.take(".rest")


@given(st.lists(st.tuples(TEXTS, TEXTS)))
def test_an_address_is_measured_as_it_is_sent(params: list[tuple[str, str]]) -> None:
    """Every character counts as what it becomes on its way; one more than may be is refused."""
    sent = "/t" + "".join(f"&{quote(name, safe='')}={quote(value, safe='')}" for name, value in params)
    plan: RowPlan[dict[str, Any]] = row_plan(None)
    fits = Target(path="/t", name="t", schema=None, plan=plan, asked=(), longest_url=len(sent))
    assert fits.request("GET", tuple(params)).params == tuple(params)
    with pytest.raises(crosstie.UsageError, match=f"would have {len(sent)} characters"):
        attrs.evolve(fits, longest_url=len(sent) - 1).request("GET", tuple(params))


@pytest.mark.parametrize(
    ("method", "header"),
    [
        ("GET", "Accept-Profile"),
        ("HEAD", "Accept-Profile"),
        ("POST", "Content-Profile"),
        ("PATCH", "Content-Profile"),
        ("DELETE", "Content-Profile"),
    ],
)
def test_the_schema_is_named_as_the_verb_wants_it(method: Method, header: str) -> None:
    """3: the other header is ignored, and the call goes to the default schema without a word."""
    plan: RowPlan[dict[str, Any]] = row_plan(None)
    target = Target(path="/t", name="t", schema="crm", plan=plan, asked=())
    headers = target.request(method, body=b"" if method in {"GET", "HEAD"} else b"{}").headers
    assert {name: value for name, value in headers.items() if name.endswith("Profile")} == {header: "crm"}
    assert not any(name.endswith("Profile") for name in attrs.evolve(target, schema=None).request(method).headers)


# -- selections and row classes ----------------------------------------------------------------------------------------


def test_selections_are_written_with_their_conditions_beside() -> None:
    """Relations nest; their conditions, orders and limits are parameters with the path in front."""
    inner = embed("kinds", pick("name", alias="the name"), via="kind_id", inner=True, where=[A])
    outer = embed("packages", "id", inner, alias="p", order=["id", col("a").desc(nulls="last")], limit=3)
    items = ("*", "a.b", pick(col("d").json_text("k"), cast="int[]"), outer)
    assert list(asked_for(items)) == [
        ("select", '*,"a.b",d->>k::int[],p:packages(id,kinds!kind_id!inner("the name":name))'),
        ("p.order", "id.asc,a.desc.nullslast"),
        ("p.limit", "3"),
        ("p.kinds.a", "eq.1"),
    ]


@attrs.frozen(kw_only=True)
class _Row:
    id: int | None = column(generated=True, default=None)
    name: str | None = column("full name", default=None)
    size: int | None = column(col("data").json("size"), default=None)
    total: str | None = column(cast="text", default=None)
    kinds: tuple[str, ...] = column(embed=embed("package_kinds", "id"), default=())


def test_a_row_class_asks_for_its_columns_under_its_own_names() -> None:
    """Renamed on the server, so that nothing is renamed here."""
    plan = row_plan(_Row)
    text = 'id,name:"full name",size:data->size,total:total::text,kinds:package_kinds(id)'
    assert plan.asked == (("select", text),)
    assert row_plan(_Row) is plan


def test_a_row_class_writes_only_what_is_a_column() -> None:
    """Nothing computed, cast, embedded or inside JSON; a generated column only where it is set."""
    plan = row_plan(_Row)
    assert plan.written(_Row(name="x", size=3)) == {"full name": "x"}
    assert plan.written(_Row(id=7)) == {"id": 7, "full name": None}
    assert plan.written({"anything": 1}) == {"anything": 1}
    assert plan.column_of("name") == "full name"
    for name in ("size", "total", "kinds", "nothing"):
        with pytest.raises(crosstie.UsageError):
            plan.column_of(name)
    with pytest.raises(crosstie.UsageError, match="is no _Row"):
        plan.written(object())


@attrs.frozen(kw_only=True)
class _Priced:
    price: Decimal | None = column("unit price", default=None)  # noqa: RUF009 - a field specifier
    weight: Decimal | float = Decimal(0)
    share: float = 0.0


def test_amounts_are_never_written_from_floats() -> None:
    """Where the class says Decimal, by its own rows as by mappings; where it says float, floats are fine."""
    plan = row_plan(_Priced)
    wrong: Any = 0.1
    for row in (_Priced(price=wrong), {"unit price": wrong}):
        with pytest.raises(crosstie.UsageError, match=r"_Priced\.price must be a Decimal"):
            plan.written(row)
    fine = {"unit price": Decimal("0.1"), "weight": 0.1, "share": 0.1}
    assert plan.written(_Priced(price=Decimal("0.1"), weight=0.1, share=0.1)) == fine
    assert row_plan(None).written({"unit price": 0.1}) == {"unit price": 0.1}


@attrs.frozen
class _Open:
    id: int
    title: str = column("name")
    rest: dict[str, object] = unknown_columns()  # noqa: RUF009 - a field specifier


def test_a_class_that_keeps_unknown_columns_asks_for_everything() -> None:
    """And for the renamed ones beside."""
    assert row_plan(_Open).asked == (("select", "*,title:name"),)


def test_a_class_that_cannot_be_read_is_refused() -> None:
    """When the table is made, not when the first row comes."""

    class Plain:
        pass

    @attrs.frozen
    class Unreadable:
        value: list[int] | tuple[int, ...]

    @attrs.frozen
    class Renamed:
        kinds: list[int] = column(embed=embed("k", alias="other"))  # noqa: RUF009 - a field specifier

    for kind in (Plain, Unreadable, Renamed):
        with pytest.raises(crosstie.UsageError):
            row_plan(kind)
