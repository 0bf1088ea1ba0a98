# @generated from src/crosstie/systems/smsit/raw_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
# @generated from the collections of this folder by tools/raw_views.py; do not edit.
# fmt: off
# ruff: noqa: E501, I001, PLR0913, RUF100
"""The methods of the collections, answering the value with status, headers, body and attempts."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from crosstie.core.exchange import Answer
from crosstie.systems.caller import raw
from crosstie.systems.smsit.api_panel import AppointmentStatus, Credits
from crosstie.systems.smsit.models import Contact, CrmContact, CrmTask, Device, GatewayMessage
from crosstie.systems.smsit.outcomes import Balance, CrmAnswer, Delivery, GroupDelivery, OneTimeCode, Recurrence, Sent

if TYPE_CHECKING:  # the collections offer these classes, and import them for that
    from crosstie.systems.smsit.contacts import Contacts
    from crosstie.systems.smsit.crm import Crm
    from crosstie.systems.smsit.gateway import Gateway
    from crosstie.systems.smsit.messages import Messages
    from crosstie.systems.smsit.reports import Balances, Deliveries
    from crosstie.systems.smsit.services import Appointments, Codes

__all__ = [
    "RawAppointments",
    "RawBalances",
    "RawCodes",
    "RawContacts",
    "RawCrm",
    "RawDeliveries",
    "RawGateway",
    "RawMessages",
]


class RawContacts:
    """As :class:`Contacts`, answering the whole exchange."""

    __slots__ = ("_contacts",)

    def __init__(self, plain: Contacts) -> None:
        """Take the collection."""
        self._contacts = plain

    def find(self, number: str) -> Answer[tuple[Contact, ...]]:
        """Return the places that exactly this number has in groups; none where it is in none."""
        return raw(self._contacts.find)(number)

    def find_by_email(self, email: str) -> Answer[tuple[Contact, ...]]:
        """Return the places in groups of contacts with this e-mail address, in any letter case."""
        return raw(self._contacts.find_by_email)(email)

    def get(self, number: str, group: str) -> Answer[Contact | None]:
        """Return a number's place in one group, if it has one."""
        return raw(self._contacts.get)(number, group)

    def add(self, contact: Contact) -> Answer[bool]:
        """Put a number into a group that exists. Adding a number that is there is no error."""
        return raw(self._contacts.add)(contact)


class RawCrm:
    """As :class:`Crm`, answering the whole exchange."""

    __slots__ = ("_crm",)

    def __init__(self, plain: Crm) -> None:
        """Take the collection."""
        self._crm = plain

    def save_contact(self, contact: CrmContact) -> Answer[CrmAnswer]:
        """Make or change a contact. Experimental."""
        return raw(self._crm.save_contact)(contact)

    def add_to_group(self, contact_id: str, group: str) -> Answer[CrmAnswer]:
        """Put a contact into a group. Experimental."""
        return raw(self._crm.add_to_group)(contact_id, group)

    def tag(self, contact_id: str, name: str) -> Answer[CrmAnswer]:
        """Tag a contact. Experimental."""
        return raw(self._crm.tag)(contact_id, name)

    def create_task(self, task: CrmTask) -> Answer[CrmAnswer]:
        """Make a task. Experimental."""
        return raw(self._crm.create_task)(task)

    def send(self, to: str, text: str, *, zone: tzinfo | None=None, transactional: bool=False, campaign: str | None=None) -> Answer[Sent]:
        """Send a text by the CRM's other call. Experimental; :meth:`Messages.send` is the one that is in use."""
        return raw(self._crm.send)(to, text, zone=zone, transactional=transactional, campaign=campaign)


class RawGateway:
    """As :class:`Gateway`, answering the whole exchange."""

    __slots__ = ("_gateway",)

    def __init__(self, plain: Gateway) -> None:
        """Take the collection."""
        self._gateway = plain

    def devices(self) -> Answer[list[Device]]:
        """List the devices."""
        return raw(self._gateway.devices)()

    def messages(self, *, message_id: str | None=None, group_id: str | None=None, status: str | None=None, device: str | None=None, sim_slot: str | None=None, since: datetime | None=None, until: datetime | None=None) -> Answer[list[GatewayMessage]]:
        """Read messages, sent ones and received ones; there are no pages."""
        return raw(self._gateway.messages)(message_id=message_id, group_id=group_id, status=status, device=device, sim_slot=sim_slot, since=since, until=until)

    def subscribe(self, list_id: str, number: str, *, name: str | None=None, resubscribe: bool=False) -> Answer[None]:
        """Put a number on a list."""
        return raw(self._gateway.subscribe)(list_id, number, name=name, resubscribe=resubscribe)

    def unsubscribe(self, list_id: str, number: str) -> Answer[None]:
        """Unsubscribe a number from a list; record the opt-out in the store of consents as well."""
        return raw(self._gateway.unsubscribe)(list_id, number)


