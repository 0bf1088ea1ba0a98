# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from crosstie.core.exchange import Answer
from crosstie.systems.caller_async import async_raw
from crosstie.systems.smsit.api_panel import AppointmentStatus, Credits
from crosstie.systems.smsit.models import Contact, CrmContact, CrmTask, Device, GatewayMessage
from crosstie.systems.smsit.outcomes import Balance, CrmAnswer, Delivery, GroupDelivery, OneTimeCode, Recurrence, Sent

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.smsit.contacts_async import AsyncContacts
    from crosstie.systems.smsit.crm_async import AsyncCrm
    from crosstie.systems.smsit.gateway_async import AsyncGateway
    from crosstie.systems.smsit.messages_async import AsyncMessages
    from crosstie.systems.smsit.reports_async import AsyncBalances
    from crosstie.systems.smsit.reports_async import AsyncDeliveries
    from crosstie.systems.smsit.services_async import AsyncAppointments
    from crosstie.systems.smsit.services_async import AsyncCodes

__all__ = [
    "AsyncRawAppointments",
    "AsyncRawBalances",
    "AsyncRawCodes",
    "AsyncRawContacts",
    "AsyncRawCrm",
    "AsyncRawDeliveries",
    "AsyncRawGateway",
    "AsyncRawMessages",
]


class AsyncRawContacts:
    """As :class:`AsyncContacts`, answering the whole exchange."""

    __slots__ = ("_contacts",)

    def __init__(self, plain: AsyncContacts) -> None:
        """Take the collection."""
        self._contacts = plain

    async def find(self, number: str) -> Answer[tuple[Contact, ...]]:
        """Return the places that exactly this number has in groups; none where it is in none."""
        return await async_raw(self._contacts.find)(number)

    async def find_by_email(self, email: str) -> Answer[tuple[Contact, ...]]:
        """Return the places in groups of contacts with this e-mail address, in any letter case."""
        return await async_raw(self._contacts.find_by_email)(email)

    async def get(self, number: str, group: str) -> Answer[Contact | None]:
        """Return a number's place in one group, if it has one."""
        return await async_raw(self._contacts.get)(number, group)

    async def add(self, contact: Contact) -> Answer[bool]:
        """Put a number into a group that exists. Adding a number that is there is no error."""
        return await async_raw(self._contacts.add)(contact)


class AsyncRawCrm:
    """As :class:`AsyncCrm`, answering the whole exchange."""

    __slots__ = ("_crm",)

    def __init__(self, plain: AsyncCrm) -> None:
        """Take the collection."""
        self._crm = plain

    async def save_contact(self, contact: CrmContact) -> Answer[CrmAnswer]:
        """Make or change a contact. Experimental."""
        return await async_raw(self._crm.save_contact)(contact)

    async def add_to_group(self, contact_id: str, group: str) -> Answer[CrmAnswer]:
        """Put a contact into a group. Experimental."""
        return await async_raw(self._crm.add_to_group)(contact_id, group)

    async def tag(self, contact_id: str, name: str) -> Answer[CrmAnswer]:
        """Tag a contact. Experimental."""
        return await async_raw(self._crm.tag)(contact_id, name)

    async def create_task(self, task: CrmTask) -> Answer[CrmAnswer]:
        """Make a task. Experimental."""
        return await async_raw(self._crm.create_task)(task)

    async def send(self, to: str, text: str, *, zone: tzinfo | None=None, transactional: bool=False, campaign: str | None=None) -> Answer[Sent]:
        """Send a text by the CRM's other call. Experimental; :meth:`AsyncMessages.send` is the one that is in use."""
        return await async_raw(self._crm.send)(to, text, zone=zone, transactional=transactional, campaign=campaign)


class AsyncRawGateway:
    """As :class:`AsyncGateway`, answering the whole exchange."""

    __slots__ = ("_gateway",)

    def __init__(self, plain: AsyncGateway) -> None:
        """Take the collection."""
        self._gateway = plain

    async def devices(self) -> Answer[list[Device]]:
        """List the devices."""
        return await async_raw(self._gateway.devices)()

    async def messages(self, *, message_id: str | None=None, group_id: str | None=None, status: str | None=None, device: str | None=None, sim_slot: str | None=None, since: datetime | None=None, until: datetime | None=None) -> Answer[list[GatewayMessage]]:
        """Read messages, sent ones and received ones; there are no pages."""
        return await async_raw(self._gateway.messages)(message_id=message_id, group_id=group_id, status=status, device=device, sim_slot=sim_slot, since=since, until=until)

    async def subscribe(self, list_id: str, number: str, *, name: str | None=None, resubscribe: bool=False) -> Answer[None]:
        """Put a number on a list."""
        return await async_raw(self._gateway.subscribe)(list_id, number, name=name, resubscribe=resubscribe)

    async def unsubscribe(self, list_id: str, number: str) -> Answer[None]:
        """Unsubscribe a number from a list; record the opt-out in the store of consents as well."""
        return await async_raw(self._gateway.unsubscribe)(list_id, number)


