"""The bare wire of SuiteDash: answers, refusals, and bodies as they were sent (2.2, 4)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from crosstie.core.messages import Request, Response

__all__ = ["Json", "RefusedError", "answered", "body_of", "invalid", "page_of_html"]

Json: TypeAlias = dict[str, Any]  # Any: JSON of any shape


class RefusedError(Exception):
    """A call that is answered with an error.

    Attributes:
        status: The HTTP status.
        message: The words of the answer.
        problems: What is wrong, by field.
    """

    def __init__(self, status: int, message: str, problems: Mapping[str, Sequence[str]] | None = None) -> None:
        """Refuse with these words."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.problems = problems

    def response(self, *, as_array: bool) -> Response:
        """Return the answer; the full schema of errors is not known, so it has what clients were seen to read."""
        body: Json = {"success": False, "message": self.message}
        if self.problems and as_array:
            body["errors"] = [
                {"field": name, "message": word} for name, words in self.problems.items() for word in words
            ]
        elif self.problems:
            body["errors"] = {name: list(words) for name, words in self.problems.items()}
        return answered(self.status, body)


def invalid(problems: Mapping[str, Sequence[str]]) -> RefusedError:
    """Refuse values, field by field."""
    return RefusedError(422, "Validation failed", problems)


def answered(status: int, body: object) -> Response:
    """Return a JSON answer."""
    encoded = json.dumps(body, ensure_ascii=False).encode()
    return Response(status=status, headers={"content-type": "application/json"}, body=encoded)


def page_of_html(status: int) -> Response:
    """Return a page, as the portal answers for addresses that are not of its API."""
    page = b"<!DOCTYPE html><html><body><h1>Portal</h1></body></html>"
    return Response(status=status, headers={"content-type": "text/html; charset=utf-8"}, body=page)


def body_of(request: Request) -> Any:  # noqa: ANN401 - JSON of any shape
    """Read the body.

    Raises:
        RefusedError: It is no JSON; answered with 400.
    """
    try:
        return json.loads(request.body)
    except (ValueError, UnicodeDecodeError):
        raise RefusedError(400, "The request body is malformed") from None
