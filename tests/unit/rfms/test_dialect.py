"""How RFMS says no, and what becomes of it."""

from __future__ import annotations

import pickle

import msgspec
import pytest

import crosstie
from crosstie.core.messages import Response
from crosstie.systems.rfms.dialect import RfmsDialect, missing

_ID = "0123456789abcdef0123456789abcdef"


def _error(body: object, status: int = 200) -> crosstie.CrosstieError | None:
    encoded = body if isinstance(body, bytes) else msgspec.json.encode(body)
    return RfmsDialect().error(Response(status=status, body=encoded))


def test_success_and_bare_answers_are_no_errors() -> None:
    """With any casing of the status, and with ids that look like errors' ones."""
    for body in ({"status": "success", "result": []}, {"status": "SUCCESS"}, [], {"stores": []}, {"accepted": True}):
        assert _error(body) is None


def test_an_existing_customer_is_a_conflict_in_either_form() -> None:
    """In the envelope for saves, outside of it for opportunities."""
    inside = _error({"status": "failed", "result": "exists", "detail": {"existingCustomerId": 4711}})
    outside = _error({"accepted": False, "requestId": "", "messages": ["exists", "existingCustomerId: 4711"]})
    for error in (inside, outside):
        assert isinstance(error, crosstie.Conflict)
        assert (error.kind, error.existing_id, error.retry) == ("duplicate", "4711", "unsafe")


def test_an_opportunity_that_was_not_accepted_for_another_reason_is_invalid() -> None:
    """With the reason."""
    error = _error({"accepted": False, "messages": ["The store is closed."]})
    assert isinstance(error, crosstie.Invalid)
    assert "The store is closed" in error.message


def test_job_checks_are_the_fields_of_the_error() -> None:
    """Kind, severity and message, as they are sent back when a person overrules them."""
    check = {"JobCheckType": "Track1NoSelection", "RestrictLevel": "Warning", "Message": "No track.", "Override": None}
    error = _error({"status": "failed", "result": "Error saving job", "detail": [check, "odd"]})
    assert isinstance(error, crosstie.Invalid)
    assert error.fields == (crosstie.FieldProblem(message="No track.", field="Track1NoSelection", code="Warning"),)


@pytest.mark.parametrize(
    ("detail", "token"),
    [(_ID, _ID), ({"docId": _ID}, _ID), ({"messageId": _ID}, _ID), (None, None), ("", None), ({}, None), (7, None)],
)
def test_the_message_id_is_found_where_the_endpoint_puts_it(detail: object, token: str | None) -> None:
    """Payments have it bare, orders under the name that later holds the database id."""
    error = _error({"status": "waiting", "result": "…", "detail": detail}, 202)
    assert isinstance(error, crosstie.Pending)
    assert error.token == token


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, crosstie.Invalid),
        (401, crosstie.Forbidden),
        (403, crosstie.Forbidden),
        (404, crosstie.NotFound),
        (405, crosstie.Invalid),
        (429, crosstie.RateLimited),
        (500, crosstie.ServerFault),
        (503, crosstie.ServerFault),
        (302, crosstie.DecodeError),
    ],
)
def test_every_status_has_its_error(status: int, kind: type[crosstie.CrosstieError]) -> None:
    """With any body, and each of them pickles."""
    for body in (b"", b"<html>no</html>", b'{"Message":"An error has occurred."}'):
        error = _error(body, status)
        assert type(error) is kind
        assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own bytes


def test_words_of_rfms_are_short_and_hold_no_secret() -> None:
    """A token that slipped into a message does not slip out of it."""
    error = _error({"status": "failed", "result": f"session rfmsapi-{_ID} is bad. " + "long " * 200})
    assert error is not None
    assert _ID not in str(error)
    assert len(error.message) < 400


def test_a_refused_read_of_one_record_is_a_missing_one() -> None:
    """What is known about the call is kept."""
    refused = crosstie.Invalid(
        "RFMS refused the call: no.", code="failed", operation="jobs.get", attempts=2, status=200
    )
    error = missing(refused)
    assert (type(error), error.operation, error.attempts, error.status) == (crosstie.NotFound, "jobs.get", 2, 200)
