# @generated from tests/acceptance/supabase/test_supabase_edges_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""The rarer ways through the client: functions, silent writes, other rows, odd answers, keys that are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

import crosstie
from crosstie.systems import supabase
from crosstie.systems.supabase import Sync, col, embed, pick
from crosstie.testing import Answer, Html
from crosstie.testing.supabase import PUBLISHABLE_KEY, SupabaseSimulator


@attrs.frozen
class Usage:
    """A row that a function returns."""

    day: datetime
    hours: Decimal
    marks: tuple[datetime, ...] = ()


def test_a_function_answers_typed_rows(client: supabase.Client, simulator: SupabaseSimulator) -> None:
    """Selected and limited like a table's; times without a zone are read in the declared one."""
    rows = [{"day": "2026-01-05T08:00:00", "hours": Decimal("1.50"), "marks": ["2026-01-05T09:00:00"]}] * 3
    simulator.function("usage_of", lambda p_id: rows * p_id, arguments=["p_id"], returns="rows")
    bangkok = timezone(timedelta(hours=7))
    found = client.rpc_rows("usage_of", {"p_id": 2}, Usage, limit=4, count="exact", zone=bangkok)
    assert (len(found), found.total) == (4, 6)
    assert found.items[0] == Usage(
        datetime(2026, 1, 5, 8, tzinfo=bangkok), Decimal("1.50"), (datetime(2026, 1, 5, 9, tzinfo=bangkok),)
    )
    with pytest.raises(crosstie.DecodeError, match="time zone"):
        client.rpc_rows("usage_of", {"p_id": 1}, Usage, read_only=True)
    with pytest.raises(crosstie.OutcomeUnknown, match="time zone"):  # without read_only it may have changed something
        client.rpc_rows("usage_of", {"p_id": 1}, Usage)
    assert list(client.rpc_rows("usage_of", {"p_id": 0}, Usage)) == []


