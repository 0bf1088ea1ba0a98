"""Why the service refuses a call, in its two error shapes (fact sheet 1.7, 1.8, 5.4)."""

from __future__ import annotations

from http import HTTPStatus
from typing import NoReturn

__all__ = ["Refusal", "SessionRefusal", "refuse", "refuse_missing", "refuse_right"]


class Refusal(Exception):
    """The resource API refuses: ``httpCode``, ``httpMessage``, ``message``, ``errorClass``."""

    def __init__(self, status: int, message: str) -> None:
        """Refuse with this status and text."""
        super().__init__(message)
        self.status = status
        self.message = message

    @property
    def phrase(self) -> str:
        """The status in words."""
        return HTTPStatus(self.status).phrase


class SessionRefusal(Exception):
    """The access token is not good: ``error``, ``error_description``, ``hint``."""

    def __init__(self, hint: str) -> None:
        """Refuse with this hint."""
        super().__init__(hint)
        self.hint = hint


def refuse(message: str, status: int = 400) -> NoReturn:
    """Refuse a call.

    Raises:
        Refusal: Always.
    """
    raise Refusal(status, message)


def refuse_missing(what: str) -> NoReturn:
    """Refuse because there is no such record or resource.

    Raises:
        Refusal: Always.
    """
    raise Refusal(404, f"{what} was not found.")


def refuse_right(scope: str) -> NoReturn:
    """Refuse because the grant lacks a right: 403, not 401 (1.4).

    Raises:
        Refusal: Always.
    """
    raise Refusal(403, f"The right {scope} is missing.")
