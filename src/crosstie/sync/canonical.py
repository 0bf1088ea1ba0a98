"""Canonical forms: one spelling for each value, so that formatting is not a change.

A :class:`Form` turns a value into JSON that is kept in bases and conflicts and can be turned back; two values are the
same when their *folded* JSON is equal. Empty is missing: ``None``, blank text and empty collections are all ``None``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_EVEN, Context, Decimal, DecimalException
from typing import Any, Final, Literal, TypeAlias, cast

import attrs

from crosstie.errors import MissingExtra, UsageError
from crosstie.storage.columns import Json

__all__ = [
    "Form",
    "Precision",
    "Unfit",
    "code",
    "day",
    "email",
    "flag",
    "instant",
    "is_empty",
    "money",
    "phone",
    "phone_digits",
    "text",
    "whole",
    "words",
]

Precision: TypeAlias = Literal["second", "millisecond", "microsecond"]

_MOST_DIGITS: Final = 50
_WIDE: Final = Context(prec=2 * _MOST_DIGITS)  # the default 28 digits could not hold every amount at every scale
_STEPS: Final[Mapping[Precision, int]] = {"second": 1_000_000, "millisecond": 1_000, "microsecond": 1}


class Unfit(ValueError):
    """A value does not fit; the text finishes the sentence "it ..." and never quotes the value."""


def _as_is(value: Json) -> Any:  # noqa: ANN401 - the form decides the type
    return value


@attrs.frozen(kw_only=True)
class Form:
    """How the values of a field are spelled and compared.

    Attributes:
        name: What it is called; part of what a cursor belongs to.
        spell: Turns a value that is not empty into canonical JSON; raises :class:`Unfit` for what does not fit.
        restore: Turns canonical JSON back into a value.
        folds: Whether letter case is no difference.
        identifies: Whether an equal value is a reason to believe that two records are the same thing.
    """

    name: str
    spell: Callable[[object], Json] = attrs.field(repr=False)
    restore: Callable[[Json], Any] = attrs.field(default=_as_is, repr=False)  # Any: the form decides the type
    folds: bool = False
    identifies: bool = False

    def of(self, value: object) -> Json:
        """Return the canonical JSON of a value; ``None`` when it is empty.

        Raises:
            ValueError: It does not fit the form; an :class:`Unfit` says why, without the value.
        """
        if is_empty(value):
            return None
        spelled = self.spell(value)
        return None if spelled in ("", []) else spelled

    def fold(self, spelled: Json) -> Json:
        """Return what two canonical values are compared by."""
        if not self.folds:
            return spelled
        if isinstance(spelled, list):
            return sorted(str(part).casefold() for part in cast("Sequence[Json]", spelled))
        return _folded(spelled) if isinstance(spelled, str) else spelled

    def ignoring_case(self) -> Form:
        """Return this form without regard to letter case."""
        return self if self.folds else attrs.evolve(self, name=f"{self.name}~", folds=True)


def _folded(spelled: str) -> str:
    # Upper case first: a system that upper-cases turns "ß" into "SS", and the two must still be one.
    return unicodedata.normalize("NFC", spelled.upper().casefold())


def is_empty(value: object) -> bool:
    """Tell whether a value is nothing: ``None``, blank text or an empty collection."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, list | tuple | set | frozenset) and not value


# -- text --------------------------------------------------------------------------------------------------------------


def _spell_text(value: object) -> Json:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        reason = f"is no text but a {type(value).__name__}"
        raise Unfit(reason)
    plain = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", plain).strip()


def _spell_code(value: object) -> Json:
    spelled = _spell_text(value)
    return "".join(str(spelled).split())


def _spell_words(value: object) -> Json:
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple | set | frozenset):
        reason = f"is no collection of words but a {type(value).__name__}"
        raise Unfit(reason)
    spelled = {str(_spell_text(part)) for part in cast("Sequence[object]", parts)}
    return sorted(spelled - {""})


text: Final = Form(name="text", spell=_spell_text)
"""Text as it is, but for surrounding blanks, line ends and the composition of accents."""

code: Final = Form(name="code", spell=_spell_code, identifies=True)
"""An identifier that another system gave: exact, blanks dropped; identifies."""

email: Final = Form(name="email", spell=_spell_code, folds=True, identifies=True)
"""An e-mail address without regard to letter case; identifies."""

words: Final = Form(name="words", spell=_spell_words, folds=True)
"""Tags: a set of words without order or case; a text is split at its commas."""


# -- phones ------------------------------------------------------------------------------------------------------------


def _digits(value: object) -> Json:
    written = str(_spell_text(value))
    digits = "".join(mark for mark in written if mark.isdecimal() and mark.isascii())
    if not digits:
        return written
    if written.lstrip(" (").startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") and len(digits) > 2 else digits  # noqa: PLR2004 - "00" itself


