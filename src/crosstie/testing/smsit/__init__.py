"""Simulated SMS-iT accounts: the control panel, the device gateway and the CRM, behind one :class:`SmsItSimulator`.

See :mod:`crosstie.testing.smsit.simulator` for the paths that it serves.
"""

from __future__ import annotations

from crosstie.testing.smsit.caller import SmsItCaller
from crosstie.testing.smsit.panel import Appointment, Contact
from crosstie.testing.smsit.rules import API_KEY, CRM_KEY, GATEWAY_KEY, SENDER, SmsItRules
from crosstie.testing.smsit.simulator import SmsItSimulator
from crosstie.testing.smsit.texts import Dispatch, Plan, Received, Text
from crosstie.testing.smsit.webhooks import Webhook

__all__ = [
    "API_KEY",
    "CRM_KEY",
    "GATEWAY_KEY",
    "SENDER",
    "Appointment",
    "Contact",
    "Dispatch",
    "Plan",
    "Received",
    "SmsItCaller",
    "SmsItRules",
    "SmsItSimulator",
    "Text",
    "Webhook",
]
