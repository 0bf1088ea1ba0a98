"""One call from a row of the endpoint table: path, body, dates, and what to do when the store lets it wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, Literal, TypeVar

from crosstie.core.checks import sendable
from crosstie.core.exchange import Call
from crosstie.core.messages import Request, Response, quoted
from crosstie.core.paging import Page
from crosstie.errors import UsageError
from crosstie.models import Record
from crosstie.models.codec import json_body
from crosstie.systems.doubt import surely_done
from crosstie.systems.rfms.envelope import Envelope, opened
from crosstie.systems.rfms.routes import Route
from crosstie.systems.rfms.settings import SETTINGS, Settings

__all__ = ["PAGE_SIZE", "call_of", "day_in", "filled", "page_of", "part", "us_day"]

T = TypeVar("T")

PAGE_SIZE: Final = 10
"""The length of every page, in all three schemes; a shorter one is the last (3.0)."""

_JSON: Final = {"accept": "application/json", "content-type": "application/json"}
_ACCEPT: Final = {"accept": "application/json"}


def call_of(  # noqa: PLR0913 - what a call consists of
    operation: str,
    route: Route,
    decode: Callable[[Envelope], T],
    *,
    path: Mapping[str, str] | None = None,
    params: Sequence[tuple[str, str]] = (),
    body: object = None,
    resume: str | None = None,
    settings: Settings = SETTINGS,
    timeout: float | None = None,
) -> Call[T]:
    """Build a call; its address is relative, and completed when it is signed.

    Args:
        operation: What errors call it.
        route: The endpoint.
        decode: Reads the accepted answer.
        path: Values of the placeholders.
        params: Query parameters.
        body: What is sent as JSON; nothing when ``None``.
        resume: The token of an earlier :class:`~crosstie.errors.Pending`: asks for the outcome of that call.
        settings: Whether a resumed call sends its body again.
        timeout: Seconds, where this endpoint needs its own.

    Raises:
        UsageError: A placeholder's value cannot stand in a path, or the token cannot stand in a header.
    """
    headers, kind = _JSON, "write" if route.writes else "read"
    content = b"" if body is None else json_body(operation, body)
    if resume is not None:
        headers, kind = {**headers, "messageid": _header(resume)}, "keyed"
        content = content if settings.resume_with_body else b""
    read = _opening(decode)
    request = Request(
        method=route.verb,
        url=route.path.format_map({name: part(value) for name, value in (path or {}).items()}),
        params=tuple(params),
        headers=headers if content or resume is not None else _ACCEPT,
        body=content,
    )
    return Call(
        operation=operation,
        request=request,
        decode=surely_done(read) if route.writes else read,
        kind=_KINDS[kind],
        key=resume,
        timeout=timeout,
    )


_KINDS: Final[Mapping[str, Literal["read", "keyed", "write"]]] = {"read": "read", "keyed": "keyed", "write": "write"}


def _opening(decode: Callable[[Envelope], T]) -> Callable[[Response], T]:
    return lambda response: decode(opened(response.body))


def part(value: str) -> str:
    """Return a value as one part of a path.

    Raises:
        UsageError: It is no text or empty, or means another path.
    """
    if not sendable("A number, id or name", value).strip() or value in {".", ".."}:
        message = f"{value!r} is no number, id or name that RFMS could be asked for."
        raise UsageError(message)
    return quoted(value)


def _header(token: str) -> str:
    if not token.isascii() or not token.isprintable() or not token.strip():
        message = "This is not the token of a call that waits."
        raise UsageError(message, advice="Pass the token of the Pending error as it is.")
    return token


def filled(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that have a value; RFMS takes null as not sent."""
    return {name: value for name, value in fields.items() if value is not None and value != ()}


def us_day(day: date | None) -> str | None:
    """Write ``10-31-2026``: the one form of job searches (3.0)."""
    return None if day is None else f"{day.month:02}-{day.day:02}-{day.year:04}"


def day_in(day: date | None, settings: Settings) -> str | None:
    """Write a day of a document or customer search in the form that the settings choose (3.0)."""
    if day is None:
        return None
    return day.isoformat() if settings.find_dates == "iso" else us_day(day)


R = TypeVar("R", bound=Record)


def page_of(found: Sequence[R], behind: str, ids: Sequence[str | None]) -> Page[R]:
    """Return a page; there is another one behind it unless it is short.

    Args:
        found: Its records.
        behind: What asks for the next page.
        ids: Their ids: two pages with the same ones are the same page.
    """
    return Page(items=found, next=behind if len(found) >= PAGE_SIZE else None, mark=tuple(ids) or None)