def test_arguments_go_in_an_address_in_the_databases_own_forms(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Arrays as literals, objects as JSON, times with their offset."""
    simulator.function("echo", lambda **given: given, arguments=["a", "j", "t"], volatile=False)
    given = {"a": ["x", 'y"'], "j": {"k": Decimal("1.10")}, "t": datetime(2026, 1, 5, tzinfo=UTC)}
    echoed = client.rpc("echo", given, returns=dict, get=True)
    assert echoed == {"a": r'{"x","y\""}', "j": '{"k":1.10}', "t": "2026-01-05T00:00:00+00:00"}


def test_a_row_that_a_trigger_left_out_is_told(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """The database accepts the insert and shows no row: nobody knows whether it is there, so that it is in doubt."""
    simulator.faults.add(Answer(status=201, body=b"[]"), route="POST customers")
    with pytest.raises(crosstie.OutcomeUnknown, match="shows none") as caught:
        client.table("customers").insert({"customer_name": "a"})
    assert (caught.value.operation, caught.value.status) == ("customers.insert", 201)
    assert simulator.count("POST customers") == 1


def test_a_word_that_postgrest_does_not_know_is_refused(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """PostgREST passes over preferences that it does not know, and would do something else."""
    table = client.table("customers")
    wrong: dict[str, Any] = {"word": "Whole"}
    rows = [{"customer_name": "a"}, {"customer_name": "b", "credit": 1}]
    with pytest.raises(crosstie.UsageError, match="how is one of exact, planned, estimated"):
        table.count(how=wrong["word"])
    with pytest.raises(crosstie.UsageError, match="count is one of"):
        table.select(count=wrong["word"])
    with pytest.raises(crosstie.UsageError, match="missing is one of default, null"):
        table.insert_many(rows, missing=wrong["word"])
    with pytest.raises(crosstie.UsageError, match="duplicates of Upsert is one of merge, ignore"):
        table.upsert({"id": 1}, duplicates=wrong["word"])
    assert simulator.count("POST customers") == 0


def test_silent_writes_answer_with_numbers(client: supabase.Client) -> None:
    """For roles that may write but not read."""
    silent = client.table("customers").silent
    assert silent.insert_many([{"customer_name": "a"}, {"customer_name": "b", "credit": 1}], missing="null") == 2
    assert silent.upsert_many([{"id": 26, "customer_name": "c"}, {"id": 99, "customer_name": "d"}]) == 2
    assert silent.upsert_many([{"id": 26, "customer_name": "e"}], duplicates="ignore") == 0
    assert silent.update({"credit": 2}, col("id").gt(25)) == 3
    assert silent.delete(col("id").gt(25)) == 3


def test_a_table_gives_other_rows(client: supabase.Client, simulator: SupabaseSimulator) -> None:
    """The same table, asked for something else."""
    table = client.table("customers").selecting(dict, "id", pick(col("details").json("size"), alias="size"))
    assert table.get(3) == {"id": 3, "size": 3}
    with pytest.raises(crosstie.ApiError) as caught:
        table.selecting(dict, "id", embed("nothing")).get(3)
    assert caught.value.code == "PGRST200"
    assert simulator.count("GET customers") == 2


def test_an_upsert_that_the_server_plainly_inserted_is_told(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """A server that finds no key to go by drops the preference, and says so only by what it applied."""
    headers = (("preference-applied", "return=representation"),)
    simulator.faults.add(Answer(status=201, body=b"[]", headers=headers))
    with pytest.raises(crosstie.ApiError, match="no key that an upsert") as caught:
        client.table("customers").upsert({"id": 1, "customer_name": "x"})
    assert caught.value.done == "The rows were inserted."


def test_a_count_that_a_proxy_dropped_is_a_decode_error(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Zero would be a lie."""
    simulator.faults.add(Answer(status=200, body=b""))
    with pytest.raises(crosstie.DecodeError, match="how many"):
        client.table("customers").count()


def test_a_row_without_the_column_that_it_is_listed_by_is_a_decode_error(
    client: supabase.Client,
) -> None:
    """Listing on would repeat or skip rows."""
    client.table("customers").update({"sync_key": "only"}, col("id").eq(1))
    with pytest.raises(crosstie.DecodeError, match="sync_key"):
        client.table("customers", key="sync_key").list(col("id").gt(1)).all()


def test_a_place_of_another_listing_is_refused(client: supabase.Client) -> None:
    """A cursor belongs to its key."""
    page = client.table("customers").page(limit=1)
    with pytest.raises(crosstie.UsageError, match="another key"):
        client.table("customers", key=("id", "email")).page(after=page.next)


@attrs.frozen
class Nameless:
    """A class without the key of its table."""

    email: str | None = None


def test_a_class_without_the_key_cannot_be_listed(client: supabase.Client) -> None:
    """It says which field is missing; single answers do not need it."""
    table = client.table("customers", Nameless)
    with pytest.raises(crosstie.UsageError, match="no field for id"):
        table.list()
    assert len(table.select(limit=2)) == 2


def test_a_creation_whose_row_is_hidden_says_so(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Neither inserted nor there: a policy may hide it."""

    @attrs.frozen(kw_only=True)
    class Customer:
        id: int
        customer_name: str

    side = client.table("customers", Customer).endpoint(Sync(creation_key="sync_key"))
    simulator.faults.add(Answer(status=201, body=b"[]"), route="POST customers")
    with pytest.raises(crosstie.Conflict, match="could not be inserted"):
        side.create({"customer_name": "x"}, key="key-1")


def test_a_sign_in_that_answers_a_page_is_unavailable_or_rejected(
    sessions: crosstie.SessionManager, url: str, simulator: SupabaseSimulator
) -> None:
    """HTML in place of JSON: by its status, with a redacted look at it."""
    user = {"email": "service@example.com", "password": "composed-password"}
    for status, kind in ((502, crosstie.RenewalUnavailable), (403, crosstie.CredentialsRejected)):
        simulator.faults.add(Html(status=status), route="POST auth/token")
        with pytest.raises(kind, match="stand by"):
            sessions.connect("supabase", tenant="acme", url=url, key=PUBLISHABLE_KEY, **user)


def test_a_client_belongs_to_its_system(client: supabase.Client) -> None:
    """Names of tables and functions are needed; a table of a project has one."""
    with pytest.raises(crosstie.UsageError, match="needs a name"):
        client.table("")
