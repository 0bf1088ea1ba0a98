"""What the answers of SuiteDash mean (suitedash.md, 2.2, 2.3 and 4)."""

from __future__ import annotations

import json

import pytest

from crosstie.core.messages import Response
from crosstie.errors import (
    Conflict,
    CredentialsRejected,
    CrosstieError,
    DecodeError,
    FieldProblem,
    Forbidden,
    Invalid,
    NotFound,
    QuotaExhausted,
    ServerFault,
)
from crosstie.systems.suitedash.dialect import SuiteDashDialect


def _error(status: int, body: object) -> CrosstieError | None:
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SuiteDashDialect().error(Response(status=status, body=encoded))


@pytest.mark.parametrize(
    ("status", "kind", "retry"),
    [
        (400, Invalid, "unsafe"),
        (401, CredentialsRejected, "unsafe"),
        (403, Forbidden, "unsafe"),
        (404, NotFound, "unsafe"),
        (405, Invalid, "unsafe"),
        (408, ServerFault, "unknown"),
        (422, Invalid, "unsafe"),
        (429, QuotaExhausted, "unsafe"),
        (500, ServerFault, "unknown"),
        (503, ServerFault, "unknown"),
        (302, DecodeError, "unsafe"),
    ],
)
@pytest.mark.parametrize("body", [{"success": False, "message": "No"}, b"<html><body>No</body></html>", b""])
def test_a_status_means_the_same_with_and_without_json(
    status: int, kind: type[CrosstieError], retry: str, body: object
) -> None:
    """4: one class each; a monthly quota and wrong keys are never worth a repetition."""
    error = _error(status, body)
    assert type(error) is kind
    assert error.retry == retry


@pytest.mark.parametrize("status", [200, 400, 409, 422])
def test_already_exists_is_a_duplicate_whatever_the_status(status: int) -> None:
    """2.3: decided by the words, without regard to case."""
    error = _error(status, {"success": False, "message": "A contact ALREADY EXISTS"})
    assert isinstance(error, Conflict)
    assert error.kind == "duplicate"


def test_success_false_is_an_error_though_the_status_is_fine() -> None:
    """2.2: looked at on every 2xx."""
    error = _error(200, {"success": False, "message": "It did not work"})
    assert isinstance(error, Invalid)
    assert "It did not work" in error.message


@pytest.mark.parametrize("body", [{"success": True, "data": []}, {"data": {}}, {"success": None, "data": {}}])
def test_an_answer_that_does_not_complain_is_accepted(body: object) -> None:
    """A missing success is no failure."""
    assert _error(200, body) is None


@pytest.mark.parametrize("body", [b"<html>login</html>", b"", b"[1]", b'"x"', b'{"data":'])
def test_an_answer_that_is_no_object_is_not_believed(body: bytes) -> None:
    """4: a login page with 200; whether a write was carried out nobody knows."""
    error = _error(200, body)
    assert isinstance(error, DecodeError)
    assert error.retry == "unknown"


@pytest.mark.parametrize(
    "errors",
    [
        {"email": ["is required", "is no address"]},
        [{"field": "email", "message": "is required"}, {"field": "email", "message": "is no address"}],
        [{"email": "is required"}, {"email": "is no address"}],
    ],
)
def test_problems_are_told_by_field_from_both_shapes(errors: object) -> None:
    """2.2: an object or an array."""
    error = _error(422, {"success": False, "message": "Validation failed", "errors": errors})
    assert isinstance(error, Invalid)
    assert error.fields == (
        FieldProblem(message="is required", field="email"),
        FieldProblem(message="is no address", field="email"),
    )
    assert error.message.endswith("Validation failed: email is required; email is no address")


def test_many_problems_do_not_make_an_endless_text() -> None:
    """All of them stand in ``fields``; the sentence stays one that a person reads."""
    errors = {f"field_{number}": ["is required"] for number in range(100)}
    error = _error(422, {"success": False, "message": "Validation failed.", "errors": errors})
    assert isinstance(error, Invalid)
    assert (len(error.fields), len(error.message) < 400) == (100, True)
    assert "Validation failed: field_0 is required; field_1 is required" in error.message


def test_odd_errors_are_kept_as_words() -> None:
    """Texts in an array, a text in an object, and no message at all."""
    error = _error(422, {"success": False, "errors": ["first", {"field": None}], "error": None})
    assert isinstance(error, Invalid)
    assert [problem.message for problem in error.fields] == ["first", "it gave no reason"]
    assert "first; it gave no reason" in error.message
    one = _error(422, {"errors": {"email": "is required"}})
    assert isinstance(one, Invalid)
    assert one.fields == (FieldProblem(message="is required", field="email"),)
    assert one.message == "SuiteDash refused the call: email is required"


def test_words_are_cut_and_cleaned() -> None:
    """A secret in the vendor's words stays out of ours, and so do pages of text."""
    error = _error(400, {"message": "X-Secret-Key: abcdefghijklmnop " + "word " * 200})
    assert error is not None
    assert "abcdefghijklmnop" not in error.message
    assert len(error.message) < 400


def test_an_exhausted_month_says_what_helps() -> None:
    """The advice is not to wait for seconds."""
    assert "next month" in str(_error(429, {"message": "Monthly request limit reached"}))
