# @generated from src/crosstie/systems/smsit/services_async.py; do not edit.
# fmt: off
# ruff: noqa: C416, E501, RUF100, UP028
"""Appointments and one-time codes of the control panel: ``client.appointments``, ``client.codes``."""

from __future__ import annotations

from datetime import datetime

import attrs

from crosstie.systems.smsit import api_panel
from crosstie.systems.smsit.api_panel import AppointmentStatus
from crosstie.systems.smsit.caller import SmsItCaller
from crosstie.systems.smsit.outcomes import OneTimeCode
from crosstie.systems.smsit.raw import RawAppointments, RawCodes

__all__ = ["Appointments", "Codes"]


@attrs.frozen
class Appointments:
    """Appointments; they can be added, and neither listed, changed nor deleted."""

    _caller: SmsItCaller

    def add(self, number: str, at: datetime, *, status: AppointmentStatus = "unconfirmed") -> None:
        """Add an appointment for a contact.

        SMS-iT may remind the person of it by text, as the account is set up: mind their consent.

        Args:
            number: The contact's number.
            at: When, as a full minute.
            status: ``unconfirmed``, ``confirmed``, ``cancelled`` or ``rescheduled``.

        Raises:
            UsageError: It is no number or no such moment, the account's zone is not set, or the dialect has none.
            NotFound: There is no such contact.
            Conflict: ``duplicate``: there is one like it.
            OutcomeUnknown: It may have been added.
        """
        account = self._caller.account
        account.route("appointments.add")
        call = api_panel.add_appointment(account, account.settings.number(number), at, status)
        self._caller.value(call)

    @property
    def raw(self) -> RawAppointments:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawAppointments(self)


@attrs.frozen
class Codes:
    """One-time codes. SMS-iT makes and checks them; sending one to a person is a message like any other."""

    _caller: SmsItCaller

    def generate(self) -> OneTimeCode:
        """Make a code.

        Raises:
            UsageError: The dialect has none.
            OutcomeUnknown: It may have been made, and nobody knows which.
        """
        return self._caller.value(api_panel.generate_code(self._caller.account))

    def validate(self, code: str) -> bool:
        """Tell whether a code is good; the answer to a bad one is not known, so that anything else means no.

        Raises:
            UsageError: The dialect has none.
            OutcomeUnknown: No answer came; the code may be used up.
        """
        return self._caller.value(api_panel.validate_code(self._caller.account, code))

    @property
    def raw(self) -> RawCodes:
        """The same methods, answering value, status, headers, body and attempts."""
        return RawCodes(self)
