"""Experimental: what client code says the CRM can do, ``client.crm``."""

from __future__ import annotations

from datetime import tzinfo

import attrs

from crosstie.errors import UsageError
from crosstie.models import check_record
from crosstie.systems.smsit import api_crm
from crosstie.systems.smsit.caller_async import AsyncSmsItCaller
from crosstie.systems.smsit.clearing_async import async_cleared
from crosstie.systems.smsit.models import CrmContact, CrmTask
from crosstie.systems.smsit.outcomes import CrmAnswer, Sent
from crosstie.systems.smsit.outgoing import Outgoing
from crosstie.systems.smsit.raw_async import AsyncRawCrm
from crosstie.systems.smsit.texts import checked_text

__all__ = ["AsyncCrm"]


@attrs.frozen
class AsyncCrm:
    """Calls of the CRM that nobody is known to have made with success (fact sheet: smsit.md, 0, 2.3). Experimental.

    They need ``Settings(experimental=True)``. Paths, fields and answers come from client code that contradicts itself:
    compare them with the vendor's reference, and correct paths with ``App(routes=ROUTES.corrected(...))``. The call
    that is known to work is :meth:`AsyncMessages.send`.
    """

    _caller: AsyncSmsItCaller

    async def save_contact(self, contact: CrmContact) -> CrmAnswer:
        """Make or change a contact. Experimental.

        Raises:
            UsageError: Experimental calls are not allowed, the dialect is another one, or the contact is empty.
            Invalid: The CRM refused it.
            OutcomeUnknown: It may have been done.
        """
        check_record(CrmContact, contact)
        if not contact.to_wire(writable=True):
            message = "The contact is empty."
            raise UsageError(message)
        return await self._caller.value(api_crm.save_contact(self._caller.account, contact))

    async def add_to_group(self, contact_id: str, group: str) -> CrmAnswer:
        """Put a contact into a group. Experimental.

        Raises:
            UsageError: Experimental calls are not allowed, or the dialect is another one.
            OutcomeUnknown: It may have been done.
        """
        return await self._caller.value(api_crm.add_to_group(self._caller.account, contact_id, group))

    async def tag(self, contact_id: str, name: str) -> CrmAnswer:
        """Tag a contact. Experimental.

        Raises:
            UsageError: Experimental calls are not allowed, or the dialect is another one.
            OutcomeUnknown: It may have been done.
        """
        return await self._caller.value(api_crm.tag(self._caller.account, contact_id, name))

    async def create_task(self, task: CrmTask) -> CrmAnswer:
        """Make a task. Experimental.

        Raises:
            UsageError: Experimental calls are not allowed, the dialect is another one, or the task has no title.
            OutcomeUnknown: It may have been made.
        """
        check_record(CrmTask, task)
        if not task.title:
            message = "A task needs a title."
            raise UsageError(message)
        return await self._caller.value(api_crm.create_task(self._caller.account, task))

    async def send(
        self,
        to: str,
        text: str,
        *,
        zone: tzinfo | None = None,
        transactional: bool = False,
        campaign: str | None = None,
    ) -> Sent:
        """Send a text by the CRM's other call. Experimental; :meth:`AsyncMessages.send` is the one that is in use.

        Consent, quiet hours and the text are looked at as there.

        Args:
            to: The number.
            text: What it says.
            zone: The time zone where the person is.
            transactional: Whether the quiet hours do not hold for this message.
            campaign: The name of a campaign.

        Raises:
            UsageError: Experimental calls are not allowed, the dialect is another one, or it cannot be sent like this.
            Withheld: As for :meth:`AsyncMessages.send`.
            OutcomeUnknown: It may have been sent.
        """
        account = self._caller.account
        account.route("crm.send")
        size = checked_text(text, account.dialect, account.settings)
        message = Outgoing(to=account.settings.number(to), text=text, size=size)
        call = api_crm.send_by_body(account, message, campaign)
        call = await async_cleared(self._caller, call, message, [message.to], zone=zone, transactional=transactional)
        return await self._caller.value(call)

    @property
    def raw(self) -> AsyncRawCrm:
        """The same methods, answering value, status, headers, body and attempts."""
        return AsyncRawCrm(self)
