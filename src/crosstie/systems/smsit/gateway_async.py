"""What only the device gateway has: ``client.gateway``."""

from __future__ import annotations

from datetime import datetime

import attrs

from crosstie.systems.smsit import api_gateway
from crosstie.systems.smsit.api_gateway import MessageFilter
from crosstie.systems.smsit.caller_async import AsyncSmsItCaller
from crosstie.systems.smsit.consent import check_consent
from crosstie.systems.smsit.models import Device, GatewayMessage
from crosstie.systems.smsit.raw_async import AsyncRawGateway

__all__ = ["AsyncGateway"]


@attrs.frozen
class AsyncGateway:
    """Devices, their messages, and lists of numbers. Its call that sends messages again is left out on purpose."""

    _caller: AsyncSmsItCaller

    async def devices(self) -> list[Device]:
        """List the devices.

        Raises:
            UsageError: The dialect has none.
        """
        return await self._caller.value(api_gateway.devices(self._caller.account))

    async def messages(
        self,
        *,
        message_id: str | None = None,
        group_id: str | None = None,
        status: str | None = None,
        device: str | None = None,
        sim_slot: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[GatewayMessage]:
        """Read messages, sent ones and received ones; there are no pages.

        Args:
            message_id: One message.
            group_id: All that were sent together.
            status: Such as ``Received``; needed where neither of the two is given, and for what follows.
            device: Of this device.
            sim_slot: Of this SIM.
            since: Not before this.
            until: Not after this.

        Raises:
            UsageError: Not exactly one of the first three is given, or the dialect has no devices.
        """
        wanted = MessageFilter(
            id=message_id, group_id=group_id, status=status, device=device, sim_slot=sim_slot, since=since, until=until
        )
        return await self._caller.value(api_gateway.messages(self._caller.account, wanted))

    async def subscribe(self, list_id: str, number: str, *, name: str | None = None, resubscribe: bool = False) -> None:
        """Put a number on a list.

        Args:
            list_id: The list.
            number: The number.
            name: Whose it is.
            resubscribe: Whether it comes back although it had left; not of one that opted out here.

        Raises:
            UsageError: It is no number, the client has no store of consents, or the dialect has no lists.
            Withheld: The number's owner opted out.
            OutcomeUnknown: It may have been done.
        """
        caller = self._caller
        wanted = caller.account.settings.number(number)
        call = api_gateway.subscribe(caller.account, list_id, wanted, name, resubscribe=resubscribe)
        check_consent([wanted], await caller.consent_store().held([wanted]), recorded=False)
        await caller.value(call)

    async def unsubscribe(self, list_id: str, number: str) -> None:
        """Unsubscribe a number from a list; record the opt-out in the store of consents as well.

        Raises:
            UsageError: It is no number, or the dialect has no lists.
            OutcomeUnknown: It may have been done; doing it again does no harm.
        """
        account = self._caller.account
        await self._caller.value(api_gateway.unsubscribe(account, list_id, account.settings.number(number)))

    @property
    def raw(self) -> AsyncRawGateway:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawGateway(self)
