"""Every way in which QuickBooks says no, as a typed error (fact sheet: quickbooks.md, 5.3 to 5.5)."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstie
from crosstie.core.messages import Response
from crosstie.systems.quickbooks.dialect import QuickBooksDialect
from crosstie.systems.quickbooks.fault_codes import CODES
from crosstie.systems.quickbooks.faults import is_session_refused
from crosstie.systems.quickbooks.settings import Settings

TID = {"intuit_tid": "1-composed-7", "content-type": "application/json"}
PIECE = "eyJlbmMiOiJBMTI4Q0JD"
DIALECT = QuickBooksDialect()

# The table of 5.4: code, HTTP status, error, and whether the same call may be made again.
TABLE: list[tuple[str, int, type[crosstie.CrosstieError], str]] = [
    ("100", 401, crosstie.ReconnectRequired, "unsafe"),
    ("110", 401, crosstie.ReconnectRequired, "unsafe"),
    ("120", 403, crosstie.Forbidden, "unsafe"),
    ("130", 400, crosstie.ServerFault, "safe"),
    ("140", 400, crosstie.Forbidden, "unsafe"),
    ("150", 503, crosstie.ServerFault, "safe"),
    ("500", 500, crosstie.Invalid, "unsafe"),
    ("600", 400, crosstie.Conflict, "unsafe"),
    ("610", 400, crosstie.NotFound, "unsafe"),
    ("620", 400, crosstie.Invalid, "unsafe"),
    ("1040", 400, crosstie.Invalid, "unsafe"),
    ("2010", 400, crosstie.Invalid, "unsafe"),
    ("2020", 400, crosstie.Invalid, "unsafe"),
    ("2030", 400, crosstie.Invalid, "unsafe"),
    ("2040", 400, crosstie.Invalid, "unsafe"),
    ("2050", 400, crosstie.Invalid, "unsafe"),
    ("2060", 400, crosstie.Invalid, "unsafe"),
    ("2070", 400, crosstie.Invalid, "unsafe"),
    ("2090", 400, crosstie.Invalid, "unsafe"),
    ("2110", 400, crosstie.Invalid, "unsafe"),
    ("2130", 400, crosstie.Invalid, "unsafe"),
    ("2140", 400, crosstie.Invalid, "unsafe"),
    ("2170", 400, crosstie.Invalid, "unsafe"),
    ("2210", 400, crosstie.Invalid, "unsafe"),
    ("2290", 400, crosstie.Invalid, "unsafe"),
    ("2500", 400, crosstie.Invalid, "unsafe"),
    ("3000", 400, crosstie.Invalid, "unsafe"),
    ("3001", 429, crosstie.RateLimited, "safe"),
    ("3100", 403, crosstie.Forbidden, "unsafe"),
    ("3200", 401, crosstie.ReconnectRequired, "unsafe"),
    ("3202", 403, crosstie.ReconnectRequired, "unsafe"),
    ("4000", 400, crosstie.Invalid, "unsafe"),
    ("4001", 400, crosstie.Invalid, "unsafe"),
    ("4002", 400, crosstie.Invalid, "unsafe"),
    ("5000", 400, crosstie.Invalid, "unsafe"),
    ("5010", 400, crosstie.Conflict, "unsafe"),
    ("5020", 400, crosstie.Forbidden, "unsafe"),
    ("5030", 400, crosstie.Forbidden, "unsafe"),
    ("6000", 400, crosstie.Invalid, "unsafe"),
    ("6070", 400, crosstie.Invalid, "unsafe"),
    ("6080", 400, crosstie.Invalid, "unsafe"),
    ("6090", 400, crosstie.Invalid, "unsafe"),
    ("6100", 400, crosstie.Invalid, "unsafe"),
    ("6140", 400, crosstie.Conflict, "unsafe"),
    ("6180", 400, crosstie.Invalid, "unsafe"),
    ("6190", 403, crosstie.Forbidden, "unsafe"),
    ("6200", 400, crosstie.Invalid, "unsafe"),
    ("6210", 400, crosstie.Invalid, "unsafe"),
    ("6220", 400, crosstie.Invalid, "unsafe"),
    ("6240", 400, crosstie.Conflict, "unsafe"),
    ("6250", 400, crosstie.Invalid, "unsafe"),
    ("6270", 400, crosstie.Invalid, "unsafe"),
    ("6420", 400, crosstie.Invalid, "unsafe"),
    ("6450", 400, crosstie.Invalid, "unsafe"),
    ("6480", 400, crosstie.Invalid, "unsafe"),
    ("6540", 400, crosstie.Invalid, "unsafe"),
    ("10000", 500, crosstie.ServerFault, "unknown"),
    ("10100", 400, crosstie.Invalid, "unsafe"),
    ("10200", 400, crosstie.Conflict, "unsafe"),
]


def _service(*errors: dict[str, Any], kind: str = "ValidationFault") -> bytes:
    return json.dumps(
        {"Fault": {"Error": list(errors), "type": kind}, "time": "2026-11-18T01:20:00.101-08:00"}
    ).encode()


def _gateway(code: str, detail: str, kind: str = "AUTHENTICATION") -> bytes:
    error = {"message": f"message=x; errorCode=00{code}", "detail": detail, "code": code, "element": None}
    return json.dumps({"warnings": None, "fault": {"error": [error], "type": kind}, "batchItemResponse": []}).encode()


def _error(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> crosstie.CrosstieError:
    found = DIALECT.error(Response(status=status, headers={**TID, **(headers or {})}, body=body))
    assert found is not None
    return found


# -- the table ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "status", "kind", "retry"), TABLE, ids=[row[0] for row in TABLE])
def test_each_code_has_its_error(code: str, status: int, kind: type[crosstie.CrosstieError], retry: str) -> None:
    """The code decides, in both shapes; status, code and transaction id are on the error, which pickles."""
    for body in (_service({"Message": "Said", "Detail": "More words", "code": code}), _gateway(code, "More words")):
        error = _error(status, body)
        assert type(error) is kind
        assert (error.code, error.status, error.request_id, error.retry) == (code, status, "1-composed-7", retry)
        assert pickle.loads(pickle.dumps(error)).code == code  # noqa: S301 - our own bytes


def test_the_table_here_holds_every_code_that_has_a_meaning() -> None:
    """A code that is added without a line here is noticed."""
    assert {row[0] for row in TABLE} == set(CODES)


def test_the_code_decides_whatever_the_status_says() -> None:
    """A fault with HTTP 200 is an error, and a stale token one with HTTP 500 too (5.3, 9.16)."""
    body = _service({"Message": "Stale Object Error", "Detail": "Stale", "code": "5010", "element": ""})
    for status in (200, 400, 500):
        error = _error(status, body)
        assert isinstance(error, crosstie.Conflict)
        assert error.kind == "stale"


def test_conflicts_tell_stale_from_duplicate() -> None:
    """A taken name, number or key is a duplicate; a changed record or company is stale."""
    kinds: dict[str, str] = {}
    for code in ("600", "5010", "6140", "6240", "10200"):
        error = _error(400, _service({"Message": "x", "code": code}))
        assert isinstance(error, crosstie.Conflict)
        kinds[code] = error.kind
    assert kinds == {"600": "duplicate", "5010": "stale", "6140": "duplicate", "6240": "duplicate", "10200": "stale"}


def test_a_taken_document_number_is_known_by_its_words_under_the_code_of_a_closed_period() -> None:
    """One post prints 6210 for it (5.4, 9.17)."""
    error = _error(400, _service({"Message": "x", "Detail": "Duplicate Document Number Error", "code": "6210"}))
    assert isinstance(error, crosstie.Conflict)
    assert error.kind == "duplicate"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("199", crosstie.Forbidden),
        ("599", crosstie.Invalid),
        ("1999", crosstie.Invalid),
        ("6999", crosstie.Invalid),
        ("10999", crosstie.ServerFault),
    ],
)
def test_a_code_nobody_has_described_goes_by_its_range(code: str, kind: type[crosstie.CrosstieError]) -> None:
    """The ranges that clients go by: authentication, unsupported, validation, business, severe (7.6)."""
    assert type(_error(400, _service({"Message": "x", "code": code}))) is kind


def test_a_fault_without_a_code_goes_by_the_status() -> None:
    """No code, a code that is no number, or no entries at all."""
    assert isinstance(_error(400, _service({"Message": "x", "code": "soon"})), crosstie.Invalid)
    assert isinstance(_error(403, _service({"Message": "x"})), crosstie.Forbidden)
    assert isinstance(_error(500, _service()), crosstie.ServerFault)


def test_several_problems_are_all_told_and_the_first_known_one_decides() -> None:
    """Each entry is in ``fields``, with the property it is about."""
    error = _error(
        400,
        _service(
            {"Message": "Odd", "code": "what"},
            {"Message": "Required", "Detail": "DetailType is missing", "code": "2020", "element": "Line.DetailType"},
            {"Message": "Too long", "Detail": "Memo", "code": "2050"},
        ),
    )
    assert isinstance(error, crosstie.Invalid)
    assert error.code == "2020"
    assert [(problem.code, problem.field) for problem in error.fields] == [
        ("what", None),
        ("2020", "Line.DetailType"),
        ("2050", None),
    ]
    assert "DetailType is missing" in error.message


def test_a_code_that_is_a_number_is_read_as_text() -> None:
    """Codes are strings; a number would not be refused."""
    assert _error(400, b'{"Fault":{"Error":[{"code":610}]}}').code == "610"


# -- shapes ------------------------------------------------------------------------------------------------------------


def test_a_fault_in_xml_is_read() -> None:
    """Without Accept, or from older corners, faults come as XML."""
    body = (
        b'<?xml version="1.0"?><IntuitResponse time="x" xmlns="y"><Fault type="ValidationFault">'
        b'<Error code="2020" element="Line"><Message>Needed</Message><Detail>Line &amp; more</Detail></Error>'
        b"</Fault></IntuitResponse>"
    )
    error = _error(400, body, {"content-type": "application/xml"})
    assert isinstance(error, crosstie.Invalid)
    assert error.fields == (crosstie.FieldProblem("Line & more", field="Line", code="2020"),)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_html_from_the_edge_is_a_server_fault(status: int) -> None:
    """The page itself is not repeated; the outcome is not known."""
    error = _error(status, b"<html><body>Down</body></html>", {"content-type": "text/html"})
    assert isinstance(error, crosstie.ServerFault)
    assert error.retry == "unknown"
    assert "Down" not in str(error)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, crosstie.Invalid),
        (400, crosstie.Invalid),
        (401, crosstie.ReconnectRequired),
        (403, crosstie.Forbidden),
        (404, crosstie.NotFound),
        (408, crosstie.ServerFault),
        (413, crosstie.Invalid),
        (418, crosstie.Invalid),
        (429, crosstie.RateLimited),
        (599, crosstie.ServerFault),
    ],
)
def test_an_answer_without_a_fault_goes_by_its_status(status: int, kind: type[crosstie.CrosstieError]) -> None:
    """Whatever comes without the documented body (5.5)."""
    for body in (b"", b"{}", b"no JSON", b'{"Fault": "odd"}'):
        assert type(_error(status, body)) is kind


def test_success_is_no_error_also_when_it_speaks_of_faults() -> None:
    """A name or note may hold the word; faults of batch items are the items' own."""
    for body in (
        b'{"Customer":{"DisplayName":"Fault","Notes":"\\"Fault\\""}}',
        b'{"BatchItemResponse":[{"bId":"1","Fault":{"Error":[{"code":"610"}]}}]}',
        b'{"QueryResponse":{}}',
        b"%PDF-1.4",
    ):
        assert DIALECT.error(Response(status=200, headers=TID, body=body)) is None


