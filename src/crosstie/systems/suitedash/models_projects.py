"""Projects, Worlds, and the outcome of a subscription (fact sheet: suitedash.md, 3.3 to 3.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final

import attrs

from crosstie.models import Form, HeadNames, model, money, wire
from crosstie.models.forms import AMOUNT, TEXT
from crosstie.systems.suitedash.models_base import SuiteDashRecord

__all__ = ["Project", "Subscribed", "Subscription", "World"]

_HALF_HOURS: Final = re.compile(r"([01]\d|2[0-3]):(00|30)")


def _due_time(value: object) -> str:
    text: str = TEXT.check(value)
    if not _HALF_HOURS.fullmatch(text):
        reason = "must be a time on the half hour, such as 17:30"
        raise ValueError(reason)
    return text


def _read_amount(value: Any) -> Decimal | None:  # noqa: ANN401 - whatever JSON held
    if isinstance(value, str):
        return money.from_text(value) if value.strip() else None
    if isinstance(value, bool | list | dict):
        reason = "is not a number"
        raise TypeError(reason)
    return Decimal(value)


_AMOUNT: Final = Form(accepts=Any, check=AMOUNT.check, read=_read_amount)
_DUE: Final = Form(accepts=str, check=_due_time)


@model(kw_only=True)
class Project(SuiteDashRecord):
    """A project. The API cannot make one, and its lists show name, status, dates and due time only.

    Client, team and leader are in ``extra``: their names are not documented.

    Attributes:
        name: Not unique.
        status: One of the account's own; see ``fields()``.
        start_date: First day.
        end_date: Estimated completion.
        due_time: Time of day on the end date, on the half hour.
        info_description: HTML, for staff only.
        info_title_client: For the client.
        info_description_client: HTML, for the client.
        business_sector: One of those in the account's settings.
        estimated_value: An amount.
        estimated_value_currency: Its currency.
        project_custom_fields: Values by the uid of the field; an update replaces them all.
        created: Can only be read.
    """

    head: ClassVar[HeadNames | None] = HeadNames("uid")

    name: str | None = None
    status: str | None = None
    start_date: date | None = None
    end_date: date | None = None
    due_time: str | None = wire(form=_DUE)
    info_description: str | None = None
    info_title_client: str | None = None
    info_description_client: str | None = None
    business_sector: str | None = None
    estimated_value: Decimal | None = wire(form=_AMOUNT)
    estimated_value_currency: str | None = None
    project_custom_fields: Mapping[str, Any] | None = None
    created: datetime | None = wire(read_only=True)


@model(kw_only=True)
class World(SuiteDashRecord):
    """A World; its fields are not documented, so that all but the uid is in ``extra``."""


@attrs.frozen(kw_only=True)
class Subscription:
    """A person who is to be put into marketing audiences, with consent on record.

    Attributes:
        email: The address.
        audiences: The numbers of the audiences, from the Marketing screen.
    """

    email: str
    audiences: tuple[int, ...]


@attrs.frozen(kw_only=True)
class Subscribed:
    """What became of one subscription.

    Attributes:
        email: The address, where the answer names it.
        accepted: Whether it worked; ``None`` where the answer does not say.
        message: The system's words.
    """

    email: str | None = None
    accepted: bool | None = None
    message: str | None = None
