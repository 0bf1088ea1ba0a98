"""What calls of SMS-iT answer, where it is no record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final, Literal, get_args

import attrs

from crosstie.core.checks import aware, count, one_of
from crosstie.errors import UsageError
from crosstie.systems.smsit.segments import Size

__all__ = ["Balance", "CrmAnswer", "Delivery", "GroupDelivery", "OneTimeCode", "Recurrence", "Repeat", "Sent"]

Repeat = Literal["Daily", "Weekly", "Monthly", "Yearly"]

_MOST_OFTEN: Final = 30
_LONGEST: Final = timedelta(days=3660)


@attrs.frozen(kw_only=True)
class Sent:
    """A message that SMS-iT took over; whether it arrived, only a delivery report tells.

    Attributes:
        to: The number in E.164, or the group's name.
        size: Encoding, segments and the estimated credits for each recipient.
        recipients: How many it went to, as far as the account's contacts told before.
        at: The moment that it is scheduled for; ``None`` when it goes out at once.
        group_send_id: For ``delivery.of_group``; of group sends at once only.
        log_id: The CRM's id of the message.
        contact_id: The CRM's contact, made or found.
        message_ids: The gateway's ids.
    """

    to: str
    size: Size
    recipients: int = 1
    at: datetime | None = None
    group_send_id: str | None = None
    log_id: str | None = None
    contact_id: str | None = None
    message_ids: tuple[str, ...] = ()


def _end(instance: object, field: attrs.Attribute[datetime], value: object) -> None:
    del instance, field
    aware("The end of a recurrence", value)


@attrs.frozen(kw_only=True)
class Recurrence:
    """How a schedule repeats (2.1).

    Attributes:
        repeat: ``Daily``, ``Weekly``, ``Monthly`` or ``Yearly``.
        every: Each so many days, weeks, months or years, 1 to 30.
        until: The end; it must reach the last wanted run.

    Raises:
        UsageError: A value is out of range, or the end has no time zone.
    """

    repeat: Repeat = attrs.field(validator=one_of(*get_args(Repeat)))
    until: datetime = attrs.field(validator=_end)
    every: int = attrs.field(default=1, validator=count(1, _MOST_OFTEN))

    def moments(self, first: datetime, zone: tzinfo) -> list[datetime]:
        """Return every moment at which it may run, in UTC: daily at the same time by the account's clock, to the end.

        More than will come true, so that quiet hours are kept however the vendor counts weeks and months, and whichever
        of two readings it takes where the clock leaps over that time or shows it twice.

        Raises:
            UsageError: The end is before the beginning, or more than ten years away.
        """
        if not timedelta(0) <= self.until - first <= _LONGEST:
            message = "The end of a recurrence must be after its first run, and within ten years."
            raise UsageError(message)
        local = first.astimezone(UTC).astimezone(zone)
        days = range((self.until.astimezone(zone).date() - local.date()).days + 1)
        # On the wall clock: a day later is the same hour, whatever the clocks were changed by meanwhile.
        walls = [local + timedelta(days=day) for day in days]
        return sorted({wall.replace(fold=fold).astimezone(UTC) for wall in walls for fold in (0, 1)})


@attrs.frozen(kw_only=True)
class Balance:
    """What is left of an account's credits.

    Attributes:
        credits: How many; ``None`` where they are unlimited.
    """

    credits: Decimal | None

    @property
    def unlimited(self) -> bool:
        """Whether there is no limit."""
        return self.credits is None


@attrs.frozen(kw_only=True)
class Delivery:
    """What became of the latest message to a number.

    Attributes:
        status: The vendor's word; only ``delivered`` is known for certain.
        error: Why it failed, in the vendor's words; empty where it did not.
    """

    status: str
    error: str = ""

    @property
    def delivered(self) -> bool:
        """Whether it arrived."""
        return self.status.strip().casefold() == "delivered"


@attrs.frozen(kw_only=True)
class GroupDelivery:
    """The totals of one group send.

    Attributes:
        successful: How many arrived.
        failed: How many did not.
    """

    successful: int
    failed: int


@attrs.frozen(kw_only=True)
class OneTimeCode:
    """A one-time code that SMS-iT made; it is for you to send.

    Attributes:
        code: Six characters.
    """

    code: str = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class CrmAnswer:
    """What an experimental call of the CRM answered: its shape is not known.

    Attributes:
        id: An ``id`` where the answer, or its ``data``, has one.
        body: All of it.
    """

    id: str | None
    body: Mapping[str, Any] = attrs.field(repr=False)
