"""What became of messages, and what is left to send with: ``client.delivery``, ``client.balance``."""

from __future__ import annotations

import attrs

from crosstie.errors import UsageError
from crosstie.systems.smsit import api_gateway, api_panel
from crosstie.systems.smsit.api_panel import Credits
from crosstie.systems.smsit.caller_async import AsyncSmsItCaller
from crosstie.systems.smsit.outcomes import Balance, Delivery, GroupDelivery
from crosstie.systems.smsit.raw_async import AsyncRawBalances, AsyncRawDeliveries

__all__ = ["AsyncBalances", "AsyncDeliveries"]


@attrs.frozen
class AsyncDeliveries:
    """Delivery reports of the control panel. A gateway's messages tell their own: ``client.gateway.messages``."""

    _caller: AsyncSmsItCaller

    async def latest(self, number: str) -> Delivery:
        """Ask what became of the latest message to a number; two quick ones cannot be told apart (4).

        Raises:
            UsageError: It is no number, or the dialect has no reports.
            NotFound: Nothing is known to have been sent to it.
        """
        account = self._caller.account
        return await self._caller.value(api_panel.latest_delivery(account, account.settings.number(number)))

    async def of_group(self, group_send_id: str) -> GroupDelivery:
        """Ask for the totals of a group send.

        Args:
            group_send_id: From what the send answered.

        Raises:
            UsageError: The dialect has no reports.
            NotFound: There is no such send.
        """
        return await self._caller.value(api_panel.group_delivery(self._caller.account, group_send_id))

    @property
    def raw(self) -> AsyncRawDeliveries:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawDeliveries(self)


@attrs.frozen
class AsyncBalances:
    """Credits, of the control panel and the gateway."""

    _caller: AsyncSmsItCaller

    async def get(self, kind: Credits = "sms") -> Balance:
        """Ask how many credits are left.

        Args:
            kind: ``sms`` or ``voice``; a gateway has one kind only.

        Raises:
            UsageError: The dialect does not tell, or not for this kind.
        """
        account = self._caller.account
        if account.dialect != "gateway":
            return await self._caller.value(api_panel.balance(account, kind))
        if kind != "sms":
            message = "A gateway has credits for texts only."
            raise UsageError(message)
        return await self._caller.value(api_gateway.balance(account))

    @property
    def raw(self) -> AsyncRawBalances:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawBalances(self)