def test_a_large_answer_is_searched_at_its_beginning_only() -> None:
    """A page of records costs no search for faults; a fault is small or comes first."""
    page = b'{"QueryResponse":{"Customer":[' + b",".join([b'{"Notes":"' + b"x" * 1000 + b'"}'] * 100) + b"]}}"
    assert DIALECT.error(Response(status=200, body=page)) is None
    fault = b'{"Fault":{"Error":[{"code":"610","Detail":"' + b"x" * 100_000 + b'"}]}}'
    assert isinstance(DIALECT.error(Response(status=200, body=fault)), crosstie.NotFound)


# -- sessions, throttles, secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (401, b"", True),
        (401, b"<html></html>", True),
        (401, _gateway("3200", "x"), True),
        (403, _gateway("3202", "x"), True),
        (400, _service({"code": "100"}, kind="AuthenticationFault"), True),
        (200, _service({"code": "110"}, kind="AuthenticationFault"), True),
        (401, _gateway("120", "x"), False),
        (401, _gateway("3100", "x"), False),
        (403, _gateway("3100", "x", kind="SERVICE"), False),
        (403, b"", False),
        (429, _gateway("3001", "x"), False),
        (400, _service({"code": "5010"}), False),
        (200, b'{"Customer":{"Id":"1"}}', False),
    ],
)
def test_only_a_token_that_is_not_good_is_worth_a_renewal(status: int, body: bytes, *, refused: bool) -> None:
    """100, 110, 3200, 3202 and a bare 401; never 120 and 3100, which a new token does not change (7.7)."""
    assert is_session_refused(Response(status=status, body=body)) is refused


