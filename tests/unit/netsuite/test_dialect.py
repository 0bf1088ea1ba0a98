"""Errors of NetSuite."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crosstie
from crosstie.core.messages import Response
from crosstie.systems.netsuite.api import id_made
from crosstie.systems.netsuite.dialect import NetSuiteDialect


def _error(status: int, *details: object, body: bytes | None = None) -> crosstie.CrosstieError | None:
    told = {"title": "Bad Request", "status": status, "o:errorDetails": list(details)}
    return NetSuiteDialect().error(Response(status=status, body=json.dumps(told).encode() if body is None else body))


@pytest.mark.parametrize(
    ("status", "code", "kind", "retry"),
    [
        (429, "CONCURRENCY_LIMIT_EXCEEDED", crosstie.RateLimited, "safe"),
        (400, "CONCURRENCY_LIMIT_EXCEEDED", crosstie.RateLimited, "safe"),
        (401, "INVALID_LOGIN", crosstie.CredentialsRejected, "unsafe"),
        (403, "INSUFFICIENT_PERMISSION", crosstie.Forbidden, "unsafe"),
        (404, "NONEXISTENT_ID", crosstie.NotFound, "unsafe"),
        (500, "UNEXPECTED_ERROR", crosstie.ServerFault, "unknown"),
        (503, None, crosstie.ServerFault, "unknown"),
        (400, "INVALID_CONTENT", crosstie.Invalid, "unsafe"),
        (400, "SCRIPT_OF_THE_ACCOUNT", crosstie.Invalid, "unsafe"),
        (400, "DUP_RCRD", crosstie.Conflict, "unsafe"),
        (302, None, crosstie.DecodeError, "unsafe"),
    ],
)
def test_status_and_code_decide(status: int, code: str | None, kind: type[crosstie.CrosstieError], retry: str) -> None:
    """Never the title, which may say something else."""
    error = _error(status, {"detail": "No.", "o:errorCode": code})
    assert error is not None
    assert type(error) is kind
    assert error.retry == retry


def test_every_detail_is_kept_with_its_place() -> None:
    """Path, parameter and header are places alike; that of an address has one name in the guide, another elsewhere."""
    error = _error(
        400,
        {"detail": "Bad reference.", "o:errorCode": "INVALID_CONTENT", "o:errorPath": "item.items[0].item"},
        {"detail": "Bad filter.", "o:errorCode": "INVALID_PARAMETER", "o:errorQueryParam": "q"},
        {"detail": "Bad preference.", "o:errorCode": "INVALID_REQUEST", "o:errorHeader": "Prefer"},
        {"detail": "Bad address.", "o:errorCode": "INVALID_REQUEST", "o:errorUrl": "/customers"},
        {"detail": "Bad address.", "o:errorCode": "INVALID_REQUEST", "o:urlPath": "/customers"},
    )
    assert isinstance(error, crosstie.Invalid)
    assert [(one.field, one.message) for one in error.fields] == [
        ("item.items[0].item", "Bad reference."),
        ("q", "Bad filter."),
        ("Prefer", "Bad preference."),
        ("/customers", "Bad address."),
        ("/customers", "Bad address."),
    ]


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_write_succeeds_with_any_of_three_statuses(status: int) -> None:
    """204 as a rule, 201 with ``replace``, and 200 is listed too (2.1); ``Location`` counts alike."""
    answer = Response(status=status, headers={"location": "https://elsewhere.example.com/record/v1/customer/801"})
    assert NetSuiteDialect().error(answer) is None
    assert id_made(answer) == "801"


@pytest.mark.parametrize("kind", ["http://www.w3.org/Protocols/rfc2616", "https://www.rfc-editor.org/rfc/rfc9110.html"])
def test_the_type_of_a_problem_decides_nothing(kind: str) -> None:
    """The guide has one address there, and a real log another one (5.2)."""
    told = {"type": kind, "title": "x", "o:errorDetails": [{"detail": "Gone.", "o:errorCode": "NONEXISTENT_ID"}]}
    error = _error(404, body=json.dumps(told).encode())
    assert (type(error), getattr(error, "code", None)) == (crosstie.NotFound, "NONEXISTENT_ID")


def test_a_refused_login_points_to_both_causes() -> None:
    """The trail of the account, and too many calls at once, which can look the same."""
    advice = (_error(401, {"o:errorCode": "INVALID_LOGIN"}) or crosstie.CrosstieError()).advice or ""
    assert "Login Audit Trail" in advice
    assert "concurrent" in advice


@given(
    body=st.one_of(
        st.binary(max_size=40),
        st.recursive(
            st.none() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["o:errorDetails", "detail", "o:errorCode", "title"]), inner, max_size=3
                )
            ),
        ).map(lambda value: json.dumps(value).encode()),
    ),
    status=st.sampled_from([400, 401, 404, 429, 500]),
)
def test_no_body_breaks_it(body: bytes, status: int) -> None:
    """Whatever a proxy answers, an error comes out."""
    assert isinstance(_error(status, body=body), crosstie.CrosstieError)
