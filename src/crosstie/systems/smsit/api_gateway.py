"""The calls of the device gateway (fact sheet: smsit.md, 2.2, 3.4).

``resend.php`` is left out on purpose: it sends again what may have arrived, past consent and quiet hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import attrs

from crosstie.core.checks import aware, sendable
from crosstie.core.exchange import Call
from crosstie.errors import DecodeError, UsageError
from crosstie.models import Record, decode_list
from crosstie.systems.smsit.account import Account
from crosstie.systems.smsit.answers import encoded
from crosstie.systems.smsit.models import Device, GatewayMessage
from crosstie.systems.smsit.outcomes import Balance, Sent
from crosstie.systems.smsit.outgoing import Outgoing
from crosstie.systems.smsit.phones import for_gateway
from crosstie.systems.smsit.requests import gateway_call

__all__ = ["MessageFilter", "balance", "devices", "messages", "send", "subscribe", "unsubscribe"]

R = TypeVar("R", bound=Record)


def send(account: Account, message: Outgoing, *, device: str | None = None) -> Call[Sent]:
    """Send or schedule a text to one number.

    Args:
        account: Whose call it is.
        message: The message; its sender is the device's own number.
        device: The device to send with; the gateway's own choice when ``None``.

    Raises:
        UsageError: A sender is named, or the number has no form that the settings ask for.
    """
    if message.sender is not None or message.alpha_sender is not None:
        text = "A gateway sends from the numbers of its devices."
        raise UsageError(text, advice="Name the device instead.")

    def decode(data: Mapping[str, Any]) -> Sent:
        made = _records(GatewayMessage, data, "messages", account)
        if not made:
            text = "The gateway did not say which message it made."
            raise DecodeError(text)
        return message.sent(message_ids=[one.id for one in made if one.id is not None])

    fields = {
        "number": for_gateway(message.to, account.settings.gateway_numbers),
        "message": message.text,
        "schedule": None if message.at is None else str(int(message.at.timestamp())),
        "devices": device,
        "type": "sms",
    }
    operation = "messages.send" if message.at is None else "messages.schedule"
    return gateway_call(account, operation, fields, decode, "write")


def balance(account: Account) -> Call[Balance]:
    """Ask for the credits: ``send.php`` with nothing but the key; null is unlimited."""

    def decode(data: Mapping[str, Any]) -> Balance:
        if "credits" not in data:
            message = "The gateway did not tell the credits."
            raise DecodeError(message)
        told = data["credits"]
        try:
            return Balance(credits=None if told is None else Decimal(str(told)))
        except InvalidOperation:
            message = "The gateway told credits that are no number."
            raise DecodeError(message) from None

    return gateway_call(account, "balance.get", {}, decode)


@attrs.frozen(kw_only=True)
class MessageFilter:
    """Which messages are wanted: by id, by group, or by status and what goes with it.

    Attributes:
        id: One message.
        group_id: All that were sent together.
        status: Such as ``Received``; needed where neither of the two is given.
        device: Of this device.
        sim_slot: Of this SIM.
        since: Not before this.
        until: Not after this.
    """

    id: str | None = None
    group_id: str | None = None
    status: str | None = None
    device: str | None = None
    sim_slot: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def fields(self) -> dict[str, str | None]:
        """Return the form's fields.

        Raises:
            UsageError: Not exactly one of id, group and status is given, something else without a status, or a bound
                without a time zone.
        """
        beside = (self.device, self.sim_slot, self.since, self.until)
        if sum(value is not None for value in (self.id, self.group_id, self.status)) != 1:
            message = "Messages are asked for by id, by group_id, or by status."
            raise UsageError(message)
        if self.status is None and any(value is not None for value in beside):
            message = "Device, SIM and times only go with a status."
            raise UsageError(message)
        for name, bound in (("since", self.since), ("until", self.until)):
            if bound is not None:
                aware(name, bound)
        return {
            "id": self.id,
            "groupId": self.group_id,
            "status": self.status,
            "deviceID": self.device,
            "simSlot": self.sim_slot,
            "startTimestamp": _unix(self.since),
            "endTimestamp": _unix(self.until),
        }


def messages(account: Account, wanted: MessageFilter) -> Call[list[GatewayMessage]]:
    """Read messages; there are no pages.

    Raises:
        UsageError: See :meth:`MessageFilter.fields`.
    """
    return gateway_call(
        account,
        "gateway.messages",
        wanted.fields(),
        lambda data: _records(GatewayMessage, data, "messages", account),
    )


def devices(account: Account) -> Call[list[Device]]:
    """List the devices."""
    return gateway_call(account, "gateway.devices", {}, lambda data: _records(Device, data, "devices", account))


def subscribe(account: Account, list_id: str, number: str, name: str | None, *, resubscribe: bool) -> Call[None]:
    """Put a number on a list.

    Raises:
        UsageError: The list's id or the name cannot be sent, or the number has no form that the settings ask for.
    """
    fields = {
        account.settings.gateway_list: sendable("list_id", list_id),
        "number": for_gateway(number, account.settings.gateway_numbers),
        "name": name,
        "resubscribe": "1" if resubscribe else None,
    }
    return gateway_call(account, "gateway.subscribe", fields, _nothing, "write")


def unsubscribe(account: Account, list_id: str, number: str) -> Call[None]:
    """Unsubscribe a number from a list.

    Raises:
        UsageError: The list's id cannot be sent, or the number has no form that the settings ask for.
    """
    fields = {
        account.settings.gateway_list: sendable("list_id", list_id),
        "number": for_gateway(number, account.settings.gateway_numbers),
        "unsubscribe": "1",
    }
    return gateway_call(account, "gateway.unsubscribe", fields, _nothing, "write")


def _nothing(data: Mapping[str, Any]) -> None:
    del data


def _unix(moment: datetime | None) -> str | None:
    return None if moment is None else str(int(moment.timestamp()))


def _records(kind: type[R], data: Mapping[str, Any], name: str, account: Account) -> list[R]:
    return decode_list(kind, encoded(data.get(name)), zone=account.settings.zone)
