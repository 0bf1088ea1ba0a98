# @generated from tests/acceptance/supabase/test_supabase_faults_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""What goes wrong on the way: what is repeated, what never is, and what is said."""

from __future__ import annotations

import json
import pickle

import pytest

import crosstie
from crosstie.systems import supabase
from crosstie.systems.supabase import col
from crosstie.testing import Answer, BrokenJson, FakeClock, Refused, Reset
from crosstie.testing.faults import Fault
from crosstie.testing.supabase import SECRET_KEY, SupabaseSimulator


def _body(code: str, message: str = "composed") -> bytes:
    return json.dumps({"code": code, "message": message, "details": "Ida Fern, 503-555-0101", "hint": None}).encode()


@pytest.mark.parametrize(
    "fault",
    [
        Answer(status=503, retry_after="1"),
        Answer(status=503, body=_body("PGRST000")),
        Answer(status=503, body=_body("PGRST001")),
        Answer(status=503, body=_body("PGRST002")),
        Answer(status=504, body=_body("PGRST003")),
        Answer(status=429),
        Answer(status=520),
        Answer(status=521),
        Answer(status=522),
        Answer(status=544),
        Answer(status=500, body=_body("40P01")),
        Answer(status=500, body=_body("55P03")),
        Answer(status=503, body=_body("57P01")),
        Answer(status=503, body=_body("08006")),
        Answer(status=503, body=_body("53300")),
        Reset(),
        Refused(),
    ],
    ids=repr,
)
def test_a_read_is_repeated(
    client: supabase.Client, simulator: SupabaseSimulator, fault: Fault
) -> None:
    """What passes by itself costs one more call."""
    simulator.faults.add(fault)
    answer = client.table("customers").raw.get(1)
    assert (len(answer.attempts), answer.status) == (2, 200)


def test_a_pause_that_was_asked_for_is_kept(
    client: supabase.Client, simulator: SupabaseSimulator, clock: FakeClock
) -> None:
    """PostgREST says how long its database will be away."""
    simulator.faults.add(Answer(status=503, retry_after="7"))
    client.table("customers").get(1)
    assert max(clock.sleeps) >= 7


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (500, "57014", crosstie.ServerFault),
        (500, "40001", crosstie.ServerFault),
        (500, "53400", crosstie.ServerFault),
        (500, "21000", crosstie.Invalid),
        (400, "21000", crosstie.Invalid),
        (500, "XX000", crosstie.ServerFault),
        (500, "P0002", crosstie.ServerFault),
        (500, "PGRST300", crosstie.ServerFault),
        (540, "", crosstie.ServerFault),
        (402, "", crosstie.QuotaExhausted),
        (403, "42501", crosstie.Forbidden),
        (403, "28000", crosstie.Forbidden),
        (401, "PGRST302", crosstie.CredentialsRejected),
        (400, "P0001", crosstie.Invalid),
        (409, "PT409", crosstie.Conflict),
        (404, "", crosstie.ApiError),
        (400, "PGRST100", crosstie.ApiError),
    ],
)
def test_what_would_fail_again_is_not_repeated(
    client: supabase.Client,
    simulator: SupabaseSimulator,
    status: int,
    code: str,
    kind: type[crosstie.CrosstieError],
) -> None:
    """One call and a typed error that pickles, with the code and without the row that ``details`` repeats."""
    simulator.faults.add(Answer(status=status, body=_body(code)))
    with pytest.raises(kind) as caught:
        client.table("customers").get(1)
    error = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - just written
    assert (error.status, error.code or "", error.attempts, error.operation) == (status, code, 1, "customers.get")
    assert "Ida Fern" not in str(error)
    assert SECRET_KEY not in str(error)


