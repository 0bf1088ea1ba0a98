"""The forms a value takes on the wire and in a record, and the convention that a system's models share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any

import attrs
import msgspec

from crosstie.models import instants, money

__all__ = ["AMOUNT", "COUNT", "DAY", "FLAG", "INSTANT", "KEY", "OPEN", "TEXT", "Convention", "Form"]


@attrs.frozen(kw_only=True)
class Form:
    """One kind of value: what JSON it may be, what it is in a record, and the way between.

    Attributes:
        accepts: The type that msgspec checks on the wire (``Any`` leaves the check to ``read``).
        check: Takes what a caller puts into a record, returns it in its one form; ``TypeError`` or ``ValueError`` says
            what is wrong, as the end of a sentence.
        read: Wire value to record value; ``None`` when they are the same. Never called with null; says
            what is wrong as ``check`` does, without the value.
        reads_all: ``read`` cannot fail, so it may wait until the attribute is first used.
        write: Record value to wire value; ``None`` when they are the same.
        swift: For a ``read`` that can fail: a narrower type that msgspec checks by itself and that nearly every value
            has, see :mod:`crosstie.models.swift`. Without ``settle``, ``read`` may wait until the attribute is first
            used, so that it must not fail for these values, and must return its own results as they are.
        local: ``swift`` is a datetime, which may carry no zone: it is local to the zone that the page was read in, and
            gets that zone when the attribute is used. ``read`` is not called for it.
        settle: Takes the ``swift`` values of one field in all records of a page, and returns what ``read`` would; it
            says what is wrong as ``check`` does.
    """

    accepts: Any  # a type expression: the static type of those is not expressible
    check: Callable[[object], Any]
    read: Callable[[Any], Any] | None = None
    reads_all: bool = False
    write: Callable[[Any], Any] | None = None
    swift: Any = None  # a type expression
    local: bool = False
    settle: Callable[[Sequence[Any]], Iterable[Any]] | None = None

    @property
    def waits(self) -> bool:
        """Whether ``read`` is called when the attribute is used."""
        return self.reads_all or (self.swift is not None and self.settle is None and not self.local)


def _instance_of(expected: type, name: str) -> Callable[[object], Any]:
    def check(value: object) -> Any:  # noqa: ANN401 - the value itself, its type just proven
        if not isinstance(value, expected) or (isinstance(value, bool) and expected is not bool):
            reason = f"must be {name}, not {type(value).__name__}"
            raise TypeError(reason)
        return value

    return check


def _key(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        reason = f"must be text, not {type(value).__name__}"
        raise TypeError(reason)
    return str(value)


def _open(value: object) -> object:
    return value


def _isoformat(value: date) -> str:
    return value.isoformat()


TEXT = Form(accepts=str, check=_instance_of(str, "text"))
"""Text, kept exactly: an empty text is not the same as a missing one."""

KEY = Form(accepts=int | str, check=_key, read=str, reads_all=True)
"""An id: text in records, whether the system sent a number or text."""

FLAG = Form(accepts=bool, check=_instance_of(bool, "True or False"))
"""True or false."""

COUNT = Form(accepts=int, check=_instance_of(int, "a whole number"))
"""A whole number."""

AMOUNT = Form(accepts=Decimal, check=money.exact)
"""Money, price, rate or quantity: exact."""

DAY = Form(accepts=date, check=instants.day, write=_isoformat)
"""A calendar date."""

INSTANT = Form(accepts=Annotated[datetime, msgspec.Meta(tz=True)], check=instants.aware, write=_isoformat)
"""An instant with its offset."""

OPEN = Form(accepts=Any, check=_open)
"""Any JSON value, for members whose shape is not documented; numbers with a fraction are Decimal."""

_STANDARD: Mapping[type, Form] = MappingProxyType(
    {str: TEXT, bool: FLAG, int: COUNT, Decimal: AMOUNT, date: DAY, datetime: INSTANT}
)


@attrs.frozen(kw_only=True)
class Convention:
    """What all models of one system share.

    Attributes:
        system: The system, as error messages name it.
        naming: Python field name to wire name; a field's own ``wire(name)`` goes before it.
        forms: The system's own form for a Python type, where it differs from the standard one.
        from_xml: Whether the system's JSON was made from XML; see :mod:`crosstie.models.from_xml`.
    """

    system: str
    naming: Callable[[str], str]
    forms: Mapping[type, Form] = attrs.field(factory=dict[type, Form])
    from_xml: bool = False

    def form_of(self, kind: Any) -> Form | None:  # noqa: ANN401 - a type expression
        """Return the form for a Python type, or ``None`` for a type that is no plain value."""
        return self.forms.get(kind) or _STANDARD.get(kind)