class RawMessages:
    """As :class:`Messages`, answering the whole exchange."""

    __slots__ = ("_messages",)

    def __init__(self, plain: Messages) -> None:
        """Take the collection."""
        self._messages = plain

    def send(self, to: str, text: str, *, zone: tzinfo | None=None, transactional: bool=False, sender: str | None=None, alpha_sender: str | None=None, device: str | None=None) -> Answer[Sent]:
        """Send a text to one person now."""
        return raw(self._messages.send)(to, text, zone=zone, transactional=transactional, sender=sender, alpha_sender=alpha_sender, device=device)

    def schedule(self, to: str, text: str, at: datetime, *, zone: tzinfo | None=None, transactional: bool=False, recurrence: Recurrence | None=None, sender: str | None=None, alpha_sender: str | None=None, device: str | None=None) -> Answer[Sent]:
        """Have a text sent later. No call takes it back, so a later opt-out does not stop it: keep the time short."""
        return raw(self._messages.schedule)(to, text, at, zone=zone, transactional=transactional, recurrence=recurrence, sender=sender, alpha_sender=alpha_sender, device=device)

    def send_to_group(self, group: str, text: str, *, zone: tzinfo | None=None, transactional: bool=False, sender: str | None=None, alpha_sender: str | None=None, rotate: bool=False, throttle: int | None=None) -> Answer[Sent]:
        """Send a text to everybody who is subscribed to a group, if all of them may be texted."""
        return raw(self._messages.send_to_group)(group, text, zone=zone, transactional=transactional, sender=sender, alpha_sender=alpha_sender, rotate=rotate, throttle=throttle)

    def schedule_to_group(self, group: str, text: str, at: datetime, *, zone: tzinfo | None=None, transactional: bool=False, recurrence: Recurrence | None=None, sender: str | None=None, alpha_sender: str | None=None, rotate: bool=False, throttle: int | None=None) -> Answer[Sent]:
        """Have a text sent to a group later; see :meth:`schedule` and :meth:`send_to_group`."""
        return raw(self._messages.schedule_to_group)(group, text, at, zone=zone, transactional=transactional, recurrence=recurrence, sender=sender, alpha_sender=alpha_sender, rotate=rotate, throttle=throttle)


class RawDeliveries:
    """As :class:`Deliveries`, answering the whole exchange."""

    __slots__ = ("_deliveries",)

    def __init__(self, plain: Deliveries) -> None:
        """Take the collection."""
        self._deliveries = plain

    def latest(self, number: str) -> Answer[Delivery]:
        """Ask what became of the latest message to a number; two quick ones cannot be told apart (4)."""
        return raw(self._deliveries.latest)(number)

    def of_group(self, group_send_id: str) -> Answer[GroupDelivery]:
        """Ask for the totals of a group send."""
        return raw(self._deliveries.of_group)(group_send_id)


class RawBalances:
    """As :class:`Balances`, answering the whole exchange."""

    __slots__ = ("_balances",)

    def __init__(self, plain: Balances) -> None:
        """Take the collection."""
        self._balances = plain

    def get(self, kind: Credits="sms") -> Answer[Balance]:
        """Ask how many credits are left."""
        return raw(self._balances.get)(kind)


class RawAppointments:
    """As :class:`Appointments`, answering the whole exchange."""

    __slots__ = ("_appointments",)

    def __init__(self, plain: Appointments) -> None:
        """Take the collection."""
        self._appointments = plain

    def add(self, number: str, at: datetime, *, status: AppointmentStatus="unconfirmed") -> Answer[None]:
        """Add an appointment for a contact."""
        return raw(self._appointments.add)(number, at, status=status)


class RawCodes:
    """As :class:`Codes`, answering the whole exchange."""

    __slots__ = ("_codes",)

    def __init__(self, plain: Codes) -> None:
        """Take the collection."""
        self._codes = plain

    def generate(self) -> Answer[OneTimeCode]:
        """Make a code."""
        return raw(self._codes.generate)()

    def validate(self, code: str) -> Answer[bool]:
        """Tell whether a code is good; the answer to a bad one is not known, so that anything else means no."""
        return raw(self._codes.validate)(code)