def test_a_literal_in_the_words_of_the_database_is_left_out(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Its 22xxx and the parser's messages end in the value that could not be read."""
    words = {
        "22P02": 'invalid input syntax for type uuid: "503-555-0101"',
        "PGRST100": '"failed to parse filter (foo.503-555-0101)" (line 1, column 1)',
    }
    for code, text in words.items():
        simulator.faults.add(Answer(status=400, body=_body(code, text)))
        with pytest.raises(crosstie.ApiError) as caught:
            client.table("customers").get(1)
        assert "555" not in str(caught.value)
        assert text[:12].strip('"') in str(caught.value)


@pytest.mark.parametrize(
    "fault",
    [
        Reset(),
        Reset(after_effect=True),
        Answer(status=502),
        # The pool's own error for a connection that failed, whenever in a statement that was.
        Answer(status=503, body=_body("PGRST001")),
    ],
    ids=repr,
)
def test_an_insert_in_doubt_is_never_repeated(
    client: supabase.Client, simulator: SupabaseSimulator, fault: Fault
) -> None:
    """It may have happened: that is what the error says."""
    simulator.faults.add(fault, route="POST customers")
    with pytest.raises(crosstie.OutcomeUnknown, match="not known"):
        client.table("customers").insert({"customer_name": "Ida"})
    assert simulator.count("POST customers") == 1


def test_a_write_that_never_began_is_repeated(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Without a database connection nothing was started, and neither was it by a call too many."""
    for code in ("PGRST000", "PGRST002"):
        simulator.faults.add(Answer(status=503, body=_body(code)), route="POST customers")
        client.table("customers").insert({"customer_name": "Ida"})
    simulator.faults.add(Answer(status=429), route="POST customers")
    client.table("customers").insert({"customer_name": "Ida"})
    assert len(simulator.rows("customers")) == 28


def test_a_merge_by_key_is_repeated(client: supabase.Client, simulator: SupabaseSimulator) -> None:
    """Twice merged is once merged; an upsert that leaves rows alone answers differently the second time."""
    table = client.table("customers")
    row = {"id": 1, "customer_name": "Ida"}
    simulator.faults.add(Reset(after_effect=True), route="POST customers")
    assert table.upsert(row) is not None
    simulator.faults.add(Reset(after_effect=True), route="POST customers")
    with pytest.raises(crosstie.OutcomeUnknown):
        table.upsert(row, duplicates="ignore")


def test_functions_are_repeated_only_where_they_change_nothing(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Nobody knows what a function does unless the caller says so."""
    simulator.function("answer", lambda: 42, volatile=False)
    simulator.faults.add(Reset(after_effect=True))
    with pytest.raises(crosstie.OutcomeUnknown):
        client.rpc("answer", returns=int)
    for get, read_only in ((True, False), (False, True)):
        simulator.faults.add(Reset(after_effect=True))
        assert client.rpc("answer", returns=int, get=get, read_only=read_only) == 42


def test_half_an_answer_is_a_decode_error(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """Whole as HTTP, cut off as JSON."""
    simulator.faults.add(BrokenJson(), route="GET customers")
    with pytest.raises(crosstie.DecodeError):
        client.table("customers").list().all()


def test_a_limit_on_affected_rows_is_refused_by_old_servers_before_they_write(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """PostgREST 12.0 does not know it, and is asked to be strict: nothing is changed."""
    with pytest.raises(crosstie.ApiError) as caught:
        client.table("customers").delete(col("id").gt(0), max_affected=1)
    assert caught.value.code == "PGRST122"
    assert len(simulator.rows("customers")) == 25


def test_the_code_of_a_refused_head_comes_from_its_header(
    client: supabase.Client, simulator: SupabaseSimulator
) -> None:
    """There is no body; since version 13 the code is in ``Proxy-Status``."""
    headers = (("proxy-status", "PostgREST; error=57014"),)
    simulator.faults.add(Answer(status=500, body=b"", headers=headers))
    with pytest.raises(crosstie.ServerFault) as caught:
        client.table("customers").count()
    assert (caught.value.code, caught.value.attempts) == ("57014", 1)
