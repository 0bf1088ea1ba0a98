"""Asynchronous requests, as they are sent and as their answers are read."""

from __future__ import annotations

import msgspec
import pytest

from crosstie.core.messages import Request, Response
from crosstie.errors import DecodeError, Invalid, OutcomeUnknown, UsageError
from crosstie.systems.netsuite import job_calls

KEY = "0d7f2f5e-0000-4000-8000-00000000000a"
CREATION = Request(method="POST", url="/services/rest/record/v1/customer", body=b"{}")
JOB = "https://elsewhere.example/services/rest/async/v1/job/5501"


def answer(status: int, body: object = None, **headers: str) -> Response:
    """Return an answer."""
    return Response(status=status, headers=headers, body=b"" if body is None else msgspec.json.encode(body))


def used(**headers: str) -> Response:
    """Return what a key that was used before is answered."""
    details = [{"detail": "composed", "o:errorCode": "IDEMPOTENCY_ERROR"}]
    return answer(400, {"title": "Conflict", "status": 400, "o:errorDetails": details}, **headers)


def test_a_submission_prefers_to_wait_and_has_its_key() -> None:
    """One header for both preferences, and a call that may be sent again."""
    call = job_calls.submission("customer.create", CREATION, KEY.upper(), parallel=True)
    assert call.request.headers["prefer"] == 'respond-async, batch-processing="parallel"'
    assert call.request.headers["x-netsuite-idempotency-key"] == KEY
    assert call.kind == "keyed"
    plain = job_calls.submission("customer.create", CREATION, KEY)
    assert plain.request.headers["prefer"] == "respond-async"


def test_the_job_is_told_by_location_whatever_its_host() -> None:
    """A preference that NetSuite ignored has the answer itself; one that leads nowhere is in doubt."""
    call = job_calls.submission("customer.create", CREATION, KEY)
    assert call.decode(answer(202, location=JOB)) == "5501"
    assert call.decode(answer(202, location="/services/rest/async/v1/job/5501/")) == "5501"
    made = answer(204, location="https://elsewhere.example/services/rest/record/v1/customer/826")
    assert call.decode(made) is made
    with pytest.raises(OutcomeUnknown) as caught:
        call.decode(answer(202))
    assert caught.value.idempotency_key == KEY


def test_a_key_that_was_used_is_success_if_the_job_is_told() -> None:
    """400, Conflict, IDEMPOTENCY_ERROR (2.6); other refusals stay what they are."""
    dialect = job_calls.SubmissionDialect()
    assert dialect.error(used(location=JOB)) is None
    assert isinstance(dialect.error(used()), OutcomeUnknown)
    other = {"status": 400, "o:errorDetails": [{"detail": "composed", "o:errorCode": "INVALID_CONTENT"}]}
    assert isinstance(dialect.error(answer(400, other, location=JOB)), Invalid)
    assert dialect.error(answer(202, location=JOB)) is None
    assert dialect.request_id(answer(202)) is None


@pytest.mark.parametrize(
    "body",
    [
        b'{"items":[{"links":[{"rel":"self","href":"http://x/async/v1/job/55/task/2"},{"href":"/async/v1/job/55/task/10"}]}]}',
        b'{"items":[{"links":[{"href":"/async/v1/job/55/task/2"}]},{"links":[{"href":"/async/v1/job/55/task/10/result"}]}]}',
        b'{"links":[{"href":"\\/async\\/v1\\/job\\/55\\/task\\/10"},{"href":"/async/v1/job/55/task/2"}]}',
    ],
    ids=["all in one item", "an item each", "escaped"],
)
def test_every_task_link_counts_wherever_it_stands(body: bytes) -> None:
    """The example of the documents is irregular (2.7); tasks of other jobs, and the list itself, are none."""
    body += b' "/async/v1/job/55/task" "/async/v1/job/556/task/7" "/async/v1/job/155/task/8"'
    assert job_calls.tasks("batch", "55").decode(Response(status=200, body=body)) == [2, 10]


def test_a_state_says_whether_it_is_over() -> None:
    """The words for progress are not all known, so only ``completed`` decides."""
    assert job_calls.state("x", "55").decode(answer(200, {"completed": True, "progress": "?"})).completed
    pending = job_calls.task_state("x", "55", 1).decode(answer(200, {"completed": False}))
    assert (pending.completed, pending.progress) == (False, None)
    for wrong in (answer(200, {"progress": "done"}), answer(200, [1]), Response(status=200, body=b"<html>")):
        with pytest.raises(DecodeError):
            job_calls.state("x", "55").decode(wrong)


@pytest.mark.parametrize("token", ["", "55/task", "55?x", "a b", "../55"])
def test_a_token_that_is_none_is_refused(token: str) -> None:
    """It becomes part of an address."""
    with pytest.raises(UsageError, match="token"):
        job_calls.state("x", token)