def test_the_piece_of_a_token_in_a_refusal_is_not_repeated() -> None:
    """The detail of a 401 holds some of the token (5.3)."""
    error = _error(401, _gateway("3200", f"Token expired: {PIECE}"))
    assert PIECE not in f"{error} {error!r} {error.__dict__}"
    assert error.advice == "Let a person connect again."


def test_long_opaque_words_are_masked_in_any_error() -> None:
    """Whatever looks like a secret does not reach a log."""
    secret = "AB11" * 12
    error = _error(400, _service({"Detail": f"Bad token={secret}", "code": "2010"}))
    assert isinstance(error, crosstie.Invalid)
    assert secret not in f"{error} {error.__dict__} {error.fields}"


@pytest.mark.parametrize("code", ["120", "3100", "5020"])
def test_a_missing_right_asks_for_another_person(code: str) -> None:
    """These are settled by connecting again, by somebody who may (5.4)."""
    error = _error(403, _gateway(code, "x"))
    assert isinstance(error, crosstie.Forbidden)
    assert error.advice is not None
    assert "connect again" in error.advice


def test_a_throttle_without_a_pause_asks_for_a_minute() -> None:
    """Retry-After is not documented; it is obeyed where it comes (5.1)."""
    assert _error(429, _gateway("3001", "x")).retry_after == 60.0
    assert _error(403, _gateway("3001", "x")).retry_after == 60.0
    assert _error(429, b"", {"retry-after": "7"}).retry_after == 7.0
    slow = QuickBooksDialect(Settings(pause=5))
    error = slow.error(Response(status=429))
    assert error is not None
    assert error.retry_after == 5


