"""SuiteDash's Secure API: app, clients, records and webhooks."""

from __future__ import annotations

from crosstie.systems.suitedash.app import BASE_URL, App
from crosstie.systems.suitedash.client import Client
from crosstie.systems.suitedash.client_async import AsyncClient
from crosstie.systems.suitedash.meter import Meter, Usage
from crosstie.systems.suitedash.models import Address, Company, Contact, Project, Subscription
from crosstie.systems.suitedash.notices import EVENTS, Hinted, Notice, Template, read_notice
from crosstie.systems.suitedash.settings import Settings
from crosstie.systems.suitedash.updates import PrimaryContact

__all__ = [
    "BASE_URL",
    "EVENTS",
    "Address",
    "App",
    "AsyncClient",
    "Client",
    "Company",
    "Contact",
    "Hinted",
    "Meter",
    "Notice",
    "PrimaryContact",
    "Project",
    "Settings",
    "Subscription",
    "Template",
    "Usage",
    "read_notice",
]
