"""Reading, writing and calling functions, on the simulated server and on a real one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import attrs
import pytest

import crosstie
from crosstie.systems import supabase
from crosstie.systems.supabase import col, column, embed, pick, unknown_columns, within

CAP = 40
NOON = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Folk:
    """A person, as a host would type one."""

    id: int | None = column(generated=True, default=None)
    full_name: str | None = column("name", default=None)
    email: str | None = None
    credit: Decimal | None = None
    active: bool | None = None
    born: date | None = None
    seen: datetime | None = None
    tags: tuple[str, ...] | None = None
    code: UUID | None = None


@attrs.frozen(kw_only=True)
class Whole:
    """A person with everything that the class does not know."""

    id: int
    rest: Mapping[str, object] = unknown_columns()


@attrs.frozen(kw_only=True)
class Kind:
    """What a package is."""

    name: str


@attrs.frozen(kw_only=True)
class Package:
    """A package with its kind."""

    id: int
    remaining: Decimal | None = None
    kind: Kind | None = column(embed=embed("kinds", "name"), default=None)  # noqa: RUF009 - a field specifier


@attrs.frozen(kw_only=True)
class Owner:
    """A person with packages."""

    id: int
    packages: tuple[Package, ...] = column(
        embed=embed("packages", "id", "remaining", embed("kinds", "name", alias="kind"), order=["id"]), default=()
    )


@pytest.fixture
def folk(crm: supabase.Client) -> supabase.Table[Folk]:
    """Give the table of people."""
    table: supabase.Table[Folk] = crm.table("folk", Folk)
    return table


@pytest.fixture
def crowd(folk: supabase.Table[Folk]) -> supabase.Table[Folk]:
    """Give the same with more people than the row cap lets through."""
    folk.silent.insert_many([{"id": number, "name": f"n{number:03d}"} for number in range(1, 101)])
    return folk


def _packages(crm: supabase.Client) -> None:
    crm.table("folk").silent.insert_many([{"id": 1, "name": "A"}, {"id": 2, "name": "B"}])
    crm.table("kinds").silent.insert_many([{"id": 1, "name": "Bronze"}])
    crm.table("packages").silent.insert_many(
        [
            {"id": 1, "folk_id": 1, "kind_id": 1, "remaining": Decimal("1.5")},
            {"id": 2, "folk_id": 1, "kind_id": None, "remaining": Decimal(0)},
            {"id": 3, "folk_id": 2, "kind_id": 1, "remaining": Decimal(3)},
        ]
    )


# -- rows --------------------------------------------------------------------------------------------------------------


def test_a_row_comes_back_as_it_was_sent(folk: supabase.Table[Folk]) -> None:
    """Amounts keep their digits, times their instant, and what the database fills in is there."""
    sent = Folk(
        full_name="Ida Fern",
        email="ida@example.com",
        credit=Decimal("1234567890123456.10"),
        active=False,
        born=date(1990, 5, 1),
        seen=NOON,
        tags=("a,b", '"'),
        code=UUID("00000000-0000-4000-8000-000000000001"),
    )
    made = folk.insert(sent)
    assert made.id is not None
    assert attrs.evolve(made, id=None) == sent
    assert str(made.credit) == "1234567890123456.10"
    assert folk.get(made.id) == made


def test_columns_that_the_class_does_not_know_are_kept(crm: supabase.Client) -> None:
    """Where the class asks for it; numbers with a fraction are Decimals there as well."""
    crm.table("folk").insert({"id": 7, "name": "Ida", "credit": Decimal("0.10"), "data": {"x": [1]}})
    row = crm.table("folk", Whole).get(7)
    assert row.rest["name"] == "Ida"
    assert row.rest["credit"] == Decimal("0.10")
    assert row.rest["data"] == {"x": [1]}
    assert "id" not in row.rest


def test_columns_can_be_cast_and_renamed(crm: supabase.Client) -> None:
    """In the selection, without a class."""
    crm.table("folk").insert({"id": 7, "credit": Decimal("12.50"), "data": {"k": {"j": "v"}}})
    items = (pick("credit", alias="money", cast="text"), pick(col("data").json_text("k", "j")), pick("id", alias="a b"))
    row = crm.table("folk").selecting(dict, *items).one(col("id").eq(7))
    assert row == {"money": "12.50", "j": "v", "a b": 7}


def test_related_rows_become_records(crm: supabase.Client) -> None:
    """An object on the one side of a foreign key, a list on the other, however deep."""
    _packages(crm)
    first = crm.table("folk", Owner).get(1)
    assert first.packages == (
        Package(id=1, remaining=Decimal("1.5"), kind=Kind(name="Bronze")),
        Package(id=2, remaining=Decimal(0), kind=None),
    )
    assert crm.table("packages", Package).get(3).kind == Kind(name="Bronze")


def test_conditions_on_related_rows_limit_those_or_with_inner_the_rows(crm: supabase.Client) -> None:
    """Named by the alias; a limit counts for each row."""
    _packages(crm)
    table = crm.table("folk")
    some = table.selecting(dict, "id", embed("packages", "id", alias="p", where=[col("remaining").gt(1)]))
    assert some.list().all() == [{"id": 1, "p": [{"id": 1}]}, {"id": 2, "p": [{"id": 3}]}]
    inner = table.selecting(dict, "id", embed("packages", "id", inner=True))
    assert [row["id"] for row in inner.list(within("packages", col("remaining").gt(2)))] == [2]
    either = within("packages", col("remaining").gt(2) | col("id").eq(2))
    assert [row["id"] for row in inner.list(either)] == [1, 2]
    one = table.selecting(dict, "id", embed("packages", "id", order=[col("id").desc()], limit=1))
    assert one.get(1) == {"id": 1, "packages": [{"id": 2}]}
    spread = crm.table("packages").selecting(dict, "id", embed("kinds", pick("name", alias="kind"), spread=True))
    assert spread.list().all()[:2] == [{"id": 1, "kind": "Bronze"}, {"id": 2, "kind": None}]
    via = table.selecting(dict, "id", embed("packages", "id", via="packages_folk_id_fkey"))
    assert via.get(2) == {"id": 2, "packages": [{"id": 3}]}


# -- reading -----------------------------------------------------------------------------------------------------------


def test_a_list_goes_past_the_row_cap(crowd: supabase.Table[Folk]) -> None:
    """One answer is cut short without a word; a listing by key goes on until a page is empty."""
    assert len(crowd.select()) == CAP
    assert len(crowd.select(limit=90)) == CAP
    assert [row.id for row in crowd.list(page_size=90)] == list(range(1, 101))
    assert [row.id for row in crowd.list(col("id").gt(95), descending=True)] == [100, 99, 98, 97, 96]
    sizes = [len(page.items) for page in crowd.list().pages()]
    assert sizes == [40, 40, 20, 0]


def test_a_list_goes_by_several_columns(crm: supabase.Client) -> None:
    """Each page begins behind the pair of values that the last one ended with, whatever those hold."""
    table = crm.table("pairs", key=("a", "b"))
    rows = [{"a": name, "b": number, "note": None} for name in ("", 'a"', "b,)", "c\\") for number in (1, 2, 3)]
    table.silent.insert_many(rows)
    for size in (1, 2, 5):
        assert table.list(page_size=size).all() == rows
    assert table.list(page_size=2, descending=True).all() == rows[::-1]
    assert table.get(("b,)", 2)) == {"a": "b,)", "b": 2, "note": None}


def test_a_listing_can_be_taken_up_where_it_was_left(crowd: supabase.Table[Folk]) -> None:
    """A page names what is behind it, also when rows before it are gone meanwhile."""
    first = crowd.page(limit=3)
    crowd.silent.delete(col("id").lte(2))
    second = crowd.page(limit=3, after=first.next)
    assert [row.id for row in second.items] == [4, 5, 6]


def test_rows_are_counted_beside_and_alone(crowd: supabase.Table[Folk]) -> None:
    """All that fit, not those that came; behind the last row there is still a count."""
    rows = crowd.select(col("id").lte(50), order=[col("id").desc(), "name"], limit=2, offset=1, count="exact")
    assert ([row.id for row in rows], rows.total) == ([49, 48], 50)
    assert crowd.count(col("id").gt(90)) == 10
    assert crowd.select(limit=0, count="exact").total == 100
    beyond = crowd.select(offset=500, count="exact")
    assert (list(beyond), beyond.total) == ([], 100)
    assert crowd.select(limit=1).total is None


def test_one_row_is_one(crowd: supabase.Table[Folk]) -> None:
    """None is not found, or nothing; several are never silently the first of them."""
    assert crowd.one(col("name").eq("n007")).id == 7
    assert crowd.maybe_one(col("name").eq("nobody")) is None
    for ask in (lambda: crowd.one(col("name").eq("nobody")), lambda: crowd.get(999)):
        with pytest.raises(crosstie.NotFound, match="No row of folk"):
            ask()
    for ask in (lambda: crowd.one(col("id").lt(5)), lambda: crowd.maybe_one(col("id").lt(5))):
        with pytest.raises(crosstie.ApiError, match="More than one row of folk"):
            ask()


def test_orders_put_nulls_where_they_are_told(folk: supabase.Table[Folk]) -> None:
    """Last when ascending, first when descending, or as it is said."""
    folk.silent.insert_many([{"id": 1, "name": "b"}, {"id": 2, "name": None}, {"id": 3, "name": "a"}])
    name = col("name")
    for order, ids in (
        (name, [3, 1, 2]),
        (name.desc(), [2, 1, 3]),
        (name.asc(nulls="first"), [2, 3, 1]),
        (name.desc(nulls="last"), [1, 3, 2]),
    ):
        assert [row.id for row in folk.select(order=[order])] == ids


# -- writing -----------------------------------------------------------------------------------------------------------


def test_a_bulk_insert_is_all_or_nothing(folk: supabase.Table[Folk]) -> None:
    """One bad row fails all; the answer's details, which repeat the row, stay out of the error."""
    with pytest.raises(crosstie.Conflict) as caught:
        folk.insert_many([{"email": "a@example.com"}, {"email": "a@example.com"}])
    assert (caught.value.kind, caught.value.code, caught.value.status) == ("duplicate", "23505", 409)
    assert "a@example.com" not in str(caught.value)
    assert folk.count() == 0


