"""Answers as NetSuite shapes them: resources, empty ones with a Location, problems (fact sheet 2.1, 5.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crosstie.core.messages import Response
from crosstie.testing.netsuite.codec import encode
from crosstie.testing.netsuite.refusals import Refusal, error_body

__all__ = ["COLLECTION", "SINGULAR", "empty", "problem", "resource", "send", "token_error"]

SINGULAR: Final = "application/vnd.oracle.resource+json; type=singular"
COLLECTION: Final = "application/vnd.oracle.resource+json; type=collection"
_PROBLEM: Final = "application/vnd.oracle.resource+json; type=error"
_JSON: Final = "application/json"


def send(status: int, body: bytes, kind: str = _JSON, further: Mapping[str, str] | None = None) -> Response:
    """Make an answer."""
    return Response(status=status, headers={"content-type": kind, **(further or {})}, body=body)


def resource(value: object, kind: str = SINGULAR) -> Response:
    """Answer a value with 200."""
    return send(200, encode(value), kind)


def empty(status: int, headers: Mapping[str, str]) -> Response:
    """Answer without a body: writes say what they made in ``Location`` only (2.1)."""
    return Response(status=status, headers=dict(headers))


def problem(refusal: Refusal) -> Response:
    """Answer a refusal."""
    further = {} if refusal.location is None else {"location": refusal.location}
    return send(refusal.status, encode(error_body(refusal)), _PROBLEM, further)


def token_error(status: int, error: str, headers: Mapping[str, str] | None = None) -> Response:
    """Answer an error of the token endpoint, which has no description (1.6)."""
    return send(status, encode({"error": error}), _JSON, headers)
