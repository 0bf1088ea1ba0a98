"""Why the service refuses a call: the codes and the body of fact sheet 5.2."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, NoReturn

import attrs

__all__ = [
    "Problem",
    "Refusal",
    "conflict",
    "error_body",
    "overloaded",
    "refuse",
    "refuse_forbidden",
    "refuse_missing",
    "refuse_query",
    "refuse_unplayed",
]

_PAGE: Final = "https://www.rfc-editor.org/rfc/rfc9110.html"
_TOO_MANY = 429


@attrs.frozen
class Problem:
    """One entry of ``o:errorDetails``.

    Attributes:
        code: The ``o:errorCode``.
        detail: The text.
        path: The property, such as ``item.items[0].item``.
        header: The header that is wrong.
        query: The query parameter that is wrong.
        url: The part of the path that is wrong.
    """

    code: str
    detail: str
    path: str | None = None
    header: str | None = None
    query: str | None = None
    url: str | None = None


class Refusal(Exception):
    """The service refuses, with one problem or several."""

    def __init__(
        self, *problems: Problem, status: int = 400, title: str | None = None, location: str | None = None
    ) -> None:
        """Refuse for these problems."""
        super().__init__(problems)
        self.problems = problems
        self.status = status
        self.title = title
        self.location = location


def refuse(
    code: str, detail: str, path: str | None = None, *, header: str | None = None, query: str | None = None
) -> NoReturn:
    """Refuse for one problem, with status 400.

    Raises:
        Refusal: Always.
    """
    raise Refusal(Problem(code, detail, path, header, query))


def refuse_query(detail: str) -> NoReturn:
    """Refuse a SuiteQL query that cannot be read or carried out (4.2).

    Raises:
        Refusal: Always.
    """
    refuse("INVALID_PARAMETER", f"Invalid search query: {detail}")


def refuse_missing(what: str) -> NoReturn:
    """Refuse because a record or path is not there (404).

    Raises:
        Refusal: Always.
    """
    raise Refusal(Problem("NONEXISTENT_ID", f"{what} does not exist.", url=what), status=404)


def refuse_forbidden(what: str) -> NoReturn:
    """Refuse what the role may not do (403).

    Raises:
        Refusal: Always.
    """
    detail = f"The role of this login has no permission for {what}."
    raise Refusal(Problem("INSUFFICIENT_PERMISSION", detail), status=403)


def overloaded() -> Refusal:
    """Make the refusal of one request too many at once; its title says Bad Request (5.2)."""
    detail = "The request was blocked: the account is at its limit of concurrent requests."
    return Refusal(Problem("CONCURRENCY_LIMIT_EXCEEDED", detail), status=_TOO_MANY, title="Bad Request")


def conflict(location: str) -> Refusal:
    """Make the refusal of an idempotency key that was used: status 400, title Conflict, Location of the job (2.6)."""
    problem = Problem("IDEMPOTENCY_ERROR", "The idempotency key was used before.", header="X-NetSuite-Idempotency-Key")
    return Refusal(problem, title="Conflict", location=location)


def refuse_unplayed(what: str) -> NoReturn:
    """Say of what exists in NetSuite that it is not played here, instead of pretending (501).

    Raises:
        Refusal: Always.
    """
    detail = f"{what} exists in NetSuite, and this simulator does not play it."
    raise Refusal(Problem("NOT_PLAYED", detail), status=501)


def error_body(refusal: Refusal) -> dict[str, Any]:
    """Return the problem document of a refusal."""
    title = refusal.title or HTTPStatus(refusal.status).phrase
    details = [_detail(problem) for problem in refusal.problems]
    return {"type": _PAGE, "title": title, "status": refusal.status, "o:errorDetails": details}


def _detail(problem: Problem) -> dict[str, str]:
    told = {
        "detail": problem.detail,
        "o:errorCode": problem.code,
        "o:errorPath": problem.path,
        "o:errorHeader": problem.header,
        "o:errorQueryParam": problem.query,
        "o:errorUrl": problem.url,
    }
    return {name: value for name, value in told.items() if value is not None}