def test_columns_that_a_row_does_not_name_get_their_default_or_null(folk: supabase.Table[Folk]) -> None:
    """The default unless NULL is asked for."""
    rows = [{"id": 1, "name": "a", "active": False}, {"id": 2, "name": "b"}]
    assert [row.active for row in folk.insert_many(rows)] == [False, True]
    folk.silent.delete(all_rows=True)
    assert [row.active for row in folk.insert_many(rows, missing="null")] == [False, None]
    assert folk.insert_many([]) == []


def test_an_upsert_writes_only_the_columns_that_it_names(folk: supabase.Table[Folk]) -> None:
    """What exists keeps the rest; what does not is inserted; ``ignore`` leaves alone what exists."""
    folk.insert({"id": 1, "name": "old", "email": "a@example.com"})
    written = folk.upsert_many([{"id": 1, "name": "new"}, {"id": 2, "name": "two"}])
    assert [(row.id, row.full_name, row.email) for row in written] == [(1, "new", "a@example.com"), (2, "two", None)]
    assert folk.upsert({"id": 1, "name": "other"}, duplicates="ignore") is None
    assert folk.get(1).full_name == "new"
    by_email = folk.upsert({"email": "a@example.com", "name": "by email"}, on_conflict=["email"])
    assert by_email is not None
    assert (by_email.id, by_email.full_name) == (1, "by email")
    assert folk.silent.upsert_many([{"id": 3, "name": "x"}]) == 1