def test_a_pause_beyond_all_throttles_is_a_used_up_allowance() -> None:
    """How the monthly block looks is not documented: from a pause that a host sets on it is taken for that (5.2)."""
    assert isinstance(_error(429, b"", {"retry-after": "601"}), crosstie.QuotaExhausted)
    patient = QuickBooksDialect(Settings(quota_after=10_000))
    assert isinstance(patient.error(Response(status=429, headers={"retry-after": "601"})), crosstie.RateLimited)


def test_the_transaction_id_is_found_in_both_spellings() -> None:
    """``intuit_tid`` and ``Intuit-Tid`` were seen (1.8)."""
    for name in ("intuit_tid", "intuit-tid"):
        assert DIALECT.request_id(Response(status=200, headers={name: "1-a"})) == "1-a"
    assert DIALECT.request_id(Response(status=200)) is None


# -- whatever comes ----------------------------------------------------------------------------------------------------

PIECES = st.lists(
    st.sampled_from(
        [
            b'{"Fault":',
            b'{"fault":',
            b'{"Error":[',
            b'{"error":[',
            b'{"code":',
            b'"610"',
            b"9" * 5000,
            b"null",
            b"]",
            b"}",
            b"<Fault",
            b' type="',
            b">",
            b"<Error ",
            b'code="',
            b"</Error>",
            b"</Fault>",
            b"[" * 2000,
            b"\xff",
            b",",
        ]
    )
    | st.binary(max_size=8),
    max_size=14,
).map(b"".join)


@given(PIECES, st.sampled_from([200, 204, 302, 400, 401, 403, 404, 429, 500, 503]))
def test_no_body_whatsoever_breaks_the_reader(body: bytes, status: int) -> None:
    """Broken, deep, endless or binary: an error of ours or none, never another exception."""
    response = Response(status=status, headers=TID, body=body)
    error = DIALECT.error(response)
    assert error is not None or 200 <= status < 300
    assert is_session_refused(response) in {True, False}


def test_xml_that_only_looks_like_a_fault_is_none() -> None:
    """The status decides then."""
    assert isinstance(_error(400, b"<html><Error>x</Error></html>"), crosstie.Invalid)
    assert isinstance(_error(503, b"<Error>x</Error>"), crosstie.ServerFault)


def test_a_code_of_thousands_of_digits_is_no_code() -> None:
    """As a number or as text: the status decides."""
    for code in (b"9" * 5000, b'"' + b"9" * 5000 + b'"', b"-1"):
        error = _error(400, b'{"Fault":{"Error":[{"code":' + code + b"}]}}")
        assert isinstance(error, crosstie.Invalid)
