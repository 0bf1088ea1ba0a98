"""The bare wire of SMS-iT: fields as they were sent, answers as they go out (2, 3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn, TypeAlias

from crosstie.core.messages import Request, Response
from crosstie.testing.reading import form_of, header_of

__all__ = ["FailedError", "Json", "RefusedError", "answered", "fail", "fields_of", "page_of_html"]

Json: TypeAlias = dict[str, Any]  # Any: JSON of any shape


class RefusedError(Exception):
    """A call of the control panel that is answered with a negative status.

    Attributes:
        code: The status; it means another thing in each call (3.3).
        message: The words of the answer.
    """

    def __init__(self, code: int, message: str) -> None:
        """Refuse with this status and these words."""
        super().__init__(message)
        self.code = code
        self.message = message


class FailedError(Exception):
    """A call of the device gateway that is answered with ``success`` false and these words (2.2)."""


def fail(message: str) -> NoReturn:
    """Refuse a call of the device gateway.

    Raises:
        FailedError: Always.
    """
    raise FailedError(message)


def fields_of(request: Request) -> Mapping[str, str]:
    """Read the fields of a call: the query, and on top of it a form; a JSON body is not looked at (1)."""
    fields = dict(request.params)
    if request.method == "POST" and "json" not in (header_of(request, "content-type") or ""):
        fields |= form_of(request)
    return fields


def answered(status: int, body: object) -> Response:
    """Return a JSON answer."""
    encoded = json.dumps(body, ensure_ascii=False).encode()
    return Response(status=status, headers={"content-type": "application/json"}, body=encoded)


def page_of_html(status: int) -> Response:
    """Return a page, as the web server answers for addresses that are no calls."""
    page = b"<!DOCTYPE html><html><body><h1>SMS panel</h1></body></html>"
    return Response(status=status, headers={"content-type": "text/html; charset=utf-8"}, body=page)