def test_an_upsert_without_a_fitting_constraint_is_refused(folk: supabase.Table[Folk]) -> None:
    """The columns must be unique in the database."""
    with pytest.raises(crosstie.ApiError) as caught:
        folk.upsert({"id": 1, "name": "x"}, on_conflict=["name"])
    assert caught.value.code == "42P10"


def test_an_upsert_into_a_table_without_a_key_does_not_pass_for_one(crm: supabase.Client) -> None:
    """Asked for columns that are not unique, the database refuses; nothing is inserted twice in silence."""
    table = crm.table("keyless", key="name")
    with pytest.raises(crosstie.ApiError):
        table.upsert({"name": "a"})
    assert crm.table("keyless", key=()).count() == 0


def test_rows_are_changed_and_deleted_by_conditions(folk: supabase.Table[Folk]) -> None:
    """What was touched comes back, or is counted; no match is no error."""
    folk.silent.insert_many([{"id": number, "name": f"n{number}"} for number in range(1, 6)])
    changed = folk.update({"full_name": "x,)", "credit": None}, col("id").in_([1, 2]))
    assert sorted((row.id, row.full_name) for row in changed) == [(1, "x,)"), (2, "x,)")]
    assert folk.update({"full_name": "y"}, col("id").eq(99)) == []
    assert folk.silent.update({"full_name": "y"}, col("id").gt(3)) == 2
    assert [row.id for row in folk.delete(col("name").eq("y"), col("id").eq(5))] == [5]
    assert folk.silent.delete(col("id").gte(3)) == 2
    assert folk.silent.delete(all_rows=True) == 2


