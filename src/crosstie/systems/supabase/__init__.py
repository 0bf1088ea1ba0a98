"""A CRM behind Supabase: its tables and functions over PostgREST, its service users over GoTrue.

::

    sessions.connect("supabase", tenant="acme", name="crm", url="https://<ref>.supabase.co", key="sb_secret_...")
    crm = supabase.Client(sessions, connection)
    customers = crm.table("customers", Customer)
    for customer in customers.list(supabase.col("email").same_text(address)):
        ...
"""

from __future__ import annotations

from crosstie.systems.supabase.app import App
from crosstie.systems.supabase.bodies import Rows
from crosstie.systems.supabase.client import Client
from crosstie.systems.supabase.client_async import AsyncClient
from crosstie.systems.supabase.columns import Column, Json, Order, col
from crosstie.systems.supabase.endpoint import TableEndpoint
from crosstie.systems.supabase.endpoint_async import AsyncTableEndpoint
from crosstie.systems.supabase.filters import Filter, all_of, any_of, within
from crosstie.systems.supabase.rows import column, unknown_columns
from crosstie.systems.supabase.selecting import Embed, Pick, embed, pick
from crosstie.systems.supabase.sides import Sync
from crosstie.systems.supabase.table import Table
from crosstie.systems.supabase.table_async import AsyncTable

__all__ = [
    "App",
    "AsyncClient",
    "AsyncTable",
    "AsyncTableEndpoint",
    "Client",
    "Column",
    "Embed",
    "Filter",
    "Json",
    "Order",
    "Pick",
    "Rows",
    "Sync",
    "Table",
    "TableEndpoint",
    "all_of",
    "any_of",
    "col",
    "column",
    "embed",
    "pick",
    "unknown_columns",
    "within",
]
