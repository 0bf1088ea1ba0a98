"""Every system that crosstie speaks with, as a subject of the one contract that all clients keep."""

from __future__ import annotations

from subjects.lightspeed import LIGHTSPEED
from subjects.netsuite import NETSUITE, NETSUITE_CERTIFIED, NETSUITE_CONSENTED
from subjects.quickbooks import QUICKBOOKS
from subjects.rfms import RFMS
from subjects.smsit import SMSIT, SMSIT_GATEWAY, SMSIT_TEXTS
from subjects.subject import Absent, Money, Renewal, Subject, Unknown
from subjects.suitedash import SUITEDASH
from subjects.supabase import SUPABASE, SUPABASE_USER
from subjects.wire import AsyncTapped, Tap, Tapped, secrets_in

__all__ = ["SUBJECTS", "Absent", "AsyncTapped", "Money", "Renewal", "Subject", "Tap", "Tapped", "Unknown", "secrets_in"]

SUBJECTS = (
    QUICKBOOKS,
    RFMS,
    NETSUITE,
    NETSUITE_CERTIFIED,
    NETSUITE_CONSENTED,
    LIGHTSPEED,
    SUITEDASH,
    SMSIT,
    SMSIT_TEXTS,
    SMSIT_GATEWAY,
    SUPABASE,
    SUPABASE_USER,
)
"""One for each client; more where its connections, or what it writes, come in kinds that behave differently."""
