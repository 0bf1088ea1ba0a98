# @generated from src/crosstie/systems/smsit/messages_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Messages: ``client.messages``."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import partial

import attrs

from crosstie.core.checks import aware
from crosstie.core.exchange import Call
from crosstie.errors import UsageError
from crosstie.systems.smsit import api_crm, api_gateway, api_panel
from crosstie.systems.smsit.caller import SmsItCaller
from crosstie.systems.smsit.clearing import cleared, members, require_contact
from crosstie.systems.smsit.consent import check_comparable, zone_for
from crosstie.systems.smsit.outcomes import Recurrence, Sent
from crosstie.systems.smsit.outgoing import Outgoing
from crosstie.systems.smsit.phones import alpha_sender as checked_name
from crosstie.systems.smsit.phones import meant
from crosstie.systems.smsit.raw import RawMessages
from crosstie.systems.smsit.segments import Size
from crosstie.systems.smsit.texts import checked_text

__all__ = ["Messages"]


@attrs.frozen
class Messages:
    """Texts. A send costs credits and reaches a person, so that none is ever repeated by itself.

    Before anything is sent, the text is measured, the number is brought into E.164, the recipient's clock is looked at
    and the store of consents is asked. Two errors mean that a message may have been sent, and that you look at the
    delivery report before you send again: :class:`~crosstie.OutcomeUnknown` and :class:`~crosstie.RateLimited`, for
    nobody has said that nothing was accepted then (4). All others mean that nothing was sent; a negative status that no
    document has counts as refusal, as all but one of those that are documented are (3.3). The gateway and the CRM have
    no codes: what they refuse in words that are not known is an ``OutcomeUnknown``, too.
    """

    _caller: SmsItCaller

    def measure(self, text: str) -> Size:
        """Return encoding, segments and estimated credits of a text, without sending anything.

        Raises:
            UsageError: It would not be sent: it is empty, too long, or holds braces.
        """
        account = self._caller.account
        return checked_text(text, account.dialect, account.settings)

    def send(
        self,
        to: str,
        text: str,
        *,
        zone: tzinfo | None = None,
        transactional: bool = False,
        sender: str | None = None,
        alpha_sender: str | None = None,
        device: str | None = None,
    ) -> Sent:
        """Send a text to one person now.

        Args:
            to: The number. The control panel sends to its contacts only: add the number to a group first.
            text: What it says.
            zone: The time zone where the person is, for the quiet hours; never guessed from the number.
            transactional: Whether the quiet hours do not hold for this message. It lifts nothing else.
            sender: The number to send from, where it is not the connection's.
            alpha_sender: A name to send under, where the country allows it; control panel only.
            device: Which device sends; gateway only.

        Raises:
            UsageError: It cannot be sent like this; nothing was sent.
            Withheld: The person opted out, no consent is on record, or it is too early or too late there.
            Forbidden: SMS-iT does not know the number, it has unsubscribed, or the sender is not the account's.
            QuotaExhausted: There are not enough credits.
            RateLimited: SMS-iT asked for a pause. It may have been sent, and was not sent again.
            OutcomeUnknown: It may have been sent. It was not sent again.
        """
        self._caller.account.route("messages.send")
        message = self._outgoing(to, text, sender=sender, alpha_sender=alpha_sender)
        call = self._call(message, device)
        call = cleared(self._caller, call, message, [message.to], zone=zone, transactional=transactional)
        return self._caller.value(call)

    def schedule(  # noqa: PLR0913 - what a scheduled message consists of
        self,
        to: str,
        text: str,
        at: datetime,
        *,
        zone: tzinfo | None = None,
        transactional: bool = False,
        recurrence: Recurrence | None = None,
        sender: str | None = None,
        alpha_sender: str | None = None,
        device: str | None = None,
    ) -> Sent:
        """Have a text sent later. No call takes it back, so a later opt-out does not stop it: keep the time short.

        SMS-iT does not look at contacts when something is scheduled, and says yes to anything: the contact is looked
        up here first, and the consent and the hour are those of the scheduled moment as far as they are known now.

        Args:
            to: The number.
            text: What it says.
            at: When, as a full minute in the future.
            zone: The time zone where the person is; needed unless the message is transactional.
            transactional: Whether the quiet hours do not hold for this message.
            recurrence: How it repeats; control panel only, and only with ``Settings(recurring=True)``.
            sender: The number to send from, where it is not the connection's.
            alpha_sender: A name to send under; control panel only.
            device: Which device sends; gateway only.

        Raises:
            UsageError: The dialect has no schedules, the account's zone is not set, or the moment is not a good one.
            Withheld: As for :meth:`send`, or SMS-iT lists the number as unsubscribed.
            NotFound: The control panel has no such contact.
            OutcomeUnknown: It may have been scheduled.
        """
        account = self._caller.account
        account.route("messages.schedule")
        aware("at", at)
        message = self._outgoing(to, text, at=at, recurrence=recurrence, sender=sender, alpha_sender=alpha_sender)
        call = self._call(message, device)
        call = cleared(self._caller, call, message, [message.to], zone=zone, transactional=transactional)
        if account.dialect != "gateway":
            require_contact(self._caller, message.to)
        return self._caller.value(call)

    def send_to_group(
        self,
        group: str,
        text: str,
        *,
        zone: tzinfo | None = None,
        transactional: bool = False,
        sender: str | None = None,
        alpha_sender: str | None = None,
        rotate: bool = False,
        throttle: int | None = None,
    ) -> Sent:
        """Send a text to everybody who is subscribed to a group, if all of them may be texted.

        The members are read first, a page of contacts a call: where one of them opted out here and not there, nothing
        is sent, because SMS-iT would send to all.

        Args:
            group: The group's exact name.
            text: What it says.
            zone: The time zone where its members are; for members in several zones send to each of them.
            transactional: Whether the quiet hours do not hold for this message.
            sender: The number to send from, where it is not the connection's.
            alpha_sender: A name to send under.
            rotate: Whether the account's numbers take turns.
            throttle: Seconds between two messages of a number, 1 to 6. The last member has to be reached before the
                quiet hours, too; where it is not given, the slowest is reckoned with.

        Returns:
            With ``group_send_id``, for the delivery report, and how many members there were.

        Raises:
            UsageError: The dialect has no groups, nobody is in the group, as for :meth:`send`, or, with
                ``Settings(consent="unless_opted_out")``, numbers of the group cannot be compared with opt-outs.
            Withheld: ``numbers`` says whom it concerns; nothing was sent to anybody.
            NotFound: There is no such group.
            QuotaExhausted: There are not enough credits.
            OutcomeUnknown: It may have been sent.
        """
        self._caller.account.route("messages.send_to_group")
        message = self._to_group(group, text, sender=sender, alpha_sender=alpha_sender)
        return self._send_to_group(message, zone, rotate=rotate, throttle=throttle, transactional=transactional)

    def schedule_to_group(  # noqa: PLR0913 - what a scheduled message consists of
        self,
        group: str,
        text: str,
        at: datetime,
        *,
        zone: tzinfo | None = None,
        transactional: bool = False,
        recurrence: Recurrence | None = None,
        sender: str | None = None,
        alpha_sender: str | None = None,
        rotate: bool = False,
        throttle: int | None = None,
    ) -> Sent:
        """Have a text sent to a group later; see :meth:`schedule` and :meth:`send_to_group`.

        Who joins the group meanwhile gets it too, unlooked at.

        Raises:
            UsageError: As for both.
            Withheld: As for both.
            NotFound: There is no such group.
            OutcomeUnknown: It may have been scheduled.
        """
        self._caller.account.route("messages.schedule_to_group")
        aware("at", at)
        message = self._to_group(group, text, at=at, recurrence=recurrence, sender=sender, alpha_sender=alpha_sender)
        return self._send_to_group(message, zone, rotate=rotate, throttle=throttle, transactional=transactional)

    @property
    def raw(self) -> RawMessages:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawMessages(self)

    # -- how -----------------------------------------------------------------------------------------------------------

    def _send_to_group(
        self, message: Outgoing, zone: tzinfo | None, *, rotate: bool, throttle: int | None, transactional: bool
    ) -> Sent:
        caller = self._caller
        build = partial(api_panel.send_to_group, caller.account, rotate=rotate, throttle=throttle)
        build(message)  # what is wrong with it is known before anybody is asked
        zone_for(zone, transactional=transactional)
        caller.consent_store()
        numbers = members(caller, message.to)
        pause = api_panel.SLOWEST if throttle is None else throttle
        lasting = timedelta(seconds=(len(numbers) - 1) * pause)
        message = attrs.evolve(message, recipients=len(numbers), lasting=lasting)
        settings = caller.account.settings
        country = settings.country
        if settings.consent == "unless_opted_out":
            check_comparable(numbers, country)
        also = [other for number in numbers if (other := meant(number, country)) is not None]
        call = cleared(
            caller, build(message), message, numbers, zone=zone, transactional=transactional, also=also
        )
        return caller.value(call)

    def _call(self, message: Outgoing, device: str | None) -> Call[Sent]:
        account = self._caller.account
        if account.dialect == "gateway":
            if message.recurrence is not None:
                text = "A gateway has no recurring messages."
                raise UsageError(text)
            return api_gateway.send(account, message, device=device)
        if device is not None:
            text = "Only a gateway has devices."
            raise UsageError(text)
        return api_crm.send(account, message) if account.dialect == "crm_v2" else api_panel.send(account, message)

    def _outgoing(
        self,
        to: str,
        text: str,
        *,
        sender: str | None,
        alpha_sender: str | None,
        at: datetime | None = None,
        recurrence: Recurrence | None = None,
    ) -> Outgoing:
        return Outgoing(
            to=self._caller.account.settings.number(to),
            text=text,
            size=self.measure(text),
            sender=sender,
            alpha_sender=None if alpha_sender is None else checked_name(alpha_sender),
            at=at,
            recurrence=recurrence,
        )

    def _to_group(
        self,
        group: str,
        text: str,
        *,
        sender: str | None,
        alpha_sender: str | None,
        at: datetime | None = None,
        recurrence: Recurrence | None = None,
    ) -> Outgoing:
        return Outgoing(
            to=api_panel.group_name(group),
            text=text,
            size=self.measure(text),
            sender=sender,
            alpha_sender=None if alpha_sender is None else checked_name(alpha_sender),
            at=at,
            recurrence=recurrence,
        )