phone_digits: Final = Form(name="phone digits", spell=_digits, identifies=True)
"""A telephone number by its digits alone, needing no library; identifies.

A leading ``+`` or ``00`` marks an international number, everything else but ASCII digits is dropped. ``503-555-0100``
equals ``(503) 555 0100``, but not ``+1 503 555 0100``: without a numbering plan nobody can tell. Use :func:`phone` for
that.
"""


def phone(region: str) -> Form:
    """Make the form of telephone numbers in E.164, as written in a region; identifies.

    What is no possible number there is compared by its digits.

    Args:
        region: Two letters, such as ``US``: how numbers without a country code are meant.

    Raises:
        MissingExtra: The library ``phonenumbers`` is not installed.
        UsageError: The region is unknown.
    """
    try:
        import phonenumbers  # noqa: PLC0415 - an extra
    except ImportError:
        message = "Telephone numbers need the library phonenumbers, which is not installed."
        raise MissingExtra(
            message, advice="Install crosstie[phone], or use sync.phone_digits, which compares digits only."
        ) from None
    if region not in phonenumbers.SUPPORTED_REGIONS:
        message = f"{region!r} is no region that telephone numbers are known for."
        raise UsageError(message, advice="Give two capital letters, such as US.")

    def spell(value: object) -> Json:
        written = str(_spell_text(value))
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            return _digits(value)
        if not phonenumbers.is_possible_number(number):
            return _digits(value)
        spelled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return f"{spelled};ext={number.extension}" if number.extension else spelled

    return Form(name=f"phone {region}", spell=spell, identifies=True)


# -- numbers and truth -------------------------------------------------------------------------------------------------


def _amount(value: object) -> Decimal:
    # A float is what some databases make of an amount: its shortest decimal spelling is what was meant.
    written = repr(value) if isinstance(value, float) else str(value).strip()
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        reason = f"is no amount but a {type(value).__name__}"
        raise Unfit(reason)
    try:
        amount = Decimal(written)
    except DecimalException:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount.adjusted()) > _MOST_DIGITS:
        reason = "is no finite number of a sensible size"
        raise Unfit(reason)
    return amount


def money(places: int | None = None) -> Form:
    """Make the form of exact amounts: ``12.5``, ``12.50`` and ``"12.50"`` are one.

    Args:
        places: Round to so many decimals (half to even) before comparing, where one side keeps fewer; exact when not
            given.
    """

    def spell(value: object) -> Json:
        amount = _amount(value)
        if places is not None:
            amount = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, _WIDE)
        plain = format(amount, "f")
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return "0" if plain in ("-0", "") else plain

    def restore(spelled: Json) -> Decimal | None:
        return None if spelled is None else Decimal(str(spelled))

    return Form(name="money" if places is None else f"money {places}", spell=spell, restore=restore)


def _spell_whole(value: object) -> Json:
    amount = _amount(value)
    if amount != amount.to_integral_value():
        reason = "is no whole number"
        raise Unfit(reason)
    return int(amount)


_TRUTHS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "yes", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "n", "f", "0"), False),
}


def _spell_flag(value: object) -> Json:
    truth = _TRUTHS.get(str(value).strip().lower())
    if truth is None:
        reason = "is neither true nor false"
        raise Unfit(reason)
    return truth


whole: Final = Form(name="whole", spell=_spell_whole)
"""A whole number."""

flag: Final = Form(name="flag", spell=_spell_flag)
"""True or false; also ``1`` and ``0``, and the usual words."""


# -- times -------------------------------------------------------------------------------------------------------------


def instant(*, zone: tzinfo | None = None, precision: Precision = "microsecond") -> Form:
    """Make the form of instants, compared in UTC.

    Args:
        zone: What times without a zone are meant in; without it they are refused.
        precision: Cut to this, where one side keeps no more.
    """

    def spell(value: object) -> Json:
        moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
        if not isinstance(moment, datetime):
            reason = f"is no time but a {type(value).__name__}"
            raise Unfit(reason)
        if moment.utcoffset() is None:
            if zone is None:
                reason = "is a time without a zone"
                raise Unfit(reason)
            moment = moment.replace(tzinfo=zone)
        moment = moment.astimezone(UTC)
        step = _STEPS[precision]
        return moment.replace(microsecond=moment.microsecond // step * step).isoformat()

    def restore(spelled: Json) -> datetime | None:
        return None if spelled is None else datetime.fromisoformat(str(spelled))

    shown = f"instant {precision}" if zone is None else f"instant {precision} {zone}"
    return Form(name=shown, spell=spell, restore=restore)


def _spell_day(value: object) -> Json:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return date.fromisoformat(value.strip()).isoformat()
    reason = f"is no day but a {type(value).__name__}"
    raise Unfit(reason)


def _restore_day(spelled: Json) -> date | None:
    return None if spelled is None else date.fromisoformat(str(spelled))


day: Final = Form(name="day", spell=_spell_day, restore=_restore_day)
"""A calendar day; of a time, the day in the time's own zone."""
