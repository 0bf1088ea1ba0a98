"""Asynchronous requests: sent under a key, looked after, read part by part (fact sheet: netsuite.md, 2.6, 2.7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar, cast
from uuid import UUID

import attrs
import msgspec

from crosstie.core.calls import Dialect
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response
from crosstie.errors import CrosstieError, DecodeError, OutcomeUnknown, UsageError
from crosstie.models.excerpt import excerpt
from crosstie.systems.netsuite.dialect import NetSuiteDialect

__all__ = ["JobState", "SubmissionDialect", "job_key", "result", "state", "submission", "task_state", "tasks"]

T = TypeVar("T")

_JOBS: Final = "/services/rest/async/v1/job"
_ACCEPT: Final[Mapping[str, str]] = {"accept": "application/json"}
_JOB: Final = re.compile(r"/async/v1/job/([A-Za-z0-9_-]+)")
_ID: Final = re.compile(r"[A-Za-z0-9_-]+")
_USED: Final = "IDEMPOTENCY_ERROR"
_ACCEPTED: Final = 202


@attrs.frozen(kw_only=True)
class JobState:
    """How far a job, or a task of it, has come.

    Attributes:
        completed: Whether it is over, for good or ill.
        progress: NetSuite's word for it; ``pending`` and ``succeeded`` are known.
    """

    completed: bool
    progress: str | None = None


@attrs.frozen
class SubmissionDialect:
    """Reads the answer to an asynchronous request: a key that was used before names the first job, which is success."""

    plain: Dialect = attrs.field(factory=NetSuiteDialect)

    def error(self, response: Response) -> CrosstieError | None:
        """Return what an answer complains of; ``None`` when there is a job, be it an earlier one (2.6)."""
        error = self.plain.error(response)
        if error is None or error.code != _USED:
            return error
        if _job_in(response) is not None:
            return None
        message = "NetSuite took a request under this key before, and does not say which job it became."
        return OutcomeUnknown(message, advice="Look the record up before you write it again.")

    def request_id(self, response: Response) -> str | None:
        """Return NetSuite's id of the request, which there is none of."""
        return self.plain.request_id(response)


def job_key(text: str) -> str:
    """Return an idempotency key in the form that NetSuite takes.

    >>> job_key("0D7F2F5E00004000800000000000000A")
    '0d7f2f5e-0000-4000-8000-00000000000a'

    Raises:
        UsageError: It is no UUID.
    """
    try:
        return str(UUID(text))
    except ValueError:
        message = "An idempotency key of NetSuite is a UUID."
        raise UsageError(message, advice="Use str(uuid.uuid4()), and keep it until you know the outcome.") from None


def submission(operation: str, request: Request, key: str, *, parallel: bool = False) -> Call[str | Response]:
    """Send a request to be carried out later.

    Under its key it may be sent any number of times. The answer is the job's id; or the answer to the request itself,
    where NetSuite did not put it off, as every server is free to (RFC 7240).
    """
    prefer = 'respond-async, batch-processing="parallel"' if parallel else "respond-async"
    headers = {"prefer": prefer, "x-netsuite-idempotency-key": job_key(key)}

    def decode(response: Response) -> str | Response:
        found = _job_in(response)
        if found is not None:
            return found
        if response.status == _ACCEPTED:
            message = "NetSuite took the request, and does not say which job it became."
            raise OutcomeUnknown(message, idempotency_key=key, advice="Send it again with the same key.")
        return response

    return Call(operation=operation, request=request.with_headers(headers), decode=decode, kind="keyed", key=key)


def state(operation: str, job: str) -> Call[JobState]:
    """Ask how far a job has come."""
    return _read(operation, _path(job), _state)


def task_state(operation: str, job: str, task: int) -> Call[JobState]:
    """Ask how far one part of a job has come."""
    return _read(operation, f"{_path(job)}/task/{task}", _state)


def tasks(operation: str, job: str) -> Call[Sequence[int]]:
    """Ask for the numbers of the parts.

    The list is irregular: several parts can stand among the links of one item, so every link is looked at (2.7).
    """
    link = re.compile(rf"/job/{re.escape(job)}/task/([0-9]{{1,9}})(?![0-9])")

    def decode(response: Response) -> Sequence[int]:
        text = response.body.decode("utf-8", "replace").replace("\\/", "/")
        return sorted({int(number) for number in link.findall(text)})

    return _read(operation, f"{_path(job)}/task", decode)


def result(operation: str, job: str, task: int) -> Call[Response]:
    """Fetch what the synchronous call would have answered; a refusal is raised as its error."""
    return _read(operation, f"{_path(job)}/task/{task}/result", lambda response: response)


def _read(operation: str, path: str, decode: Callable[[Response], T]) -> Call[T]:
    request = Request(method="GET", url=path, headers=_ACCEPT)
    return Call(operation=operation, request=request, decode=decode)


def _path(job: str) -> str:
    if not _ID.fullmatch(job):
        message = "This is no token of an unfinished request."
        raise UsageError(message, advice="Pass the token of the Pending as it is.")
    return f"{_JOBS}/{job}"


def _job_in(response: Response) -> str | None:
    """Return the job of ``Location``, absolute or not; its host means nothing."""
    found = _JOB.search(response.headers.get("location", ""))
    return None if found is None else found[1]


def _state(response: Response) -> JobState:
    try:
        told: Any = msgspec.json.decode(response.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        told = None
    members: Mapping[str, Any] = cast("Mapping[str, Any]", told) if isinstance(told, dict) else {}
    completed, progress = members.get("completed"), members.get("progress")
    if not isinstance(completed, bool):
        message = "NetSuite answered with something that is no job."
        raise DecodeError(message, excerpt=excerpt(response.body))
    return JobState(completed=completed, progress=progress if isinstance(progress, str) else None)
