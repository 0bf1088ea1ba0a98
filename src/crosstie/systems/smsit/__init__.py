"""SMS-iT: one client for its control panels, device gateway and CRM, and the rules of whom to text, and when."""

from __future__ import annotations

from crosstie.systems.smsit.app import App
from crosstie.systems.smsit.client import Client
from crosstie.systems.smsit.client_async import AsyncClient
from crosstie.systems.smsit.consent import Consent, Inbound, standing
from crosstie.systems.smsit.consents import ConsentStore, MemoryConsents, StoredConsents, inbound
from crosstie.systems.smsit.consents_async import (
    AsyncConsentStore,
    AsyncMemoryConsents,
    AsyncStoredConsents,
    async_inbound,
)
from crosstie.systems.smsit.hours import QuietHours
from crosstie.systems.smsit.keywords import perhaps_opts_out, wish_of
from crosstie.systems.smsit.models import Contact, CrmContact, CrmTask, Device, GatewayMessage
from crosstie.systems.smsit.outcomes import (
    Balance,
    CrmAnswer,
    Delivery,
    GroupDelivery,
    OneTimeCode,
    Recurrence,
    Sent,
)
from crosstie.systems.smsit.phones import e164
from crosstie.systems.smsit.routes import BASE_URLS, DIALECTS, ROUTES, Dialect, Route, Routes
from crosstie.systems.smsit.segments import Size, credits_estimate, measure
from crosstie.systems.smsit.settings import Settings

__all__ = [
    "BASE_URLS",
    "DIALECTS",
    "ROUTES",
    "App",
    "AsyncClient",
    "AsyncConsentStore",
    "AsyncMemoryConsents",
    "AsyncStoredConsents",
    "Balance",
    "Client",
    "Consent",
    "ConsentStore",
    "Contact",
    "CrmAnswer",
    "CrmContact",
    "CrmTask",
    "Delivery",
    "Device",
    "Dialect",
    "GatewayMessage",
    "GroupDelivery",
    "Inbound",
    "MemoryConsents",
    "OneTimeCode",
    "QuietHours",
    "Recurrence",
    "Route",
    "Routes",
    "Sent",
    "Settings",
    "Size",
    "StoredConsents",
    "async_inbound",
    "credits_estimate",
    "e164",
    "inbound",
    "measure",
    "perhaps_opts_out",
    "standing",
    "wish_of",
]
