"""RFMS, the flooring ERP: app, clients and records."""

from __future__ import annotations

from crosstie.systems.rfms.app import BASE_URL, SESSION_POLICY, App
from crosstie.systems.rfms.client import Client
from crosstie.systems.rfms.client_async import AsyncClient
from crosstie.systems.rfms.settings import Settings

__all__ = ["BASE_URL", "SESSION_POLICY", "App", "AsyncClient", "Client", "Settings"]
