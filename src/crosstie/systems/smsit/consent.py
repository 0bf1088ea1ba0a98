"""Who may be texted: what is on record about a number, and what keeps a message back (fact sheet: smsit.md, 6.3).

Not legal advice. The rules err on the side of not sending: an opt-out stands until the person takes it back, whatever
a nightly import says, and lifting the quiet hours never lifts an opt-out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final, Literal

import attrs

from crosstie.core.checks import aware
from crosstie.core.state import record
from crosstie.errors import UsageError, Withheld
from crosstie.systems.smsit.hours import QuietHours, time_zone
from crosstie.systems.smsit.keywords import Wish, perhaps_opts_out, wish_of
from crosstie.systems.smsit.phones import comparable, e164

__all__ = [
    "Consent",
    "Inbound",
    "State",
    "check_comparable",
    "check_consent",
    "check_hours",
    "entry_of",
    "standing",
    "zone_for",
]

State = Literal["granted", "opted_out"]

_STATES: Final = ("granted", "opted_out")
_KEPT: Final = 160
_NOTHING: Final = "Nothing was sent."


def _number(value: str) -> str:
    return e164(value)


def _aware(instance: object, field: attrs.Attribute[datetime], value: datetime) -> None:
    del instance
    aware(f"{field.name} of a consent", value)


def _state(instance: object, field: attrs.Attribute[str], value: str) -> None:
    del instance
    if value not in _STATES:
        message = f"{field.name} of a consent is granted or opted_out, not {value!r}."
        raise UsageError(message)


@record("sms_consents", key=("tenant", "number"))
@attrs.frozen(kw_only=True)
class Consent:
    """What a person has said about texts to a number; a kind of record that any storage can keep.

    Attributes:
        number: In E.164, or with eleven digits that begin with 1.
        state: ``granted`` or ``opted_out``.
        since: When they said it.
        source: Where: ``keyword``, or the host's own word, such as ``booking form``.
        words: What they said, for the record.
        lifts_opt_out: Whether this is the person's own word, such as START, that lifts an opt-out from before. An
            import of old consents is none, and neither is a word that was said in the future.
        tenant: The host's customer; filled in by the store.
    """

    number: str = attrs.field(converter=_number)
    state: str = attrs.field(validator=_state)
    since: datetime = attrs.field(validator=_aware)
    source: str = "host"
    words: str | None = attrs.field(default=None, repr=False)
    lifts_opt_out: bool = False
    tenant: str = "default"

    @property
    def allows(self) -> bool:
        """Whether texts are allowed by it."""
        return self.state == "granted"


@attrs.frozen(kw_only=True)
class Inbound:
    """What a text that came in means.

    Attributes:
        wish: ``out``, ``in``, ``help``, or ``None`` for any other text.
        consent: What stands on record now; ``None`` where nothing does.
        changed: Whether the text changed it.
        review: Whether a person should read it, because it may be an opt-out in other words or signs, also beside START
            or HELP, or a START that lifted nothing although it is dated later than the opt-out: the clock of the device
            may be wrong. Nothing was recorded for it: until somebody has looked, texts to the number go out as before.
    """

    wish: Wish | None
    consent: Consent | None
    changed: bool = False
    review: bool = False


def standing(held: Consent | None, said: Consent, now: datetime) -> Consent:
    """Return which of two words of a person stands; in whichever order they are told, the outcome is the same.

    Opt-outs and the consents that were meant to lift one go before consents that are merely recorded, as an import
    records them every night; among them the later one stands, and at the same instant the opt-out. A consent from the
    future, such as a START from a device whose clock is wrong, lifts no opt-out, for good: it would outrank every STOP
    that follows.

    Args:
        held: What is on record.
        said: What is to be recorded.
        now: The time, by the host's own clock.
    """
    said = _believed(said, now)
    if held is None:
        return said
    held = _believed(held, now)
    return said if _rank(said) > _rank(held) else held


def _believed(consent: Consent, now: datetime) -> Consent:
    return attrs.evolve(consent, lifts_opt_out=False) if consent.lifts_opt_out and consent.since > now else consent


def _rank(consent: Consent) -> tuple[bool, datetime, bool]:
    return (not consent.allows or consent.lifts_opt_out, consent.since, not consent.allows)


def entry_of(number: str, text: str, at: datetime) -> tuple[Inbound, Consent | None]:
    """Read a text that came in.

    Args:
        number: Who sent it.
        text: What it says.
        at: When it was sent.

    Returns:
        What it means, and what is to be recorded for it.

    Raises:
        UsageError: The number or the text is none, or the time has no zone.
    """
    _check_text(text)
    wish = wish_of(text)
    review = wish != "out" and perhaps_opts_out(text)
    if wish not in {"out", "in"}:
        return Inbound(wish=wish, consent=None, review=review), None
    state: State = "opted_out" if wish == "out" else "granted"
    said = Consent(
        number=number,
        state=state,
        since=at,
        source="keyword",
        words=_storable(text[:_KEPT]),
        lifts_opt_out=wish == "in",
    )
    return Inbound(wish=wish, consent=said, review=review), said


def _check_text(text: object) -> None:
    # Not by `sendable`: an opt-out with half of an emoji behind it is one all the same.
    if not isinstance(text, str):
        message = f"A text that came in is text, not {type(text).__name__}."
        raise UsageError(message)


def _storable(words: str) -> str:
    """Return words as every storage takes them: without NUL, and with a mark in place of half a character."""
    return words.encode(errors="replace").decode().replace("\0", "")


# -- before a message --------------------------------------------------------------------------------------------------


def check_consent(numbers: Sequence[str], held: Mapping[str, Consent], *, recorded: bool) -> None:
    """Keep a message back from people who do not want it.

    Args:
        numbers: All recipients, in E.164.
        held: What is on record, by number.
        recorded: Whether a consent has to be on record.

    Raises:
        Withheld: ``opted_out`` or ``no_consent``, with the numbers; nothing goes to the others either.
    """
    out = tuple(number for number in numbers if number in held and not held[number].allows)
    if out:
        message = f"{_people(out)} opted out of texts."
        raise Withheld(message, reason="opted_out", numbers=out, done=_NOTHING, advice="Only they can take it back.")
    unknown = tuple(number for number in numbers if number not in held)
    if recorded and unknown:
        message = f"No consent is on record for {_people(unknown)}."
        advice = 'Record it, or use Settings(consent="unless_opted_out") if you keep consent elsewhere.'
        raise Withheld(message, reason="no_consent", numbers=unknown, done=_NOTHING, advice=advice)


def check_comparable(numbers: Sequence[str], country: str | None) -> None:
    """Keep a message back where somebody's opt-out might not be found, because their number has no country code.

    Args:
        numbers: The members of a group, as SMS-iT holds them.
        country: What numbers of ten digits are completed with.

    Raises:
        UsageError: Opt-outs are kept in E.164, and a number cannot be brought into it.
    """
    unclear = sum(not comparable(number, country) for number in numbers)
    if unclear:
        message = f"{unclear} of {len(numbers)} numbers lack their country code: opt-outs cannot be found by them."
        advice = 'Set Settings(country="1"), or that of your own country, or correct the numbers in the product.'
        raise UsageError(message, done=_NOTHING, advice=advice)


def zone_for(zone: tzinfo | None, *, transactional: bool) -> tzinfo | None:
    """Return the time zone whose hours a message has to keep to; ``None`` for one that they do not hold for.

    Args:
        zone: The recipient's time zone; it is never guessed from the number.
        transactional: Whether the message is one that the hours do not hold for.

    Raises:
        UsageError: There is no zone, or it is none, such as the name of one.
    """
    if zone is not None:
        time_zone("zone", zone)
    elif not transactional:
        message = "The recipient's time zone is needed, to keep the quiet hours."
        advice = "Give zone=ZoneInfo(...), or transactional=True on purpose for messages that they do not hold for."
        raise UsageError(message, done=_NOTHING, advice=advice)
    return None if transactional else zone


def check_hours(
    moment: datetime, zone: tzinfo | None, hours: QuietHours, numbers: Sequence[str], *, transactional: bool
) -> None:
    """Keep a message back outside the hours in which the recipient may be texted.

    Args:
        moment: When it would be sent.
        zone: The recipient's time zone.
        hours: The hours.
        numbers: The recipients, for the error.
        transactional: Whether the message is one that the hours do not hold for.

    Raises:
        UsageError: See :func:`zone_for`.
        Withheld: It is too early or too late; ``allowed_from`` says when it is not.
    """
    clock = zone_for(zone, transactional=transactional)
    if clock is not None and not hours.allow(moment, clock):
        message = f"It is {moment.astimezone(clock):%H:%M} where the recipient is, outside {_span(hours)}."
        raise Withheld(
            message,
            reason="quiet_hours",
            numbers=tuple(numbers),
            allowed_from=hours.next_opening(moment, clock),
            done=_NOTHING,
            advice="Send or schedule it for allowed_from or later.",
        )


def _people(numbers: Sequence[str]) -> str:
    return "the recipient" if len(numbers) == 1 else f"{len(numbers)} recipients"


def _span(hours: QuietHours) -> str:
    return f"{hours.opens:%H:%M} to {hours.closes:%H:%M}"