# -- functions, schemas, refusals --------------------------------------------------------------------------------------


def test_functions_answer_values_rows_or_nothing(crm: supabase.Client) -> None:
    """By POST, or by GET where the function changes nothing; rows are limited and selected like a table's."""
    assert crm.rpc("plus_one", {"a": 41}, returns=int) == 42
    assert crm.rpc("plus_one", {"a": 41}, returns=int, get=True) == 42
    assert crm.rpc("touch_all", returns=type(None)) is None
    crm.table("folk").silent.insert_many([{"id": n, "name": "same,)"} for n in (1, 2, 3)])
    rows = crm.rpc_rows(
        "folk_named", {"wanted": "same,)"}, Folk, col("id").gt(1), order=[col("id").desc()], limit=1, count="exact"
    )
    assert ([row.id for row in rows], rows.total) == ([3], 2)


def test_functions_that_are_not_there_or_may_not_be_read(crm: supabase.Client) -> None:
    """An unknown function or argument is no missing record; a volatile one is not called by GET."""
    for name, arguments in (("nothing_like_it", {}), ("plus_one", {"b": 1})):
        with pytest.raises(crosstie.ApiError) as caught:
            crm.rpc(name, arguments, returns=int)
        assert caught.value.code == "PGRST202"
        assert not isinstance(caught.value, crosstie.NotFound)
    with pytest.raises(crosstie.ApiError) as caught:
        crm.rpc("touch_all", returns=type(None), get=True)
    assert (caught.value.code, caught.value.status) == ("25006", 405)


def test_another_schema_is_read_and_written(crm: supabase.Client) -> None:
    """The header for reads and the one for writes are different; either would be ignored in the other's place."""
    leads = crm.schema("crm").table("leads")
    assert leads.insert({"id": 1, "name": "a"}) == {"id": 1, "name": "a"}
    assert leads.update({"name": "b"}, col("id").eq(1))[0]["name"] == "b"
    assert leads.get(1) == {"id": 1, "name": "b"}
    assert leads.count() == 1
    with pytest.raises(crosstie.ApiError) as caught:
        crm.schema("nowhere").table("leads").count()
    assert caught.value.status == 406


@pytest.mark.parametrize(
    ("write", "kind", "code"),
    [
        ({"id": "x"}, crosstie.Invalid, "22P02"),
        ({"born": "no day"}, crosstie.Invalid, "22007"),
        ({"boss": 99}, crosstie.Invalid, "23503"),
        ({"nothing": 1}, crosstie.ApiError, "PGRST204"),
    ],
)
def test_bad_values_are_told_apart(
    crm: supabase.Client, write: dict[str, Any], kind: type[Exception], code: str
) -> None:
    """By the code; the value itself, which may be personal, is not repeated."""
    with pytest.raises(kind) as caught:
        crm.table("folk").insert(write)
    assert isinstance(caught.value, crosstie.ApiError)
    assert caught.value.code == code
    assert "no day" not in str(caught.value)
    assert '"x"' not in str(caught.value)


def test_missing_values_and_unknown_things_are_told_apart(crm: supabase.Client) -> None:
    """NOT NULL, an unknown column, table and relation."""
    with pytest.raises(crosstie.Invalid, match="folk_id"):
        crm.table("packages").insert({"id": 1, "folk_id": None})
    asks = {
        "42703": lambda: crm.table("folk").select(col("nothing").eq(1)),
        "42P01": lambda: crm.table("nowhere").select(),
        "PGRST200": lambda: crm.table("folk").selecting(dict, embed("kinds", "id")).select(),
        "PGRST108": lambda: crm.table("folk").select(within("packages", col("id").eq(1))),
    }
    for code, ask in asks.items():
        with pytest.raises(crosstie.ApiError) as caught:
            ask()
        assert caught.value.code == code
        assert not isinstance(caught.value, (crosstie.NotFound, crosstie.Invalid))


def test_anon_without_a_right_is_forbidden_not_unauthenticated(stranger: supabase.Client) -> None:
    """The status is 401 all the same: the error says that the call went out as anon, and nothing is repeated."""
    with pytest.raises(crosstie.Forbidden, match="as anon") as caught:
        stranger.table("folk").select()
    assert (caught.value.code, caught.value.status, caught.value.attempts) == ("42501", 401, 1)
