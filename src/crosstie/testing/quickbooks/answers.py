"""Answers as the service and its gateway shape them (fact sheet 2.1, 5.3), in JSON or, without Accept, in XML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from crosstie.core.messages import Request, Response
from crosstie.testing.clock import MovableClock
from crosstie.testing.quickbooks.codec import Json, decode, encode, items, members
from crosstie.testing.quickbooks.refusals import GatewayRefusal, Refusal
from crosstie.testing.quickbooks.settings import Rules
from crosstie.testing.reading import header_of

__all__ = ["Answers", "fault_body"]

_JSON: Final = "application/json;charset=UTF-8"
_XML: Final = "application/xml;charset=UTF-8"
_ATTRIBUTES: Final = frozenset({"domain", "sparse", "status", "type", "code", "element"})
_NULLS: Final = ("intuitObject", "report", "queryResponse", "syncErrorResponse", "requestId", "status")


class Answers:
    """Makes answers and gives each its ``intuit_tid`` (1.8)."""

    def __init__(self, clock: MovableClock, rules: Rules) -> None:
        """Begin with the first transaction id."""
        self._clock = clock
        self._rules = rules
        self._number = 0

    def stamp(self) -> str:
        """Return the time of the envelope: ISO 8601 with milliseconds and offset."""
        return self._clock.now().astimezone(self._rules.zone).isoformat(timespec="milliseconds")

    def send(self, status: int, body: bytes, kind: str = _JSON, further: Mapping[str, str] | None = None) -> Response:
        """Make an answer."""
        self._number += 1
        headers = {"content-type": kind, "intuit_tid": f"1-{self._number:08x}-simulated", **(further or {})}
        return Response(status=status, headers=headers, body=body)

    def again(self, first: Response) -> Response:
        """Repeat an answer, under a transaction id of its own."""
        return self.send(first.status, first.body, first.headers["content-type"])

    def wrapped(self, request: Request, name: str, *value: bytes) -> Response:
        """Answer ``{"<name>": <value>, "time": ...}``; the value comes as JSON, in one or more pieces."""
        body = b"".join((b'{"', name.encode(), b'":', *value, b',"time":"', self.stamp().encode(), b'"}'))
        return self._as_accepted(request, 200, body)

    def fault(self, request: Request, refusal: Refusal) -> Response:
        """Answer a service fault."""
        return self._as_accepted(request, refusal.status, encode({"Fault": fault_body(refusal), "time": self.stamp()}))

    def gateway_fault(self, refusal: GatewayRefusal) -> Response:
        """Answer a gateway fault: lower-case keys, many nulls, the time in milliseconds since 1970."""
        error = {
            "message": f"message={refusal.name}; errorCode={int(refusal.code):06d}; statusCode={refusal.status}",
            "detail": refusal.detail,
            "code": refusal.code,
            "element": None,
        }
        body: Json = {"warnings": None, "fault": {"error": [error], "type": refusal.kind}}
        body.update(dict.fromkeys(_NULLS))
        body.update({"batchItemResponse": [], "attachableResponse": [], "cdcresponse": []})
        body["time"] = int(self._clock.now().timestamp() * 1000)
        challenge = {"www-authenticate": 'Bearer realm="Intuit", error="invalid_token"'}
        return self.send(refusal.status, encode(body), further=challenge if refusal.status == 401 else None)  # noqa: PLR2004 - HTTP's own number

    def _as_accepted(self, request: Request, status: int, body: bytes) -> Response:
        if "json" in (header_of(request, "accept") or ""):
            return self.send(status, body)
        return self.send(status, _as_xml(decode(body)), _XML)


def fault_body(refusal: Refusal) -> Json:
    """Return the value of ``Fault``."""
    errors: list[Json] = []
    for problem in refusal.problems:
        error: Json = {"Message": problem.message, "Detail": problem.detail, "code": problem.code}
        if problem.element is not None:
            error["element"] = problem.element
        errors.append(error)
    return {"Error": errors, "type": refusal.kind}


def _as_xml(body: Json) -> bytes:
    time = quoteattr(str(body.get("time", "")))
    inner = "".join(_element(name, value) for name, value in body.items() if name != "time")
    text = f'<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time={time}>{inner}</IntuitResponse>'
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text.encode()


def _element(name: str, value: object) -> str:
    entries = items(value)
    if isinstance(value, list):
        return "".join(_element(name, entry) for entry in entries)
    inside = members(value)
    if inside is None:
        shown = str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
        return f"<{name}>{escape(shown)}</{name}>"
    attributes = "".join(
        f" {key}={quoteattr(str(held).lower() if isinstance(held, bool) else str(held))}"
        for key, held in inside.items()
        if key in _ATTRIBUTES and members(held) is None
    )
    children = "".join(_element(key, held) for key, held in inside.items() if key not in _ATTRIBUTES)
    return f"<{name}{attributes}>{children}</{name}>"