class AsyncRawMessages:
    """As :class:`AsyncMessages`, answering the whole exchange."""

    __slots__ = ("_messages",)

    def __init__(self, plain: AsyncMessages) -> None:
        """Take the collection."""
        self._messages = plain

    async def send(self, to: str, text: str, *, zone: tzinfo | None=None, transactional: bool=False, sender: str | None=None, alpha_sender: str | None=None, device: str | None=None) -> Answer[Sent]:
        """Send a text to one person now."""
        return await async_raw(self._messages.send)(to, text, zone=zone, transactional=transactional, sender=sender, alpha_sender=alpha_sender, device=device)

    async def schedule(self, to: str, text: str, at: datetime, *, zone: tzinfo | None=None, transactional: bool=False, recurrence: Recurrence | None=None, sender: str | None=None, alpha_sender: str | None=None, device: str | None=None) -> Answer[Sent]:
        """Have a text sent later. No call takes it back, so a later opt-out does not stop it: keep the time short."""
        return await async_raw(self._messages.schedule)(to, text, at, zone=zone, transactional=transactional, recurrence=recurrence, sender=sender, alpha_sender=alpha_sender, device=device)

    async def send_to_group(self, group: str, text: str, *, zone: tzinfo | None=None, transactional: bool=False, sender: str | None=None, alpha_sender: str | None=None, rotate: bool=False, throttle: int | None=None) -> Answer[Sent]:
        """Send a text to everybody who is subscribed to a group, if all of them may be texted."""
        return await async_raw(self._messages.send_to_group)(group, text, zone=zone, transactional=transactional, sender=sender, alpha_sender=alpha_sender, rotate=rotate, throttle=throttle)

    async def schedule_to_group(self, group: str, text: str, at: datetime, *, zone: tzinfo | None=None, transactional: bool=False, recurrence: Recurrence | None=None, sender: str | None=None, alpha_sender: str | None=None, rotate: bool=False, throttle: int | None=None) -> Answer[Sent]:
        """Have a text sent to a group later; see :meth:`schedule` and :meth:`send_to_group`."""
        return await async_raw(self._messages.schedule_to_group)(group, text, at, zone=zone, transactional=transactional, recurrence=recurrence, sender=sender, alpha_sender=alpha_sender, rotate=rotate, throttle=throttle)


class AsyncRawDeliveries:
    """As :class:`AsyncDeliveries`, answering the whole exchange."""

    __slots__ = ("_deliveries",)

    def __init__(self, plain: AsyncDeliveries) -> None:
        """Take the collection."""
        self._deliveries = plain

    async def latest(self, number: str) -> Answer[Delivery]:
        """Ask what became of the latest message to a number; two quick ones cannot be told apart (4)."""
        return await async_raw(self._deliveries.latest)(number)

    async def of_group(self, group_send_id: str) -> Answer[GroupDelivery]:
        """Ask for the totals of a group send."""
        return await async_raw(self._deliveries.of_group)(group_send_id)


class AsyncRawBalances:
    """As :class:`AsyncBalances`, answering the whole exchange."""

    __slots__ = ("_balances",)

    def __init__(self, plain: AsyncBalances) -> None:
        """Take the collection."""
        self._balances = plain

    async def get(self, kind: Credits="sms") -> Answer[Balance]:
        """Ask how many credits are left."""
        return await async_raw(self._balances.get)(kind)


class AsyncRawAppointments:
    """As :class:`AsyncAppointments`, answering the whole exchange."""

    __slots__ = ("_appointments",)

    def __init__(self, plain: AsyncAppointments) -> None:
        """Take the collection."""
        self._appointments = plain

    async def add(self, number: str, at: datetime, *, status: AppointmentStatus="unconfirmed") -> Answer[None]:
        """Add an appointment for a contact."""
        return await async_raw(self._appointments.add)(number, at, status=status)


class AsyncRawCodes:
    """As :class:`AsyncCodes`, answering the whole exchange."""

    __slots__ = ("_codes",)

    def __init__(self, plain: AsyncCodes) -> None:
        """Take the collection."""
        self._codes = plain

    async def generate(self) -> Answer[OneTimeCode]:
        """Make a code."""
        return await async_raw(self._codes.generate)()

    async def validate(self, code: str) -> Answer[bool]:
        """Tell whether a code is good; the answer to a bad one is not known, so that anything else means no."""
        return await async_raw(self._codes.validate)(code)
