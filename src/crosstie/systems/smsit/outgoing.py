"""A message on its way: checked, and not sent yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import attrs

from crosstie.core.checks import optional
from crosstie.errors import UsageError
from crosstie.systems.smsit.outcomes import Recurrence, Sent
from crosstie.systems.smsit.segments import Size

__all__ = ["Outgoing"]


def _recurrence(instance: object, field: attrs.Attribute[Any], value: object) -> None:
    del instance
    if not isinstance(value, Recurrence):
        message = f"{field.name} is a Recurrence, not {value!r}."
        raise UsageError(message)


@attrs.frozen(kw_only=True)
class Outgoing:
    """A message that passed every check of its own.

    Attributes:
        to: The number in E.164, or a group's name.
        text: What it says.
        size: How long that is.
        sender: The number it comes from, where it is not the account's.
        alpha_sender: The name it comes from instead.
        at: When it is to go out; at once when ``None``.
        recurrence: How that repeats.
        recipients: How many people it goes to.
        lasting: How long it takes until the last of them has it.
    """

    to: str
    text: str = attrs.field(repr=False)
    size: Size
    sender: str | None = None
    alpha_sender: str | None = None
    at: datetime | None = None
    recurrence: Recurrence | None = attrs.field(default=None, validator=optional(_recurrence))
    recipients: int = 1
    lasting: timedelta = timedelta(0)

    def sent(
        self,
        *,
        group_send_id: str | None = None,
        log_id: str | None = None,
        contact_id: str | None = None,
        message_ids: Sequence[str] = (),
    ) -> Sent:
        """Return what is known of it once it was accepted."""
        return Sent(
            to=self.to,
            size=self.size,
            recipients=self.recipients,
            at=self.at,
            group_send_id=group_send_id,
            log_id=log_id,
            contact_id=contact_id,
            message_ids=tuple(message_ids),
        )
