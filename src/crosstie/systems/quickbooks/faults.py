"""Read the faults of QuickBooks in every shape they come in (fact sheet: quickbooks.md, 5.3)."""

from __future__ import annotations

import html
import re
from typing import Any, Final

import attrs
import msgspec

from crosstie.core.messages import Response
from crosstie.models.answers import UNREADABLE

__all__ = ["Fault", "Problem", "fault_of", "fault_of_item", "is_session_refused"]

_UNAUTHORIZED: Final = 401
_SUCCESS: Final = range(200, 300)
_SESSION: Final = frozenset({"100", "110", "3200", "3202"})
_NOT_RENEWABLE: Final = frozenset({"120", "3100"})
_LOOK: Final = 65_536
"""A fault is small: of a larger answer only the beginning is searched for one."""
_LOOK_XML: Final = 8_192
_LARGEST_CODE: Final = 999_999


@attrs.frozen
class Problem:
    """One entry of a fault, in QuickBooks's own words: not yet redacted.

    Attributes:
        code: The code, as text.
        message: Its title.
        detail: More words.
        element: The property it is about, if it says.
    """

    code: str = ""
    message: str = attrs.field(default="", repr=False)
    detail: str = attrs.field(default="", repr=False)
    element: str | None = None


@attrs.frozen
class Fault:
    """A fault.

    Attributes:
        problems: One or several.
        type: Such as ``ValidationFault``.
    """

    problems: tuple[Problem, ...]
    type: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all problems."""
        return frozenset(problem.code for problem in self.problems)


class _ServiceError(msgspec.Struct, gc=False, rename={"message": "Message", "detail": "Detail"}):
    code: str | int | None = None
    message: str | None = None
    detail: str | None = None
    element: str | None = None


class _ServiceFault(msgspec.Struct, gc=False, rename={"errors": "Error"}):
    errors: tuple[_ServiceError, ...] | None = None
    type: str | None = None


class _GatewayError(msgspec.Struct, gc=False):
    code: str | int | None = None
    message: str | None = None
    detail: str | None = None
    element: str | None = None


class _GatewayFault(msgspec.Struct, gc=False, rename={"errors": "error"}):
    errors: tuple[_GatewayError, ...] | None = None
    type: str | None = None


class _Answer(msgspec.Struct, gc=False, rename={"service": "Fault", "gateway": "fault"}):
    service: _ServiceFault | None = None
    gateway: _GatewayFault | None = None


_answer: Final = msgspec.json.Decoder(_Answer)

_XML_FAULT: Final = re.compile(r"<(?:\w+:)?Fault\b(?P<attributes>[^>]*)>(?P<inside>.*?)</(?:\w+:)?Fault>", re.DOTALL)
_XML_ERROR: Final = re.compile(r"<Error\b(?P<attributes>[^>]*)>(?P<inside>.*?)</Error>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(r"""(?P<name>\w+)\s*=\s*(?P<quote>["'])(?P<value>.*?)(?P=quote)""")
_CHILD: Final = re.compile(r"<(?P<name>Message|Detail)>(?P<value>.*?)</(?P=name)>", re.DOTALL)


def fault_of(response: Response) -> Fault | None:
    """Return the fault that an answer holds, whatever its status says; ``None`` when it holds none."""
    body = response.body
    head = body if len(body) <= _LOOK else body[:4096]
    if b'ault"' in head and (b'"Fault"' in head or b'"fault"' in head):  # most answers hold neither: one search
        return _in_json(body)
    return _in_xml(head[:_LOOK_XML]) if b"<Error" in head[:_LOOK_XML] else None


def fault_of_item(raw: msgspec.Raw) -> Fault | None:
    """Return the fault beside a ``bId`` in the answer to a batch; ``None`` when the item went well."""
    return _in_json(bytes(raw))


def is_session_refused(response: Response) -> bool:
    """Tell whether the answer says that the token is not good, so that another may help."""
    fault = fault_of(response)
    if fault is None:
        return response.status == _UNAUTHORIZED
    if fault.codes & _NOT_RENEWABLE:
        return False
    return response.status == _UNAUTHORIZED or bool(fault.codes & _SESSION)


def _in_json(body: bytes) -> Fault | None:
    try:
        answer = _answer.decode(body)
    except UNREADABLE:
        return None
    found: Any = answer.service or answer.gateway  # Any: two Structs that differ in their wire names only
    if found is None:
        return None
    problems = tuple(
        Problem(
            _text(error.code),
            error.message or "",
            error.detail or "",
            error.element or None,
        )
        for error in found.errors or ()
    )
    return Fault(problems, found.type or "")


def _text(code: str | int | None) -> str:
    """Return a code as text; a number of thousands of digits, which Python would not print, is none."""
    if isinstance(code, int):
        return str(code) if 0 <= code <= _LARGEST_CODE else ""
    return code or ""


def _in_xml(body: bytes) -> Fault | None:
    found = _XML_FAULT.search(body.decode("utf-8", "replace"))
    if found is None:
        return None
    problems: list[Problem] = []
    for error in _XML_ERROR.finditer(found["inside"]):
        attributes = _attributes(error["attributes"])
        words = {child["name"]: html.unescape(child["value"]) for child in _CHILD.finditer(error["inside"])}
        problems.append(
            Problem(
                attributes.get("code", ""),
                words.get("Message", ""),
                words.get("Detail", ""),
                attributes.get("element") or None,
            )
        )
    return Fault(tuple(problems), _attributes(found["attributes"]).get("type", ""))


def _attributes(text: str) -> dict[str, str]:
    return {found["name"]: html.unescape(found["value"]) for found in _ATTRIBUTE.finditer(text)}
