# @generated from src/crosstie/systems/netsuite/jobs_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Carry synchronous requests to their end: send, look after them, read what became of each part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import attrs

from crosstie.core import effects
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.errors import (
    CrosstieError,
    DecodeError,
    NotFound,
    OutcomeUnknown,
    Pending,
    RateLimited,
    ServerFault,
    SessionError,
    TransportError,
)
from crosstie.systems.netsuite import job_calls
from crosstie.systems.netsuite.caller import AccountCaller

__all__ = ["WAIT", "Jobs"]

T = TypeVar("T")

WAIT: Final = 120.0
"""Seconds to wait for a job by default."""
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 10.0
_GROWTH: Final = 1.5
_SUCCEEDED: Final = "succeeded"
_SUBMISSIONS: Final = job_calls.SubmissionDialect()


@attrs.frozen(eq=False)
class Jobs:
    """Runs synchronous requests of one account."""

    _caller: AccountCaller

    def single(self, call: Call[T], *, key: str, wait: float, resume: str | None) -> T:
        """Carry out a request of one part.

        Args:
            call: What would be sent synchronously.
            key: The idempotency key.
            wait: Seconds to wait for its end.
            resume: The token of a :class:`Pending`; nothing is sent then.

        Raises:
            Pending: It is not finished, or its end could not be read; ``token`` resumes.
            OutcomeUnknown: NetSuite remembers nothing of it, or not what it made of it, or failed at it.
        """
        job = resume or self._submitted(job_calls.submission(call.operation, call.request, key))
        if isinstance(job, Response):
            return call.decode(job)
        numbers = self._parts(call.operation, job, key, wait)
        if not numbers:
            raise _forgotten(key)
        found = self._result(call.operation, job, numbers[0], call.decode, key)
        if isinstance(found, CrosstieError):
            raise found
        return found

    def several(
        self,
        operation: str,
        request: Request,
        decode: Callable[[Response], T],
        count: int,
        *,
        key: str,
        parallel: bool,
        wait: float,
        resume: str | None,
    ) -> Sequence[T | CrosstieError]:
        """Carry out a batch; each of its parts has its own result or error, in the order they were sent in.

        Raises:
            Pending: As above; nothing is lost by it.
            OutcomeUnknown: NetSuite remembers nothing of it.
        """
        job = resume or self._submitted(job_calls.submission(operation, request, key, parallel=parallel))
        if isinstance(job, Response):
            message = "NetSuite answered a batch as no batch is answered."
            raise OutcomeUnknown(message, status=job.status, idempotency_key=key)
        numbers = self._parts(operation, job, key, wait)
        found = [self._result(operation, job, number, decode, key) for number in numbers[:count]]
        return [*found, *(_forgotten(key) for _ in range(count - len(found)))]

    # -- steps ---------------------------------------------------------------------------------------------------------

    def _submitted(self, call: Call[str | Response]) -> str | Response:
        return attrs.evolve(self._caller, dialect=_SUBMISSIONS).value(call)

    def _parts(self, operation: str, job: str, key: str, wait: float) -> Sequence[int]:
        """Wait for the end, and return the numbers of the parts."""
        try:
            self._ended(operation, job, key, wait)
            return self._caller.value(job_calls.tasks(operation, job))
        except NotFound as missing:
            raise _forgotten(key) from missing
        except (TransportError, RateLimited, ServerFault, DecodeError) as error:
            raise _unfinished(job, key, error.message) from error

    def _ended(self, operation: str, job: str, key: str, wait: float) -> None:
        sessions = self._caller.sessions
        until = sessions.run(effects.tick()) + wait
        pause = _FIRST_PAUSE
        while not self._caller.value(job_calls.state(operation, job)).completed:
            left = until - sessions.run(effects.tick())
            if left <= 0:
                raise _unfinished(job, key, "NetSuite is still at work on it.")
            sessions.run(effects.sleep(min(pause, left)))
            pause = min(pause * _GROWTH, _LONGEST_PAUSE)

    def _result(
        self, operation: str, job: str, number: int, decode: Callable[[Response], T], key: str
    ) -> T | CrosstieError:
        """Read one part: what came of it, or the error that NetSuite made of it."""
        answer = self._answer(operation, job, number, key)
        if isinstance(answer, CrosstieError):
            return answer
        try:
            return decode(answer)
        except CrosstieError as error:
            return error

    def _answer(self, operation: str, job: str, number: int, key: str) -> Response | CrosstieError:
        """Fetch the answer to one part. What keeps it from being fetched is raised; what it says is returned."""
        try:
            return self._caller.value(job_calls.result(operation, job, number))
        except SessionError:
            raise
        except (TransportError, RateLimited, DecodeError) as error:
            raise _unfinished(job, key, error.message) from error
        except ServerFault as fault:
            ended = self._remembered(operation, job, number, key)
            if ended is None:
                return _forgotten(key)
            if ended.progress == _SUCCEEDED:
                raise _unfinished(job, key, fault.message) from fault
            return OutcomeUnknown(
                f"NetSuite failed at the request, and a write may have been carried out: {fault.message}",
                idempotency_key=key,
                advice="Look the record up before you write it again.",
            )
        except NotFound as missing:
            ended = self._remembered(operation, job, number, key)
            return missing if ended is not None and ended.progress != _SUCCEEDED else _forgotten(key)
        except CrosstieError as refusal:
            return refusal

    def _remembered(self, operation: str, job: str, number: int, key: str) -> job_calls.JobState | None:
        """Ask how a part ended; ``None`` where NetSuite does not know it any more.

        The answer of the part is the answer to the call for it, so that the two cannot be told apart by it: a record
        that is missing and a result that is kept no longer are both 404.
        """
        try:
            return self._caller.value(job_calls.task_state(operation, job, number))
        except NotFound:
            return None
        except (TransportError, RateLimited, ServerFault, DecodeError) as error:
            raise _unfinished(job, key, error.message) from error


def _unfinished(job: str, key: str, reason: str) -> Pending:
    return Pending(
        f"The request was taken, and its end is not known yet: {reason}",
        token=job,
        done=f"It goes on at NetSuite under the key {key}.",
        advice="Call again with resume=token, or with the same key: neither makes a second one.",
    )


def _forgotten(key: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        "NetSuite does not remember what became of the request.",
        idempotency_key=key,
        advice="Look the record up before you write it again.",
    )
