"""What all SuiteDash records share (fact sheet: suitedash.md, 2 and 3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final, Literal

from crosstie.models import Convention, Form, Record, instants, model, wire
from crosstie.models.forms import FLAG, INSTANT
from crosstie.models.naming import snake

__all__ = ["Address", "Link", "SuiteDashRecord"]

_FLAGS: Final = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def _read_flag(value: Any) -> bool | None:  # noqa: ANN401 - whatever JSON held
    """Read ``active``, which is only known to be like a flag (3.1)."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if not text:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    reason = "is neither true nor false"
    raise ValueError(reason)


def _read_instant(value: Any) -> datetime | None:  # noqa: ANN401 - whatever JSON held
    """Read a timestamp, with an offset or without; its form is not confirmed (8, question 9)."""
    if not isinstance(value, str):
        reason = f"is {type(value).__name__}, expected text"
        raise TypeError(reason)
    return instants.local_iso(value.strip()) if value.strip() else None


_CONVENTION: Final = Convention(
    system="suitedash",
    naming=snake,
    forms={
        bool: Form(accepts=Any, check=FLAG.check, read=_read_flag, swift=bool | Literal[1, 0, "1", "0", ""]),
        datetime: Form(
            accepts=Any,
            check=INSTANT.check,
            read=_read_instant,
            write=INSTANT.write,
            swift=datetime,
            local=True,
        ),
    },
)


@model(kw_only=True)
class SuiteDashRecord(Record):
    """Any record with a uid: snake_case on the wire, but for a few members.

    Attributes:
        uid: Its uid; missing in drafts.
    """

    convention: ClassVar[Convention] = _CONVENTION

    uid: str | None = wire(identity=True)


@model(kw_only=True)
class Address(Record):
    """A postal address."""

    convention: ClassVar[Convention] = _CONVENTION

    address_line_1: str | None = None
    address_line_2: str | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    zip: str | None = None


@model(kw_only=True)
class Link(SuiteDashRecord):
    """A record that another one names, such as a contact's company."""

    name: str | None = None
