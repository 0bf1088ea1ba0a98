"""Why the service refuses a call: the codes of fact sheet 5.4 and the two fault shapes of 5.3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NoReturn, TypeAlias

import attrs

__all__ = [
    "FaultType",
    "GatewayRefusal",
    "Problem",
    "Refusal",
    "expired",
    "refuse",
    "refuse_gone",
    "refuse_missing",
    "refuse_query",
    "refuse_stale",
    "refuse_unsupported",
    "throttled",
    "unauthorized",
    "unsupported",
]

FaultType: TypeAlias = Literal["ValidationFault", "SystemFault", "AuthenticationFault", "AuthorizationFault"]

_MESSAGES: Final[Mapping[str, str]] = {
    "500": "Unsupported Operation",
    "610": "Object Not Found",
    "620": "Transaction cannot be linked",
    "1040": "Batch size exceeded",
    "2010": "Request has invalid or unsupported property",
    "2020": "Required param missing, need to supply the required value for the API",
    "2030": "Invalid ID",
    "2040": "Invalid character in the name",
    "2050": "String too long",
    "2060": "Invalid date",
    "2090": "Invalid number",
    "2110": "Invalid value",
    "2130": "Invalid requestid",
    "2170": "Invalid enumeration",
    "2210": "Invalid email address",
    "2500": "Invalid Reference Id",
    "4000": "Error parsing query",
    "4001": "Invalid query",
    "5010": "Stale Object Error",
    "6000": "Business validation error",
    "6070": "Amount is not equal to UnitPrice * Qty",
    "6080": "A name is required",
    "6100": "Invalid tax code",
    "6140": "Duplicate Document Number Error",
    "6180": "Name nested too deep",
    "6220": "Object has a balance",
    "6240": "Duplicate Name Exists Error",
    "6250": "Invalid customer",
    "6270": "Transaction date is prior to start date",
    "6420": "Email address required",
    "10100": "Result set too large",
}
"""The message of each code, in this project's own words but for the few that clients have recorded."""


@attrs.frozen
class Problem:
    """One entry of ``Fault.Error``; an ``element`` of ``None`` is left out, as it often is."""

    code: str
    detail: str
    element: str | None = None

    @property
    def message(self) -> str:
        """The message that goes with the code."""
        return _MESSAGES[self.code]


class Refusal(Exception):
    """The service refuses, with one problem or several at once."""

    def __init__(self, *problems: Problem, status: int = 400, kind: FaultType = "ValidationFault") -> None:
        """Refuse for these problems."""
        super().__init__(problems)
        self.problems = problems
        self.status = status
        self.kind: FaultType = kind


class GatewayRefusal(Exception):
    """The gateway in front of the service refuses: authentication, authorisation, throttling."""

    def __init__(self, status: int, code: str, *, name: str, detail: str, kind: str) -> None:
        """Refuse with this status and code; ``name`` is the gateway's word for it."""
        super().__init__(code)
        self.status = status
        self.code = code
        self.name = name
        self.detail = detail
        self.kind = kind


def refuse(code: str, detail: str, element: str | None = None) -> NoReturn:
    """Refuse for one problem.

    Raises:
        Refusal: Always.
    """
    raise Refusal(Problem(code, detail, element))


def refuse_missing(element: str) -> NoReturn:
    """Refuse because a required property is missing (2020).

    Raises:
        Refusal: Always.
    """
    refuse("2020", f"Required parameter {element} is missing in the request", element)


def refuse_gone(what: str, element: str | None = None) -> NoReturn:
    """Refuse because an object, or one it refers to, is not there any more or inactive (610).

    Raises:
        Refusal: Always.
    """
    refuse("610", f"Object Not Found : {what} does not exist or has been made inactive", element)


def refuse_stale() -> NoReturn:
    """Refuse because the SyncToken is not the current one (5010).

    Raises:
        Refusal: Always.
    """
    refuse("5010", "Stale Object Error : another user of this company saved this object first", "")


def refuse_query(code: Literal["4000", "4001"], detail: str) -> NoReturn:
    """Refuse a query that cannot be parsed (4000) or makes no sense (4001).

    Raises:
        Refusal: Always.
    """
    refuse(code, f"{'QueryParserError' if code == '4000' else 'QueryValidationError'}: {detail}")


def refuse_unsupported(detail: str) -> NoReturn:
    """Refuse because there is no such operation (500).

    Raises:
        Refusal: Always.
    """
    raise unsupported(detail)


def unsupported(detail: str, *, status: int = 400, kind: FaultType = "ValidationFault") -> Refusal:
    """Make the refusal of an operation that does not exist (500); its HTTP status is 400 or 500, sources differ."""
    return Refusal(Problem("500", detail), status=status, kind=kind)


def expired(piece: str) -> GatewayRefusal:
    """The access token is not (any more) good; the detail holds a piece of it, which a client must not log (5.3)."""
    detail = f"Token expired: {piece}"
    return GatewayRefusal(401, "3200", name="AuthenticationFailed", detail=detail, kind="AUTHENTICATION")


def unauthorized() -> GatewayRefusal:
    """The token is good, but for another company (3100)."""
    detail = "The application is not authorized for this company"
    return GatewayRefusal(403, "3100", name="ApplicationAuthorizationFailed", detail=detail, kind="SERVICE")


def throttled() -> GatewayRefusal:
    """Too many calls: pause about a minute (3001)."""
    detail = "The request limit was reached; wait a while before the next call"
    return GatewayRefusal(429, "3001", name="ThrottleExceeded", detail=detail, kind="SERVICE")
