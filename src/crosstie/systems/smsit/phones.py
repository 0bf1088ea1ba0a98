"""Telephone numbers: E.164 inside, and the form that each dialect wants outside (fact sheet: smsit.md, 6.1).

The rules are the fact sheet's own and need no library, so that a number means the same in every process. A library that
happens to be installed changes nothing; ``Settings(phone_check="possible")`` asks for its opinion on purpose.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from crosstie.core.checks import sendable
from crosstie.errors import MissingExtra, UsageError

__all__ = [
    "GatewayNumbers",
    "PhoneCheck",
    "alpha_sender",
    "country_code",
    "digits_of",
    "e164",
    "for_gateway",
    "meant",
    "possible",
    "shown",
]

GatewayNumbers = Literal["plus", "digits", "national"]
PhoneCheck = Literal["form", "possible"]

_LONGEST: Final = 15
_SHORTEST: Final = 7
_NATIONAL: Final = 10
_AMERICAN: Final = 11
_SEPARATORS: Final = re.compile(r"[\s().\-/\u200b\u200e\u200f\u202a-\u202e\u2010-\u2015\u2060\ufeff]+")
_NUMBER: Final = re.compile(r"(\+?)([0-9]+)")
_NANP: Final = re.compile(r"1[2-9][0-9]{2}[2-9][0-9]{6}")
_ALPHA: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9]{1,11}")


def e164(text: str, *, country: str | None = None) -> str:
    """Return a number in E.164: a plus, the country code and the number, nothing else.

    Ten digits are completed with ``country`` where one is given; eleven that begin with 1 are a number of North
    America; any other needs its plus. Nothing is guessed.

    Args:
        text: The number, with blanks, brackets, dots, dashes and slashes wherever people put them.
        country: The country code that ten digits are to be completed with, such as ``"1"``; ``None`` for none.

    Raises:
        UsageError: It is none, it is a short code, or its country is not known. The number is not repeated.

    Example:
        >>> e164("(202) 555-0123", country="1")
        '+12025550123'
    """
    text = unicodedata.normalize("NFKC", sendable("A telephone number", text))
    found = _NUMBER.fullmatch(_SEPARATORS.sub("", text))
    if found is None:
        message = "This is no telephone number: there is nothing, or more than digits and one plus at the beginning."
        raise UsageError(message, advice="Leave extensions and letters out.")
    plus, digits = found.groups()
    if not plus:
        digits = _completed(digits, country)
    if not _SHORTEST <= len(digits) <= _LONGEST or digits.startswith("0"):
        message = "This is no number of E.164: those have a country code and seven to fifteen digits in all."
        raise UsageError(message, advice="Short codes cannot be written to.")
    if digits.startswith("1") and not _NANP.fullmatch(digits):
        message = "This is no number of North America: behind the 1 come area code and exchange, each from 200 on."
        raise UsageError(message)
    return f"+{digits}"


def _completed(digits: str, country: str | None) -> str:
    if len(digits) == _NATIONAL and country is not None:
        return country_code(country) + digits
    if len(digits) == _AMERICAN and digits.startswith("1"):
        return digits
    message = "The country of this number is not known."
    advice = "Write it with a plus and its country code, or set Settings(country=...) for numbers of ten digits."
    raise UsageError(message, advice=advice)


def country_code(code: str) -> str:
    """Return a country code if it may be one: one to three digits.

    Raises:
        UsageError: It is none.
    """
    if not re.fullmatch(r"[1-9][0-9]{0,2}", sendable("A country code", code)):
        message = f"{code!r} is no country code: those have one to three digits, such as 1 or 44."
        raise UsageError(message)
    return code


def possible(number: str) -> str:
    """Return a number of E.164 if the numbering plan of its country has numbers of that length.

    Raises:
        MissingExtra: The library ``phonenumbers`` is not installed.
        UsageError: The plan has none like it.
    """
    try:
        import phonenumbers  # noqa: PLC0415 - an extra
    except ImportError:
        message = "Telephone numbers are checked against numbering plans with phonenumbers, which is not installed."
        raise MissingExtra(message, advice='Install crosstie[phone], or use Settings(phone_check="form").') from None
    try:
        fits = phonenumbers.is_possible_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        fits = False
    if not fits:
        message = "No numbering plan has a number like this."
        raise UsageError(message)
    return number


# -- outside -----------------------------------------------------------------------------------------------------------


def digits_of(number: str) -> str:
    """Return a number as the control panel and the CRM take it: with country code, without plus (6.1)."""
    return number.removeprefix("+")


def for_gateway(number: str, form: GatewayNumbers) -> str:
    """Return a number as a gateway takes it.

    A gateway tells numbers with a plus; a client in use sends ten national digits (6.1). So the form is a setting.

    Raises:
        UsageError: ``national`` is asked of a number that is not one of North America.
    """
    if form == "plus":
        return number
    if form == "digits":
        return digits_of(number)
    if not number.startswith("+1"):
        message = "Only numbers of North America have ten national digits."
        raise UsageError(message, advice='Use Settings(gateway_numbers="plus").')
    return number[2:]


def shown(number: str) -> str:
    """Return a number that was answered in E.164 where it is all digits, and as it came otherwise."""
    digits = number.strip().removeprefix("+")
    return f"+{digits}" if digits.isascii() and digits.isdigit() else number


def meant(number: str, country: str | None) -> str | None:
    """Return the number of E.164 that one in the account's contacts may mean beside what is shown.

    Contacts that were typed or imported can lack the country code, and what people said of texts is kept by E.164.
    ``None`` where there is no other meaning.

    Example:
        >>> meant("+2025550123", "1"), meant("(202) 555-0123", "1"), meant("+12025550123", "1")
        ('+12025550123', '+12025550123', None)
    """
    try:
        full = e164(digits_of(number), country=country)
    except UsageError:
        return None
    return None if full == number else full


def comparable(number: str, country: str | None) -> bool:
    """Tell whether a number in the account's contacts has one meaning in E.164, or two that are both known.

    One of ten digits may lack its country code, and which it lacks only the settings say.

    Example:
        >>> comparable("+12025550123", None), comparable("+2025550123", None), comparable("+2025550123", "1")
        (True, False, True)
    """
    if country is None and len(digits_of(number)) == _NATIONAL:
        return False
    try:
        e164(number, country=country)
    except UsageError:
        return meant(number, country) is not None
    return True


def alpha_sender(name: str) -> str:
    """Return a sender's name if it may be one: one to eleven letters or digits, at least one letter (6.1).

    Raises:
        UsageError: It is none.
    """
    if _ALPHA.fullmatch(sendable("A sender's name", name)) is None:
        message = "A sender's name has one to eleven letters or digits without accents, and at least one letter."
        raise UsageError(message, advice="It is allowed in certain countries only, none of them in North America.")
    return name
