"""Calls as the simulator reads them, and answers as it writes them: the envelope and everything that is outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias, cast

import attrs
import msgspec

from crosstie.core.messages import Request, Response
from crosstie.testing.rfms.dates import read_day

__all__ = [
    "Body",
    "Call",
    "JsonObject",
    "RefusedError",
    "Reply",
    "bare",
    "empty",
    "encode",
    "failed",
    "fault",
    "in_both",
    "in_detail",
    "in_result",
    "message",
    "page_not_found",
    "read_body",
    "waiting",
]

JsonObject: TypeAlias = dict[str, object]

JSON = "application/json; charset=utf-8"
HTML = "text/html"
_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")


@attrs.frozen
class Reply:
    """An answer before it is encoded.

    Attributes:
        status: The HTTP status.
        value: What the body says as JSON; a ``bytes`` value is sent as it is.
        content_type: Its content type.
    """

    status: int
    value: object
    content_type: str = JSON


@attrs.define(eq=False, slots=False)
class RefusedError(Exception):
    """The call ends here with this answer.

    Attributes:
        reply: The answer.
    """

    reply: Reply


def bare(value: object) -> Reply:
    """Answer without the envelope (placement ``B``)."""
    return Reply(200, value)


def in_both(result: object, detail: object) -> Reply:
    """Answer in ``result`` and ``detail`` (placement ``RD``)."""
    return Reply(200, {"status": "success", "result": result, "detail": detail})


def in_result(value: object) -> Reply:
    """Answer in ``result`` (placements ``R`` and ``T``)."""
    return in_both(value, None)


def in_detail(value: object) -> Reply:
    """Answer in ``detail`` beside ``"result": "OK"`` (placement ``D``)."""
    return in_both("OK", value)


def failed(text: str, detail: object = None) -> Reply:
    """Let the store refuse: HTTP 200 all the same (1.5)."""
    return Reply(200, {"status": "failed", "result": text, "detail": detail})


def waiting(status: int, detail: object) -> Reply:
    """Say that the store has not answered yet (1.6)."""
    return Reply(status, {"status": "waiting", "result": "The store has not replied yet.", "detail": detail})


def message(status: int, text: str) -> Reply:
    """Answer as ASP.NET does outside the envelope (1.4)."""
    return Reply(status, {"Message": text})


def fault() -> Reply:
    """Fail the way the server fails (1.4)."""
    return message(500, "An error has occurred.")


def page_not_found() -> Reply:
    """Answer an unknown path: 404 with a page for people (1.4)."""
    return Reply(404, b"<html><head><title>404</title></head><body>There is nothing here.</body></html>", HTML)


def empty(status: int) -> Reply:
    """Refuse with a zero-length body (1.4)."""
    return Reply(status, b"")


def encode(reply: Reply) -> Response:
    """Write the answer as bytes; decimals become JSON numbers with all their digits."""
    body = reply.value if isinstance(reply.value, bytes) else _encoder.encode(reply.value)
    headers = {"content-type": reply.content_type} if body else {}
    return Response(status=reply.status, headers=headers, body=body)


def _unreadable() -> RefusedError:
    return RefusedError(message(400, "The request is invalid."))


@attrs.frozen
class Body:
    """The fields of a JSON object, read as leniently as the vendor reads them (section 4).

    Numbers may come as numeric strings and booleans as ``"true"`` and ``"false"``; null counts as not sent; unknown
    keys are never looked at. A value that cannot be read at all is answered with 400.
    """

    fields: Mapping[str, object] = attrs.field(factory=dict[str, object])

    def has(self, *keys: str) -> bool:
        """Tell whether one of the keys was sent with a value."""
        return any(self.fields.get(key) is not None for key in keys)

    def text(self, key: str, default: str = "") -> str:
        """Read a string; a number is taken as its digits."""
        value = self.fields.get(key)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise _unreadable()
        return value if isinstance(value, str) else str(value)

    def number(self, key: str) -> int | None:
        """Read an integer."""
        amount = self.amount(key)
        return None if amount is None else int(amount)

    def amount(self, key: str) -> Decimal | None:
        """Read a decimal number."""
        text = self.text(key).strip()
        if not text:
            return None
        try:
            amount = Decimal(text)
        except InvalidOperation:
            raise _unreadable() from None
        if not amount.is_finite():
            raise _unreadable()
        return amount

    def day(self, key: str) -> date | None:
        """Read a date in any of the forms that requests were seen to use (3.0)."""
        text = self.text(key).strip()
        day = read_day(text)
        if text and day is None:
            raise _unreadable()
        return day

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Read a boolean."""
        text = self.text(key).strip().lower()
        if text not in {"", "true", "false"}:
            raise _unreadable()
        return text == "true" if text else default

    def child(self, key: str) -> Body:
        """Read a nested object; an empty one when it was not sent."""
        value = self.fields.get(key)
        if value is None:
            return Body()
        if not isinstance(value, dict):
            raise _unreadable()
        return Body(cast("JsonObject", value))

    def values(self, key: str) -> Sequence[object]:
        """Read a list of plain values; a single value counts as a list of one."""
        value = self.fields.get(key)
        if value is None:
            return ()
        return cast("list[object]", value) if isinstance(value, list) else (value,)

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of strings."""
        return tuple(str(value) for value in self.values(key))

    def numbers(self, key: str) -> tuple[int, ...]:
        """Read a list of integers."""
        read = (Body({key: value}).number(key) for value in self.values(key))
        return tuple(number for number in read if number is not None)

    def children(self, key: str) -> tuple[Body, ...]:
        """Read a list of objects."""
        return tuple(Body({key: value}).child(key) for value in self.values(key))


@attrs.frozen(kw_only=True)
class Call:
    """A request that found its endpoint.

    Attributes:
        path: The values of the placeholders in the endpoint's path.
        query: The query parameters; the last one wins.
        body: The fields of the body.
        headers: Lower-case names to values.
    """

    path: Mapping[str, str]
    query: Body
    body: Body
    headers: Mapping[str, str]


def read_body(request: Request) -> Body:
    """Read the body as an object; nothing and arrays count as an empty one.

    Raises:
        RefusedError: It is not JSON; answered with 400.
    """
    if not request.body.strip():
        return Body()
    try:
        value = _decoder.decode(request.body)
    except msgspec.DecodeError:
        raise _unreadable() from None
    return Body(cast("JsonObject", value)) if isinstance(value, dict) else Body()
